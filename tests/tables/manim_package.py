"""What names the modules of a package have once it was imported, read from its source alone."""

import ast
import re
from collections.abc import Iterable, Iterator

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Package:
    """The modules of a package by dotted name, and what names each has once it was imported."""

    def __init__(self, name: str, sources: dict[str, str]):
        self.name = name
        self.trees: dict[str, ast.Module] = {}
        self.packages: set[str] = set()
        for path, source in sources.items():
            module = path.removesuffix(".py").replace("/", ".")
            if module.endswith(".__init__"):
                module = module.removesuffix(".__init__")
                self.packages.add(module)
            try:
                self.trees[module] = ast.parse(source)
            except SyntaxError:  # some wheels carry templates with a .py name
                continue
        self.names: dict[str, dict[str, ast.AST | str]] = {}
        self.public: dict[str, list[str]] = {}
        self.load(name)

    def load(self, module: str) -> dict[str, ast.AST | str]:
        """The names of a module after its import, each a definition, a module or "constant"."""
        if module in self.names:
            return self.names[module]
        parent, _, last = module.rpartition(".")
        if parent in self.trees:
            self.load(parent)
        if module not in self.names:
            self.names[module] = {}
            for statement in flat(self.trees[module].body, self.name):
                self._execute(module, statement)
            if parent in self.trees:
                self.names[parent][last] = "module " + module
        return self.names[module]

    def _execute(self, module: str, node: ast.stmt) -> None:
        names = self.names[module]
        if isinstance(node, DEFINITIONS):
            names[node.name] = node
        elif isinstance(node, ast.Import):
            for item in node.names:
                if item.name in self.trees:
                    self.load(item.name)
                names[item.asname or item.name.partition(".")[0]] = "module " + item.name
        elif isinstance(node, ast.ImportFrom):
            self._import_from(module, node)
        elif isinstance(node, ast.Expr):
            names |= dict.fromkeys(_spread(node.value, self.trees[module].body), "constant")
        else:
            self._assign(module, node)

    def _import_from(self, module: str, node: ast.ImportFrom) -> None:
        names, origin = self.names[module], self.origin(module, node)
        ours = self.load(origin) if origin in self.trees else {}
        for item in node.names:
            if item.name == "*":
                names |= {name: ours[name] for name in self.star(origin) if name in ours}
                continue
            if f"{origin}.{item.name}" in self.trees and item.name not in ours:
                self.load(f"{origin}.{item.name}")
            names[item.asname or item.name] = ours.get(item.name, "constant")

    def _assign(self, module: str, node: ast.stmt) -> None:
        names = self.names[module]
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return
        value = getattr(node, "value", None)
        for target in targets(node):
            if target == "__all__":
                added = [] if isinstance(node, ast.Assign) else self.public.get(module, [])
                self.public[module] = added + strings(value, names)
            elif isinstance(value, ast.Name) and value.id in names:
                names[target] = names[value.id]
            else:
                names[target] = "constant"

    def origin(self, module: str, node: ast.ImportFrom) -> str:
        """The dotted name of the module that a `from` reads."""
        if not node.level:
            return node.module or ""
        base = module if module in self.packages else module.rpartition(".")[0]
        for _ in range(node.level - 1):
            base = base.rpartition(".")[0]
        return f"{base}.{node.module}" if node.module else base

    def star(self, module: str) -> list[str]:
        """What `from module import *` brings."""
        if module not in self.trees:
            return []
        names = self.load(module)
        return self.public.get(module) or [name for name in names if not name.startswith("_")]


def flat(body: Iterable[ast.stmt], package: str = "") -> Iterator[ast.stmt]:
    """The statements that run at import, out of `if`, `try` and `with`, not for type checkers.

    A `try` that imports from elsewhere is for an optional package, taken to be absent.
    """
    for node in body:
        if isinstance(node, ast.If):
            if "TYPE_CHECKING" not in ast.dump(node.test):
                yield from flat(node.body, package)
            yield from flat(node.orelse, package)
        elif isinstance(node, ast.Try):
            if _imports_elsewhere(node.body[0], package):
                yield from flat([s for h in node.handlers for s in h.body], package)
            else:
                yield from flat(node.body + node.orelse, package)
            yield from flat(node.finalbody, package)
        elif isinstance(node, ast.With | ast.For):
            yield from flat(node.body, package)
        else:
            yield node


def _imports_elsewhere(node: ast.stmt, package: str) -> bool:
    if isinstance(node, ast.ImportFrom):
        return not node.level and (node.module or "").partition(".")[0] != package
    return isinstance(node, ast.Import) and not node.names[0].name.startswith(package)


def targets(node: ast.stmt) -> Iterator[str]:
    for target in getattr(node, "targets", None) or [getattr(node, "target", None)]:
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if isinstance(part, ast.Name):
                yield part.id


def _spread(call: ast.expr, body: list[ast.stmt]) -> list[str]:
    """The names that `locals().update(MAP)` makes of the keys of a dict in the same module.

    The cairo library makes its colours so, and below it of each RED_C a RED.
    """
    if not re.fullmatch(r"(locals|globals)\(\)\.update\(\w+\)", ast.unparse(call)):
        return []
    called = call.args[0].id  # type: ignore[attr-defined]
    for node in body:
        if called in targets(node) and isinstance(value := getattr(node, "value", None), ast.Dict):
            keys = [str(key.value) for key in value.keys if isinstance(key, ast.Constant)]
            return keys + [key.removesuffix("_C") for key in keys if key.endswith("_C")]
    return []


def strings(value: ast.AST | None, names: dict) -> list[str]:
    """The strings of a list in an `__all__`; of a comprehension, all constants so far.

    manim 0.18 and later say `[name for name, x in globals().items() if isinstance(x, ManimColor)]`.
    """
    if isinstance(value, ast.ListComp):
        return [name for name, kind in names.items() if kind == "constant" and name.isupper()]
    return [
        node.value
        for node in ast.walk(value or ast.Pass())
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
