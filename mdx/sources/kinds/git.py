"""Files of a git repository, read without a work tree.

A bare, shallow clone without blobs; one batched fetch of just the blobs that are wanted; then one
`git cat-file --batch`. So nothing of a repository is ever checked out, linked, hooked or run. The
clone is kept in the cache directory and used again, also with no network.
"""

import io
import os
import re
import subprocess
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from typing import IO, BinaryIO

from mdx.sources import licence
from mdx.sources.distribution import BUILD_FILES
from mdx.sources.source import GIT_URL, Source, SourceError
from mdx.sources.staging import staged
from mdx.sources.tree import CODE, LICENCE, ROWS, WORDS, Settings, Unreadable, escaped, matches
from mdx.work import cache, children

REGULAR = (b"100644", b"100755")
LINK = b"120000"
LFS_POINTER = b"version https://git-lfs.github.com/spec/"
NO_SUCH_REVISION = "no such branch, tag or full commit id"
ENDED = "{}: git ended within this file; run again, or --refresh fetches anew"
QUIET_CONFIG = (
    "core.hooksPath=/dev/null", "fetch.recurseSubmodules=false", "maintenance.auto=false",
    "gc.auto=0", "http.lowSpeedLimit=1000", "http.lowSpeedTime=60",
)  # fmt: skip


def opened(source: Source, settings: Settings) -> "Repository":
    """The repository at the source's revision, cloned unless it is in the cache."""
    if not GIT_URL.fullmatch(source.url):
        raise SourceError(f"{source.url!r}: only https, ssh and file URLs are cloned")
    if source.revision.startswith("-"):
        raise SourceError(f"{source.revision!r}: no revision begins with '-'")
    every = [source, *_parted_otherwise(source)]
    for asked in every if not settings.refresh else ():
        if os.path.isdir(_folder(asked)):
            with suppress(SourceError):  # somebody cleared the cache while it was filled
                return Repository(_folder(asked), asked, settings)
    try:
        _clone(source, settings)
    except SourceError as error:
        if len(every) == 1 or NO_SUCH_REVISION not in str(error):
            raise
        names = _revisions(source)
        source = next((asked for asked in reversed(every) if asked.revision in names), source)
        if source is every[0]:
            raise
        _clone(source, settings)
    return Repository(_folder(source), source, settings)


def _parted_otherwise(source: Source) -> list[Source]:
    """The same source with more of its path as part of the revision's name: in a page's address one
    follows the other, and a branch may be called `feature/x`."""
    parts = source.paths[0].split("/") if source.revision and source.paths else []
    others = []
    for count in range(1, len(parts) + 1):
        head = "/".join(parts[:count])
        rest = [path.removeprefix(head).removeprefix("/") for path in source.paths]
        is_all = not rest[0]  # and the others are the files of known formats below it
        others.append(
            replace(
                source, revision=f"{source.revision}/{head}", paths=() if is_all else tuple(rest)
            )
        )
    return others


def _revisions(source: Source) -> set[str]:
    """The names of the branches and tags that a repository has now."""
    listed = _git("", "ls-remote", "--heads", "--tags", source.url).decode("utf-8", "replace")
    return {line.partition("\trefs/")[2].partition("/")[2] for line in listed.splitlines()}


def _folder(source: Source) -> str:
    words = re.sub(r"[^\w.-]+", "+", re.sub(r"^\w+://", "", source.url)).strip("+.-")
    digest = sha256(f"{source.url}\n{source.revision}".encode()).hexdigest()[:12]
    return os.path.join(cache.root(), "git", f"{words[-80:]}@{digest}")


def _clone(source: Source, settings: Settings) -> None:
    """Makes the clone, which is moved into place once it is complete."""
    try:
        with staged(_folder(source)) as clone:
            _git(clone, "init", "--quiet", "--bare", "--template=")
            for key, value in (
                ("remote.origin.url", source.url),
                ("remote.origin.promisor", "true"),
                ("remote.origin.partialclonefilter", "blob:none"),
            ):
                _git(clone, "config", key, value)
            wanted = source.revision or "HEAD"
            _fetch(clone, settings, "--depth=1", "--filter=blob:none", "origin", wanted)
            head = _git(clone, "rev-parse", "--verify", "FETCH_HEAD^{commit}").decode().strip()
            _git(clone, "update-ref", "--no-deref", "HEAD", head)
            _fetch_blobs(clone, source, settings)
    except SourceError as error:
        raise SourceError(f"{source.url}: {error}") from None


def _fetch_blobs(folder: str, source: Source, settings: Settings) -> None:
    absent = _absent(folder)
    files, links = _listing(folder)
    wanted = {oid for path, oid in files.items() if oid in absent and _is_wanted(path, source)}
    wanted |= absent.intersection(links.values())
    if wanted:
        oids = b"".join(oid + b"\n" for oid in sorted(wanted))
        options = ("--no-write-fetch-head", "--filter=blob:none", "--stdin", "origin")
        _fetch(folder, settings, *options, input=oids)


def _is_wanted(path: str, source: Source) -> bool:
    if path.endswith(CODE + WORDS + BUILD_FILES) or ("/" not in path and LICENCE.match(path)):
        return True
    if escaped(path) in source.paths:
        return True
    return path.endswith(ROWS) and matches(path, source.paths)


def _fetch(folder: str, settings: Settings, *words: str, input: bytes = b"") -> None:
    """git fetch, whose pack may not grow beyond the limit on downloads."""
    command = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-auto-gc", *words)
    _git(folder, *command, input=input, max_file=settings.max_download)


def _absent(folder: str) -> set[bytes]:
    """The objects of the revision's tree that the clone lacks; uses no network."""
    objects = _git(folder, "rev-list", "--objects", "--missing=print", "--max-count=1", "HEAD")
    return {line[1:] for line in objects.splitlines() if line.startswith(b"?")}


def _listing(folder: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Regular files and symbolic links: path to object id, in git's order. Paths that are not
    UTF-8 are escaped."""
    files: dict[str, bytes] = {}
    links: dict[str, bytes] = {}
    for entry in _git(folder, "ls-tree", "-r", "-z", "--full-tree", "HEAD").split(b"\0")[:-1]:
        head, _, path = entry.partition(b"\t")
        mode, _, oid = head.split(b" ")
        if mode in REGULAR or mode == LINK:
            kept = links if mode == LINK else files
            kept[path.decode("utf-8", "backslashreplace")] = oid
    return files, links


def _git(folder: str, *words: str, input: bytes = b"", max_file: int = 0) -> bytes:
    command = [*_limit(max_file), *_command(folder, *words)]
    try:
        done = children.run(command, input, _environment())
    except FileNotFoundError:
        raise SourceError("git is not installed, or not on the PATH") from None
    if done.returncode:
        raise SourceError(_reason(done.stderr.decode("utf-8", "replace"), done.returncode))
    return done.stdout


def _limit(max_file: int) -> list[str]:
    """A prefix that keeps a command from writing files larger than this many bytes."""
    blocks = max_file // 512  # POSIX: ulimit -f counts blocks of 512 bytes
    return ["sh", "-c", f'trap "" XFSZ; ulimit -f {blocks}; exec "$@"', "sh"] if max_file else []


def _command(folder: str, *words: str) -> list[str]:
    config = [part for setting in QUIET_CONFIG for part in ("-c", setting)]
    return ["git", *(["--git-dir", folder] if folder else []), *config, *words]


def _environment() -> dict[str, str]:
    """The user's, less what points git elsewhere; it asks for no password and runs no helper."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    }
    kept |= {"GIT_ALLOW_PROTOCOL": "https:ssh:file", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    kept |= {"GIT_NO_LAZY_FETCH": "1"}
    return {"GIT_SSH_COMMAND": "ssh -oBatchMode=yes"} | kept


def _reason(stderr: str, status: int) -> str:
    """git's own last words, and what to do about the usual ones."""
    messages = [line for line in stderr.splitlines() if line.startswith(("fatal:", "error:"))]
    words = (messages or stderr.splitlines() or [f"git ended with status {status}"])[0]
    hints = {
        "Could not resolve host": "no network? A source once fetched needs none",
        "could not read Username": "no such repository, or a private one: use its ssh URL",
        "not found": "is the address right?",
        "couldn't find remote ref": NO_SUCH_REVISION,
        "File too large": "--max-download allows more",
    }
    hint = next((h for sign, h in hints.items() if sign.lower() in stderr.lower()), "")
    return f"{words.removeprefix('fatal: ')}; {hint}" if hint else words.removeprefix("fatal: ")


class Repository:
    """The files of a clone (a Tree)."""

    formats: tuple[str, ...] = CODE
    alone = ""

    def __init__(self, folder: str, source: Source, settings: Settings):
        self.folder = folder
        self.url = source.url
        self.asked: tuple[str, ...] | None = source.paths
        self.max_file = settings.max_file
        self.files, self._linked = _listing(folder)
        self.paths = list(self.files)
        self.revision = _git(folder, "rev-parse", "HEAD").decode().strip()
        self._absent = _absent(folder)
        self._reader: subprocess.Popen[bytes] | None = None
        self._begun = ExitStack()

    @cached_property
    def license(self) -> str:
        return licence.of(self)

    @cached_property
    def links(self) -> dict[str, str]:
        """The target of each symbolic link, which git keeps as the text of a file."""
        links = {}
        for path, oid in self._linked.items():
            with suppress(Unreadable, UnicodeDecodeError):
                links[path] = self._content(oid, path).decode()
        return links

    def read(self, path: str) -> bytes:
        oid = self.files.get(path)
        if oid is None:
            raise Unreadable("no such file in the repository")
        return self._content(oid, path)

    def _content(self, oid: bytes, path: str) -> bytes:
        if oid in self._absent:
            raise Unreadable("was not fetched; --refresh fetches anew")
        pipe_in, pipe_out = self._pipes()
        line = b""
        with suppress(BrokenPipeError):  # git ended, which is not our own reader that left
            pipe_in.write(oid + b"\n")
            pipe_in.flush()
            line = pipe_out.readline()
        header = line.split()
        if len(header) != 3 or not line.endswith(b"\n"):
            raise Unreadable("git cannot read it; --refresh fetches anew")
        size = int(header[2])
        if size > self.max_file:
            _skip(pipe_out, size + 1, path)
            raise Unreadable(f"{size} bytes; --max-file allows more")
        content = pipe_out.read(size)
        if len(content) < size or not pipe_out.read(1):  # a line end follows the content
            raise SourceError(ENDED.format(path))
        if content.startswith(LFS_POINTER):
            raise Unreadable("a git LFS pointer, whose content is not in the repository")
        return content

    def open(self, path: str) -> BinaryIO:
        return io.BytesIO(self.read(path))

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._reader is None:
            command = _command(self.folder, "cat-file", "--batch")
            pipe = subprocess.PIPE
            git = children.begun(
                command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment()
            )
            self._reader = self._begun.enter_context(git)
        assert self._reader.stdin
        assert self._reader.stdout
        return self._reader.stdin, self._reader.stdout

    def link(self, path: str, lines: str) -> str:
        if not re.match(r"https://(github|gitlab|codeberg)\.", self.url):
            return ""
        from urllib.parse import quote

        base = self.url.removesuffix("/").removesuffix(".git")
        first, _, last = lines.partition("-")
        fragment = f"#L{first}-L{last}" if lines else ""
        return f"{base}/blob/{self.revision}/{quote(path)}{fragment}"

    def close(self) -> None:
        self._begun.close()
        self._reader = None


def _skip(stream: IO[bytes], size: int, path: str) -> None:
    while size > 0:
        part = stream.read(min(size, 1 << 20))
        if not part:
            raise SourceError(ENDED.format(path))
        size -= len(part)
