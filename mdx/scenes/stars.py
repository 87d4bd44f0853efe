"""Which names star imports bring, and which imports are of the library."""

import sys
from functools import cache, lru_cache
from importlib import import_module

from mdx.manim import releases
from mdx.scenes.project import LIBRARY
from mdx.scenes.scopes import Import

# Modules of the standard library that people star-import, and that are safe to import.
_PICKED_STARS = frozenset({"math", "cmath", "random", "itertools", "functools", "operator",
    "typing", "collections", "string", "enum", "dataclasses", "copy", "time", "fractions",
    "decimal", "statistics", "abc", "datetime", "heapq", "bisect", "colorsys", "os", "os.path",
    "sys", "re", "json", "pathlib", "types", "numbers", "contextlib", "traceback", "textwrap",
    "pprint", "csv"})  # fmt: skip

_CAIRO = "manimlib.imports"  # the module of the cairo library that holds everything
# The import names of Manim's oldest days: one module that held everything.
_OLDEST = frozenset({"big_ol_pile_of_manim_imports"})


def root(brought: Import) -> str:
    """The package that an import names."""
    return brought.module.partition(".")[0]


@cache
def star_names(module: str) -> frozenset[str] | None:
    """The names that `from module import *` is known to bring; None if unknown.

    For Manim those of any release in the tables, since old code is as good as any other.
    """
    if module in _PICKED_STARS:
        imported = import_module(module)
        public = [name for name in vars(imported) if not name.startswith("_")]
        return frozenset(getattr(imported, "__all__", public))
    if module in _OLDEST:
        module = _CAIRO
    names: frozenset[str] = frozenset()
    for release in releases.releases(module.partition(".")[0]):
        if module in release.modules:
            names |= release.star(module)
    return names or None


@cache
def sure_names(module: str) -> frozenset[str]:
    """The names that `from module import *` brings in every release in the tables; for a module of
    manimlib those of ManimGL if it has the module, else of the cairo library."""
    if module in _PICKED_STARS:
        return star_names(module) or frozenset()
    if module in _OLDEST:
        module = _CAIRO
    every = releases.releases(module.partition(".")[0])
    having = [release for release in every if module in release.modules]
    kept = [r for r in having if r.distribution == having[0].distribution]
    return frozenset.intersection(*(r.star(module) for r in kept)) if kept else frozenset()


def is_library(brought: Import) -> bool:
    """Whether an import names Manim itself, in any of its dialects."""
    return root(brought) in LIBRARY or root(brought) in _OLDEST


def is_whole(brought: Import) -> bool:
    """Whether an import is a star import of the whole library."""
    return brought.name == "*" and (root(brought) == brought.module or brought.module == _CAIRO)


@cache
def more_names(module: str, whole: str) -> frozenset[str]:
    """The names that a star import of `module` may bring and one of `whole` may not."""
    return (star_names(module) or frozenset()) - sure_names(whole)


@lru_cache(maxsize=4096)
def is_package(brought: Import) -> bool:
    """Whether an import needs a package other than Manim and numpy, which Manim always brings."""
    package = root(brought)
    return bool(package) and not (
        is_library(brought) or package in sys.stdlib_module_names or package == "numpy"
    )
