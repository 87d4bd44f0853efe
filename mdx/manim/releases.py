"""What each release of manim and manimlib exports and takes, from tables made of their source.

`manim` is ManimCE; `manimlib` is ManimGL (distribution manimgl) and, up to 0.1.11, the older
cairo library, which people import as `manimlib.imports`. The tables are made by
tests/tables/manim_tables.py.
"""

import os
import re
from collections.abc import MutableMapping
from functools import cache
from typing import Any, NamedTuple

import orjson

PLAIN_BASES = frozenset(("object", "ABC", "Protocol", "Generic"))
OTHER_BASES = {"MutableMapping": frozenset(dir(MutableMapping)), "dict": frozenset(dir(dict))}
FOLDER = os.path.dirname(__file__)


def releases(package: str, version: str | None = None) -> list["Release"]:
    """The releases of a package that tables know, newest first.

    With a version, the one it means: that release, else the newest of its series (0.19.2 for
    "0.19.0", for a series breaks little), else the last one before it.
    """
    tables = _tables(package)
    if version is not None:
        asked = _numbers(version)
        exact = [r for r in tables if r[0] == asked]
        series = [r for r in tables if r[0][:2] == asked[:2]]
        tables = (exact or series or [r for r in tables if r[0] < asked])[:1]
    return [_load(path) for _, path in tables]


def suggestions() -> list[str]:
    """The releases of manim that tables know, newest first, as users name them."""
    return [f"manim=={release.version}" for release in releases("manim")]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(n) for n in re.findall(r"\d+", version)[:3])


@cache
def _tables(package: str) -> list[tuple[tuple[int, ...], str]]:
    """Version and path of each table of a package, newest first."""
    tables = []
    for name in os.listdir(FOLDER):
        if not name.endswith(".json"):
            continue
        distribution, _, version = name.removesuffix(".json").partition("-")
        if ("manim" if distribution == "manim" else "manimlib") == package:
            tables.append((distribution, _numbers(version), os.path.join(FOLDER, name)))
    # the cairo library ended at 0.1.11, and ManimGL began after it at 1.0
    return sorted(((numbers, path) for _, numbers, path in tables), reverse=True)


@cache
def _load(path: str) -> "Release":
    with open(path, "rb") as file:
        return Release(orjson.loads(file.read()))


class Release:
    """One release of one package, as its table tells it."""

    def __init__(self, table: dict[str, Any]):
        self.package: str = table["package"]
        self.distribution: str = table["distribution"]
        self.version: str = table["version"]
        self.modules: dict[str, str] = table["modules"]
        self.functions: dict[str, str] = table["functions"]
        self.classes: dict[str, dict[str, Any]] = table["classes"]
        self.loose = frozenset(table["loose"].split())  # attributes set on other objects than self
        self._submodules: dict[str, str] = {}
        self._signatures: dict[str, Signature] = {}
        self._star: dict[str, str] = table["star"]

    @cache
    def star(self, module: str) -> frozenset[str]:
        """What `from module import *` brings."""
        names = (self._star.get(module) or self.modules.get(module, "")).split()
        return frozenset(n for n in names if module in self._star or n[0] != "_")

    @cache
    def names(self, module: str) -> frozenset[str]:
        """All names in a module, as `from module import name` finds them."""
        return frozenset(self.modules.get(module, "").split())

    def kind(self, name: str) -> str:
        """What a name of the package is: "class", "function", "module" or "constant"."""
        if name in self.classes:
            return "class"
        if name in self.functions:
            return "function"
        return "module" if self.submodule(name) else "constant"

    def submodule(self, name: str) -> str:
        """The dotted name of the module that star imports bring as `name`, else ""."""
        if not self._submodules:  # of several of one name it is the outermost
            outermost_last = sorted(self.modules, key=lambda m: (m.count("."), m), reverse=True)
            self._submodules = {m.rpartition(".")[2]: m for m in outermost_last}
        return self._submodules.get(name, "")

    @cache
    def lineage(self, name: str) -> list[str]:
        """A class and its bases, nearest first, without those of other packages."""
        lineage = {name: None}
        for base in self.classes.get(name, {}).get("bases", "").split():
            base = base.rpartition(".")[2]
            if base in self.classes and base != name:
                for ancestor in self.lineage(base):
                    lineage.pop(ancestor, None)  # a shared ancestor comes last, as in Python
                    lineage[ancestor] = None
        return list(lineage)

    @cache
    def is_closed(self, name: str) -> bool:
        """Whether all bases of a class are known, and so all of its attributes."""
        return name in self.classes and all(
            base.rpartition(".")[2] in self.classes or base in PLAIN_BASES or base in OTHER_BASES
            for ancestor in self.lineage(name)
            for base in self.classes[ancestor]["bases"].split()
        )

    @cache
    def attributes(self, name: str) -> frozenset[str]:
        """The attributes of a class and of its instances, methods among them."""
        names: set[str] = set(dir(object)) | {"__dict__", "__name__", "__module__"}
        for ancestor in self.lineage(name):
            entry = self.classes[ancestor]
            for base in entry["bases"].split():
                names |= OTHER_BASES.get(base, frozenset())
            names.update(entry["attributes"].split(), entry["methods"])
        return frozenset(names)

    def stored(self, name: str) -> frozenset[str]:
        """The attributes that objects of a class keep, which are no methods or properties."""
        entries = [self.classes[ancestor] for ancestor in self.lineage(name)]
        made = {word for e in entries for word in (*e["methods"], *e.get("properties", "").split())}
        return frozenset(w for e in entries for w in e["attributes"].split()) - made

    @cache
    def attributes_below(self, base: str) -> frozenset[str]:
        """The attributes of a class and of all that derive from it."""
        below = (name for name in self.classes if base in self.lineage(name))
        return frozenset().union(*map(self.attributes, below))

    def dynamic(self, name: str) -> tuple[str, ...]:
        """The beginnings of attributes that a class makes up when they are asked for."""
        asked = (self.classes[a].get("dynamic", "").split() for a in self.lineage(name))
        return tuple("" if prefix == "*" else prefix for part in asked for prefix in part)

    @cache
    def method(self, name: str, method: str) -> "Signature | None":
        """The signature of a method; None if the class has none of that name."""
        return self._next(self.lineage(name), method)

    def function(self, name: str) -> "Signature | None":
        """The signature of a function, or of a class when it is called; None if unknown."""
        if name in self.classes:
            signature = self.method(name, "__init__")
            return (
                signature
                if signature and (self.is_closed(name) or not signature.any_keyword)
                else None
            )
        words = self.functions.get(name)
        return None if words is None else self._signature(words, "", [], name)

    def _signature(self, words: str, owner: str, rest: list[str], key: str) -> "Signature":
        if key not in self._signatures:
            self._signatures[key] = ANYTHING  # a circle of calls ends here
            signature = Signature.of(words)
            if signature.flows is not None:
                keywords = self._flow(signature.flows, owner, rest)
                signature = signature._replace(
                    keywords=signature.keywords | (keywords or frozenset()),
                    any_keyword=keywords is None,
                )
            self._signatures[key] = signature
        return self._signatures[key]

    def _flow(self, words: list[str], owner: str, rest: list[str]) -> frozenset[str] | None:
        """The keywords that pass through **kwargs (see api_tables); None for any."""
        keywords: set[str] = set()
        target: frozenset[str] | None = frozenset()
        given: set[str] = set()
        for word in [*words, "+"]:
            if word[0] == "-":
                given.add(word[1:])
                continue
            if word.startswith("OpenGL"):  # in the branch for the other renderer
                continue
            if target is None:
                return None
            keywords |= target - given
            target, given = frozenset(), set()
            if word[0] == "+":
                keywords |= {word[1:]}
            else:
                called = self._callee(word, owner, rest)
                target = None if called is None or called.any_keyword else called.keywords
        return frozenset(keywords) if words else None

    def _callee(self, word: str, owner: str, rest: list[str]) -> "Signature | None":
        head, _, method = word.partition(".")
        if head == "super":
            return self._next(rest, method or "__init__")
        if head == "self":
            return self.method(owner, method)
        if method:
            return self.method(head, method) if head in self.classes else None
        return self.function(word)

    def _next(self, lineage: list[str], method: str) -> "Signature | None":
        """The signature of a method in the first of these classes that defines it."""
        for index, owner in enumerate(lineage):
            words = self.classes[owner]["methods"].get(method)
            if words is not None:
                rest = lineage[index + 1 :]
                return self._signature(words, owner, rest, f"{owner}.{method}>{'>'.join(rest)}")
        return None


class Signature(NamedTuple):
    """What a call takes: names in order, those it must have, and all keywords (unless any goes)."""

    positional: tuple[str, ...]
    required: frozenset[str]
    keywords: frozenset[str]
    many: bool  # *args
    any_keyword: bool
    returns: str
    flows: list[str] | None = None
    rest: str = ""  # the name of *args

    @classmethod
    def of(cls, text: str) -> "Signature":
        """The signature that the words of a table say (see api_tables)."""
        head, _, returns = text.partition(" -> ") if " -> " in text else (text, "", "")
        if head.startswith("-> "):
            head, returns = "", head[3:]
        own, _, flows = head.partition(" > ")
        own = own.removesuffix(" >")
        positional: list[str] = []
        required: set[str] = set()
        keywords: set[str] = set()
        many = catches = named_only = False
        rest = ""
        for word in own.split():
            name = word.rstrip("=")
            if word == "/":
                keywords.difference_update(positional)
            elif word.startswith("**"):
                catches = True
            elif word[0] == "*":
                many, named_only, rest = len(word) > 1, True, word[1:]
            else:
                if not named_only:
                    positional.append(name)
                keywords.add(name)
                if name == word:
                    required.add(name)
        return cls(
            tuple(positional), frozenset(required), frozenset(keywords), many, False, returns,
            flows.split() if catches else None, rest,
        )  # fmt: skip


ANYTHING = Signature((), frozenset(), frozenset(), True, True, "")
