"""How the time that a function takes grows with what it is given."""

import time
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")

LEAST_S = 0.02  # below this the clock and the collector tell more than the function
LARGEST = 1 << 20
ROUNDS = 5
MOST = 3.0  # times as long for twice as much: linear takes 2, quadratic 4


def assert_linear(
    function: Callable[[Given], object], make_input: Callable[[int], Given], start: int = 1000
) -> None:
    """Fails where twice as large an input takes three times the processor time or more.

    The size doubles from `start` until the function takes LEAST_S, so that any machine measures
    something; what is fast even at LARGEST is linear enough. The best of ROUNDS counts, and a
    machine that is busy during all of them is asked once more: noise alone cannot fail this.
    """
    size = start
    while _seconds(function, make_input(size)) < LEAST_S and size < LARGEST:
        size *= 2
    once, twice = make_input(size), make_input(2 * size)
    for _ in range(2):
        single = min(_seconds(function, once) for _ in range(ROUNDS))
        double = min(_seconds(function, twice) for _ in range(ROUNDS))
        if double < MOST * max(single, LEAST_S / 2):
            return
    raise AssertionError(f"{single:.3f} s at {size}, {double:.3f} s at {2 * size}")


def _seconds(function: Callable[[Given], object], given: Given) -> float:
    begin = time.process_time()
    function(given)
    return time.process_time() - begin
