"""The source that an address means: one that mdx has made up, or one copied from a browser."""

import re
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from mdx.sources.source import Source, SourceError, name_of
from mdx.sources.tree import CODE, escaped

SHORT = re.compile(
    r"(github|gitlab|codeberg|pypi|git\+[^:]+|hf(?!://)|kaggle(?!://)):(.*)", re.DOTALL
)
HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "codeberg": "codeberg.org"}
OWNER_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*")
LOGIN = re.compile(r"[\w.-]+@([\w.-]+):(?!/)(\S+)")
# What follows a repository in the addresses of its pages: the words, then a revision, then a path.
PAGES = {
    "github.com": (("tree",), ("blob",), ("raw",), ("blame",), ("edit",), ("commits",), ("commit",),
                   ("releases", "tag")),
    "gitlab.com": (("-", "tree"), ("-", "blob"), ("-", "raw"), ("-", "commit"), ("-", "tags"),
                   ("tree",), ("blob",)),
    "codeberg.org": (("src", "branch"), ("src", "tag"), ("src", "commit"), ("raw", "branch"),
                     ("raw", "commit"), ("raw", "tag"), ("releases", "tag")),
    "bitbucket.org": (("src",), ("raw",)),
}  # fmt: skip


def ad_hoc(operand: str) -> Source | None:
    """The source that an address tells; None for any other operand.

    `github:owner/name/folder@rev` (also gitlab:, codeberg:), `git+URL@rev`, `git@host:owner/name`,
    `hf:owner/set@rev`, `kaggle:owner/set`, `pypi:name==version`, and addresses of the pages of
    GitHub, GitLab, Codeberg, Bitbucket, Hugging Face and Kaggle. Raises SourceError where an
    address of that kind names nothing to read.
    """
    if match := SHORT.fullmatch(operand):
        return _short(operand, match[1], match[2])
    if LOGIN.fullmatch(operand) or operand.startswith("ssh://"):
        return Source(name_of(operand), "git", operand)
    return _page(operand)


def repository(operand: str) -> Source | None:
    """The repository on GitHub that a bare `owner/name` means; None for any other operand."""
    if not OWNER_NAME.fullmatch(operand) or operand.endswith((*CODE, ".git/")):
        return None
    return _repository("github.com", operand, "", "")


def _short(operand: str, scheme: str, rest: str) -> Source:
    if scheme.startswith("git+"):
        url, revision = _parted(f"{scheme[4:]}:{rest}", "@")
        return Source(name_of(url), "git", url, revision)
    place, revision = _parted(rest, "==" if scheme == "pypi" else "@")
    if scheme in HOSTS:
        owner, name, path = (*place.split("/", 2), "", "")[:3]
        if not OWNER_NAME.fullmatch(f"{owner}/{name}"):
            raise SourceError(f"{operand}: expected {scheme}:owner/name or {scheme}:owner/name@rev")
        return _repository(HOSTS[scheme], f"{owner}/{name}", revision, path)
    kinds = {"hf": "huggingface"}
    return Source(name_of(place), kinds.get(scheme, scheme), place, revision)


def _parted(rest: str, mark: str) -> tuple[str, str]:
    """What stands before and after the last mark; the @ of git@host is none."""
    head, sign, tail = rest.rpartition(mark)
    is_login = mark == "@" and (":" in tail or "/" not in head.rpartition("://")[2])
    if not sign or is_login:
        return rest, ""
    return head, tail


def _repository(host: str, place: str, revision: str, path: str) -> Source:
    """A repository, or one folder or file of it: the rest of it is there to be imported."""
    url = f"https://{host}/{place.removesuffix('.git')}"
    path = path.strip("/")
    paths = (escaped(path), *(f"{escaped(path)}/**/*{ending}" for ending in CODE)) if path else ()
    return Source(name_of(url), "git", url, revision, paths)


def _page(operand: str) -> Source | None:
    match = re.fullmatch(r"(?:(?:https?|hf|kaggle)://)?(?:www\.)?([\w.-]+)/\S*", operand)
    if match is None:
        return None
    address = urlsplit(operand if "://" in operand else f"https://{operand}")
    host = address.netloc.removeprefix("www.").lower()
    parts = [unquote(part) for part in address.path.split("/") if part]
    if address.scheme in ("hf", "kaggle"):
        return _own_link(operand, address.scheme)
    if (read := PLACES.get(host)) is None:
        is_git = address.scheme == "https" and address.path.endswith(".git") and "://" in operand
        return Source(name_of(operand), "git", operand) if is_git else None
    if (source := read(host, parts)) is None:
        raise SourceError(f"{operand}: neither a repository's address nor a data set's")
    return source


def _own_link(operand: str, scheme: str) -> Source | None:
    """What metadata.url says of a row: `hf://datasets/owner/set@rev/file`."""
    match = re.match(
        r"\w+://(?:datasets/)?([\w.-]+/[\w.-]+)(?:@([\w.-]+)|/versions/(\d+))?(?:/(.+))?", operand
    )
    if match is None:
        return None
    kind = "huggingface" if scheme == "hf" else "kaggle"
    paths = (escaped(match[4]),) if match[4] else ()
    return Source(name_of(match[1]), kind, match[1], match[2] or match[3] or "", paths)


def _forge(host: str, parts: list[str]) -> Source | None:
    """A repository by the address of it, or of a folder or file in it."""
    if len(parts) < 2:
        return None
    for words in PAGES[host]:
        for at in range(2, len(parts) - len(words)):
            if tuple(parts[at : at + len(words)]) == words and (at == 2 or host == "gitlab.com"):
                revision, *path = parts[at + len(words) :]
                return _repository(host, "/".join(parts[:at]), revision, "/".join(path))
    if host == "gitlab.com":
        return _repository(
            host, "/".join(parts[: parts.index("-") if "-" in parts else None]), "", ""
        )
    return _repository(host, "/".join(parts[:2]), "", "")


def _raw(host: str, parts: list[str]) -> Source | None:
    """A file as raw.githubusercontent.com gives it."""
    if parts[2:4] == ["refs", "heads"]:
        del parts[2:4]
    if len(parts) < 4:
        return None
    return _repository("github.com", "/".join(parts[:2]), parts[2], "/".join(parts[3:]))


def _gist(host: str, parts: list[str]) -> Source | None:
    if not parts:
        return None
    url = f"https://{host}/{parts[1] if len(parts) > 1 else parts[0]}"
    return Source(name_of(url), "git", url)


def _hugging_face(host: str, parts: list[str]) -> Source | None:
    """A data set, or a folder or file of one."""
    if parts[:1] != ["datasets"] or len(parts) < 3:
        return None
    place, parts = "/".join(parts[1:3]), parts[3:]
    revision, path = "", ""
    if len(parts) > 1 and parts[0] in ("tree", "blob", "resolve", "raw"):
        revision, path = parts[1], "/".join(parts[2:])
    paths = (escaped(path), f"{escaped(path)}/**") if path else ()
    return Source(name_of(place), "huggingface", place, revision, paths)


def _kaggle(host: str, parts: list[str]) -> Source | None:
    if parts[:1] != ["datasets"] or len(parts) < 3:
        return None
    revision = parts[4] if parts[3:4] == ["versions"] and len(parts) > 4 else ""
    place = "/".join(parts[1:3])
    return Source(name_of(place), "kaggle", place, revision)


PLACES: dict[str, Callable[[str, list[str]], Source | None]] = {
    **dict.fromkeys(PAGES, _forge),
    "raw.githubusercontent.com": _raw,
    "gist.github.com": _gist,
    "huggingface.co": _hugging_face,
    "hf.co": _hugging_face,
    "kaggle.com": _kaggle,
}
