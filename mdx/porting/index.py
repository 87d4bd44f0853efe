"""A module's syntax by kind and name, collected in a single walk for all rules."""

import ast
from collections import defaultdict

from mdx.scenes.syntax import CHILDREN, parse

LIBRARIES = ("manim", "manimlib", "manimlib_imports", "manim_imports_ext", "manimgl",
             "big_ol_pile_of_manim_imports", "manim_sandbox_imports")  # fmt: skip
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Index:
    """The tree of a text, its nodes by what rules look for, and what names are assigned.

    assigned  what a name or path (`self.x`) is set to; True where to each element of that
    bound     the names that the code defines, whatever they hold
    given     keywords of calls and keys of dictionaries by name
    """

    def __init__(self, text: str) -> None:
        self.tree = parse(text)
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
        self.methods: set[str] = set()
        self._walk()

    def _walk(self) -> None:
        """Walks the tree once, in no particular order, and collects what rules ask for."""
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
                    parent.update(dict.fromkeys(value, node))
                    stack += value
                elif value is not None:
                    parent[value] = node
                    stack.append(value)
        for index in (self.names, self.attributes, self.calls):
            for nodes in index.values():
                nodes.reverse()

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
            if dotted(target) == "CONFIG":
                for key, value in options(node.value):
                    self.assigned[f"self.{key}"].append((value, False))

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
        """Names unpacked from an iterable: each from its argument of zip, or all from the same."""
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

    def _take_capture(self, node: ast.MatchAs | ast.MatchStar | ast.ExceptHandler) -> None:
        if node.name:
            self.bound.add(node.name)

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


_TAKEN = {
    ast.ClassDef: Index._take_class,
    ast.FunctionDef: Index._take_function,
    ast.AsyncFunctionDef: Index._take_function,
    ast.Lambda: Index._take_function,
    ast.Import: Index._take_import,
    ast.ImportFrom: Index._take_import,
    ast.Assign: Index._take_assignment,
    ast.AnnAssign: Index._take_annotated,
    ast.NamedExpr: Index._take_annotated,
    ast.For: Index._take_loop,
    ast.comprehension: Index._take_loop,
    ast.MatchAs: Index._take_capture,
    ast.MatchStar: Index._take_capture,
    ast.ExceptHandler: Index._take_capture,
    ast.Subscript: Index._take_subscript,
    ast.Dict: Index._take_dict,
    ast.keyword: Index._take_keyword,
}


def options(node: ast.expr) -> list[tuple[str, ast.expr]]:
    """The keys that are names, of a dictionary or a call of `dict`, with their values."""
    if isinstance(node, ast.Dict):
        pairs = zip((getattr(key, "value", None) for key in node.keys), node.values, strict=True)
        return [(key, value) for key, value in pairs if isinstance(key, str)]
    if isinstance(node, ast.Call) and dotted(node.func) == "dict":
        return [(keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg]
    return []


def last_name(node: ast.AST) -> str:
    """`c` for the expressions `c` and `a.b.c`, "" for others."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression, "" for anything but names and dots."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def is_library(node: ast.Import | ast.ImportFrom) -> bool:
    """Whether an import statement imports some Manim and nothing else."""
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").partition(".")[0] in LIBRARIES
    return all(alias.name.partition(".")[0] in LIBRARIES for alias in node.names)
