"""What the parameters of manim's functions and methods can be, by their annotations.

The table, parameters.txt, is made by tests/tables/parameter_kinds.py, which tells its form.
"""

import os
from functools import cache

from mdx.manim.releases import FOLDER, Release

FEW = 3  # functions that have a parameter of this name: not enough to tell for others


@cache
def _table() -> dict[str, dict[str, frozenset[str]]]:
    table = {}
    with open(os.path.join(FOLDER, "parameters.txt"), encoding="utf-8") as file:
        for line in file.read().splitlines()[1:]:
            key, *words = line.split(" ")
            pairs = (word.partition(":") for word in words)
            table[key] = {name: frozenset(kinds.split("|")) for name, _, kinds in pairs}
    return table


@cache
def _everywhere() -> dict[str, frozenset[str]]:
    """The kinds of the parameters that are annotated alike wherever one of their name is."""
    of_name: dict[str, list[frozenset[str]]] = {}
    for parameters in _table().values():
        for name, kinds in parameters.items():
            of_name.setdefault(name, []).append(kinds - {"none"})
    return {n: kinds[0] for n, kinds in of_name.items()
            if len(kinds) >= FEW and len(set(kinds)) == 1}  # fmt: skip


@cache
def kinds(release: Release, owner: str, name: str, parameter: str) -> frozenset[str]:
    """The kinds that a parameter can be: words like "number" and names of classes.

    owner is the class for a method, "" for a function or a class that is called. Empty where
    nothing is known.
    """
    table = _table()
    for ancestor in release.lineage(owner or name):
        key = f"{ancestor}.{name}" if owner else ancestor
        if allowed := table.get(key, {}).get(parameter):
            return allowed
    return _everywhere().get(parameter, frozenset())
