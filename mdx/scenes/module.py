"""One module, read once: its top-level statements, what each binds and what each reads.

The tree is dropped as soon as it is read; what stays is a few sets of names a statement.
"""

import ast
import re
from typing import Any, NamedTuple

from mdx.scenes import narration, search_path
from mdx.scenes.names import Import, Reads, imports
from mdx.scenes.syntax import SyntaxFault, lines_joined, parse, uncollected


class ClassFacts(NamedTuple):
    """A class of the top level (also in a top-level if, try or with)."""

    name: str
    bases: tuple[str, ...]  # dotted, as written; "" for what is not a dotted name
    has_construct: bool
    unit: int
    first_line: int
    last_line: int
    docstring: str
    narration: str
    sections: str
    is_abstract: bool  # its construct is not meant to be run


class Unit:
    """One top-level statement, or several that share a line: the smallest thing that is cut."""

    __slots__ = (
        "assets", "attributes", "binds", "dotted", "first", "imports", "inner", "kind", "last",
        "later", "now", "number", "target", "whole",
    )  # fmt: skip

    def __init__(self, number: int, kind: str, first: int, last: int) -> None:
        self.number = number
        self.kind = kind  # import, class, function, assign, set, call, main, other
        self.first = first  # lines, 1-based, comment lines above included
        self.last = last
        self.binds: tuple[str, ...] = ()
        self.now: frozenset[str] = frozenset()
        self.later: frozenset[str] = frozenset()
        self.dotted: frozenset[tuple[str, str]] = frozenset()  # see Reads
        self.whole: frozenset[str] = frozenset()
        self.attributes: frozenset[str] = frozenset()
        self.assets: tuple[str, ...] = ()
        self.imports: tuple[Import, ...] = ()  # of an import statement, or within a compound one
        self.inner: tuple[Import, ...] = ()  # within functions: run late, bind no global name
        self.target = ""  # the name whose value a "set" changes, or that a "call" calls


class Module:
    """The statements of one file; raises SyntaxFault where it does not parse."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.is_notebook = path.endswith(".ipynb")  # whose cells run one by one
        self.lines = lines_joined(text).split("\n")
        self.units: list[Unit] = []
        self.classes: list[ClassFacts] = []
        self.named: dict[str, list[ClassFacts]] = {}  # the classes by name
        self.binders: dict[str, list[int]] = {}  # name -> units that bind it, in order
        self.changers: dict[str, list[int]] = {}  # name -> units that change its value in place
        self.inserts: list[str] = []  # folders put on sys.path, as search_path has them
        self.inserts_more = False  # and others of which nobody can tell where they are
        self.futures: list[int] = []  # units that import from __future__
        self.public: tuple[str, ...] | None = None  # __all__
        self.docstring = ""
        try:
            with uncollected():
                tree = parse("\n".join(self.lines))
                if search_path.is_edited(text):
                    self.inserts, self.inserts_more = search_path.added(tree, path)
                _Reader(self).read(tree)
            for facts in self.classes:
                self.named.setdefault(facts.name, []).append(facts)
        except RecursionError:  # some Pythons parse deeper than one can follow
            raise SyntaxFault("nested too deeply") from None

    def text(self, unit: Unit) -> str:
        """The source of a unit, comment lines directly above included."""
        return "\n".join(self.lines[unit.first - 1 : unit.last])

    def exports(self, name: str) -> bool:
        """Whether `from module import *` may bring this name."""
        return name in self.public if self.public is not None else not name.startswith("_")


class _Reader:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.modules: set[str] = set()
        self.sets: dict[str, int] = {}  # global names that functions bind, and their last unit

    def read(self, tree: ast.Module) -> None:
        module = self.module
        body = tree.body
        module.docstring = ast.get_docstring(tree) or ""
        for node in body:
            if node.__class__ in (ast.Import, ast.ImportFrom):
                self.modules.update(found.bound for found in imports(node) if found.bound)
        previous = 0
        at = 0
        while at < len(body):
            group = [body[at]]
            at += 1
            while at < len(body) and _first_line(body[at]) <= (group[-1].end_lineno or 0):
                group.append(body[at])
                at += 1
            first = self._comments_above(_first_line(group[0]), previous)
            previous = group[-1].end_lineno or first
            self._unit(group, first, previous)
        for unit in module.units:
            for name in unit.binds:
                module.binders.setdefault(name, []).append(unit.number)
        for name, number in self.sets.items():  # by a function, and by nothing else
            module.binders.setdefault(name, [number])

    def _comments_above(self, first: int, previous: int) -> int:
        lines = self.module.lines
        while first - 1 > previous and _COMMENT.match(lines[first - 2]):
            first -= 1
        return first

    def _unit(self, group: list[ast.stmt], first: int, last: int) -> None:
        module = self.module
        kind, target = _kind(group)
        unit = Unit(len(module.units), kind, first, last)
        module.units.append(unit)
        unit.target = target
        reads = Reads(self.modules)
        if kind == "import":
            unit.imports = tuple(found for node in group for found in imports(node))
            unit.binds = tuple(found.bound for found in unit.imports if found.bound)
            if any(found.module == "__future__" for found in unit.imports):
                module.futures.append(unit.number)
            return
        for node in group:
            if isinstance(node, ast.ClassDef):
                self._class(node, unit, reads)
            else:
                if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    self._special(node)
                    if kind != "main":
                        self._blocks(node, unit)
                reads.add(node)
        if kind == "main":
            return
        self.sets.update(dict.fromkeys(reads.sets, unit.number))
        unit.binds = tuple(reads.binds)
        unit.now = frozenset(reads.now)
        unit.later = frozenset(reads.later)
        unit.dotted = frozenset(reads.dotted)
        unit.whole = frozenset(reads.whole)
        unit.attributes = frozenset(reads.attributes)
        unit.assets = tuple(reads.assets)
        found = tuple(reads.imports)
        if kind in ("class", "function"):
            unit.inner = found
        else:
            unit.imports = tuple(i for i in found if i.bound in reads.binds or i.name == "*")
            unit.inner = tuple(i for i in found if i not in unit.imports)

    def _class(self, node: ast.ClassDef, unit: Unit, reads: Reads | None) -> None:
        own = Reads(self.modules)
        if reads is not None:
            spoken = len(reads.spoken)
            reads.add(node)
            own.spoken = reads.spoken[spoken:]
        else:
            own.add(node)
        construct = _construct(node)
        self.module.classes.append(
            ClassFacts(
                name=node.name,
                bases=tuple(dotted_name(base) for base in node.bases),
                has_construct=construct is not None,
                unit=unit.number,
                first_line=_first_line(node),
                last_line=node.end_lineno or node.lineno,
                docstring=narration.docstring(node, construct),
                narration=narration.narration(own.spoken),
                sections=narration.sections(own.spoken),
                is_abstract=narration.is_unfinished(node.name, construct),
            )
        )

    def _blocks(self, node: Any, unit: Unit) -> None:
        """Classes and changes in place: a statement's own, and those in the blocks that it has."""
        changed: set[str] = set()
        waiting = [node]
        while waiting:  # thousands of branches are nested as deep
            node = waiting.pop()
            if isinstance(node, ast.ClassDef):
                self._class(node, unit, None)
            elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                kind, target = _kind([node])
                changed |= {target} if kind == "set" and target else set()
                blocks = (getattr(node, n, ()) for n in ("body", "handlers", "orelse", "finalbody"))
                waiting += [inner for block in blocks for inner in block][::-1]
        for name in changed:
            self.module.changers.setdefault(name, []).append(unit.number)

    def _special(self, node: ast.stmt) -> None:
        """Notes `__all__ = [...]` and what is added to it."""
        match node:
            case ast.Assign(targets=[ast.Name("__all__")], value=ast.List() | ast.Tuple()):
                self.module.public = tuple(_strings(node.value))
            case ast.AugAssign(target=ast.Name("__all__")) if self.module.public is not None:
                self.module.public += tuple(_strings(node.value))
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name("__all__"))) as call):
                if self.module.public is not None:
                    self.module.public += tuple(_strings(call))


_COMMENT = re.compile(r"#(?!!|.{0,40}coding[:=])")


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno


def _construct(scene: ast.ClassDef) -> ast.AST | None:
    """The statement of a class body that binds `construct`."""
    for item in reversed(scene.body):
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name == "construct":
            return item
        if isinstance(item, ast.Assign) and "construct" in map(dotted_name, item.targets):
            return item
    return None


def _strings(node: ast.AST) -> list[str]:
    return [
        item.value
        for item in ast.walk(node)
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]


def dotted_name(node: ast.AST) -> str:
    """`a.b.c` for such an expression, else ""."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def _kind(group: list[ast.stmt]) -> tuple[str, str]:
    """What sort of statement this is, and its target (see Unit)."""
    if all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in group):
        return "import", ""
    node = group[0]
    if isinstance(node, ast.ClassDef):
        return "class", ""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return "function", ""
    if isinstance(node, ast.If) and _is_main(node.test):
        return "main", ""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if isinstance(target, (ast.Attribute, ast.Subscript)):
            return "set", _root(target)
        return "assign", ""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value.func
        return "call" if isinstance(call, ast.Name) else "set", _root(call)
    return "other", ""


def _root(node: ast.AST) -> str:
    """The name at the left end of `name.a[0].b(...)`; "" for what a call of the name gives."""
    while True:
        if isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
            node = node.value
        elif isinstance(node, ast.Call) and not isinstance(node.func, ast.Name):
            node = node.func
        else:
            return node.id if isinstance(node, ast.Name) else ""


def _is_main(test: ast.AST) -> bool:
    return isinstance(test, ast.Compare) and any(
        isinstance(side, ast.Name) and side.id == "__name__"
        for side in (test.left, *test.comparators)
    )
