"""The source that an address means, whether in mdx's own notation or copied from a browser."""

import re
from collections.abc import Callable
from functools import partial
from urllib.parse import unquote, urlsplit

from mdx.sources.source import Source, name_of
from mdx.sources.tree import CODE, escaped
from mdx.work.errors import CannotRun

SHORT = re.compile(
    r"(github|gitlab|codeberg|pypi|git\+[^:]+|hf(?!://)|kaggle(?!://)):(.*)", re.DOTALL
)
HOSTS = {"github": "github.com", "gitlab": "gitlab.com", "codeberg": "codeberg.org"}
OWNER_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*")
ADDRESS = re.compile(r"(?:(\w+)://)?[\w.@:-]+/\S*")
PASSWORD = re.compile(r"[\w+.-]+://[^/@:\s]*+:[^/@\s]++@")
LOGIN = re.compile(r"[\w.-]+@([\w.-]+):(?!/)(\S+)")
REFUSED = (
    "neither a repository's address nor a data set's; git+URL clones any repository, and for "
    "anything else download it and name the file"
)
NO_OWNERS = frozenset("docs blog papers collections learn posts models organizations".split())
# What follows a repository in the addresses of its pages: the words, then a revision, then a path.
PAGES = {
    "github.com": (("tree",), ("blob",), ("raw",), ("blame",), ("edit",), ("commits",), ("commit",),
                   ("releases", "tag"), ("archive",)),
    "gitlab.com": (("-", "tree"), ("-", "blob"), ("-", "raw"), ("-", "commit"), ("-", "tags"),
                   ("tree",), ("blob",)),
    "codeberg.org": (("src", "branch"), ("src", "tag"), ("src", "commit"), ("raw", "branch"),
                     ("raw", "commit"), ("raw", "tag"), ("releases", "tag")),
    "bitbucket.org": (("src",), ("raw",)),
    "git.sr.ht": (("tree",), ("blob",)),
    "huggingface.co": (("tree",), ("blob",), ("raw",), ("resolve",)),
}  # fmt: skip


def ad_hoc(operand: str) -> Source | None:
    """The source that an address names; None for any other operand.

    `github:owner/name/folder@rev` (also gitlab:, codeberg:), `git+URL@rev`, `git@host:owner/name`,
    `hf:owner/set@rev`, `kaggle:owner/set`, `pypi:name==version`, and addresses of the pages of
    GitHub, GitLab, Codeberg, Bitbucket, SourceHut, Hugging Face and Kaggle. Raises CannotRun for an
    address that names nothing to read, or holds a password.
    """
    if PASSWORD.match(operand):  # which no message may show
        raise CannotRun("an address with a password in it; git's credential helper keeps those")
    if match := SHORT.fullmatch(operand):
        return _short(operand, match[1], match[2])
    if LOGIN.fullmatch(operand) or operand.startswith("ssh://"):
        return Source(name_of(operand), "git", operand)
    return _page(operand)


def repository(operand: str) -> Source | None:
    """The repository on GitHub that a bare `owner/name` or `owner/name@rev` means; None for any
    other operand."""
    place, _, revision = operand.partition("@")
    if not OWNER_NAME.fullmatch(place) or operand.endswith((*CODE, ".git/")):
        return None
    return _repository("github.com", place, revision, "")


def _short(operand: str, scheme: str, rest: str) -> Source:
    if scheme.startswith("git+"):
        address, _, fragment = f"{scheme[4:]}:{rest}".partition("#")
        url, revision = _parted(address, "@")
        folder = re.search(r"subdirectory=([^&]+)", fragment)  # as pip takes it
        return Source(name_of(url), "git", url, revision, _within(folder[1] if folder else ""))
    place, revision = _parted(rest, "==" if scheme == "pypi" else "@")
    if scheme in HOSTS:
        owner, name, path = (*place.split("/", 2), "", "")[:3]
        if not OWNER_NAME.fullmatch(f"{owner}/{name}"):
            raise CannotRun(f"{operand}: expected {scheme}:owner/name or {scheme}:owner/name@rev")
        return _repository(HOSTS[scheme], f"{owner}/{name}", revision, path)
    place = place.partition("[")[0].removeprefix("datasets/")
    kinds = {"hf": "huggingface"}
    return Source(name_of(place), kinds.get(scheme, scheme), place, revision)


def _parted(rest: str, mark: str) -> tuple[str, str]:
    """What comes before and after the last mark; the @ of git@host does not count."""
    head, sign, tail = rest.rpartition(mark)
    is_login = mark == "@" and (":" in tail or "/" not in head.rpartition("://")[2])
    if not sign or is_login:
        return rest, ""
    return head, tail


def _repository(host: str, place: str, revision: str, path: str) -> Source:
    """A repository, or one folder or file in it, which may import from the rest."""
    url = f"https://{host}/{place.removesuffix('.git')}"
    return Source(name_of(url), "git", url, revision, _within(path.strip("/")))


def _within(path: str) -> tuple[str, ...]:
    """The globs of a file, or of the code in a folder; none for all of a source."""
    return (escaped(path), *(f"{escaped(path)}/**/*{ending}" for ending in CODE)) if path else ()


def _page(operand: str) -> Source | None:
    if (match := ADDRESS.fullmatch(operand)) is None:
        return None
    scheme = (match[1] or "").lower()
    address = urlsplit(operand if scheme else f"https://{operand}")
    parts = [unquote(part) for part in address.path.split("/") if part]
    if scheme in ("hf", "kaggle"):
        return _own_link(operand, scheme)
    read = PLACES.get((address.hostname or "").removeprefix("www."))
    if read is None and scheme == "https" and address.path.endswith(".git"):
        return Source(name_of(operand), "git", operand)
    source = read(parts) if read else None
    if source is None and (read or scheme):
        raise CannotRun(f"{operand}: {REFUSED}")
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


def _forge(host: str, parts: list[str], size: int = 2) -> Source | None:
    """A repository by its address, or by that of a folder or file in it. Its path has `size` parts,
    or more on GitLab."""
    if len(parts) < size:
        return None
    most = len(parts) if host == "gitlab.com" else size
    for words in PAGES[host]:
        for at in range(size, min(most, len(parts) - len(words) - 1) + 1):
            if tuple(parts[at : at + len(words)]) == words:
                revision, *path = _unwrapped(parts[at + len(words) :])
                return _repository(host, "/".join(parts[:at]), revision, "/".join(path))
    end = parts.index("-") if "-" in parts else most
    return _repository(host, "/".join(parts[: min(end, most)]), "", "")


def _unwrapped(parts: list[str]) -> list[str]:
    """A revision and a path, without what the addresses of archives and raw files add."""
    if parts[:2] in (["refs", "heads"], ["refs", "tags"]) and len(parts) > 2:
        parts = parts[2:]
    if parts[1:2] == ["item"]:  # on SourceHut
        return [parts[0], *parts[2:]]
    name = next((parts[0].removesuffix(e) for e in (".zip", ".tar.gz") if parts[0].endswith(e)), "")
    return [name] if name and len(parts) == 1 else parts


def _raw(parts: list[str]) -> Source | None:
    """A file as raw.githubusercontent.com gives it."""
    return _forge("github.com", [*parts[:2], "raw", *parts[2:]]) if len(parts) > 3 else None


def _gist(parts: list[str]) -> Source | None:
    if not parts:
        return None
    url = f"https://gist.github.com/{parts[1] if len(parts) > 1 else parts[0]}"
    return Source(name_of(url), "git", url)


def _hugging_face(parts: list[str]) -> Source | None:
    """A data set, a folder or file in one, or the repository of a space or model."""
    if parts[:1] != ["datasets"]:
        size = 3 if parts[:1] == ["spaces"] else 2
        return None if NO_OWNERS.intersection(parts[:1]) else _forge("huggingface.co", parts, size)
    words = ("viewer", *(word[0] for word in PAGES["huggingface.co"]))
    end = 2 if len(parts) == 2 or parts[2] in words else 3  # the oldest sets have no owner
    place, parts = "/".join(parts[1:end]), parts[end:]
    revision, path = "", ""
    if len(parts) > 1 and parts[0] in words[1:]:
        revision, path = parts[1], "/".join(parts[2:])
    paths = (escaped(path), f"{escaped(path)}/**") if path else ()
    return Source(name_of(place), "huggingface", place, revision, paths) if place else None


def _kaggle(parts: list[str]) -> Source | None:
    if parts[:1] != ["datasets"] or len(parts) < 3:
        return None
    revision = parts[4] if parts[3:4] == ["versions"] and len(parts) > 4 else ""
    place = "/".join(parts[1:3])
    return Source(name_of(place), "kaggle", place, revision)


def _notebook(parts: list[str]) -> Source | None:
    """A notebook on GitHub as Colab and nbviewer address it."""
    return _forge("github.com", parts[1:]) if parts[:1] == ["github"] else None


PLACES: dict[str, Callable[[list[str]], Source | None]] = {
    **{host: partial(_forge, host) for host in PAGES},
    "github.dev": partial(_forge, "github.com"),
    "raw.githubusercontent.com": _raw,
    **dict.fromkeys(("gist.github.com", "gist.githubusercontent.com"), _gist),
    **dict.fromkeys(("huggingface.co", "hf.co"), _hugging_face),
    "kaggle.com": _kaggle,
    **dict.fromkeys(("colab.research.google.com", "nbviewer.org"), _notebook),
}
