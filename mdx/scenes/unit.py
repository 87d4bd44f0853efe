"""What is kept of a top-level statement, and of a class, when the tree is gone."""

from typing import NamedTuple

from mdx.scenes.scopes import Import


class ClassFacts(NamedTuple):
    """A class of the top level (also in a top-level if, try or with)."""

    name: str
    bases: tuple[str, ...]  # dotted, as written; "" for what is not a dotted name
    has_construct: bool
    is_abstract: bool  # named as such, or with a construct that shows nothing
    unit: int
    first_line: int
    last_line: int
    docstring: str
    narration: str
    sections: str


class Unit:
    """One top-level statement, or several that share a line: the smallest thing that is cut."""

    __slots__ = (
        "aliases", "alters", "alters_own", "assets", "attributes", "binds", "branches",
        "by_call", "called", "changes", "dotted", "first", "given", "hooks", "imports", "inner",
        "keeps", "kind", "last", "later", "leading", "now", "number", "passed", "sets", "whole",
    )  # fmt: skip

    def __init__(self, number: int, kind: str, first: int, last: int) -> None:
        self.number = number
        self.kind = kind  # import, class, function, assign, main, try, other
        self.first = first  # lines, 1-based, comment lines above included
        self.last = last
        self.binds: tuple[str, ...] = ()
        self.now: frozenset[str] = frozenset()
        self.later: frozenset[str] = frozenset()
        self.dotted: frozenset[tuple[str, str]] = frozenset()  # see Reads
        self.whole: frozenset[str] = frozenset()
        self.attributes: frozenset[str] = frozenset()
        self.assets: tuple[str, ...] = ()
        self.by_call = False  # imports by an assignment
        self.imports: tuple[Import, ...] = ()  # of an import statement, or within a compound one
        self.inner: tuple[Import, ...] = ()  # within functions: run late, bind no global name
        self.leading: frozenset[Import] = frozenset()  # those of them that a scene begins with
        self.called: frozenset[str] = frozenset()  # what it calls when it runs, and is given
        self.hooks = False  # has a class that acts when others are derived from it
        self.keeps = False  # has a function that keeps a value from call to call
        self.changes: frozenset[str] = frozenset()  # when it runs; see Scope, also for the next
        self.alters: frozenset[str] = frozenset()  # when its functions run
        self.alters_own = False
        self.sets: frozenset[str] = frozenset()  # global names that its functions bind
        self.passed: frozenset[str] = frozenset()
        self.aliases: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.branches: frozenset[str] = frozenset()  # names that it binds in more than one place
