"""Hears a scene out and keeps it within its time and memory, from outside of it."""

import contextlib
import os
import select
import signal
import time
from typing import NamedTuple

from mdx.quality.sandbox.walls import MEMORY_MAX

SAID_MAX = 64 << 20  # bytes that a scene may say, pictures included
TICK_S = 0.1  # how often memory is looked at: what a scene takes in between comes on top
PATIENCE = 8  # times its time that a scene may take where other work keeps it waiting
PAGE = os.sysconf("SC_PAGE_SIZE")


class Ending(NamedTuple):
    """What a scene said, and how it ended.

    By itself (""), or because of "time", "busy" (the machine never gave it its time), "memory",
    "words" (too many), "killed" (by the system), or a signal by its name.
    """

    said: bytes = b""
    cause: str = ""


def hear(reader: int, warden: int, seconds: float) -> Ending:
    """What comes out of the pipe until the warden ends, which does not outlive its scene.

    Seconds in which the scene waits for a core that others have do not count.
    Raises EOFError where our own standard input, and so whoever asked, has gone before.
    """
    begin, waits = time.monotonic(), dict[int, float]()
    said = bytearray()
    ended = os.pidfd_open(warden)
    sources = [reader, ended, 0]
    try:
        while True:
            ready = select.select(sources, [], [], TICK_S)[0]
            if reader in ready and not _take(reader, said):
                sources.remove(reader)
            if ended in ready:
                while select.select([reader], [], [], 0)[0] and _take(reader, said):
                    pass
                return Ending(bytes(said), _cause(os.waitpid(warden, 0)[1]))
            if 0 in ready:  # one request at a time: more input is no input
                raise EOFError
            if len(said) > SAID_MAX:
                return Ending(cause="words")
            if memory() > MEMORY_MAX:
                return Ending(cause="memory")
            _note_waits(warden, waits)
            if (taken := time.monotonic() - begin) > seconds:
                if taken - sum(waits.values()) > seconds:
                    return Ending(cause="time")
                if taken > PATIENCE * seconds:
                    return Ending(cause="busy")
    finally:
        os.close(ended)


def _take(reader: int, said: bytearray) -> bool:
    """Takes what there is; whether more may come."""
    part = os.read(reader, 1 << 20)
    if len(said) <= SAID_MAX:
        said += part
    return bool(part)


def _cause(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return ""
    return "killed" if code == -signal.SIGKILL else signal.Signals(-code).name


def end() -> None:
    """Kills all that this process has started, directly or not, and waits for it."""
    for _ in range(1000):
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        left = descendants(os.getpid())
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def descendants(pid: int) -> list[int]:
    """All processes below this one, parents first."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        fields = _read(f"/proc/{name}/stat").rpartition(b")")[2].split()
        if fields:  # else it has just ended
            children.setdefault(int(fields[1]), []).append(int(name))
    processes = [pid]
    for one in processes:
        processes += children.get(one, [])
    return processes[1:]


def memory() -> int:
    """Bytes that all below this process have in use, what they share counted once.

    Memory files and System V's shared memory are in no such sum, which is why calls.py refuses
    them; files in /tmp are bounded by its size.
    """
    pids = descendants(os.getpid())
    at_most = PAGE * sum(_number(f"/proc/{pid}/statm") for pid in pids)
    return at_most if at_most <= MEMORY_MAX else sum(map(_proportional, pids))


def _proportional(pid: int) -> int:
    """The memory of a process in bytes, what it shares with others in shares."""
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith(b"Pss:"):
            return int(line.split()[1]) << 10
    return 0


def _note_waits(warden: int, waits: dict[int, float]) -> None:
    """Notes for each process of a scene, LaTeX too, the seconds in which it waited for a core.

    Where a scene has more processes than there are cores, it may be itself that keeps them waiting.
    """
    pids = descendants(warden)
    if len(pids) <= max(2, os.cpu_count() or 1):
        for pid in pids:  # one that has just ended says 0
            waited = _number(f"/proc/{pid}/schedstat") / 1e9
            waits[pid] = max(waits.get(pid, 0.0), waited)


def _number(path: str) -> int:
    """The second number in a file of /proc: pages in memory, or nanoseconds of waiting."""
    numbers = _read(path).split()
    return int(numbers[1]) if numbers else 0


def _read(path: str) -> bytes:
    """The bytes of a file of /proc, none where its process has ended."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
