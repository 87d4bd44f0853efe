"""Work on records in several processes, in order and with a bounded look ahead."""

import argparse
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import Any

import orjson

from mdx.jsonl import Line

BATCH = 32  # records that a process gets at once
AHEAD = 4  # batches in hand, for each process

_work: Callable[[dict], Any]


def in_order(
    make: Callable[[argparse.Namespace], Callable[[dict], Any]],
    args: argparse.Namespace,
    lines: Iterator[Line],
    jobs: int,
) -> Iterator[tuple[Line, Any]]:
    """Each line with what `make(args)`, made once a process, says of its record."""
    window: deque[tuple[list[Line], Future]] = deque()
    pool = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(make, args))
    try:
        while batch := list(islice(lines, BATCH)):
            window.append((batch, pool.submit(_answers, [line.raw for line in batch])))
            if len(window) > AHEAD * jobs:
                yield from _settled(*window.popleft())
        while window:
            yield from _settled(*window.popleft())
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _settled(batch: list[Line], future: Future) -> Iterator[tuple[Line, Any]]:
    return zip(batch, future.result(), strict=True)


def _begin(make: Callable, args: argparse.Namespace) -> None:
    global _work  # noqa: PLW0603 - what a process of a pool keeps between its tasks
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _work = make(args)


def _answers(raws: list[bytes]) -> list[Any]:
    return [_work(orjson.loads(raw)) for raw in raws]
