"""Work on several cores, in order."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

DEFAULT = min(os.cpu_count() or 1, 4)  # one process reads and compares, and cannot feed more


def blocks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of this size; the last one may be shorter."""
    items = iter(items)
    while block := list(islice(items, size)):
        yield block


def ordered(
    work: Callable[[list], list], jobs: Iterable[tuple[Any, list]], cores: int
) -> Iterator[tuple[Any, list]]:
    """(item, work(job)) for each (item, job), in that order, on so many cores.

    Processes are started when a second job is seen, and not for one core. At most two jobs a core
    are read ahead.
    """
    jobs = iter(jobs)
    for item, job in islice(jobs, 1 if cores > 1 else None):
        yield item, work(job)
    first = next(jobs, None)
    if first is None:
        return
    import multiprocessing
    import signal
    from concurrent.futures import Future, ProcessPoolExecutor

    # Forked, because a command has no importable main module to begin again from.
    pool = ProcessPoolExecutor(
        cores,
        mp_context=multiprocessing.get_context("fork"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is for the one that reads and writes
    )
    try:
        waiting: deque[tuple[Any, Future[list]]] = deque()
        waiting.append((first[0], pool.submit(work, first[1])))
        for item, job in jobs:
            waiting.append((item, pool.submit(work, job)))
            if len(waiting) >= 2 * cores:
                item, made = waiting.popleft()
                yield item, made.result()
        for item, made in waiting:
            yield item, made.result()
    finally:
        pool.shutdown(cancel_futures=True)
