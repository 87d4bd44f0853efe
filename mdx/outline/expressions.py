"""What an expression of a scene's code holds, as far as the text alone tells it."""

import ast
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mdx.outline import animations, mobjects, words
from mdx.outline.acts import Acts, Bound, Builder
from mdx.outline.given import Function, Scope, is_vector
from mdx.outline.stage import Stage
from mdx.outline.things import Thing, Tracker
from mdx.outline.values import arithmetic, compare, constant, formatted

STEPS = 10_000  # nodes looked at before the rest of a scene is left untold
ROUNDS = 12  # rounds of a loop walked one by one
LONGEST = 1000  # items of a list that are kept


class OutOfSteps(Exception):
    """The walk has taken too many steps."""


class Expressions:
    """The values of names; evaluates what it can without running anything."""

    call: Callable[[ast.Call, Scope], Any]  # see calls.py
    bind: Callable[[ast.expr, Any, Scope], None]  # see walk.py

    def __init__(self, classes: dict[str, ast.ClassDef]) -> None:
        self.classes = classes  # of the module
        self.stage = Stage()
        self.budget = STEPS
        self.rounds: int | None = None  # of a loop walked once for all; 0 if not known
        self.looping = 0  # loops that are being walked
        self.own: dict[str, Any] = {}  # attributes of the scene
        self.methods: dict[str, ast.FunctionDef] = {}
        self.names: dict[str, Any] = {}  # of the module
        self.modules = {"np", "numpy", "math", "rate_functions"}
        self.trackers: dict[Thing, Tracker] = {}  # of Variables

    def spend(self) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise OutOfSteps

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """The value of the expression: a thing, a number, a list, a colour; None if unknown."""
        self.spend()
        evaluate = EXPRESSIONS.get(type(node))
        return getattr(self, evaluate)(node, scope) if evaluate else None

    def constant(self, node: ast.Constant, scope: Scope) -> Any:
        return node.value

    def items(self, value: Any) -> list[Any] | None:
        """The items of the value, if known."""
        if isinstance(value, Thing):
            if value.members is None and len(value.labels) > 1 and not value.parts:
                return [mobjects.piece(value, n, str(n)) for n in range(len(value.labels))]
            return value.members
        if type(value) in (list, tuple, dict):
            return list(value)
        return list(value[:100]) if type(value) is str else None

    def name(self, node: ast.Name, scope: Scope) -> Any:
        name = node.id
        if name in scope:
            return scope[name]
        if name in self.names:
            return self.names[name]
        if name == "self":
            return self.stage
        if name not in self.classes and (name in animations.MAKERS or name in mobjects.CLASSES):
            return animations.ClassName(name)
        return constant(name)

    def binary(self, node: ast.BinOp, scope: Scope) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(left, Thing) and isinstance(node.op, ast.Add) and isinstance(right, Thing):
            return mobjects.group([*(left.members or [left]), right])
        return arithmetic(node.op, left, right)

    def unary(self, node: ast.UnaryOp, scope: Scope) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.USub):
            return arithmetic(ast.Mult(), value, -1)
        return not value if isinstance(node.op, ast.Not) and type(value) is bool else None

    def comparison(self, node: ast.Compare, scope: Scope) -> bool | None:
        values = [self.value(one, scope) for one in (node.left, *node.comparators)]
        return compare(node.ops[0], *values) if len(values) == 2 else None

    def conditional(self, node: ast.IfExp, scope: Scope) -> Any:
        test = self.value(node.test, scope)
        if type(test) is bool:
            return self.value(node.body if test else node.orelse, scope)
        return None

    def sequence(self, node: ast.List | ast.Set, scope: Scope) -> list[Any]:
        return self.several(node.elts, scope)

    def tuple(self, node: ast.Tuple, scope: Scope) -> Any:
        values = self.several(node.elts, scope)
        return vector if is_vector(vector := tuple(values)) else values

    def several(self, nodes: list[ast.expr], scope: Scope) -> list[Any]:
        """The values; an Ellipsis for an unknown starred one."""
        values: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, scope)
                items = self.items(value)
                values += [value if isinstance(value, Thing) else ...] if items is None else items
            else:
                values.append(self.value(node, scope))
        return values

    def dictionary(self, node: ast.Dict, scope: Scope) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            name = None if key is None else self.value(key, scope)
            held = self.value(value, scope)
            if type(name) in (str, int, float):
                items[name] = held
        return items

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> list[Any]:
        inner = dict(scope)
        results: list[Any] = []

        def generate(level: int, certain: bool) -> None:
            if len(results) > LONGEST:
                return
            if level == len(node.generators):
                value = self.value(node.elt, inner)
                results.append(value if certain or stands_for_many(value) else ...)
                return
            one = node.generators[level]
            items, before = self.items(self.value(one.iter, inner)), self.rounds
            if items is None or ... in items or len(items) > ROUNDS or one.ifs:
                fixed = items is not None and ... not in items and not one.ifs
                self.rounds = len(items or ()) * (1 if before is None else before) if fixed else 0
                items, certain = [None], False
            for item in items:
                self.bind(one.target, item, inner)
                generate(level + 1, certain)
            self.rounds = before

        generate(0, True)
        return results

    def subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        owner = self.value(node.value, scope)
        if isinstance(owner, Thing) and owner.members is None:
            return self.piece(owner, node, scope)
        items = owner if type(owner) is dict else self.items(owner)
        if items is None or any(map(stands_for_many, items)):
            return None
        if isinstance(node.slice, ast.Slice):
            return self.slice(owner, items, node.slice, scope)
        key = self.value(node.slice, scope)
        if type(owner) is not dict and (type(key) is not int or ... in items):
            return None
        with suppress(KeyError, IndexError, TypeError):
            return items[key]
        return None

    def piece(self, owner: Thing, node: ast.Subscript, scope: Scope) -> Thing | None:
        """A part of a thing, such as a letter of a text; several parts count as one."""
        if owner.parts or owner.count != 1:
            return None
        index = node.slice
        key = self.value(index, scope)
        if isinstance(index, ast.Slice):
            key = self.slice(owner.labels, owner.labels, index, scope) or None
        elif type(key) not in (int, str):
            key = None
        written = repr(key) if type(key) in (int, str) else ast.unparse(index)
        if len(owner.labels) == 1 and isinstance(node.value, ast.Subscript):
            key, written = None, f"0, {written}"  # [0] is all of it, and [0][0] its first letter
        part = mobjects.piece(owner, key, written)
        if part is not None and key is None and self.looping:
            part.count = 0  # another one in each round
        return part

    def slice(self, owner: Any, items: Any, node: ast.Slice, scope: Scope) -> Any:
        bounds = [b and self.value(b, scope) for b in (node.lower, node.upper, node.step)]
        given = [b for b in (node.lower, node.upper, node.step) if b]
        is_plain = all(type(b) is int for b in bounds if b is not None)
        if type(items) is dict or not is_plain or len(given) != sum(b is not None for b in bounds):
            return None
        if bounds[2] == 0 or ... in items:
            return None
        part = items[slice(*bounds)]
        return mobjects.group(part) if isinstance(owner, Thing) else part

    def joined(self, node: ast.JoinedStr, scope: Scope) -> str | None:
        parts = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                spec = self.value(value.format_spec, scope) if value.format_spec else ""
                text = formatted(f"{{:{spec}}}", [self.value(value.value, scope)])
                if text is None:
                    return None
                parts.append(text[:1000])
            elif isinstance(value, ast.Constant):
                parts.append(str(value.value))
        return "".join(parts)

    def function(self, node: ast.Lambda, scope: Scope) -> Function:
        return Function(node, scope, names=self.names)

    def attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        attr, inner = node.attr, node.value
        if self.is_module(inner, scope):
            if attr in words.FUNCTIONS:
                return Function(ast.parse(f"lambda x: {attr}(x)", mode="eval").body, {})
            return words.NUMBERS["PI"] if attr == "pi" else constant(attr)
        if attr == "frame" and isinstance(inner, ast.Attribute) and inner.attr == "camera":
            return self.stage.camera
        owner = self.value(inner, scope)
        if owner is self.stage:
            return self.scene_attribute(attr)
        if isinstance(owner, Tracker):
            return Builder(owner) if attr == "animate" else None
        if isinstance(owner, Thing):
            if attr == "tracker" and owner.look.noun in ("value", "labelled value"):
                tracker = self.trackers.setdefault(owner, Tracker(None))
                owner.follows.add(id(tracker))
                return tracker
            if attr == "target":
                owner.target = owner.target or Builder(owner, shadow=mobjects.duplicate(owner))
                return owner.target
            return Builder(owner) if attr == "animate" else Bound(owner, attr)
        return owner if isinstance(owner, Builder) else None

    def is_module(self, node: ast.expr, scope: Scope) -> bool:
        """Whether this is a module of mathematics, or manim itself."""
        return isinstance(node, ast.Name) and node.id not in scope and node.id in self.modules

    def scene_attribute(self, attr: str) -> Any:
        if attr in self.own:
            return self.own[attr]
        if attr in self.methods:
            return Function(self.methods[attr], {}, True, self.names)
        if attr in ("frame", "camera_frame"):
            return self.stage.camera
        return [self.stage.everything] if attr == "mobjects" else None


def stands_for_many(value: Any) -> bool:
    """Whether this value stands for those of all rounds of a loop that was walked once."""
    return value.count != 1 if isinstance(value, Thing) else isinstance(value, Acts | Builder)


EXPRESSIONS: dict[type, str] = {
    ast.Constant: "constant", ast.Name: "name",
    ast.Attribute: "attribute", ast.Call: "call", ast.BinOp: "binary",
    ast.UnaryOp: "unary", ast.Compare: "comparison", ast.IfExp: "conditional",
    ast.List: "sequence", ast.Set: "sequence", ast.Tuple: "tuple",
    ast.Dict: "dictionary", ast.ListComp: "comprehension", ast.Lambda: "function",
    ast.GeneratorExp: "comprehension", ast.Subscript: "subscript",
    ast.JoinedStr: "joined",
}  # fmt: skip
