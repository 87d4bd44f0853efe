"""A module as the rules of a port see it: its tree by what they ask for, and what became of it."""

import ast
import builtins
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, cached_property

from mdx.manim.releases import Release, releases
from mdx.porting.edits import Part, Source, Span
from mdx.scenes.syntax import CHILDREN, parse

LIBRARIES = ("manim", "manimlib", "manimlib_imports", "manim_imports_ext", "manimgl",
             "big_ol_pile_of_manim_imports", "manim_sandbox_imports")  # fmt: skip
BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__class__", "__doc__"}
BASES_MAX = 60  # of one class; the libraries' own have 20 at most
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Module:
    """The code of one record, its syntax by kind and name, and the edits that rules ask for.

    dialect   what it is written in: "gl", "cairo", or "ce" of an older release
    target    the release of ManimCE that it is to run with
    without   what it is to do without: "slides", "assets"
    ported    codes of the rules that changed it
    left      codes of what no rule could
    wanted    names of stand-ins that it needs
    renamed   new names of the library by old ones, once they were asked for
    rewritten calls whose arguments a rule has put where they belong
    """

    def __init__(
        self, text: str, dialect: str, target: Release, without: tuple[str, ...] = ()
    ) -> None:
        self.tree = parse(text)
        self.source = Source(text)
        self.dialect = dialect
        self.target = target
        self.without = without
        self.ported: dict[str, None] = {}
        self.left: dict[str, None] = {}
        self.wanted: dict[str, None] = {}
        self.rewritten: set[ast.Call] = set()
        self.options_given: dict[str, bool] = {}
        self.renamed: dict[str, str] | None = None
        self.parent: dict[ast.AST, ast.AST] = {}
        self.names: dict[str, list[ast.Name]] = defaultdict(list)
        self.attributes: dict[str, list[ast.Attribute]] = defaultdict(list)
        self.calls: dict[str, list[ast.Call]] = defaultdict(list)
        self.classes: dict[str, ast.ClassDef] = {}
        self.functions: list[Function] = []
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self.subscripts: list[ast.Subscript] = []
        self.dicts: list[ast.Dict] = []
        self.given: dict[str, list[ast.keyword | ast.Constant]] = defaultdict(list)
        self.assigned: dict[str, list[tuple[ast.expr, bool]]] = defaultdict(list)
        self.bound: set[str] = set()
        self._bases: dict[str, list[str]] = {}
        self.methods: set[str] = set()
        self._walk()

    # --- what it says

    def _walk(self) -> None:
        """One way through the tree, in no particular order, for all that rules ask for."""
        stack: list[ast.AST] = [self.tree]
        parent = self.parent
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind is ast.Name:
                if node.ctx.__class__ is ast.Load:  # type: ignore[attr-defined]
                    self.names[node.id].append(node)  # type: ignore[attr-defined, arg-type]
                else:
                    self.bound.add(node.id)  # type: ignore[attr-defined]
                continue
            if kind is ast.Attribute:
                self.attributes[node.attr].append(node)  # type: ignore[attr-defined, arg-type]
            elif kind is ast.Call:
                if name := last_name(node.func):  # type: ignore[attr-defined]
                    self.calls[name].append(node)  # type: ignore[arg-type]
            elif kind in _TAKEN:
                _TAKEN[kind](self, node)  # type: ignore[operator]
            for field in CHILDREN[kind]:
                value = getattr(node, field)
                if value.__class__ is list:
                    for child in value:
                        if child is not None:
                            parent[child] = node
                    stack += [child for child in value if child is not None]
                elif value is not None:
                    parent[value] = node
                    stack.append(value)
        for index in (self.names, self.attributes, self.calls):
            for found in index.values():
                found.reverse()

    def _take_class(self, node: ast.ClassDef) -> None:
        self.classes.setdefault(node.name, node)
        self.bound.add(node.name)

    def _take_function(self, node: Function) -> None:
        self.functions.append(node)
        if not isinstance(node, ast.Lambda):
            if isinstance(self.parent.get(node), ast.ClassDef):
                self.methods.add(node.name)
            else:
                self.bound.add(node.name)
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        every += [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        self.bound.update(argument.arg for argument in every)
        taken = [*arguments.posonlyargs, *arguments.args]
        for argument, value in zip(taken[::-1], arguments.defaults[::-1], strict=False):
            self.assigned[argument.arg].append((value, False))

    def _take_import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.imports.append(node)
        if not is_library(node):
            self.bound.update(a.asname or a.name.partition(".")[0] for a in node.names)

    def _take_assignment(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._assign(target, node.value, False)
            if isinstance(self.parent.get(node), ast.ClassDef) and isinstance(target, ast.Name):
                self.assigned[f"self.{target.id}"].append((node.value, False))
            if dotted(target) == "CONFIG" and isinstance(node.value, ast.Dict):
                for key, value in zip(node.value.keys, node.value.values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        self.assigned[f"self.{key.value}"].append((value, False))

    def _take_annotated(self, node: ast.AnnAssign | ast.NamedExpr) -> None:
        if node.value is not None:
            self._assign(node.target, node.value, False)
            if isinstance(self.parent.get(node), ast.ClassDef):
                self.assigned[f"self.{dotted(node.target)}"].append((node.value, False))

    def _take_loop(self, node: ast.For | ast.comprehension) -> None:
        self._assign(node.target, node.iter, True)

    def _assign(self, target: ast.expr, value: ast.expr, element: bool) -> None:
        if path := dotted(target):
            self.assigned[path].append((value, element))
        elif isinstance(target, ast.Tuple | ast.List):
            values: list[ast.expr] = getattr(value, "elts", None) or []
            if not element and len(values) == len(target.elts):
                for one, given in zip(target.elts, values, strict=True):
                    self._assign(one, given, False)
            else:
                self._unpack(target.elts, value, element)

    def _unpack(self, targets: list[ast.expr], value: ast.expr, element: bool) -> None:
        """Names set from one iterable: from each of zip's, or all from the same one."""
        if element and isinstance(value, ast.Call):
            called = last_name(value.func)
            if called == "zip" and len(value.args) == len(targets):
                for one, given in zip(targets, value.args, strict=True):
                    self._assign(one, given, True)
            elif called == "enumerate" and len(targets) == 2 and value.args:
                self._assign(targets[1], value.args[0], True)
            return
        if not element:
            for one in targets:
                self._assign(one, value, True)

    def _take_subscript(self, node: ast.Subscript) -> None:
        self.subscripts.append(node)

    def _take_dict(self, node: ast.Dict) -> None:
        self.dicts.append(node)
        for key in node.keys:
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                self.given[key.value].append(key)

    def _take_keyword(self, node: ast.keyword) -> None:
        if node.arg:
            self.given[node.arg].append(node)

    # --- what the libraries say

    def is_free(self, name: str) -> bool:
        """Whether a name is the library's here: nothing in the code binds it."""
        return name not in self.bound

    def has_name(self, name: str) -> bool:
        """Whether the target's star import brings a name."""
        return name in self.target.star("manim")

    def has_attribute(self, name: str) -> bool:
        """Whether some class of the target, or of the code, has an attribute."""
        return name in attributes_of(self.target) or name in self.methods

    @cached_property
    def origins(self) -> list[Release]:
        """The releases that the code may have been written for, newest first."""
        if self.dialect == "ce":
            return releases("manim")
        known = releases("manimlib")
        return known if self.dialect == "gl" else known[::-1]

    def bases(self, name: str) -> list[str]:
        """A class with its bases, nearest first: those of the code, then the libraries'."""
        if name not in self._bases:
            self._bases[name] = self._found_bases(name)
        return self._bases[name]

    def _found_bases(self, name: str) -> list[str]:
        found: dict[str, None] = {}
        waiting = [name]
        while waiting and len(found) < BASES_MAX:
            one = waiting.pop(0)
            if one in found:
                continue
            found[one] = None
            if one in self.classes:
                waiting += filter(None, map(last_name, self.classes[one].bases))
            else:
                for release in (*self.origins, self.target):
                    if one in release.classes:
                        waiting += release.lineage(one)[1:]
        return list(found)

    def is_a(self, name: str, kind: str) -> bool:
        """Whether a class is, or descends from, another one."""
        return kind in self.bases(name)

    # --- what becomes of it

    def replace(self, node: ast.AST | Span, *parts: Part, code: str) -> None:
        """Asks for a node to become these parts, because of a rule."""
        span = node if isinstance(node, Span) else self.source.span(node)
        self.source.replace(span, *parts)
        self.ported[code] = None

    def insert(self, at: int, text: str, code: str) -> None:
        """Asks for a text to stand before what is at an offset."""
        self.replace(Span(at, at), text, code=code)

    def span(self, node: ast.AST) -> Span:
        """Where a node stands."""
        return self.source.span(node)

    def text(self, node: ast.AST) -> str:
        """The text of a node as it came."""
        return self.source.text(self.source.span(node))

    def name_span(self, node: ast.Attribute) -> Span:
        """Where the name of an attribute stands, after its dot."""
        end = self.source.span(node).end
        return Span(end - len(node.attr.encode()), end)

    def indent(self, statement: ast.stmt) -> str:
        """What stands before a statement on its line, spaces or tabs."""
        start = self.source.offset(statement.lineno, 0)
        return self.source.text(Span(start, start + statement.col_offset))

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that a node is in."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.stmt):
            at = self.parent.get(at)
        return at

    def within(self, node: ast.AST, kind: type | tuple[type, ...]) -> Iterator[ast.AST]:
        """The nodes of a kind that a node is in, innermost first."""
        at = self.parent.get(node)
        while at is not None:
            if isinstance(at, kind):
                yield at
            at = self.parent.get(at)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a node is in."""
        at = self.parent.get(node)
        while at is not None and not isinstance(at, ast.ClassDef):
            at = self.parent.get(at)
        return at

    def remove(self, statement: ast.stmt, code: str) -> None:
        """Asks for a statement to go, with its line; `pass` where its block would be empty."""
        siblings = self._blocks.get(statement, [statement])
        gone = self._gone.setdefault(id(siblings), [])
        gone.append(statement)
        if len(gone) == len(siblings):
            self.replace(statement, "pass", code=code)
        else:
            self.replace(self.whole_lines(statement), code=code)

    @cached_property
    def head(self) -> int:
        """Where an import may be put: before the first statement that is none of those which must
        come first."""
        for statement in self.tree.body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                continue
            if isinstance(statement, ast.ClassDef | ast.FunctionDef) and statement.decorator_list:
                return self.source.offset(statement.decorator_list[0].lineno, 0)
            return self.source.offset(statement.lineno, 0)
        return len(self.source.bytes)

    @cached_property
    def _blocks(self) -> dict[ast.AST, list[ast.AST]]:
        """The block that each statement is in."""
        return {
            statement: block
            for node in {*self.parent.values(), self.tree}
            for field in ("body", "orelse", "finalbody")
            if isinstance(block := getattr(node, field, None), list)
            for statement in block
        }

    @cached_property
    def _gone(self) -> dict[int, list[ast.stmt]]:
        return {}

    def whole_lines(self, node: ast.AST) -> Span:
        """A node with the indentation before it and the line end after, where it is alone there."""
        start, end = self.source.span(node)
        text = self.source.bytes
        first = text.rfind(b"\n", 0, start) + 1
        last = text.find(b"\n", end)
        last = len(text) if last < 0 else last + 1
        before, after = text[first:start], text[end:last].strip()
        if after.startswith(b";") and not before.strip():
            return Span(start, end + len(text[end:last]) - len(text[end:last].lstrip(b"; \t")))
        if before.strip() or (after and not after.startswith(b"#")):
            return Span(start, end)
        return Span(first, last)


_TAKEN = {
    ast.ClassDef: Module._take_class,
    ast.FunctionDef: Module._take_function,
    ast.AsyncFunctionDef: Module._take_function,
    ast.Lambda: Module._take_function,
    ast.Import: Module._take_import,
    ast.ImportFrom: Module._take_import,
    ast.Assign: Module._take_assignment,
    ast.AnnAssign: Module._take_annotated,
    ast.NamedExpr: Module._take_annotated,
    ast.For: Module._take_loop,
    ast.comprehension: Module._take_loop,
    ast.Subscript: Module._take_subscript,
    ast.Dict: Module._take_dict,
    ast.keyword: Module._take_keyword,
}


def last_name(node: ast.AST) -> str:
    """`c` of the expressions `c` and `a.b.c`; "" of others."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def dotted(node: ast.AST) -> str:
    """`a.b.c` of that expression; "" of what is not names alone."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def is_library(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether an import statement brings Manim, whichever it is, and nothing else."""
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").partition(".")[0] in LIBRARIES
    return all(alias.name.partition(".")[0] in LIBRARIES for alias in node.names)


@cache
def attributes_of(release: Release) -> frozenset[str]:
    """The attributes that classes of a release have, whichever they are."""
    return frozenset().union(*(release.attributes(name) for name in release.classes))
