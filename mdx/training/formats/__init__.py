"""A file a format: `row(example)` gives the row of one record in it.

Where it has a `KEY`, rows are made of pairs: `row(pair)` of two records for which the key is the
same, one that renders and one that does not. With `HELD_OUT` no record of a train split is taken,
and it names the split of those that have none.
The names of the keys of a row are those of the trainers' own documentation, which each file names.
"""

import os
from importlib import import_module
from typing import Any


def names() -> list[str]:
    """The formats there are, as --as has them."""
    files = os.listdir(os.path.dirname(__file__))  # importing all of them for --help takes time
    stems = [name.removesuffix(".py") for name in files if name.endswith(".py")]
    return sorted(stem.replace("_", "-") for stem in stems if not stem.startswith("_"))


def load(name: str) -> Any:
    """The module of the format of this name."""
    return import_module(f"{__name__}.{name.replace('-', '_')}")
