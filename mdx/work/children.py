"""Programs that are run, and the threads that wait for them: all can be ended at once.

A program leads a process group of its own, so that it ends together with all that it began. The
threads keep no command from ending, as those of concurrent.futures do, which are waited for.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any, TypeVar

Result = TypeVar("Result")
Job = tuple["Future[Any]", Callable[..., Any], tuple[Any, ...]]

GRACE_S = 2.0  # for threads to clear away what they had begun, once their programs are killed

_own_group = True  # not within a process that is killed by its own group
_running: dict["subprocess.Popen[bytes]", int] = {}  # and the thread that began each


@contextmanager
def begun(command: Sequence[str], **options: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """A program that runs, as subprocess.Popen has it; killed where the block ends before it does.

    Raises OSError where it cannot be started.
    """
    process = subprocess.Popen(command, process_group=0 if _own_group else None, **options)
    _running[process] = threading.get_ident()
    try:
        yield process
    finally:
        if process.returncode is None:
            _kill(process)
        del _running[process]
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):  # it ended, and is no reader of ours that left
                    pipe.close()
        process.wait()


def run(
    command: Sequence[str], input: bytes = b"", env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """What a program left: its status and all that it wrote. Raises OSError, as `begun` does."""
    pipe = subprocess.PIPE
    with begun(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env) as process:
        out, err = process.communicate(input)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def share_group() -> None:
    """Leaves the programs begun from now on in the group of this process, which is killed whole."""
    global _own_group  # noqa: PLW0603 - one for each process
    _own_group = False
    os.setpgid(0, 0)


def kill_group(pid: int) -> None:
    """Kills the process group that this process leads, if it is there."""
    with suppress(ProcessLookupError, PermissionError):  # macOS: nothing but a zombie is left
        os.killpg(pid, signal.SIGKILL)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if _own_group:
        kill_group(process.pid)
    process.kill()


class Threads:
    """At most so many threads that do one job after the other, begun as they are needed."""

    def __init__(self, number: int):
        self.number = number
        self.threads: list[threading.Thread] = []
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False

    def submit(self, work: Callable[..., Result], *args: Any) -> "Future[Result]":
        """The future of work(*args)."""
        future: Future[Result] = Future()
        self._jobs.put((future, work, args))
        if len(self.threads) < self.number:
            thread = threading.Thread(target=self._work, daemon=True)
            thread.start()
            self.threads.append(thread)
        return future

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None and not self._closed:
            future, work, args = job
            try:
                future.set_result(work(*args))
            except BaseException as error:  # whatever it is, it belongs to who asked
                future.set_exception(error)

    def close(self) -> None:
        """Ends the threads: programs they wait for are killed, what waits for a turn is dropped.

        It takes GRACE_S at most; a thread that goes on beyond it ends with the command.
        """
        self._closed = True
        for _ in self.threads:
            self._jobs.put(None)
        deadline = time.monotonic() + GRACE_S
        while (alive := [t for t in self.threads if t.is_alive()]) and time.monotonic() < deadline:
            for process, thread in list(_running.items()):
                if any(thread == each.ident for each in alive):
                    _kill(process)
            alive[0].join(0.05)
