"""Several processes that read the files of a source; what they find comes in the files' order."""

import multiprocessing
import signal
from collections.abc import Iterator
from threading import Semaphore
from typing import Any

from mdx.sources.harvest import Harvest
from mdx.sources.opening import opened
from mdx.sources.source import Source
from mdx.sources.tree import Fault, Settings

LOOK_AHEAD = 4  # files a process: what is found waits in memory until its turn
Found = list[dict[str, Any] | Fault]

_latest: list[Harvest] = []  # one at most: of a worker process


class Workers:
    """Processes that live as long as the command; begin them before any thread."""

    def __init__(self, jobs: int):
        self._jobs = jobs
        self._pool = multiprocessing.get_context("fork").Pool(jobs, _begin)

    def found(self, source: Source, settings: Settings, paths: list[str]) -> Iterator[Found]:
        """What each of the files holds."""
        free = Semaphore(self._jobs * LOOK_AHEAD)

        wanted = True

        def tasks() -> Iterator[tuple[Source, Settings, str]]:
            for path in paths:
                free.acquire()
                if not wanted:
                    return
                yield source, settings, path

        try:
            for found in self._pool.imap(_found, tasks()):
                free.release()
                yield found
        finally:  # the pool's own thread may wait for a turn that never comes
            wanted = False
            free.release(len(paths) + 1)

    def close(self) -> None:
        self._pool.terminate()


def _begin() -> None:
    """Leaves it to the parent to answer Ctrl-C and SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _found(task: tuple[Source, Settings, str]) -> Found:
    source, settings, path = task
    if not _latest or _latest[0].source != source:
        tree = opened(source, settings)
        assert tree is not None
        _latest[:] = [Harvest(source, tree, settings)]
    return list(_latest[0].of(path))
