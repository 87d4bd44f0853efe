"""Runs strangers' scenes, each in a process that can reach and harm nothing; a script of its own.

render.py starts it as `python -P sandbox.py SECONDS` and speaks JSON lines with it: a
request `{"code", "scene", "frame"}` gives `{"renders", "error", "seconds", "frame"}`. The first
line is about itself: `{"manim", "walls"}`.

manim is imported once; every scene runs in a fork of that: zygote -> warden -> scene. The warden
makes the walls (its own network, mounts, process ids where the system allows that), the scene is
process 1 inside of them, so that nothing it starts outlives it. A zygote whose parent is gone ends.

manim renders "dry": every frame of every animation is drawn, small and at 15 a second, and none
is written. On 112 scenes that gave the same verdict as a whole film, at half the price. What runs
out of time gets as much again, with its animations skipped.
"""

import base64
import contextlib
import ctypes
import io
import json
import os
import pwd
import resource
import select
import shutil
import signal
import sys
import tempfile
import time
import types
from typing import Any

LINES, FRAME_LINES, FRAMES_PER_SECOND = 120, 480, 15
MEMORY_MAX = 4 << 30  # bytes of address space of a process
FILE_MAX = 256 << 20  # bytes
PROCESSES_MAX = 64
WORK = "/tmp"  # where a scene works, if the disk there is its own
UIDS = range(61184, 65520)  # where systemd, too, takes its passing users from
NEWNS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
MOUNT_SETATTR, AT_RECURSIVE = 442, 0x8000  # the system call, on any architecture
READ_ONLY = 1 | 2  # and no set-user-id

libc = ctypes.CDLL(None, use_errno=True)


def main(seconds: float) -> None:
    """Answers requests until standard input ends."""
    uid = UIDS[os.getpid() % len(UIDS)]  # its own: the limit of processes is a user's
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
    os.environ["HOME"] = tempfile.mkdtemp(prefix="mdx-home-")  # manim makes folders at import
    try:
        import manim

        os.dup2(null, 2)  # nobody reads what comes after an import that worked
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        walls = _probe()
        print(json.dumps({"manim": manim.__version__, "walls": walls}), file=answers)
        while line := sys.stdin.buffer.readline():
            print(json.dumps(_judge(json.loads(line), seconds, uid)), file=answers)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        shutil.rmtree(os.environ["HOME"], ignore_errors=True)


# --- the zygote's side


def _judge(request: dict[str, Any], seconds: float, uid: int) -> dict[str, Any]:
    """The verdict on one request: that of every frame, else that of the last frames alone."""
    begin = time.monotonic()
    answer = _tried(request | {"skip": False}, seconds, uid)
    if answer is None:
        answer = _tried(request | {"skip": True}, seconds, uid)
    return _verdict(answer, seconds) | {"seconds": round(time.monotonic() - begin, 2)}


def _tried(request: dict[str, Any], seconds: float, uid: int) -> bytes | None:
    """What the scene says, None where its time ran out; and nothing left of it."""
    folder = tempfile.mkdtemp(prefix="mdx-render-")
    deadline = time.monotonic() + seconds
    reader, writer = os.pipe()
    warden = os.fork()
    if not warden:
        with contextlib.suppress(BaseException):
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.close(reader)
            _guard(request, folder, writer, uid)
        os._exit(1)
    os.close(writer)
    try:
        return _read(reader, deadline)
    finally:
        os.close(reader)
        _end(warden)
        shutil.rmtree(folder, ignore_errors=True)


def _read(reader: int, deadline: float) -> bytes | None:
    """What the scene says until it ends, None where that was not in time."""
    parent, parts = os.getppid(), []
    while (left := deadline - time.monotonic()) > 0:
        if select.select([reader], [], [], min(left, 1.0))[0]:
            part = os.read(reader, 1 << 16)
            parts.append(part)
            if not part or sum(map(len, parts)) > 32 << 20:
                return b"".join(parts)
        elif os.getppid() != parent:
            return b""
    return None


def _end(warden: int) -> None:
    """Kills the warden and its world; then what slipped out, where there are no walls."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(warden, signal.SIGKILL)
    for _ in range(1000):
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        left = _children(os.getpid())
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.002)


def _children(pid: int) -> list[int]:
    """All processes under this one."""
    found: list[int] = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            with open(f"/proc/{name}/stat", "rb") as file:
                parent = int(file.read().rpartition(b")")[2].split()[1])
            if parent == pid:
                found += [int(name), *_children(int(name))]
    return found


def _verdict(answer: bytes | None, seconds: float) -> dict[str, Any]:
    if answer is None:
        told = f"Timeout: more than {seconds:g} s, also with animations skipped"
        return {"renders": False, "error": told, "frame": ""}
    try:
        told = json.loads(answer.split(b"\n")[0])  # a scene that forked may answer twice
        return {"renders": told["error"] == "", "error": str(told["error"]), "frame": told["frame"]}
    except (ValueError, KeyError, TypeError):
        return {"renders": False, "error": "Crash: the process ended without a word", "frame": ""}


# --- the walls


def _probe() -> list[str]:
    """Which walls the system lets us make, tried in a child."""
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        with contextlib.suppress(BaseException):
            os.write(writer, " ".join(_walls()).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    with os.fdopen(reader) as file:
        return file.read().split()


def _walls() -> list[str]:
    """Takes this process and its children out of network, processes and files; what of it went."""
    uid, gid = os.getuid(), os.getgid()
    everything = NEWNS | NEWIPC | NEWPID | NEWNET
    if libc.unshare(everything | (NEWUSER if uid else 0)):
        return []
    if uid:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
    return ["network", "processes", *(["files"] if _close_files() else [])]


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _close_files() -> bool:
    """Hides what is private, makes all else read-only, /tmp a small disk; whether that worked."""
    if _mount("none", "/", "", MS_REC | MS_PRIVATE):
        return False
    own = [entry.pw_dir for entry in pwd.getpwall() if entry.pw_uid == os.getuid()]
    for place in dict.fromkeys(("/root", "/home", *own, tempfile.gettempdir(), "/var/tmp", WORK)):
        if os.path.isdir(place) and os.path.realpath(place) != "/" and _hide(place):
            return False
    return not (_set_attributes("/", AT_RECURSIVE, READ_ONLY, 0) or _set_attributes(WORK, 0, 0, 1))


def _hide(place: str) -> int:
    """Puts an empty disk over a folder, with nothing in it but the Python that runs; 0 is well."""
    places = {sys.prefix, sys.base_prefix, *filter(os.path.isdir, sys.path)}
    inside = [path for path in sorted(places) if path.startswith(place + "/")]
    keep = [p for p in inside if not any(p.startswith(q + "/") for q in inside)]
    handles = [os.open(path, os.O_PATH) for path in keep]
    failed = _mount("tmpfs", place, "tmpfs", MS_NOSUID | MS_NODEV, "size=512m,mode=0777")
    for handle, path in zip(handles, keep, strict=True):
        os.makedirs(path, exist_ok=True)
        failed |= _mount(f"/proc/self/fd/{handle}", path, "", MS_BIND | MS_REC)
        os.close(handle)
    return failed


def _set_attributes(place: str, how: int, add: int, clear: int) -> int:
    """The status of mount_setattr(2), which few C libraries have."""
    attributes = (ctypes.c_uint64 * 4)(add, clear, 0, 0)
    status: int = libc.syscall(MOUNT_SETATTR, -100, place.encode(), how, attributes, 32)
    return status


def _mount(what: str, where: str, kind: str, flags: int, data: str = "") -> int:
    """The status of the system call: 0 is well."""
    status: int = libc.mount(what.encode(), where.encode(), kind.encode(), flags, data.encode())
    return status


def _guard(request: dict[str, Any], folder: str, writer: int, uid: int) -> None:
    """The warden: makes the walls and waits inside them for the scene, process 1."""
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.setsid()
    root = os.getuid() == 0
    if "files" in _walls():
        folder = WORK
    elif root:
        os.chmod(folder, 0o777)
    scene = os.fork()
    if not scene:
        with contextlib.suppress(BaseException):
            _limit(folder, uid if root else 0)
            os.setsid()
            _answer(request, writer)
        os._exit(1)
    os.close(writer)
    os.waitpid(scene, 0)
    os._exit(0)


def _limit(folder: str, uid: int) -> None:
    """What the scene may use; and nobody's rights, where we have more."""
    with contextlib.suppress(OSError):
        _write("/proc/self/oom_score_adj", "1000")
    _mount("proc", "/proc", "proc", 0)
    for name, most in (
        ("AS", MEMORY_MAX), ("FSIZE", FILE_MAX), ("CORE", 0), ("NPROC", PROCESSES_MAX),
    ):  # fmt: skip
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    if uid:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.chdir(folder)
    keep = {k: os.environ[k] for k in ("PATH", "LANG", "LC_ALL") if k in os.environ}
    os.environ.clear()
    os.environ.update(keep, HOME=folder, TMPDIR=folder, PYTHONDONTWRITEBYTECODE="1")
    tempfile.tempdir = folder


# --- the scene's side


def _answer(request: dict[str, Any], writer: int) -> None:
    """Runs the scenes and writes what became of them."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    error, frame = "", ""
    try:
        frame = _render(**request)
    except BaseException as fault:
        text = " ".join(str(fault).split())[:300]
        error = f"{type(fault).__name__}: {text}" if text else type(fault).__name__
    with os.fdopen(writer, "wb") as file:
        file.write(json.dumps({"error": error, "frame": frame}).encode() + b"\n")
    os._exit(0)


class NoScene(Exception):
    """The code defines no scene that does something."""


def _render(code: str, scene: str, frame: bool, skip: bool) -> str:
    """Renders the scene of that name, or all there are; the last one's last frame, if wanted."""
    import random

    import manim

    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    sys.argv = ["manim"]
    _configure(manim.config, skip)
    module = types.ModuleType("scene")
    module.__file__ = os.path.abspath("scene.py")
    _write("scene.py", code)
    sys.modules["scene"] = module
    sys.path.insert(0, os.getcwd())
    exec(compile(code, module.__file__, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    _configure(manim.config, skip)
    last = None
    for found in _scenes(manim, module, scene):
        last = found()
        last.render()
    if last is None:
        raise NoScene(scene or "no class with a construct")
    return _picture(last) if frame else ""


def _configure(config: object, skip: bool) -> None:
    """Dry, small, slow and silent; the shape of the picture is the code's own."""
    wide = config["pixel_width"] / config["pixel_height"]  # type: ignore[index]
    config.update(  # type: ignore[attr-defined]
        {
            "pixel_height": LINES,
            "pixel_width": max(2, round(LINES * wide)),
            "frame_rate": FRAMES_PER_SECOND,
            "dry_run": True,
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "CRITICAL",
            "preview": False,
            "from_animation_number": 1 << 30 if skip else 0,
        }
    )


def _scenes(manim: types.ModuleType, module: types.ModuleType, name: str) -> list[type]:
    """The scenes to render: the one of this name, else each that the code gives a construct."""
    here = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, manim.Scene)
        and value.__module__ == "scene"
    ]
    named = [value for value in here if value.__name__ == name]
    return named or [v for v in here if v.construct is not manim.Scene.construct]  # type: ignore[attr-defined]


def _picture(scene: object) -> str:
    """The frame that a scene ends on, as PNG in base64."""
    camera, renderer = scene.camera, scene.renderer  # type: ignore[attr-defined]
    wide = camera.pixel_width / camera.pixel_height
    with contextlib.suppress(Exception):  # cameras that know no other size stay small
        camera.reset_pixel_shape(FRAME_LINES, round(FRAME_LINES * wide))
    renderer.static_image = None
    renderer.update_frame(scene)
    file = io.BytesIO()
    camera.get_image().save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


if __name__ == "__main__":
    main(float(sys.argv[1]))
