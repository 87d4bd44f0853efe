"""The warm process that forks one scene after another and says what became of each.

What a scene says of itself nobody can check: it may lie about its own verdict, and no further.
Each scene has a pipe of its own, of which one message counts, which carries a word made for this
scene; the zygote awaits the end of all that it started before it begins the next; and what goes
on to mdx is written here. Pictures come as bare pixels, which need no decoder.
"""

import base64
import contextlib
import io
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from typing import Any, TextIO

from mdx.quality import looks
from mdx.quality.sandbox import kernel, scene, view, walls, watch
from mdx.quality.sandbox.calls import Filter

SIDE_MAX, FRAMES_MAX = 4096, 8
ERROR_MAX = 300  # characters
FAULTS = {  # of the machine, so that nothing is known of the scene
    "busy": "its time ran out while the machine was busy with other work: try fewer --jobs",
    "killed": "the system killed it: maybe the machine ran out of memory; try fewer --jobs",
}


def keep(seconds: float, walled: bool) -> int:
    """Makes the outer ring, forks the zygote into it and waits for its end."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    uid = walls.passing_user()
    try:
        refused = Filter()
        if walled:
            walls.leave()
            if child := os.fork():
                os.close(0)
                return abs(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
            walls.settle(uid)
        _begin(Zygote(seconds, walled, uid, refused), answers)
    except OSError as error:
        _tell(answers, {"refused": error.strerror or str(error)})
    return 0


def _begin(zygote: "Zygote", answers: TextIO) -> None:
    control = (kernel.SET_PDEATHSIG, signal.SIGKILL) if zygote.walled else ()
    kernel.control(*(control or (kernel.SET_CHILD_SUBREAPER, 1)))
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
    within = view.WORK if zygote.walled else None
    os.environ["HOME"] = tempfile.mkdtemp("", "mdx-home-", within)  # manim makes folders at import
    try:
        version = scene.warm_up()
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 1)
        os.dup2(null, 2)  # nobody reads what comes after an import that worked
        zygote.try_walls()
        _tell(answers, {"manim": version})
        while line := sys.stdin.buffer.readline():
            _tell(answers, zygote.judge(json.loads(line)))
    except EOFError:
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        shutil.rmtree(os.environ["HOME"], ignore_errors=True)


def _tell(answers: TextIO, answer: dict[str, Any]) -> None:
    print(json.dumps(answer), file=answers)


class Zygote:
    """Judges scenes; `uid` is whom they run as where that is ours to choose."""

    def __init__(self, seconds: float, walled: bool, uid: int, refused: Filter):
        self.seconds, self.walled, self.uid, self.refused = seconds, walled, uid, refused

    def try_walls(self) -> None:
        """Raises OSError where no scene could be enclosed."""
        answer = self.judge({"id": 0, "code": "", "scene": "", "frame": False})
        if answer["fault"]:
            raise OSError(None, answer["fault"])

    def judge(self, request: dict[str, Any]) -> dict[str, Any]:
        """The verdict on one scene: on all its frames, else with its animations skipped.

        Keys: id, error ("" if it renders), fault (of the machine), seconds; looks (see looks.py),
        frames (PNG in base64) and which of them is the fullest.
        """
        begin = time.monotonic()
        number = request.pop("id")
        for skip in (False, True):
            word = os.urandom(16).hex()
            ending = self._ending(request | {"skip": skip}, word)
            if ending.cause not in ("time", "busy"):
                break
        answer = {"id": number, "error": "", "fault": "", "looks": {}, "frames": [], "fullest": 0}
        answer |= self._answer(ending, word)
        return answer | {"seconds": round(time.monotonic() - begin, 2)}

    def _answer(self, ending: watch.Ending, word: str) -> dict[str, Any]:
        """What is to be told of a scene that ended so."""
        if ending.cause in FAULTS:
            return {"fault": FAULTS[ending.cause]}
        if ending.cause == "time":
            return {"error": f"Timeout: more than {self.seconds:g} s, also with animations skipped"}
        if ending.cause == "memory":
            return {"error": f"MemoryError: more than {walls.MEMORY_MAX >> 30} GiB in all"}
        if not ending.said:
            return {"error": f"Crash: {ending.cause or 'the process ended without a word'}"}
        try:
            return _checked(ending.said, word)
        except Exception:  # whatever a stranger's words can do to a reader
            return {"error": "Crash: the process said what no renderer says"}

    def _ending(self, request: dict[str, Any], word: str) -> watch.Ending:
        """Runs a scene in a process of its own; nothing is left of it."""
        folder = view.WORK if self.walled else tempfile.mkdtemp(prefix="mdx-render-")
        reader, writer = os.pipe()
        try:
            if not (warden := os.fork()):
                self._guard(request, word, folder, writer)
            os.close(writer)
            return watch.hear(reader, warden, self.seconds)
        finally:
            os.close(reader)
            watch.end()
            if not self.walled:
                shutil.rmtree(folder, ignore_errors=True)

    def _guard(self, request: dict[str, Any], word: str, folder: str, writer: int) -> None:
        """The warden: makes the inner ring, and waits inside for the scene, whose end is its own.

        A failure here is a fault of the machine, and no verdict.
        """
        try:
            kernel.control(kernel.SET_PDEATHSIG, signal.SIGKILL)
            walls.be_first_to_go()
            if self.walled:
                walls.enclose()
            if child := os.fork():
                os.close(writer)
                status = os.waitpid(child, 0)[1]
                if os.WIFSIGNALED(status):
                    os.kill(os.getpid(), os.WTERMSIG(status))
                os._exit(0)
            os.setsid()
            if self.walled:
                walls.furnish()
            elif os.getuid() == 0:
                os.chown(folder, self.uid, self.uid)
                kernel.become(self.uid)
            writer = _alone_with(writer)
            walls.limit(self.refused)
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.write(writer, json.dumps({"word": word, "fault": str(error)}).encode() + b"\n")
            os._exit(1)
        scene.run(request, word, folder, writer)


def _alone_with(writer: int) -> int:
    """Closes every descriptor but this one, and has null for the standard ones."""
    os.dup2(writer, 3)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    return 3


def _checked(said: bytes, word: str) -> dict[str, Any]:
    """What a scene said of itself, in our own words; raises where no renderer says such a thing."""
    head, _, pixels = said.partition(b"\n")
    if len(head) > 1 << 16:
        raise ValueError
    answer = json.loads(head)
    if answer["word"] != word:
        raise ValueError
    error, fault = (_plain(answer.get(key, "")) for key in ("error", "fault"))
    frames, fullest = _pictures(answer.get("frames", []), pixels), answer.get("fullest", 0)
    if type(fullest) is not int or not 0 <= fullest < max(1, len(frames)):
        raise ValueError
    seen = looks.checked(answer.get("looks"))
    return {"error": error, "fault": fault, "looks": seen, "frames": frames, "fullest": fullest}


def _plain(text: str) -> str:
    """The text on one line of characters that any encoding has, cut."""
    return " ".join(text.encode("utf-8", "replace").decode().split())[:ERROR_MAX]


def _pictures(sizes: list[Any], pixels: bytes) -> list[str]:
    """Each picture as PNG in base64, out of bare pixels of four bytes."""
    if len(sizes) > FRAMES_MAX:
        raise ValueError
    pictures, begin = [], 0
    for wide, high in sizes:
        if not (type(wide) is type(high) is int and 0 < wide <= SIDE_MAX and 0 < high <= SIDE_MAX):
            raise ValueError
        end = begin + 4 * wide * high
        pictures.append(_png(wide, high, pixels[begin:end]))
        begin = end
    if begin != len(pixels):
        raise ValueError
    return pictures


def _png(wide: int, high: int, pixels: bytes) -> str:
    from PIL import Image

    file = io.BytesIO()
    Image.frombytes("RGBA", (wide, high), pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
