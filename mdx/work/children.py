"""Child programs, and threads that wait for them: all can be ended at once.

Each program leads a process group of its own, so that everything it starts ends with it. Unlike
those of concurrent.futures, the threads do not keep a command from exiting.
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

GRACE_S = 2.0  # for threads to clean up after their programs are killed

_own_group = True  # false in a process whose whole group is killed with it
_running: dict["subprocess.Popen[bytes]", int] = {}  # with the thread that started each


@contextmanager
def begun(command: Sequence[str], **options: Any) -> "Iterator[subprocess.Popen[bytes]]":
    """A running program, as a subprocess.Popen, which is killed if the block ends before it does.

    Raises OSError if it cannot be started.
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
                with suppress(BrokenPipeError):  # the program ended; our own output is fine
                    pipe.close()
        process.wait()


def run(
    command: Sequence[str], input: bytes = b"", env: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """The status and the whole output of a program. Raises OSError, as `begun` does."""
    pipe = subprocess.PIPE
    with begun(command, stdin=pipe, stdout=pipe, stderr=pipe, env=env) as process:
        out, err = process.communicate(input)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def share_group() -> None:
    """Makes this process lead a group that includes the programs it starts from now on."""
    global _own_group  # noqa: PLW0603 - one for each process
    _own_group = False
    os.setpgid(0, 0)


def kill_group(pid: int) -> None:
    """Kills the process group that the process `pid` leads, if there is one."""
    with suppress(ProcessLookupError, PermissionError):  # on macOS, if only a zombie is left
        os.killpg(pid, signal.SIGKILL)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    if _own_group:
        kill_group(process.pid)
    process.kill()


class Threads:
    """Up to `number` threads that do jobs one after another, started as they are needed."""

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
            except BaseException as error:  # for the caller, whatever it is
                future.set_exception(error)

    def close(self) -> None:
        """Ends the threads: kills the programs they wait for and drops the jobs not yet begun.

        Takes at most GRACE_S; a thread that is still running then ends with the command.
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
