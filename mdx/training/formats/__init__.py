"""One file per format: its `row(example)` is the row of one record.

With a `KEY`, rows are made from pairs: `row(pair)` of two records that have the same key, one that
renders and one that does not. With `HELD_OUT`, records of a train split are left out, and those
without a split belong to the split it names. The keys of rows are those in the documentation of the
trainers that each file names.
"""

import os
from importlib import import_module
from typing import Any


def names() -> list[str]:
    """The names of all formats, as --as takes them."""
    files = os.listdir(os.path.dirname(__file__))  # importing them would slow --help down
    stems = [name.removesuffix(".py") for name in files if name.endswith(".py")]
    return sorted(stem.replace("_", "-") for stem in stems if not stem.startswith("_"))


def load(name: str) -> Any:
    """The module of the format with this name."""
    return import_module(f"{__name__}.{name.replace('-', '_')}")
