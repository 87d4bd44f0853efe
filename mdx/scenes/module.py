"""One module, read once: its top-level statements, what each binds and what each reads.

The tree is then dropped; a few sets of names per statement are kept.
"""

import ast
import re
from typing import Any

from mdx.scenes import narration, search_path
from mdx.scenes.names import Reads
from mdx.scenes.scopes import imports
from mdx.scenes.syntax import SyntaxFault, dotted_name, lines_joined, parse, statements, uncollected
from mdx.scenes.unit import ClassFacts, Unit


class Module:
    """The statements of one file; raises SyntaxFault if it does not parse."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.is_notebook = path.endswith(".ipynb")  # whose cells run one by one
        text = lines_joined(text)
        self.lines = text.split("\n")
        self.units: list[Unit] = []
        self.classes: list[ClassFacts] = []
        self.named: dict[str, list[ClassFacts]] = {}  # the classes by name
        self.binders: dict[str, list[int]] = {}  # name -> units that bind it, in order
        self.inserts: list[str] = []  # folders added to sys.path (see search_path.added)
        self.inserts_more = False  # whether unknown folders are added as well
        self.futures: list[int] = []  # units that import from __future__
        self.public: tuple[str, ...] | None = None  # __all__
        self.docstring = ""
        try:
            with uncollected():
                tree = parse(text)
                if search_path.is_edited(text):
                    self.inserts, self.inserts_more = search_path.added(tree, path)
                _Reader(self, _INNER_IMPORT.search(text) is not None).read(tree)
                del tree  # before the collector searches it
            for facts in self.classes:
                self.named.setdefault(facts.name, []).append(facts)
        except RecursionError:  # some Pythons parse what is nested deeper than this can follow
            raise SyntaxFault("nested too deeply") from None

    def text(self, unit: Unit) -> str:
        """The source of a unit, including the comment lines directly above."""
        return "\n".join(self.lines[unit.first - 1 : unit.last])

    def exports(self, name: str) -> bool:
        """Whether `from module import *` may bring a name."""
        return name in self.public if self.public is not None else not name.startswith("_")


class _Reader:
    def __init__(self, module: Module, has_inner_imports: bool) -> None:
        self.module = module
        self.has_inner_imports = has_inner_imports
        self.modules: set[str] = set()
        self.sets: dict[str, int] = {}  # global names that functions bind, and their last unit

    def read(self, tree: ast.Module) -> None:
        module = self.module
        body = tree.body
        module.docstring = ast.get_docstring(tree) or ""
        for node in statements(tree) if self.has_inner_imports else body:
            if node.__class__ in _IMPORTING:  # a star import binds ""
                self.modules.update(brought.bound for brought in imports(node) if brought.bound)
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
        kind = _kind(group)
        unit = Unit(len(self.module.units), kind, first, last)
        self.module.units.append(unit)
        reads = Reads(self.modules)
        if kind == "import":
            self._imports(group, unit)
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
        _take_over(reads, unit)

    def _imports(self, group: list[ast.stmt], unit: Unit) -> None:
        unit.by_call = any(isinstance(node, ast.Assign) for node in group)
        unit.imports = tuple(brought for node in group for brought in imports(node))
        unit.binds = tuple(brought.bound for brought in unit.imports if brought.bound)
        if any(brought.module == "__future__" for brought in unit.imports):
            self.module.futures.append(unit.number)

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
                is_abstract=_is_abstract(node, construct),
                unit=unit.number,
                first_line=_first_line(node),
                last_line=node.end_lineno or node.lineno,
                docstring=narration.docstring(node, construct),
                narration=narration.narration(own.spoken),
                sections=narration.sections(own.spoken),
            )
        )

    def _blocks(self, node: Any, unit: Unit) -> None:
        """Notes the classes in a statement's blocks, and names that are bound more than once."""
        bound: set[str] = set()
        twice: set[str] = set()
        waiting = [node]
        while waiting:  # an `elif` chain of thousands of branches is nested as deep
            node = waiting.pop()
            names = _bound(node)
            twice.update(bound.intersection(names))
            bound.update(names)
            if isinstance(node, ast.ClassDef):
                self._class(node, unit, None)
            elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                blocks = (getattr(node, n, ()) for n in _BLOCKS)
                waiting += [inner for block in blocks for inner in block][::-1]
        unit.branches = frozenset(twice)

    def _special(self, node: ast.stmt) -> None:
        """Notes `__all__ = [...]` and additions to it."""
        match node:
            case ast.Assign(targets=[ast.Name("__all__")]):
                self.module.public = _listed(node.value)
            case (
                ast.AugAssign(target=ast.Name("__all__"), value=value)
                | ast.Expr(
                    value=ast.Call(func=ast.Attribute(value=ast.Name("__all__")), args=[value])
                )
            ):
                if self.module.public is not None:
                    more = _listed(value)
                    self.module.public = None if more is None else self.module.public + more


_INNER_IMPORT = re.compile(r"\n[ \t]+(?:from|import)\b")
_BLOCKS = ("body", "handlers", "orelse", "finalbody")
_COMMENT = re.compile(r"#(?!!|.{0,40}coding[:=])")


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno


def _construct(scene: ast.ClassDef) -> ast.AST | None:
    """The statement in a class body that binds `construct`."""
    for item in reversed(scene.body):
        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name == "construct":
            return item
        if isinstance(item, ast.Assign) and "construct" in map(dotted_name, item.targets):
            return item
    return None


def _is_abstract(scene: ast.ClassDef, construct: ast.AST | None) -> bool:
    """Whether a class exists only for others to derive from: by its name or empty construct."""
    body = getattr(construct, "body", None)
    is_empty = body is not None and all(
        isinstance(item, (ast.Pass, ast.Raise))
        or (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))
        for item in body
    )
    return is_empty or scene.name.startswith("_")


def _listed(node: ast.AST) -> tuple[str, ...] | None:
    """The names in lists of strings and sums of such lists; None if unknown."""
    parts = list(ast.walk(node))
    if not all(isinstance(part, _LISTING) for part in parts):
        return None
    return tuple(
        part.value
        for part in parts
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


_LISTING = (ast.List, ast.Tuple, ast.Set, ast.Constant, ast.Starred, ast.BinOp, ast.Add, ast.Load)


_IMPORTING = (ast.Import, ast.ImportFrom, ast.Assign)


def _take_over(reads: Reads, unit: Unit) -> None:
    """Gives the unit what the scan of its statements collected."""
    unit.binds = tuple(reads.binds)
    scope = reads.scope
    unit.called, unit.hooks = frozenset(reads.called | scope.passed), reads.hooks
    unit.changes, unit.alters = (
        frozenset(scope.with_aliased(scope.changed)),
        frozenset(scope.alters),
    )
    unit.alters_own, unit.sets = scope.alters_own, frozenset(reads.sets)
    unit.keeps, unit.leading = reads.keeps, frozenset(reads.leading)
    unit.passed, unit.aliases, unit.given = frozenset(scope.passed), scope.aliases, scope.given
    unit.now = frozenset(reads.now)
    unit.later = frozenset(reads.later)
    unit.dotted = frozenset(reads.dotted)
    unit.whole = frozenset(reads.whole)
    unit.attributes = frozenset(reads.attributes)
    unit.assets = tuple(reads.assets)
    brought = tuple(reads.imports)
    if unit.kind in ("class", "function"):
        unit.inner = brought
    else:
        unit.imports = tuple(i for i in brought if i.bound in reads.binds or i.name == "*")
        unit.inner = tuple(i for i in brought if i not in unit.imports)


def _kind(group: list[ast.stmt]) -> str:
    """What sort of statement this is (see Unit)."""
    if all(node.__class__ in _IMPORTING and imports(node) for node in group):
        return "import"
    match group[0]:
        case ast.ClassDef():
            return "class"
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return "function"
        case ast.If(test=test, orelse=[]) if _is_main(test):
            return "main"
        case ast.Assign() | ast.AugAssign() | ast.AnnAssign():
            return "assign"
        case ast.Try():
            return "try"
    return "other"


def _bound(node: ast.AST) -> list[str]:
    """The names that a statement of the most common kinds binds itself."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [brought.bound for brought in imports(node)]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return [node.name]
    return []


def _is_main(test: ast.AST) -> bool:
    """Whether a condition holds only if the file is run as a program."""
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Eq)
        and any(
            isinstance(side, ast.Name) and side.id == "__name__"
            for side in (test.left, *test.comparators)
        )
    )
