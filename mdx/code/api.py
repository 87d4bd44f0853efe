"""What each release of manim and manimlib exports and takes, from tables made of their source.

`manim` is ManimCE; `manimlib` is ManimGL (distribution manimgl) and, up to 0.1.11, the older
cairo library, which people import as `manimlib.imports`. api_tables.py makes the tables.
"""

import os
import re
from functools import cache

import orjson

FOLDER = os.path.join(os.path.dirname(__file__), "api")


def star_names(module: str, version: str | None = None) -> frozenset[str]:
    """What `from module import *` brings: of "manim", "manimlib", or a module inside of them.

    Without a version, of the newest release that has the module; else of the one that
    `version` chooses (see `releases`). Empty for what no table knows.
    """
    for release in releases(module.partition(".")[0], version):
        if module in release.modules:
            return release.star(module)
    return frozenset()


def releases(package: str, version: str | None = None) -> list["Release"]:
    """The releases of a package that tables know, newest first.

    With a version, the one it means: that release, else the newest of its series (0.19.2 for
    "0.19.0", for a series breaks little), else the last one before it.
    """
    known = _known(package)
    if version is not None:
        asked = _numbers(version)
        exact = [r for r in known if r[0] == asked]
        series = [r for r in known if r[0][:2] == asked[:2]]
        known = (exact or series or [r for r in known if r[0] < asked])[:1]
    return [_load(path) for _, path in known]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])


@cache
def _known(package: str) -> list[tuple[tuple[int, ...], str]]:
    """Version and path of each table of a package, newest first."""
    found = []
    for name in os.listdir(FOLDER):
        distribution, _, version = name.removesuffix(".json").partition("-")
        if ("manim" if distribution == "manim" else "manimlib") == package:
            found.append((distribution, _numbers(version), os.path.join(FOLDER, name)))
    # the cairo library ended at 0.1.11, and ManimGL began after it at 1.0
    return sorted(((numbers, path) for _, numbers, path in found), reverse=True)


@cache
def _load(path: str) -> "Release":
    with open(path, "rb") as file:
        return Release(orjson.loads(file.read()))


class Release:
    """One release of one package, as its table tells it."""

    def __init__(self, table: dict):
        self.package: str = table["package"]
        self.distribution: str = table["distribution"]
        self.version: str = table["version"]
        self.modules: dict[str, str] = table["modules"]
        self._star: dict[str, str] = table["star"]
        self._stars: dict[str, frozenset[str]] = {}
        self._names: dict[str, frozenset[str]] = {}

    def star(self, module: str) -> frozenset[str]:
        """What `from module import *` brings."""
        if module not in self._stars:
            names = (self._star.get(module) or self.modules.get(module, "")).split()
            public = names if module in self._star else [n for n in names if n[0] != "_"]
            self._stars[module] = frozenset(public)
        return self._stars[module]

    def names(self, module: str) -> frozenset[str]:
        """All names in a module, as `from module import name` finds them."""
        if module not in self._names:
            self._names[module] = frozenset(self.modules.get(module, "").split())
        return self._names[module]
