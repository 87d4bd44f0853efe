"""Work on several cores, in order, in blocks of items, since each block costs a message.

The processes are forked. A fork copies no threads but all locks that they may hold, so processes
start before any thread does, or not at all.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from mdx.work import feed

DEFAULT = min(os.cpu_count() or 1, 4)  # the one process that reads and compares feeds no more
AHEAD = 4  # blocks in progress per process
KILLED = "a process was killed, maybe out of memory; try fewer --jobs"

Block = list[Any]
Work = Callable[[Block], Block]
_work: Work


class Cores:
    """Processes that all do the same work, forked at once; `cores` makes them if that is safe.

    `work` itself need not be picklable; its items and results must be.
    """

    def __init__(self, work: Work, number: int):
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        # Not spawned, because a command has no main module that could be imported.
        fork = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(number, fork, _begin, (work,))
        try:
            self._pool.submit(int)  # the first job forks all of them
        except BaseException:  # some processes, or the pool's own thread, could not be started
            _end_children()
            raise
        self._ahead = AHEAD * number

    def ordered(
        self, items: Iterable[Any], sent: Callable[[Any], Any], block: int
    ) -> Iterator[tuple[Any, Any]]:
        """(item, result) for each item, in order; the work gets blocks of `sent(item)`.

        Raises ChildProcessError if a process dies.
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
        """Kills the processes, even in the middle of their work."""
        _end_children()
        # One that was killed while it wrote left half a result, for whose rest the pool waits as
        # long as anybody could write it: it holds that end of the pipe open itself.
        self._pool._result_queue._writer.close()  # type: ignore[attr-defined]
        self._pool.shutdown(cancel_futures=True)


def cores(work: Work, number: int) -> Cores | None:
    """`number` processes for this work; None for a single one, or if forking is not safe."""
    import threading

    alone = hasattr(os, "fork") and threading.active_count() == 1
    return Cores(work, number) if number > 1 and alone else None


def ordered(
    work: Work, items: Iterable[Any], sent: Callable[[Any], Any], block: int, number: int
) -> Iterator[tuple[Any, Any]]:
    """(item, result) for each item, in order, on `number` cores; see Cores.

    The first block is processed here, so that a short input needs no processes, and all of them
    inherit what the work has loaded. They start before the first result is yielded, because the
    caller may then start a thread.
    """
    items = iter(items)
    first = next(blocks(items, block), [])
    results = work(list(map(sent, first)))
    has_more = number > 1 and feed.is_waiting()  # possibly
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
    """The items in lists of this size; the last one may be shorter, and so may any that is followed
    by a wait for more input."""
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
        process.kill()  # one just forked leads no group yet, and would handle SIGTERM as we do


def _begin(work: Work) -> None:
    from threading import Thread

    from mdx.work import children

    global _work  # noqa: PLW0603 - a process of the pool keeps it between tasks
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles it, and stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    children.share_group()
    try:
        Thread(target=_end_with_parent, daemon=True).start()
    except RuntimeError:  # out of memory
        os._exit(1)


def _end_with_parent() -> None:
    """Exits with the parent, even if that is killed, which nothing else would notice."""
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)


def _do(block: Block) -> Block:
    return _work(block)
