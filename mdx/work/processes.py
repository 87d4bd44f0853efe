"""Work on several cores, in order; what is handed over goes in blocks, for each costs a message.

The processes are forked, and a fork takes no thread along, but every lock that one may hold: so
they begin before any thread, or not at all.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from mdx.work import feed

DEFAULT = min(os.cpu_count() or 1, 4)  # one process reads and compares, and cannot feed more
AHEAD = 4  # blocks in hand for each process
KILLED = "a process was killed, maybe for want of memory; fewer --jobs take less"

Block = list[Any]
Work = Callable[[Block], Block]
_work: Work


class Cores:
    """So many processes that all do this work.

    They are forked at once; `cores` makes them where they may be. What `work` refers to need not be
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

        waiting: deque[tuple[Block, Any]] = deque()
        try:
            for some in blocks(items, block):
                waiting.append((some, self._pool.submit(_do, list(map(sent, some)))))
                while len(waiting) > self._ahead or (waiting and feed.is_waiting()):
                    some, future = waiting.popleft()
                    yield from zip(some, future.result(), strict=True)
            for some, future in waiting:
                yield from zip(some, future.result(), strict=True)
        except BrokenExecutor:
            raise ChildProcessError(KILLED) from None

    def close(self) -> None:
        """Ends the processes, also in the middle of something."""
        _end_children()
        self._pool.shutdown(cancel_futures=True)


def cores(work: Work, number: int) -> Cores | None:
    """So many processes for this work; None where one is asked for, or none may be forked."""
    import threading

    alone = hasattr(os, "fork") and threading.active_count() == 1
    return Cores(work, number) if number > 1 and alone else None


def ordered(
    work: Work, items: Iterable[Any], sent: Callable[[Any], Any], block: int, number: int
) -> Iterator[tuple[Any, Any]]:
    """(item, result) for each item, in order, on so many cores; see Cores.

    The first block is worked on here, so that a short input costs no process, and what the work
    has loaded is there for all of them. They begin before the first result is given away, because
    whoever gets it may begin a thread.
    """
    items = iter(items)
    first = next(blocks(items, block), [])
    results = work(list(map(sent, first)))
    has_more = number > 1 and feed.is_waiting()  # as far as anybody knows
    more = list(islice(items, 1)) if number > 1 and not has_more else []
    pool = cores(work, number) if has_more or more else None
    items = chain(more, items)
    try:
        yield from zip(first, results, strict=True)
        if pool:
            yield from pool.ordered(items, sent, block)
            return
        for some in blocks(items, block):
            yield from zip(some, work(list(map(sent, some))), strict=True)
    finally:
        if pool:
            pool.close()


def blocks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of this size; the last one is shorter, and so is one after which reading
    on would take a while."""
    block: Block = []
    for item in items:
        block.append(item)
        if len(block) == size or feed.is_waiting():
            yield block
            block = []
    if block:
        yield block


def _end_children() -> None:
    import multiprocessing

    from mdx.work import children

    for process in multiprocessing.active_children():
        if process.pid is not None:
            children.kill_group(process.pid)
        process.kill()  # one that has just been forked leads no group, and would answer SIGTERM


def _begin(work: Work) -> None:
    from threading import Thread

    from mdx.work import children

    global _work  # noqa: PLW0603 - what a process of the pool keeps between its tasks
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent answers it, and stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    children.share_group()
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


def _do(block: Block) -> Block:
    return _work(block)
