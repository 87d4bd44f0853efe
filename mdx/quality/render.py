"""Whether scenes render, found out by rendering them in sandboxes; the cache keeps the verdicts."""

import base64
import json
import os
import shutil
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from itertools import accumulate
from queue import SimpleQueue
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from mdx.quality import looks
from mdx.quality.looks import Looks
from mdx.quality.sandboxed import CannotRender, Sandbox, SandboxEnded
from mdx.work.atomic import replacing
from mdx.work.cache import Cache, Damaged

FORMAT = "render 3"  # part of every key: another way to render makes other verdicts
Item = TypeVar("Item")


class Verdict(NamedTuple):
    """Whether a scene renders, else its error ("NameError: ..."); its time and its looks."""

    renders: bool
    error: str
    seconds: float
    looks: Looks = MappingProxyType({})
    frames: tuple[bytes, ...] = ()  # PNG, where they were asked for and the scene renders
    fullest: int = 0  # which of them shows most
    fault: str = ""  # of the machine: why there is no verdict, and all else means nothing
    pictures: tuple[str, ...] | None = None  # the files of the frames, None where none are kept

    def fields(self) -> dict[str, Any]:
        """What a record's metadata tells of it."""
        if self.fault:
            return {}
        fields = {
            "renders": self.renders,
            "render_error": self.error,
            "render_seconds": self.seconds,
            "film_seconds": self.looks["seconds"].value if "seconds" in self.looks else 0.0,
            "look_issues": looks.issues(self.looks),
        }
        if self.pictures is None:
            return fields
        frame = self.pictures[self.fullest] if self.pictures else ""
        return fields | {"frame": frame, "frames": " ".join(self.pictures)}


def surroundings() -> str:
    """The versions that a verdict holds for: manim, Python, LaTeX and its converter.

    Raises CannotRender where there is no manim.
    """
    from importlib.metadata import PackageNotFoundError, version

    if sys.platform != "linux":
        raise CannotRender("--renders needs Linux, whose namespaces make its sandboxes")
    try:
        manim = version("manim")
    except PackageNotFoundError:
        raise CannotRender(
            "--renders needs manim: pip install 'mdx-tools[render]' (and LaTeX)"
        ) from None
    python = ".".join(map(str, sys.version_info[:2]))
    return "\n".join((manim, python, *map(_version_line, ("latex", "dvisvgm"))))


def _version_line(program: str) -> str:
    """What a program says of its version, "" where there is none."""
    if not shutil.which(program):
        return ""
    with suppress(OSError, subprocess.TimeoutExpired):
        printed = subprocess.run([program, "--version"], capture_output=True, timeout=30).stdout
        return printed.decode(errors="replace").partition("\n")[0]
    return ""


class Renderer:
    """Renders scenes, `jobs` at once, each at most `seconds`; `tell` hears what users must know.

    Without `walled` the code of strangers can do whatever the user can.
    """

    def __init__(
        self,
        jobs: int,
        seconds: float,
        frames: str | None,
        walled: bool,
        tell: Callable[[str], None],
    ):
        self.jobs, self.seconds, self.frames, self.tell = jobs, seconds, frames, tell
        self.walled = walled
        if frames is not None:
            os.makedirs(frames, exist_ok=True)
        self.surroundings = surroundings()
        self.cache = Cache("render")
        self.pool = ThreadPoolExecutor(jobs)
        self.idle: SimpleQueue[Sandbox] = SimpleQueue()
        self.sandboxes: list[Sandbox] = []
        self.is_closing = False

    def verdicts(
        self, items: Iterable[Item], scene: Callable[[Item], tuple[str, str] | None]
    ) -> Iterator[tuple[Item, Verdict | None]]:
        """Each item with the verdict on its (code, name of the scene), in order; None for None.

        At most eight items a job are looked ahead, so that memory stays flat.
        """
        window: deque[tuple[Item, Future[Verdict] | None]] = deque()
        for item in items:
            asked = scene(item)
            window.append((item, self._submit(*asked) if asked else None))
            while window and (window[0][1] is None or len(window) > 8 * self.jobs):
                yield self._settled(*window.popleft(), scene)
        while window:
            yield self._settled(*window.popleft(), scene)

    def _settled(
        self,
        item: Item,
        future: Future[Verdict] | None,
        scene: Callable[[Item], tuple[str, str] | None],
    ) -> tuple[Item, Verdict | None]:
        if future is None:
            return item, None
        verdict: Verdict = future.result()
        if self.frames is not None:
            verdict = verdict._replace(pictures=self._written(verdict, *(scene(item) or ("", ""))))
        return item, verdict

    def _written(self, verdict: Verdict, code: str, scene: str) -> tuple[str, ...]:
        """The names of a verdict's frames, written: a hash of the code and the scene's name, and a
        number for all but the fullest."""
        stem = sha256(f"{scene}\0{code}".encode(errors="surrogatepass")).hexdigest()
        names = []
        for number, frame in enumerate(verdict.frames):
            name = f"{stem}.png" if number == verdict.fullest else f"{stem}-{number + 1}.png"
            with replacing(os.path.join(self.frames or "", name)) as file:
                file.write(frame)
            names.append(name)
        return tuple(names)

    def _submit(self, code: str, scene: str) -> Future[Verdict]:
        key = self._key(code, scene)
        if kept := self._cached(key):
            done: Future[Verdict] = Future()
            done.set_result(kept)
            return done
        if len(self.sandboxes) < self.jobs:
            self._start()
        return self.pool.submit(self._render, key, code, scene)

    def _start(self) -> None:
        sandbox = Sandbox(self.seconds, self.walled)
        if not self.sandboxes:
            where = (
                "each scene in a sandbox" if self.walled else "in NO sandbox: it can do anything"
            )
            self.tell(f"--renders executes the code of strangers, {where}")
        self.sandboxes.append(sandbox)
        self.idle.put(sandbox)

    def _key(self, code: str, scene: str) -> str:
        parts = (
            FORMAT,
            self.surroundings,
            str(self.walled),
            f"{self.seconds:g}",
            str(self.frames is not None),
            scene,
            code,
        )
        return sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()

    def _cached(self, key: str) -> Verdict | None:
        try:
            entry = self.cache.get(key)
        except Damaged:
            return None
        if entry is None:
            return None
        head, _, frames = entry.partition(b"\n")
        renders, error, seconds, seen, fullest, sizes = json.loads(head)
        ends = list(accumulate(sizes))
        parts = tuple(frames[end - size : end] for end, size in zip(ends, sizes, strict=True))
        return Verdict(renders, error, seconds, looks.checked(seen), parts, fullest)

    def _render(self, key: str, code: str, scene: str) -> Verdict:
        answer = self._asked(code, scene)
        if answer["fault"]:
            return Verdict(False, "", 0.0, fault=answer["fault"])
        frames = tuple(map(base64.b64decode, answer["frames"]))
        seen = looks.checked(answer["looks"])
        verdict = Verdict(
            not answer["error"], answer["error"], answer["seconds"], seen, frames, answer["fullest"]
        )
        entry = (*verdict[:3], verdict.looks, verdict.fullest, list(map(len, frames)))
        try:
            self.cache.put(key, json.dumps(entry).encode() + b"\n" + b"".join(frames))
        except OSError as error:  # a cache that cannot be written costs time, not truth
            self.tell(f"{self.cache.folder}: {error.strerror}")
        return verdict

    def _asked(self, code: str, scene: str) -> dict[str, Any]:
        """The answer of an idle sandbox; of another one, where that ends."""
        sandbox = self.idle.get()
        try:
            for _ in range(2):
                try:
                    return sandbox.ask(code, scene, self.frames is not None)
                except SandboxEnded:
                    sandbox = self._another(sandbox)
            return {"fault": "the sandbox ended twice without an answer"}
        finally:
            self.idle.put(sandbox)

    def _another(self, ended: Sandbox) -> Sandbox:
        """A new sandbox in the place of one that ended."""
        ended.close()
        if self.is_closing:
            raise CannotRender("stopped")
        begun = Sandbox(self.seconds, self.walled)
        self.sandboxes[self.sandboxes.index(ended)] = begun
        return begun

    def close(self) -> None:
        """Ends the sandboxes, and with them what they run."""
        self.is_closing = True
        self.pool.shutdown(wait=False, cancel_futures=True)
        for sandbox in self.sandboxes:
            sandbox.close()
