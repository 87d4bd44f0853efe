"""The folders that a module adds to sys.path, as far as its text says."""

import ast
import posixpath
from collections.abc import Iterator

TOP = "\0"  # begins a folder that is known through __file__: the top of the project
DEEPEST = 40  # nested expressions

# Calls and methods that leave a path as it was, as far as it matters here.
_SAME = frozenset({"abspath", "realpath", "normpath", "expanduser", "expandvars", "str", "Path",
    "PurePath", "PosixPath", "fspath", "resolve", "absolute", "as_posix"})  # fmt: skip
_ADDS = {"sys.path.append": 0, "sys.path.insert": 1, "sys.path.extend": 0, "site.addsitedir": 0}


def is_edited(text: str) -> bool:
    """Whether a module may change where its imports are looked up."""
    return "sys.path" in text or "addsitedir" in text


def added(tree: ast.Module, path: str) -> tuple[list[str], bool]:
    """The folders that the module at `path` adds to sys.path, and whether there are unknown ones.

    A folder that begins with TOP is in the project; any other is relative to the folder in which
    the author started Manim.
    """
    reader = _Paths(path)
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            reader.values.setdefault(node.targets[0].id, node.value)
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            reader.values.setdefault(node.target.id, node.iter)
    folders: dict[str, None] = {}
    lost = False
    for asked in (expression for node in nodes for expression in _added(node)):
        paths = reader.of(asked)
        lost |= not paths
        for folder in paths:
            folder = posixpath.normpath(folder.replace("\\", "/"))
            if folder.startswith("/"):  # on the author's machine
                lost = True
            elif not folder.startswith("..") or not paths[0].startswith(TOP):
                folders[folder] = None
    return list(folders), lost


def _added(node: ast.AST) -> Iterator[ast.expr]:
    """The expressions whose values a statement or call adds to sys.path."""
    match node:
        case ast.Call(func=ast.Attribute() as func) if (name := ast.unparse(func)) in _ADDS:
            yield from node.args[_ADDS[name] :][:1]
        case ast.AugAssign(target=ast.Attribute(value=ast.Name("sys"), attr="path")):
            yield node.value
        case ast.Assign(targets=[ast.Attribute(value=ast.Name("sys"), attr="path")]):
            for part in ast.walk(node.value):
                if isinstance(part, ast.List):
                    yield from (e for e in part.elts if not isinstance(e, ast.Starred))


class _Paths:
    """The values of expressions for paths in the module at `path`."""

    def __init__(self, path: str) -> None:
        self.file = f"{TOP}/{path}"
        self.values: dict[str, ast.expr] = {}

    def of(self, node: ast.expr, depth: int = 0) -> list[str]:
        """The paths that an expression evaluates to, with `/`; none if unknown."""
        if depth > DEEPEST:
            return []
        match node:
            case ast.Constant(value=str() as text):
                return [text]
            case ast.Name("__file__"):
                return [self.file]
            case ast.Name(name) if name in self.values:
                return self.of(self.values[name], depth + 1)
            case ast.List() | ast.Tuple():
                return [path for item in node.elts for path in self.of(item, depth + 1)]
            case ast.Attribute(value=owner, attr="parent"):
                return [posixpath.dirname(path) for path in self.of(owner, depth + 1)]
            case ast.Attribute(attr="pardir"):
                return [".."]
            case ast.Subscript(
                value=ast.Attribute(value=owner, attr="parents"), slice=ast.Constant(int(up))
            ):
                return [_above(path, up + 1) for path in self.of(owner, depth + 1)]
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._joined([left, right], "/", depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([left, right], "", depth)
            case ast.JoinedStr(values):
                inner = [v.value if isinstance(v, ast.FormattedValue) else v for v in values]
                return self._joined(inner, "", depth)
            case ast.Call(func, args):
                return self._call(func, args, depth)
        return []

    def _call(self, func: ast.expr, args: list[ast.expr], depth: int) -> list[str]:
        name = getattr(func, "attr", "") or getattr(func, "id", "")
        owner = func.value if isinstance(func, ast.Attribute) else None
        if name in ("getcwd", "cwd"):
            return ["."]
        if name == "dirname" and args:
            return [posixpath.dirname(path) for path in self.of(args[0], depth + 1)]
        if name == "joinpath" and owner is not None:
            return self._joined([owner, *args], "/", depth)
        if (name == "join" and not isinstance(owner, ast.Constant)) or (
            name in _SAME and len(args) > 1
        ):
            return self._joined(args, "/", depth)
        if name in _SAME:
            asked = args[0] if args else owner
            return ["."] if asked is None else self.of(asked, depth + 1)
        return []

    def _joined(self, parts: list[ast.expr], between: str, depth: int) -> list[str]:
        joined = ""
        for number, part in enumerate(parts):
            paths = self.of(part, depth + 1)
            if not paths:
                return []
            joined = posixpath.join(joined, paths[0]) if between else joined + paths[0]
            if number == 0 and between and not joined:
                joined = "."
        return [joined]


def _above(path: str, levels: int) -> str:
    for _ in range(levels):
        path = posixpath.dirname(path)
    return path
