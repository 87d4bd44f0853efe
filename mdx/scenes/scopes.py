"""The scopes of Python: which names each binds, reads and changes; and what imports bring."""

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from mdx.scenes.syntax import dotted_name

MODULE, CLASS, FUNCTION = range(3)
RESULT = ".()"  # after a name: what a call of it returns


class Import(NamedTuple):
    """One name of an import statement: `from {dots}{module} import {name} as {bound}`.

    `name` is "" for `import {module}`, "*" for a star import.
    """

    level: int
    module: str
    name: str
    bound: str


class Scope:
    """The names of one scope. `later` holds what the functions of a module or class read.

    changed  names whose value is changed in place: `name` or `name.attribute`; `name.()` for what
             a call of it returns, `name()` for a call whose result is not used, `module.name=` for
             a name that is set in a module
    own      what methods change in their own class: the names of its attributes, or one of
             changes.OWN for the class itself
    alters   of a module or class: the names that its functions change
    aliases  what a name may be another name for: config for `c = config`
    given    what a name may hold because a call took it: `c` for `g = VGroup(c)`
    gives    names whose values its functions return; of a function, those that it returns itself
    """

    __slots__ = (
        "aliases", "alters", "alters_own", "bound", "changed", "given", "gives", "globals",
        "kind", "later", "own", "passed", "reads", "runs", "takes", "walrus",
    )  # fmt: skip

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.runs = kind != FUNCTION  # as soon as the statement does; so does a comprehension
        self.reads: set[str] = set()
        self.later: set[str] = set()
        self.bound: dict[str, None] = {}
        self.globals: set[str] = set()
        self.walrus: dict[str, None] = {}
        self.changed: set[str] = set()
        self.alters: set[str] = set()
        self.own: set[str] = set()
        self.passed: set[str] = set()  # to calls, whatever these do
        self.aliases: dict[str, set[str]] = {}
        self.given: dict[str, set[str]] = {}
        self.gives: set[str] = set()
        self.takes: set[str] = set()  # a function's arguments
        self.alters_own = False  # whether a function changes what it is given

    def with_aliased(self, changed: set[str]) -> set[str]:
        """These names, and those that they are other names for."""
        names = set(changed)
        if self.aliases:
            waiting = list(names)
            while waiting:
                for other in self.aliases.get(base_name(waiting.pop()), ()):
                    if other not in names:
                        names.add(other)
                        waiting.append(other)
        return names

    def returned(self) -> set[str]:
        """The names from outside this scope whose values its functions may return."""
        own = self.bound.keys() - self.globals
        return {n for n in self.with_aliased(self.gives) if base_name(n) not in own}

    def leave(self, outer: "Scope", at_once: bool = False) -> None:
        """Passes what this scope reads but does not bind to the scope around it."""
        if self.kind == CLASS:
            free, later = self.reads, self.later
        else:
            free, later = (self.reads | self.later) - (self.bound.keys() - self.globals), set()
        if outer.kind == FUNCTION:
            outer.reads |= free
            outer.reads |= later
        elif self.kind == CLASS or at_once:
            outer.reads |= free
            outer.later |= later
        else:
            outer.later |= free
        if self.kind == FUNCTION:
            outer.own |= self.own
        if self.changed or self.alters or self.alters_own or self.passed:
            self._leave_changes(outer, at_once)

    def _leave_changes(self, outer: "Scope", at_once: bool) -> None:
        changed = self.with_aliased(self.changed)
        outer.alters_own |= self.alters_own or not changed.isdisjoint(self.takes)
        outer.passed |= self.passed - self.bound.keys() if at_once else set()
        if self.kind == CLASS:
            outer.alters |= self.alters
        else:
            changed |= self.alters
        own = self.bound.keys() - self.globals
        changed = {name for name in changed if base_name(name) not in own}
        if outer.kind == FUNCTION or self.kind == CLASS or at_once:
            outer.changed |= changed
            outer.passed |= self.passed - own if self.kind == CLASS else set()
        else:
            outer.alters |= changed


def base_name(changed: str) -> str:
    """The name that an entry of Scope.changed begins with."""
    return changed.removesuffix("()").partition(".")[0]


def called_import(node: ast.Assign) -> Import | None:
    """The import that an assignment such as `name = import_module("a.b")` amounts to, also with
    `__import__` or an attribute of the module; None for any other assignment."""
    value = node.value
    names = [value.attr] if isinstance(value, ast.Attribute) else []
    if isinstance(value, ast.Attribute):
        value = value.value
    if not isinstance(value, ast.Call) or value.keywords:
        return None
    match dotted_name(value.func), value.args:
        case "__import__", [ast.Constant(str(said))]:
            said = said.partition(".")[0]
        case "importlib.import_module" | "import_module", [ast.Constant(str(said)), *package] if (
            said[:1] != "." or [*map(dotted_name, package)] == ["__package__"]
        ):
            pass
        case _:
            return None
    dotted = said.lstrip(".")
    parts = [*filter(None, dotted.split(".")), *names]
    match node.targets, parts:
        case [ast.Name(bound)], [module] if dotted == said:
            return Import(0, module, "", bound)
        case [ast.Name(bound)], [*above, name]:
            return Import(len(said) - len(dotted), ".".join(above), name, bound)
    return None


def imports(node: Any) -> list[Import]:
    """The names that an import statement brings, in order; none for other statements."""
    if isinstance(node, ast.Assign):
        brought = called_import(node)
        return [brought] if brought else []
    if isinstance(node, ast.Import):
        return [
            Import(0, alias.name, "", alias.asname or alias.name.partition(".")[0])
            for alias in node.names
        ]
    return [
        Import(
            node.level,
            node.module or "",
            alias.name,
            "" if alias.name == "*" else alias.asname or alias.name,
        )
        for alias in node.names
    ]


def leading(body: list[Any]) -> Iterator[Import]:
    """What the import statements at the start of a function body bring."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield from imports(statement)
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            return
