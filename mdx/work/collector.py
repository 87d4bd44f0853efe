"""Python's garbage collector, kept from looking often at what lives on."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

YOUNG = 20_000  # objects before the collector looks: looking often takes a tenth of the time


@contextmanager
def rarely(young: int = YOUNG, *older: int) -> Iterator[None]:
    """While the block runs, the collector starts after `young` new objects, and after so many
    collections for `older` ones if these are given; see gc.set_threshold."""
    before = gc.get_threshold()
    gc.set_threshold(young, *(older or before[1:]))
    try:
        yield
    finally:
        gc.set_threshold(*before)
