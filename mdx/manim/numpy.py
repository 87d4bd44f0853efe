"""The public names of the numpy that the newest manim brings.

The table, numpy.txt, is made by tests/tables/numpy_names.py.
"""

import os
from functools import cache

from mdx.manim.releases import FOLDER


@cache
def numpy_names() -> dict[str, frozenset[str]]:
    """The names in numpy, numpy.linalg and numpy.random."""
    with open(os.path.join(FOLDER, "numpy.txt"), encoding="ascii") as file:
        rows = [line.split() for line in file.read().splitlines()[1:]]
    return {module: frozenset(names) for module, *names in rows}
