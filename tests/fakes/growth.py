"""How the time that a function takes grows with what it is given."""

import gc
import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")

LEAST_S = 0.02  # below this the clock and the collector tell more than the function
LARGEST = 1 << 18  # what is fast here is not quadratic: that would take minutes
ROUNDS_MIN, ROUNDS_MAX = 3, 12
MOST = 3.0  # times as long for twice as much: linear takes 2, quadratic 4


def assert_linear(
    function: Callable[[Given], object], make_input: Callable[[int], Given], start: int = 1024
) -> None:
    """Fails where twice as large an input takes three times the processor time or more.

    The size doubles from `start` until the function takes LEAST_S, so that any machine measures
    something. Where memory of another speed begins, one doubling may take more: it fails where
    the next doubling does so, too.
    """
    size = start
    while _seconds(function, make_input(size)) < LEAST_S:
        if size >= LARGEST:
            return
        size *= 2
    first = _times(function, make_input(size), make_input(2 * size))
    if first[1] < MOST * first[0]:
        return
    second = _times(function, make_input(2 * size), make_input(4 * size))
    if second[1] < MOST * second[0]:
        return
    measured = ", ".join(f"{seconds:.3f} s" for seconds in (*first, *second))
    raise AssertionError(f"{measured} at {size}, twice, twice again and four times as much")


def _times(function: Callable[[Given], object], once: Given, twice: Given) -> tuple[float, float]:
    """The best times of both, which take turns; more turns where noise may hide the best."""
    singles, doubles = [], []
    for turn in range(ROUNDS_MAX):
        singles.append(_seconds(function, once))
        doubles.append(_seconds(function, twice))
        if turn + 1 >= ROUNDS_MIN and min(doubles) < MOST * min(singles):
            break
    return min(singles), min(doubles)


def _seconds(function: Callable[[Given], object], given: Given) -> float:
    gc.disable()  # it looks at all that the other tests have left, whenever it likes
    try:
        begin = time.process_time()
        function(given)
        return time.process_time() - begin
    finally:
        gc.enable()
