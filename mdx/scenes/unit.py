"""What is kept of each top-level statement and class when the tree is gone."""

from typing import NamedTuple

from mdx.scenes.scopes import Import


class ClassFacts(NamedTuple):
    """A top-level class (also within a top-level if, try or with)."""

    name: str
    bases: tuple[str, ...]  # dotted, as written; "" for any other expression
    has_construct: bool
    is_abstract: bool  # by its name, or because its construct shows nothing
    unit: int
    first_line: int
    last_line: int
    docstring: str
    narration: str
    sections: str


class Unit:
    """One top-level statement, or several that share a line: the smallest piece of a cut."""

    __slots__ = (
        "aliases", "alters", "alters_own", "assets", "attributes", "binds", "branches",
        "by_call", "called", "changes", "dotted", "first", "given", "hooks", "imports", "inner",
        "keeps", "kind", "last", "later", "leading", "now", "number", "passed", "sets", "whole",
    )  # fmt: skip

    def __init__(self, number: int, kind: str, first: int, last: int) -> None:
        self.number = number
        self.kind = kind  # import, class, function, assign, main, try, other
        self.first = first  # lines, 1-based, including the comment lines above
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
        self.leading: frozenset[Import] = frozenset()  # see Reads, also for the next three
        self.called: frozenset[str] = frozenset()  # also what it passes to calls
        self.hooks = False
        self.keeps = False
        self.changes: frozenset[str] = frozenset()  # when it runs; see Scope
        self.alters: frozenset[str] = frozenset()  # when its functions run
        self.alters_own = False
        self.sets: frozenset[str] = frozenset()  # global names that its functions bind
        self.passed: frozenset[str] = frozenset()
        self.aliases: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.branches: frozenset[str] = frozenset()  # names that it binds in more than one place
