"""How the time that a function takes grows with what it is given."""

import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")

LEAST_S = 0.02  # below this the clock and the collector tell more than the function
LARGEST = 1 << 18  # what is fast here is not quadratic: that would take minutes
ROUNDS_MIN, ROUNDS_MAX = 2, 12
MOST = 3.0  # times as long for twice as much: linear takes 2, quadratic 4


def assert_linear(
    function: Callable[[Given], object], make_input: Callable[[int], Given], start: int = 1024
) -> None:
    """Fails where twice as large an input takes three times the processor time or more.

    The size doubles from `start` until the function takes LEAST_S, so that any machine measures
    something. Both sizes take turns and the best time of each counts; a busy machine gets more
    turns, so that noise alone fails nothing.
    """
    size = start
    while _seconds(function, make_input(size)) < LEAST_S:
        if size >= LARGEST:
            return
        size *= 2
    once, twice = make_input(size), make_input(2 * size)
    singles, doubles = [], []
    for turn in range(ROUNDS_MAX):
        singles.append(_seconds(function, once))
        doubles.append(_seconds(function, twice))
        if turn + 1 >= ROUNDS_MIN and min(doubles) < MOST * min(singles):
            return
    raise AssertionError(f"{min(singles):.3f} s at {size}, {min(doubles):.3f} s at {2 * size}")


def _seconds(function: Callable[[Given], object], given: Given) -> float:
    begin = time.process_time()
    function(given)
    return time.process_time() - begin
