"""Work on several cores, in order; what is handed over goes in blocks, for each costs a message."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

DEFAULT = min(os.cpu_count() or 1, 4)  # one process reads and compares, and cannot feed more
AHEAD = 4  # blocks in hand for each process
KILLED = "a process was killed, maybe for want of memory; fewer --jobs take less"

Work = Callable[[list], list]  # on a block
_work: Work


class Cores:
    """So many processes that all do this work.

    They are forked at once, so make them before any thread. What `work` refers to need not be
    picklable; the items that it is given and its results are pickled.
    """

    def __init__(self, work: Work, number: int):
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # Forked, because a command has no importable main module to begin again from.
        fork = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(number, fork, _begin, (work,))
        try:
            self._pool.submit(int)  # which forks all of them
        except BaseException:  # not all of them, or no thread to look after them
            _end_children()
            raise
        self._ahead = AHEAD * number

    def ordered(
        self, items: Iterable[Any], sent: Callable[[Any], Any], block: int
    ) -> Iterator[tuple[Any, Any]]:
        """(item, result) for each item, in order; the work is given blocks of `sent(item)`.

        Raises ChildProcessError when a process does not live to the end.
        """
        from concurrent.futures import BrokenExecutor

        waiting: deque[tuple[list, Any]] = deque()
        try:
            for some in blocks(items, block):
                waiting.append((some, self._pool.submit(_do, list(map(sent, some)))))
                if len(waiting) > self._ahead:
                    some, made = waiting.popleft()
                    yield from zip(some, made.result(), strict=True)
            for some, made in waiting:
                yield from zip(some, made.result(), strict=True)
        except BrokenExecutor:
            raise ChildProcessError(KILLED) from None

    def close(self) -> None:
        """Ends the processes, also in the middle of something."""
        _end_children()
        self._pool.shutdown(cancel_futures=True)


def ordered(
    work: Work, items: Iterable[Any], sent: Callable[[Any], Any], block: int, cores: int
) -> Iterator[tuple[Any, Any]]:
    """(item, result) for each item, in order, on so many cores; see Cores.

    The first block is worked on here, so that a short input costs no process.
    """
    several = blocks(items, block)
    for some in islice(several, 1 if cores > 1 else None):
        yield from zip(some, work(list(map(sent, some))), strict=True)
    if (next_one := next(several, None)) is None:
        return
    pool = Cores(work, cores)
    try:
        yield from pool.ordered(chain(next_one, chain.from_iterable(several)), sent, block)
    finally:
        pool.close()


def blocks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of this size; the last one may be shorter."""
    items = iter(items)
    while block := list(islice(items, size)):
        yield block


def _end_children() -> None:
    import multiprocessing

    for process in multiprocessing.active_children():
        process.kill()  # one that has just been forked would answer SIGTERM as its parent does


def _begin(work: Work) -> None:
    from threading import Thread

    global _work  # noqa: PLW0603 - what a process of the pool keeps between its tasks
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers it, and stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        Thread(target=_end_with_parent, daemon=True).start()
    except RuntimeError:  # for want of memory
        os._exit(1)


def _end_with_parent() -> None:
    """Nothing else ends a process that waits for work when the parent is killed."""
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _do(block: list) -> list:
    return _work(block)
