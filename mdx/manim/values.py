"""The types of manim's attributes and of what its functions and methods return.

The table, values.txt, is made by tests/tables/value_kinds.py, which tells its form.
"""

import os
from functools import cache

from mdx.manim.releases import FOLDER, Release


@cache
def _table() -> dict[str, dict[str, str]]:
    table = {}
    with open(os.path.join(FOLDER, "values.txt"), encoding="utf-8") as file:
        for line in file.read().splitlines()[1:]:
            owner, *words = line.split(" ")
            table[owner] = dict(word.split(":") for word in words)
    return table


@cache
def value(release: Release, owner: str, name: str) -> str:
    """The type of an attribute of a class; with `()` after the name, of what the method returns.

    owner is "" for a function. A type is the name of a class of manim or of Python, or `Self`;
    "" where nothing is known.
    """
    table = _table()
    for ancestor in release.lineage(owner) if owner else ("-",):
        entry = release.classes.get(ancestor)
        if kind := table.get(ancestor, {}).get(name):
            return kind
        if entry and (name.removesuffix("()") in entry["methods"]):
            return ""  # a nearer class has its own, of unknown type
    return ""
