"""A walk over a scene's syntax tree, in order, following names as far as the text tells them.

Nothing is imported or run. The walk is bounded (STEPS). A loop is walked round by round where
its rounds are known and few, else once for all of them; a branch only where its test is known.
"""

import ast
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mdx.code.outline import animations, mobjects, words
from mdx.code.outline.loops import fold
from mdx.code.outline.stage import Stage
from mdx.code.outline.things import (
    Act,
    Acts,
    Bound,
    Builder,
    Colour,
    Function,
    Step,
    Thing,
    Tracker,
    is_number,
    is_vector,
    refs,
)
from mdx.code.outline.values import arithmetic, compare, constant

STEPS = 10_000  # nodes looked at before the rest of a scene is left untold
ROUNDS = 12  # rounds of a loop walked one by one
DEPTH = 6  # calls of the scene's own functions inside each other
LONGEST = 1000  # items of a list that are kept


class Returned(Exception):
    """The end of a function of the scene's own."""


class OutOfSteps(Exception):
    """The end of the walk's patience."""


class Walk:
    """Walks a module and then one scene of it; `stage` has what was found."""

    def __init__(self, tree: ast.Module) -> None:
        self.stage = Stage()
        self.budget = STEPS
        self.depth = 0
        self.rounds: int | None = None  # of a loop walked once for all; 0 if not known
        self.effects: dict[int, tuple[set[str], set[str]]] = {}  # of bodies, by their id
        self.own: dict[str, Any] = {}  # attributes of the scene
        self.methods: dict[str, ast.FunctionDef] = {}
        self.names: dict[str, Any] = {}  # of the module
        self.newer_gl = any(imports_manimlib(node) for node in tree.body)
        self.classes = {n.name: n for n in tree.body if isinstance(n, ast.ClassDef)}
        with suppress(OutOfSteps, Returned):
            self.block([n for n in tree.body if type(n) in WALKED_IN_MODULES], self.names)
        self.budget = STEPS

    def perform(self, scene: ast.ClassDef) -> None:
        """Walks the attributes, setup and construct of the scene's class."""
        with suppress(OutOfSteps):
            for one in self.family(scene):
                for item in one.body:
                    if isinstance(item, ast.FunctionDef):
                        self.methods[item.name] = item
                    elif isinstance(item, ast.Assign | ast.AnnAssign):
                        self.statement(item, self.own)
                for key, value in (self.own.pop("CONFIG", None) or {}).items():
                    self.own[str(key)] = value
            for name in ("setup", "construct"):
                if name in self.methods:
                    self.apply(Function(self.methods[name], {}, True), [], {})

    def family(self, scene: ast.ClassDef) -> list[ast.ClassDef]:
        """The class and its bases as far as they stand in this file, bases first."""
        found: list[ast.ClassDef] = []
        todo = [scene]
        while todo:
            one = todo.pop()
            if one not in found:
                found.append(one)
                names = [base.id for base in one.bases if isinstance(base, ast.Name)]
                todo += [self.classes[name] for name in names if name in self.classes]
        return found[::-1]

    # ---- statements ----

    def block(self, body: list[ast.stmt], scope: dict) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: ast.stmt, scope: dict) -> None:
        self.spend()
        walk = STATEMENTS.get(type(node))
        if walk:
            walk(self, node, scope)

    def spend(self) -> None:
        self.budget -= 1
        if self.budget < 0:
            raise OutOfSteps

    def expression(self, node: ast.Expr, scope: dict) -> None:
        self.value(node.value, scope)

    def assign(self, node: ast.Assign | ast.AnnAssign, scope: dict) -> None:
        if node.value is None:
            return
        found = self.value(node.value, scope)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.bind(target, found, scope)

    def augment(self, node: ast.AugAssign, scope: dict) -> None:
        old, new = self.value(node.target, scope), self.value(node.value, scope)
        if type(old) is list and len(old) < LONGEST:
            old += self.items(new) or [...]
        elif isinstance(old, Thing) and isinstance(node.op, ast.Add | ast.Sub):
            mobjects.method(old, "add" if isinstance(node.op, ast.Add) else "remove", [new], {})
        else:
            self.bind(node.target, arithmetic(node.op, old, new), scope)

    def bind(self, target: ast.expr, value: Any, scope: dict) -> None:
        match target:
            case ast.Name(id=name):
                scope[name] = value
            case ast.Attribute(value=ast.Name(id="self"), attr=name):
                self.own[name] = value
            case ast.Attribute(attr="background_color"):
                self.stage.background = str(value) if isinstance(value, Colour) else ""
            case ast.Attribute(value=owner, attr="target"):
                thing = self.value(owner, scope)
                if isinstance(thing, Thing) and isinstance(value, Thing):
                    acts = Acts([Act("turn {} into {to}", refs(thing), refs(value))])
                    thing.target = Builder(thing, acts if refs(thing) and refs(value) else Acts())
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                values = self.items(value)
                if values is None or len(values) != len(targets) or ... in values:
                    values = [None] * len(targets)
                for one, part in zip(targets, values, strict=True):
                    self.bind(one, part, scope)
            case ast.Starred(value=inner):
                self.bind(inner, None, scope)

    def branch(self, node: ast.If, scope: dict) -> None:
        """One branch where the test is known; else neither, and what they set is not known."""
        test = self.value(node.test, scope)
        if type(test) in (bool, int, float, str, list):
            self.block(node.body if test else node.orelse, scope)
        else:
            self.forget(node.body, scope)
            self.forget(node.orelse, scope)

    def forget(self, body: list[ast.stmt], scope: dict) -> None:
        """Names that are set there hold nothing known from now on."""
        if id(body) not in self.effects:
            self.effects[id(body)] = effects(body)
        names, attributes = self.effects[id(body)]
        scope.update(dict.fromkeys(names))
        for attribute in attributes:
            self.own.pop(attribute, None)

    def enter(self, node: ast.With, scope: dict) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self.bind(item.optional_vars, None, scope)
        self.block(node.body, scope)

    def attempt(self, node: ast.Try, scope: dict) -> None:
        self.block(node.body, scope)

    def define(self, node: ast.FunctionDef, scope: dict) -> None:
        scope[node.name] = Function(node, scope)

    def leave(self, node: ast.Return, scope: dict) -> None:
        raise Returned(None if node.value is None else self.value(node.value, scope))

    # ---- loops ----

    def loop(self, node: ast.For, scope: dict) -> None:
        items = self.items(self.value(node.iter, scope))

        def once(item: Any) -> None:
            self.bind(node.target, item, scope)
            self.block(node.body, scope)

        if items is None or ... in items:
            self.forget(node.body, scope)
            self.repeat([None], 0, once)
        elif len(items) > ROUNDS:
            self.forget(node.body, scope)
            self.repeat([None], len(items), once)
        elif len(items) == 1 and stands_for_many(items[0]):
            self.repeat(items, items[0].count if isinstance(items[0], Thing) else 0, once)
        else:
            self.repeat(items, len(items), once)

    def loop_while(self, node: ast.While, scope: dict) -> None:
        self.forget(node.body, scope)
        self.repeat([None], 0, lambda _: self.block(node.body, scope))

    def repeat(self, items: list, count: int, once: Callable[[Any], None]) -> None:
        """Walks the rounds; their steps are folded into what is common to them."""
        before, told = self.rounds, self.stage.steps
        all_rounds: list[list[Step]] = []
        if len(items) != count:
            self.rounds = count * (1 if before is None else before)
        try:
            for item in items:
                self.stage.steps = []
                all_rounds.append(self.stage.steps)
                once(item)
        finally:
            self.rounds, self.stage.steps = before, told
            told += fold(all_rounds, count)

    # ---- expressions ----

    def value(self, node: ast.expr, scope: dict) -> Any:
        """What the expression holds: a thing, a number, a list, a colour; None if not known."""
        self.spend()
        evaluate = EXPRESSIONS.get(type(node))
        return evaluate(self, node, scope) if evaluate else None

    def items(self, value: Any) -> list | None:
        """What iterating over the value gives, where that is known."""
        if isinstance(value, Thing):
            return value.members
        if type(value) in (list, tuple, dict):
            return list(value)
        return list(value[:100]) if type(value) is str else None

    def name(self, node: ast.Name, scope: dict) -> Any:
        name = node.id
        if name in scope:
            return scope[name]
        if name in self.names:
            return self.names[name]
        if name in animations.MAKERS and name not in self.classes:
            return animations.ClassName(name)
        return constant(name)

    def binary(self, node: ast.BinOp, scope: dict) -> Any:
        left, right = self.value(node.left, scope), self.value(node.right, scope)
        if isinstance(left, Thing) and isinstance(node.op, ast.Add | ast.Sub):
            return mobjects.combined(node.op, left, right)
        return arithmetic(node.op, left, right)

    def unary(self, node: ast.UnaryOp, scope: dict) -> Any:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.USub):
            return arithmetic(ast.Mult(), value, -1)
        return not value if isinstance(node.op, ast.Not) and type(value) is bool else None

    def comparison(self, node: ast.Compare, scope: dict) -> bool | None:
        values = [self.value(one, scope) for one in (node.left, *node.comparators)]
        return compare(node.ops[0], *values) if len(values) == 2 else None

    def conditional(self, node: ast.IfExp, scope: dict) -> Any:
        test = self.value(node.test, scope)
        if type(test) is bool:
            return self.value(node.body if test else node.orelse, scope)
        return None

    def sequence(self, node: ast.List | ast.Set, scope: dict) -> list:
        return self.several(node.elts, scope)

    def tuple(self, node: ast.Tuple, scope: dict) -> Any:
        values = self.several(node.elts, scope)
        return found if is_vector(found := tuple(values)) else values

    def several(self, nodes: list[ast.expr], scope: dict) -> list:
        """The values; for a starred one that is not known, an Ellipsis."""
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                value = self.value(node.value, scope)
                items = self.items(value)
                found += (
                    items if items is not None else [value if isinstance(value, Thing) else ...]
                )
            else:
                found.append(self.value(node, scope))
        return found

    def dictionary(self, node: ast.Dict, scope: dict) -> dict:
        found = {}
        for key, value in zip(node.keys, node.values, strict=True):
            name = None if key is None else self.value(key, scope)
            held = self.value(value, scope)
            if type(name) in (str, int, float):
                found[name] = held
        return found

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp, scope: dict) -> list:
        inner = dict(scope)
        made: list[Any] = []

        def generate(level: int, certain: bool) -> None:
            if len(made) > LONGEST:
                return
            if level == len(node.generators):
                value = self.value(node.elt, inner)
                made.append(value if certain or stands_for_many(value) else ...)
                return
            one = node.generators[level]
            items, before = self.items(self.value(one.iter, inner)), self.rounds
            if items is None or ... in items or len(items) > ROUNDS or one.ifs:
                known = items is not None and ... not in items and not one.ifs
                self.rounds = len(items or ()) * (1 if before is None else before) if known else 0
                items, certain = [None], False
            for item in items:
                self.bind(one.target, item, inner)
                generate(level + 1, certain)
            self.rounds = before

        generate(0, True)
        return made

    def subscript(self, node: ast.Subscript, scope: dict) -> Any:
        owner = self.value(node.value, scope)
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

    def slice(self, owner: Any, items: Any, node: ast.Slice, scope: dict) -> Any:
        bounds = [b and self.value(b, scope) for b in (node.lower, node.upper, node.step)]
        given = [b for b in (node.lower, node.upper, node.step) if b]
        known = all(type(b) is int for b in bounds if b is not None)
        if type(items) is dict or not known or len(given) != sum(b is not None for b in bounds):
            return None
        if bounds[2] == 0 or ... in items:
            return None
        part = items[slice(*bounds)]
        return mobjects.group(part) if isinstance(owner, Thing) else part

    def joined(self, node: ast.JoinedStr, scope: dict) -> str | None:
        parts = []
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                found = None if value.format_spec else self.value(value.value, scope)
                if type(found) not in (str, int):
                    return None
                parts.append(str(found)[:1000])
            elif isinstance(value, ast.Constant):
                parts.append(str(value.value))
        return "".join(parts)

    def function(self, node: ast.Lambda, scope: dict) -> Function:
        return Function(node, scope)

    def named(self, node: ast.NamedExpr, scope: dict) -> Any:
        found = self.value(node.value, scope)
        self.bind(node.target, found, scope)
        return found

    def starred(self, node: ast.Starred, scope: dict) -> Any:
        return self.value(node.value, scope)

    def attribute(self, node: ast.Attribute, scope: dict) -> Any:
        attr, inner = node.attr, node.value
        if isinstance(inner, ast.Name) and inner.id == "self":
            return self.scene_attribute(attr)
        if isinstance(inner, ast.Name) and inner.id in ("np", "numpy", "math"):
            return words.NUMBERS["PI"] if attr == "pi" else None
        if attr == "frame" and isinstance(inner, ast.Attribute) and inner.attr == "camera":
            return self.stage.camera
        owner = self.value(inner, scope)
        if isinstance(owner, Tracker):
            return Builder(owner) if attr == "animate" else None
        if isinstance(owner, Thing):
            if attr == "target":
                owner.target = owner.target or Builder(owner)
                return owner.target
            return Builder(owner) if attr == "animate" else Bound(owner, attr)
        return owner if isinstance(owner, Builder) else None

    def scene_attribute(self, attr: str) -> Any:
        if attr in self.own:
            return self.own[attr]
        if attr in self.methods:
            return Function(self.methods[attr], {}, True)
        if attr in ("frame", "camera_frame"):
            return self.stage.camera
        return [self.stage.everything] if attr == "mobjects" else None

    # ---- calls ----

    def call(self, node: ast.Call, scope: dict) -> Any:
        """What the call returns, after its effect on the stage."""
        function = node.func
        args = self.several(node.args, scope)
        kwargs = self.keywords(node, scope)
        if isinstance(function, ast.Name):
            return self.call_name(function.id, args, kwargs, scope)
        if not isinstance(function, ast.Attribute):
            return None
        owner = function.value
        if isinstance(owner, ast.Name) and owner.id == "self":
            return self.call_scene(function.attr, args, kwargs)
        if isinstance(owner, ast.Name) and owner.id[:1].isupper() and owner.id in words.NOUNS:
            made = function.attr.startswith("from_") and owner.id not in scope
            return mobjects.make(owner.id, [...], kwargs, self.count) if made else None
        return self.call_method(self.value(owner, scope), function.attr, args, kwargs)

    def keywords(self, node: ast.Call, scope: dict) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg:
                found[keyword.arg] = value
            elif type(value) is dict:
                found |= {str(key): held for key, held in value.items()}
        return found

    @property
    def count(self) -> int:
        """How many things one constructor makes here."""
        return 1 if self.rounds is None else self.rounds

    def call_scene(self, method: str, args: list, kwargs: dict) -> Any:
        if method in self.own and isinstance(self.own[method], Function):
            return self.apply(self.own[method], args, kwargs)
        if method in self.methods:
            return self.apply(Function(self.methods[method], {}, True), args, kwargs)
        return self.stage.perform(method, args, kwargs)

    def call_name(self, name: str, args: list, kwargs: dict, scope: dict) -> Any:
        known = scope.get(name, self.names.get(name))
        if isinstance(known, Function):
            return self.apply(known, args, kwargs)
        if name in self.classes or name in scope:
            return None
        if name == "ValueTracker":
            return Tracker(args[0] if args else kwargs.get("value", 0))
        if name in ALWAYS:
            return ALWAYS[name](self, *args) if args else None
        if name in BUILTINS:
            return BUILTINS[name](self, *args) if args and ... not in args else None
        if name == "Tex" and self.newer_gl:
            name = "MathTex"  # in manimlib, Tex is for formulas and TexText for text
        acts = animations.make(name, args, kwargs)
        return mobjects.make(name, args, kwargs, self.count) if acts is None else acts

    def always_rotate(self, thing: Any, *_: Any) -> Any:
        if isinstance(thing, Thing):
            self.stage.habit(thing, Act("keep {} rotating", refs(thing)))
        return thing

    def redrawn(self, function: Any, *_: Any) -> Any:
        made = self.apply(function, [], {}) if isinstance(function, Function) else None
        if isinstance(made, Thing):
            self.follow(made, function)
        return made

    def update(self, thing: Thing, function: Function) -> None:
        """Notes what an updater of the thing keeps doing to it."""
        self.follow(thing, function)
        copy = Builder(mobjects.duplicate(thing))
        with suppress(Returned):
            self.apply(function, [copy], {})
        for act in copy.acts:
            if phrase := animations.lasting(act.phrase):
                self.stage.habit(thing, Act(phrase, refs(thing), act.to))

    def follow(self, thing: Thing, function: Function) -> None:
        """Notes which tracked values the thing is drawn anew for."""
        for inner in ast.walk(function.node):
            if isinstance(inner, ast.Name | ast.Attribute):
                self.spend()
                held = (
                    function.scope.get(inner.id)
                    if isinstance(inner, ast.Name)
                    else self.own.get(inner.attr)
                )
                if isinstance(held, Tracker):
                    for leaf in thing.leaves():
                        leaf.follows.add(id(held))

    def call_method(self, owner: Any, method: str, args: list, kwargs: dict) -> Any:
        if isinstance(owner, Builder):
            owner.acts += (
                animations.tracked(owner.thing, method, args)
                if isinstance(owner.thing, Tracker)
                else animations.animated(owner.thing, method, args, kwargs)
            )
            return owner
        if isinstance(owner, Tracker):
            owner.value = args[0] if method == "set_value" and args else owner.value
            return owner if method == "set_value" else None
        if isinstance(owner, Thing):
            if method == "add_updater" and args and isinstance(args[0], Function):
                self.update(owner, args[0])
            if method == "animate":  # animate(run_time=2).shift(UP)
                return Builder(owner)
            if method == "create":
                return animations.make("Create", [owner], {})
            return mobjects.method(owner, method, args, kwargs)
        if type(owner) is list and len(owner) < LONGEST:
            if method == "append":
                owner += args[:1] or [None]
            elif method == "extend":
                owner += (args and self.items(args[0])) or [...]
        return None

    def apply(self, function: Function, args: list, kwargs: dict) -> Any:
        """What a function of the scene's own file returns, after walking through it."""
        if self.depth >= DEPTH:
            return None
        scope = dict(function.scope)
        wanted = function.node.args
        names = [arg.arg for arg in wanted.args][1 if function.method else 0 :]
        scope.update(dict.fromkeys(names))
        for name, default in zip(names[::-1], wanted.defaults[::-1], strict=False):
            scope[name] = self.value(default, function.scope)
        given = args[: args.index(...)] if ... in args else args
        scope.update(zip(names, given, strict=False))
        scope.update(kwargs)
        self.depth += 1
        try:
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body, scope)
            self.block(function.node.body, scope)
        except Returned as returned:
            return returned.args[0]
        finally:
            self.depth -= 1
        return None

    # ---- Python's own ----

    def range(self, *bounds: Any) -> list | None:
        if all(type(b) is int and abs(b) <= LONGEST for b in bounds[:3]) and 0 not in bounds[2:]:
            return list(range(*bounds[:3]))
        return None

    def enumerate(self, source: Any, *_: Any) -> list | None:
        items = self.items(source)
        return None if items is None else [list(pair) for pair in enumerate(items)]

    def zip(self, *sources: Any) -> list | None:
        found = [self.items(source) for source in sources]
        known = [items for items in found if items is not None]
        return [list(row) for row in zip(*known, strict=False)] if known == found else None

    def map(self, function: Any, source: Any = None, *_: Any) -> list | None:
        items = self.items(source)
        if items is None or type(function) is not animations.ClassName:
            return None
        return [animations.make(function, [item], {}) for item in items]

    def reversed(self, source: Any) -> list | None:
        items = self.items(source)
        return None if items is None else items[::-1]

    def length(self, source: Any) -> int | None:
        items = self.items(source)
        known = items is not None and ... not in items and not any(map(stands_for_many, items))
        return len(items) if items is not None and known else None

    def text(self, value: Any) -> str | None:
        return str(value) if type(value) is str or is_number(value) else None


def imports_manimlib(node: ast.stmt) -> bool:
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    return any(name.split(".")[0] in ("manimlib", "manim_imports_ext") for name in modules)


def stands_for_many(value: Any) -> bool:
    """Whether this one value was made in a loop that was walked once for all its rounds."""
    return value.count != 1 if isinstance(value, Thing) else isinstance(value, Acts | Builder)


def effects(body: list[ast.stmt]) -> tuple[set[str], set[str]]:
    """The names and the attributes that are set there."""
    names: set[str] = set()
    attributes: set[str] = set()
    for node in body:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                names.add(inner.id)
            elif isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                attributes.add(inner.attr)
    return names, attributes


WALKED_IN_MODULES = {ast.Assign, ast.AnnAssign, ast.FunctionDef}
STATEMENTS: dict[type, Any] = {
    ast.Expr: Walk.expression, ast.Assign: Walk.assign, ast.AnnAssign: Walk.assign,
    ast.AugAssign: Walk.augment, ast.For: Walk.loop, ast.While: Walk.loop_while,
    ast.If: Walk.branch, ast.With: Walk.enter, ast.Try: Walk.attempt,
    ast.FunctionDef: Walk.define, ast.Return: Walk.leave,
}  # fmt: skip
ALWAYS: dict[str, Any] = {"always_redraw": Walk.redrawn, "always_rotate": Walk.always_rotate}
EXPRESSIONS: dict[type, Any] = {
    ast.Constant: lambda walk, node, scope: node.value, ast.Name: Walk.name,
    ast.Attribute: Walk.attribute, ast.Call: Walk.call, ast.BinOp: Walk.binary,
    ast.UnaryOp: Walk.unary, ast.Compare: Walk.comparison, ast.IfExp: Walk.conditional,
    ast.List: Walk.sequence, ast.Set: Walk.sequence, ast.Tuple: Walk.tuple,
    ast.Dict: Walk.dictionary, ast.ListComp: Walk.comprehension, ast.Lambda: Walk.function,
    ast.GeneratorExp: Walk.comprehension, ast.Subscript: Walk.subscript,
    ast.JoinedStr: Walk.joined, ast.NamedExpr: Walk.named, ast.Starred: Walk.starred,
}  # fmt: skip
BUILTINS: dict[str, Any] = {
    "range": Walk.range, "enumerate": Walk.enumerate, "zip": Walk.zip, "map": Walk.map,
    "reversed": Walk.reversed, "len": Walk.length, "str": Walk.text,
    "list": lambda walk, source, *_: walk.items(source),
}  # fmt: skip
