"""What a scene's code puts on its stage and does there: a walk over the syntax tree, in order.

Names are followed as far as the text alone tells what they hold; what it does not tell is None,
and nothing is said about it. Nothing is imported or run. The walk is bounded (STEPS), loops
are walked round by round where their rounds are known and few, and else once, for all of them.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from mdx.code.outline import words

STEPS = 20_000  # nodes looked at before the rest of a scene is left untold
ROUNDS = 12  # rounds of a loop walked one by one
DEPTH = 6  # calls of the scene's own functions inside each other


@dataclass(frozen=True)
class Look:
    """How something on the stage looks; "" is not known, or nothing worth telling."""

    noun: str = ""
    colour: str = ""
    label: str = ""  # what is written on it
    formula: bool = False  # whether the label is TeX
    detail: str = ""  # "with radius 2"
    place: tuple[str, "Thing | None"] = ("", None)  # ("below", that thing) or ("on the left", None)


class Thing:
    """A mobject; `count` 0 is "several", `members` those of a group."""

    def __init__(self, look: Look, members: list | None = None, count: int = 1):
        self.look = look
        self.members = members
        self.count = count
        self.spot: tuple[float, float, float] | None = (0.0, 0.0, 0.0)

    def leaves(self) -> Iterator["Thing"]:
        """Itself, or what a group is made of, as far as known."""
        if self.members is None:
            yield self
        else:
            for member in self.members:
                if isinstance(member, Thing):
                    yield from member.leaves()

    def dress(self, **look: Any) -> None:
        """Changes its look, and that of all its members."""
        for leaf in self.leaves():
            leaf.look = replace(leaf.look, **look)


@dataclass(frozen=True)
class Ref:
    """A thing as it looked when something was done to it."""

    thing: Thing
    look: Look

    @classmethod
    def all(cls, *things: Any) -> tuple["Ref", ...]:
        found = [leaf for t in flat(things) if isinstance(t, Thing) for leaf in t.leaves()]
        return tuple(cls(leaf, leaf.look) for leaf in found)


@dataclass
class Act:
    """One thing done: "turn {} into {to}"."""

    phrase: str
    things: tuple[Ref, ...] = ()
    to: tuple[Ref, ...] = ()


@dataclass
class Step:
    """What happens at one time; a loop's step also tells its rounds."""

    acts: list[Act]
    moving: bool = True  # False for what is simply there
    times: int = 1  # 0 for a number that is not known
    in_turn: bool = False  # one thing after the other


class Acts(list):
    """An animation that is not played yet."""


class Colour(str):
    pass


@dataclass
class Builder:
    """`thing.animate` and what was called on it."""

    thing: Thing
    acts: Acts = field(default_factory=Acts)


@dataclass
class Bound:
    """A method that is not called: `thing.shift` in `self.play(thing.shift, UP)`."""

    thing: Thing
    method: str


@dataclass
class Function:
    node: Any
    scope: dict


class Returned(Exception):
    def __init__(self, value: Any):
        self.value = value


class OutOfSteps(Exception):
    pass


def flat(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list) and not isinstance(value, Acts):
            yield from flat(value)
        else:
            yield value


def is_vector(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 3 and all(is_number(v) for v in value)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 1e9


class Stage:
    """The walk. `steps` is what it found."""

    def __init__(self, tree: ast.Module, caller: Callable[["Stage", ast.Call, dict], Any]):
        self.caller = caller
        self.steps: list[Step] = []
        self.budget = STEPS
        self.depth = 0
        self.symbolic: int | None = None  # rounds of a loop walked once for all (0: not known)
        self.scene: dict[str, Any] = {}
        self.shown: list[Thing] = []
        self.background = ""
        self.classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
        self.globals: dict[str, Any] = {}
        for node in tree.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.FunctionDef)):
                self.attempt(node, self.globals)

    def attempt(self, node: ast.stmt, scope: dict) -> None:
        try:
            self.statement(node, scope)
        except Returned:
            pass

    # ---- the class ----

    def family(self, node: ast.ClassDef) -> list[ast.ClassDef]:
        """The class and its bases as far as they stand in this file, bases first."""
        found: list[ast.ClassDef] = []
        todo = [node]
        while todo and len(found) < 20:
            one = todo.pop()
            if one not in found:
                found.append(one)
                names = [b.id for b in one.bases if isinstance(b, ast.Name)]
                todo += [self.classes[n] for n in names if n in self.classes]
        return found[::-1]

    def perform(self, node: ast.ClassDef) -> None:
        """Walks the scene's class: its attributes, setup and construct."""
        self.methods: dict[str, ast.FunctionDef] = {}
        for one in self.family(node):
            for item in one.body:
                if isinstance(item, ast.FunctionDef):
                    self.methods[item.name] = item
                elif isinstance(item, (ast.Assign, ast.AnnAssign)):
                    self.attempt(item, self.scene)
        for key, value in (self.scene.pop("CONFIG", None) or {}).items():
            self.scene.setdefault(key, value)
        try:
            for name in ("setup", "construct"):
                if name in self.methods:
                    self.call_function(Function(self.methods[name], {}), [], {}, True)
        except OutOfSteps:
            pass

    # ---- statements ----

    def block(self, body: list[ast.stmt], scope: dict) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: ast.stmt, scope: dict) -> None:
        self.spend()
        match node:
            case ast.Expr(value=value):
                self.value(value, scope)
            case ast.Assign(targets=targets, value=value):
                found = self.value(value, scope)
                for target in targets:
                    self.bind(target, found, scope)
            case ast.AnnAssign(target=target, value=value) if value is not None:
                self.bind(target, self.value(value, scope), scope)
            case ast.AugAssign(target=target, op=op, value=value):
                old = self.value(target, scope)
                new = self.value(value, scope)
                if isinstance(old, list) and isinstance(new, list):
                    old += new
                else:
                    self.bind(target, arithmetic(op, old, new), scope)
            case ast.For(target=target, iter=source, body=body):
                self.loop(target, self.value(source, scope), body, scope)
            case ast.While(body=body):
                self.forget(body, scope)
                self.rounds([None], 0, lambda _: self.block(body, scope))
            case ast.If(test=test, body=body, orelse=orelse):
                self.branch(self.value(test, scope), body, orelse, scope)
            case ast.With(items=items, body=body):
                for item in items:
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, None, scope)
                self.block(body, scope)
            case ast.Try(body=body):
                self.block(body, scope)
            case ast.FunctionDef(name=name):
                scope[name] = Function(node, scope)
            case ast.Return(value=value):
                raise Returned(None if value is None else self.value(value, scope))

    def spend(self) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise OutOfSteps

    def bind(self, target: ast.expr, value: Any, scope: dict) -> None:
        match target:
            case ast.Name(id=name):
                scope[name] = value
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                self.scene[name] = value
            case ast.Attribute(attr="background_color") if isinstance(value, Colour):
                self.background = value
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                values = self.items(value)
                if values is None or len(values) != len(targets):
                    values = [None] * len(targets)
                for one, part in zip(targets, values):
                    self.bind(one, part, scope)
            case ast.Starred(value=inner):
                self.bind(inner, None, scope)

    def items(self, value: Any) -> list | None:
        """What iterating over the value gives, where that is known."""
        if isinstance(value, Thing):
            return value.members
        if isinstance(value, (list, tuple)) and not isinstance(value, Acts):
            return list(value)
        if isinstance(value, dict):
            return list(value)
        if isinstance(value, str) and not isinstance(value, Colour):
            return list(value[:100])
        return None

    def branch(self, test: Any, body: list, orelse: list, scope: dict) -> None:
        """One branch where the test is known; else neither, and what they set is unknown."""
        if test is None or isinstance(test, (Thing, Acts, Builder, Bound, Function)):
            self.forget(body + orelse, scope)
        else:
            self.block(body if test else orelse, scope)

    def forget(self, body: list[ast.stmt], scope: dict) -> None:
        for node in body:
            for inner in ast.walk(node):
                self.spend()
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    scope[inner.id] = None

    # ---- loops ----

    def loop(self, target: ast.expr, source: Any, body: list[ast.stmt], scope: dict) -> None:
        items = self.items(source)

        def once(item: Any) -> None:
            self.bind(target, item, scope)
            self.block(body, scope)

        if items is None or len(items) > ROUNDS:
            self.forget(body, scope)
            self.rounds([None], len(items) if items else 0, once)
        else:
            self.rounds(items, len(items), once)

    def rounds(self, items: list, count: int, once: Callable[[Any], None]) -> None:
        """Walks the rounds and keeps their steps, folded into what is common to them."""
        before, told = self.symbolic, self.steps
        all_rounds = []
        whole = len(items) == count
        if not whole:
            self.symbolic = 0 if before == 0 else count * (before or 1)
        try:
            for item in items:
                self.steps = []
                all_rounds.append(self.steps)
                once(item)
        finally:
            self.symbolic, self.steps = before, told
            told += fold(all_rounds, count)

    # ---- expressions ----

    def value(self, node: ast.expr, scope: dict) -> Any:
        """What the expression holds: a thing, a number, a list, a colour; None if unknown."""
        self.spend()
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self.name(name, scope)
            case ast.Attribute(value=inner, attr=attr):
                return self.attribute(inner, attr, scope)
            case ast.Call():
                return self.caller(self, node, scope)
            case ast.BinOp(left=left, op=op, right=right):
                return arithmetic(op, self.value(left, scope), self.value(right, scope))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return arithmetic(ast.Mult(), -1, self.value(operand, scope))
            case ast.List(elts=elts) | ast.Set(elts=elts):
                return self.several(elts, scope)
            case ast.Tuple(elts=elts):
                values = self.several(elts, scope)
                return tuple(values) if is_vector(tuple(values)) else values
            case ast.Dict(keys=keys, values=values):
                found = {}
                for key, value in zip(keys, values):
                    name = key and self.value(key, scope)
                    if isinstance(name, (str, int, float)):
                        found[name] = self.value(value, scope)
                return found
            case (
                ast.ListComp(elt=elt, generators=generators)
                | ast.GeneratorExp(elt=elt, generators=generators)
            ):
                return self.comprehension(elt, generators, dict(scope))
            case ast.Subscript(value=inner, slice=index):
                return self.subscript(self.value(inner, scope), index, scope)
            case ast.JoinedStr(values=values):
                return self.joined(values, scope)
            case ast.Lambda():
                return Function(node, scope)
            case ast.NamedExpr(target=target, value=inner):
                found = self.value(inner, scope)
                self.bind(target, found, scope)
                return found
            case ast.Starred(value=inner):
                return self.value(inner, scope)
        return None

    def name(self, name: str, scope: dict) -> Any:
        for where in (scope, self.globals):
            if name in where:
                return where[name]
        return constant(name)

    def several(self, nodes: list[ast.expr], scope: dict) -> list:
        found: list[Any] = []
        for node in nodes:
            value = self.value(node, scope)
            if isinstance(node, ast.Starred):
                found += self.items(value) or ([value] if isinstance(value, Thing) else [None])
            else:
                found.append(value)
        return found

    def comprehension(self, elt: ast.expr, generators: list, scope: dict) -> list | None:
        made: list[Any] = []

        def generate(level: int) -> None:
            if level == len(generators):
                made.append(self.value(elt, scope))
                return
            one = generators[level]
            items = self.items(self.value(one.iter, scope))
            before = self.symbolic
            if items is None or len(items) > ROUNDS or one.ifs:
                known = items is not None and not one.ifs and before != 0
                self.symbolic = len(items) * (before or 1) if known and items else 0
                items = [None]
            for item in items:
                self.bind(one.target, item, scope)
                generate(level + 1)
            self.symbolic = before

        generate(0)
        return made

    def joined(self, values: list[ast.expr], scope: dict) -> str | None:
        parts = []
        for value in values:
            if isinstance(value, ast.FormattedValue):
                if value.format_spec is not None:
                    return None
                found = self.value(value.value, scope)
                if not isinstance(found, (str, int)):
                    return None
                parts.append(str(found))
            elif isinstance(value, ast.Constant):
                parts.append(str(value.value))
        return "".join(parts)

    def subscript(self, value: Any, index: ast.expr, scope: dict) -> Any:
        items = value if isinstance(value, dict) else self.items(value)
        if items is None:
            return None
        if isinstance(index, ast.Slice):
            bounds = [self.value(b, scope) if b else None for b in (index.lower, index.upper)]
            if index.step or isinstance(items, dict):
                return None
            given = [b for b, node in zip(bounds, (index.lower, index.upper)) if node]
            if not all(isinstance(b, int) for b in given):
                return None
            part = items[slice(*bounds)]
            return Thing(Look(), part) if isinstance(value, Thing) else part
        key = self.value(index, scope)
        try:
            return items[key]
        except (TypeError, KeyError, IndexError):
            return None

    def attribute(self, inner: ast.expr, attr: str, scope: dict) -> Any:
        if isinstance(inner, ast.Name) and inner.id == "self" and "self" not in scope:
            if attr == "mobjects":
                return list(self.shown)
            if attr in self.methods and attr not in self.scene:
                return Function(self.methods[attr], {})
            return self.scene.get(attr)
        if isinstance(inner, ast.Name) and inner.id in ("np", "numpy", "math") and attr == "pi":
            return words.NUMBERS["PI"]
        value = self.value(inner, scope)
        if isinstance(value, Thing):
            return Builder(value) if attr == "animate" else Bound(value, attr)
        if isinstance(value, Builder):
            return value
        return None

    def call_function(self, function: Function, args: list, kwargs: dict, method: bool) -> Any:
        """What a function of the scene's own file returns, after walking through it."""
        if self.depth >= DEPTH:
            return None
        scope = dict(function.scope)
        names = [arg.arg for arg in function.node.args.args]
        if method and names and names[0] == "self":
            names = names[1:]
            scope.pop("self", None)
        defaults = function.node.args.defaults
        for arg, default in zip(names[::-1], defaults[::-1]):
            scope[arg] = self.value(default, function.scope)
        for arg in names[len(args) : len(names) - len(defaults)]:
            scope[arg] = None
        scope.update(zip(names, args))
        scope.update(kwargs)
        self.depth += 1
        try:
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body, scope)
            self.block(function.node.body, scope)
        except Returned as returned:
            return returned.value
        finally:
            self.depth -= 1
        return None


def fold(rounds: list[list[Step]], count: int) -> list[Step]:
    """The steps of a loop's rounds as steps that tell of all of them."""
    if not rounds or not any(rounds):
        return []
    first = rounds[0]
    shape = [[act.phrase for act in step.acts] for step in first]
    alike = all([[a.phrase for a in s.acts] for s in steps] == shape for steps in rounds)
    if not alike:
        return [step for steps in rounds for step in steps]
    if len(rounds) == 1 and count == 1:
        return first
    folded = []
    for column in zip(*rounds):
        acts = [common(group) for group in zip(*(step.acts for step in column))]
        same = all(s.acts[0].things == column[0].acts[0].things for s in column if s.acts)
        many = any(r.thing.count != 1 for act in acts for r in act.things)
        step = Step(acts, column[0].moving)
        if same and not many:
            step.times = count
        else:
            step.in_turn = True
        folded.append(step)
    return folded


def common(acts: tuple[Act, ...]) -> Act:
    """What the acts of one column have in common: the things of all of them."""
    things: dict[Ref, None] = {}
    to: dict[Ref, None] = {}
    for act in acts:
        things.update(dict.fromkeys(act.things))
        to.update(dict.fromkeys(act.to))
    return Act(acts[0].phrase, tuple(things), tuple(to))


def constant(name: str) -> Any:
    """What one of Manim's own constants holds."""
    if name in words.VECTORS:
        return words.VECTORS[name]
    if name in words.NUMBERS:
        return words.NUMBERS[name]
    return colour(name)


def colour(name: str) -> Colour | None:
    """A colour constant, or a colour's name in a string, in words."""
    upper = name.upper().replace(" ", "_")
    if upper in words.COLOURS:
        return Colour(words.COLOURS[upper])
    hue, _, shade = upper.partition("_")
    hue = {"GRAY": "GREY"}.get(hue, hue)
    if hue in words.HUES and (not shade or shade in words.SHADES):
        return Colour((words.SHADES[shade] if shade else "") + hue.lower())
    return None


def arithmetic(op: ast.operator, left: Any, right: Any) -> Any:
    """Sums and products of numbers, vectors, texts and lists; None for all else."""
    if isinstance(op, ast.Mult) and is_vector(right) and is_number(left):
        left, right = right, left
    if is_vector(left) and is_number(right) and isinstance(op, (ast.Mult, ast.Div)):
        if isinstance(op, ast.Div):
            right = 1 / right if right else 0
        return tuple(part * right for part in left)
    if is_vector(left) and is_vector(right) and isinstance(op, (ast.Add, ast.Sub)):
        sign = 1 if isinstance(op, ast.Add) else -1
        return tuple(a + sign * b for a, b in zip(left, right))
    if is_number(left) and is_number(right):
        return sums(op, left, right)
    if isinstance(op, ast.Add):
        both_text = type(left) is str and type(right) is str
        both_lists = type(left) is list and type(right) is list
        if both_text or both_lists:
            return left + right
    return None


def sums(op: ast.operator, left: float, right: float) -> float | None:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
        case ast.FloorDiv() if right:
            return left // right
        case ast.Mod() if right:
            return left % right
        case ast.Pow() if 0 <= right <= 10 and abs(left) < 1000:
            return left**right
    return None
