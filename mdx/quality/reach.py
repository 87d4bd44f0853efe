"""What of some code is run: conditions that never hold, handlers, ends, what manim calls."""

import ast
import re
from functools import cache

from mdx.manim.releases import releases
from mdx.scenes.syntax import descendants

# What a handler catches that lets the code go on without a name or a file.
CAUGHT = ("Exception", "ImportError", "ModuleNotFoundError", "NameError", "AttributeError",
          "OSError", "IOError", "FileNotFoundError")  # fmt: skip
OTHERS = re.compile(r"__main__|opengl", re.IGNORECASE)
ENDS = frozenset((ast.Return, ast.Raise))  # nothing after it is reached


def is_guarded(node: ast.Try) -> bool:
    """Whether a `try` goes on whatever fails in it: a name, an attribute, a file."""
    for handler in node.handlers:
        named = ast.unparse(handler.type) if handler.type else "Exception"
        if any(name in named for name in CAUGHT):
            within = (node for part in handler.body for node in descendants(part))
            return not any(isinstance(node, ast.Raise) for node in within)
    return False


def never(test: ast.expr) -> bool | None:
    """Whether a condition holds never (True) or always (False) where a scene is rendered."""
    if type(test) is ast.UnaryOp and type(test.op) is ast.Not:
        inner = never(test.operand)
        return None if inner is None else not inner
    if getattr(test, "attr", getattr(test, "id", "")) == "TYPE_CHECKING":
        return True
    if type(test) is ast.Compare and type(test.ops[0]) in (ast.Eq, ast.NotEq):
        sides = {ast.unparse(test.left), ast.unparse(test.comparators[0])}
        if sides & {"__name__", "config.renderer"} and any(OTHERS.search(side) for side in sides):
            return type(test.ops[0]) is ast.Eq
    return None


def reached(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a function up to the first that always leaves it."""
    for place, statement in enumerate(body):
        if type(statement) in ENDS:
            return body if place + 1 == len(body) else body[: place + 1]
    return body


def is_hollow(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function holds nothing but `pass`, `...` or its docstring."""
    for node in function.body:
        if type(node) is not ast.Pass:
            if type(node) is not ast.Expr or type(node.value) is not ast.Constant:
                return False
    return True


def only_raises(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function is there to be overridden: all it does is raise NotImplementedError."""
    last = function.body[-1]
    if type(last) is not ast.Raise or len(function.body) > 2:
        return False
    return last.exc is not None and "NotImplementedError" in ast.unparse(last.exc)


def takes(arguments: ast.arguments, given: int) -> bool:
    """Whether a function can be called with so many arguments, without a keyword."""
    positional = arguments.posonlyargs + arguments.args
    needed = len(positional) - len(arguments.defaults)
    if None in arguments.kw_defaults and given == 1 + len(positional):
        return True  # `dt` as a keyword
    return needed <= given and (given <= len(positional) or arguments.vararg is not None)


@cache
def hooks() -> frozenset[str]:
    """The names of what manim has and so may call where a class has its own."""
    newest = releases("manim")[0]
    return frozenset().union(
        *map(newest.attributes_below, ("Mobject", "Scene", "Animation", "Camera"))
    )
