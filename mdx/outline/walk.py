"""A walk over a scene's syntax tree, in order, following names as far as the text tells them.

Nothing is imported or run. The walk is bounded (STEPS). A loop is walked round by round where
its rounds are known and few, else once for all of them; a branch only where its test is known.
"""

import ast
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from mdx.outline import mobjects, words
from mdx.outline.acts import Act, Acts, Builder, Step
from mdx.outline.calls import Calls, Returned
from mdx.outline.effects import STORED, Effects
from mdx.outline.expressions import LONGEST, ROUNDS, STEPS, OutOfSteps, stands_for_many
from mdx.outline.given import Args, Function, Kwargs, Scope
from mdx.outline.loops import fold
from mdx.outline.things import Thing, Tracker, refs
from mdx.outline.values import arithmetic, shade

DEPTH = 6  # calls of the scene's own functions inside each other


class Walk(Calls):
    """Walks a module and then one of its scenes; `stage` holds the result."""

    def __init__(self, tree: ast.Module) -> None:
        classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
        super().__init__(classes, any(imports_manimlib(node) for node in tree.body))
        self.depth = 0
        self.effects: dict[int, Effects] = {}  # of bodies, by their id
        for node in tree.body:
            self.take_import(node)
        with suppress(OutOfSteps, Returned):
            self.block([n for n in tree.body if type(n) in WALKED_IN_MODULES], self.names)
        self.budget = STEPS

    def perform(self, scene: ast.ClassDef) -> None:
        """Walks the attributes, setup and construct of the scene's class."""
        try:
            for one in self.family(scene):
                for item in one.body:
                    if isinstance(item, ast.FunctionDef):
                        self.methods[item.name] = item
                    elif isinstance(item, ast.Assign | ast.AnnAssign):
                        self.statement(item, self.own)
                options = self.own.pop("CONFIG", None) or {}
                self.own |= {str(key): value for key, value in options.items()}
            for name in ("setup", "construct"):
                if name in self.methods:
                    self.apply(Function(self.methods[name], {}, True), [], {})
        except OutOfSteps:
            self.stage.complete = False

    def take_import(self, node: ast.stmt) -> None:
        """What is imported from elsewhere is not Manim's, whatever its name."""
        if isinstance(node, ast.Import):
            manim = [a for a in node.names if a.name.split(".")[0] in ("manim", "manimlib")]
            self.modules |= {alias.asname or alias.name for alias in manim}
        elif isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("manim"):
            named = [alias.asname or alias.name for alias in node.names]
            self.names |= {name: None for name in named if name not in words.FUNCTIONS}

    def family(self, scene: ast.ClassDef) -> list[ast.ClassDef]:
        """The class and its bases in this file, bases first."""
        classes: list[ast.ClassDef] = []
        todo = [scene]
        while todo:
            one = todo.pop()
            if one not in classes:
                classes.append(one)
                names = [base.id for base in one.bases if isinstance(base, ast.Name)]
                todo += [self.classes[name] for name in names if name in self.classes]
        return classes[::-1]

    def block(self, body: list[ast.stmt], scope: Scope) -> None:
        for node in body:
            self.statement(node, scope)

    def statement(self, node: ast.stmt, scope: Scope) -> None:
        self.spend()
        walk = STATEMENTS.get(type(node))
        if walk:
            walk(self, node, scope)

    def assign(self, node: ast.Assign | ast.AnnAssign, scope: Scope) -> None:
        if node.value is None:
            return
        value = self.value(node.value, scope)
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self.bind(target, value, scope)

    def augment(self, node: ast.AugAssign, scope: Scope) -> None:
        old, new = self.value(node.target, scope), self.value(node.value, scope)
        if type(old) is list and len(old) < LONGEST:
            old += self.items(new) or [...]
        elif isinstance(old, Thing) and isinstance(node.op, ast.Add | ast.Sub):
            mobjects.method(old, "add" if isinstance(node.op, ast.Add) else "remove", [new], {})
        else:
            self.bind(node.target, arithmetic(node.op, old, new), scope)

    def bind(self, target: ast.expr, value: Any, scope: Scope) -> None:
        match target:
            case ast.Name(id=name):
                scope[name] = value
                christen(value, name)
            case ast.Attribute(value=ast.Name() as owner, attr=name) if (
                self.value(owner, scope) is self.stage
            ):
                self.own[name] = value
                christen(value, name)
            case ast.Attribute(value=owner, attr="width" | "height"):
                if isinstance(thing := self.value(owner, scope), Thing):
                    thing.dress(size="")
            case ast.Attribute(attr="background_color"):
                self.stage.background = shade(value)
            case ast.Attribute(value=owner, attr="target"):
                thing = self.value(owner, scope)
                if isinstance(thing, Thing) and isinstance(value, Builder):
                    thing.target = value
                elif isinstance(thing, Thing) and isinstance(value, Thing):
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
            case ast.Subscript(value=owner, slice=index):
                self.store(self.value(owner, scope), self.value(index, scope), value)

    def store(self, held: Any, key: Any, value: Any) -> None:
        """Puts the value into a list or dictionary; at an unknown place, forgets all of it."""
        in_list = type(held) is list and type(key) is int and ... not in held and key < len(held)
        if in_list or (type(held) is dict and type(key) in (str, int, float)):
            held[key] = value
        elif type(held) is list:
            held[:] = [...]
        elif type(held) is dict:
            held.clear()

    def branch(self, node: ast.If, scope: Scope) -> None:
        """Walks one branch if the test is known; else neither, and forgets what they set."""
        test = self.value(node.test, scope)
        if type(test) in (bool, int, float, str, list):
            self.block(node.body if test else node.orelse, scope)
        else:
            for body in (node.body, node.orelse):
                if {"play", "wait"} & self.found(body).touched.get("self", set()):
                    self.stage.play([], {})  # what may or may not be
                self.unsettle(body, scope, turned=True)
                self.forget(body, scope)

    def found(self, body: list[ast.stmt]) -> Effects:
        if id(body) not in self.effects:
            self.effects[id(body)] = Effects(body)
        return self.effects[id(body)]

    def forget(self, body: list[ast.stmt], scope: Scope) -> None:
        """Forgets the names that are set there, except groups that grow."""
        effects = self.found(body)
        for name in effects.names:
            grows = name in effects.grown and isinstance(scope.get(name), Thing)
            scope[name] = scope[name] if grows else None
        for attribute in effects.attributes:
            self.own.pop(attribute, None)

    def unsettle(self, body: list[ast.stmt], scope: Scope, turned: bool = False) -> None:
        """Forgets what statements may change that run who knows how often: where things stand
        and what numbers show; with `turned`, also what things they are."""
        effects = self.found(body)
        for name, methods in effects.touched.items():
            held = scope.get(name, self.own.get(name))
            if isinstance(held, Tracker):
                held.value = None
            elif isinstance(held, Thing):
                mobjects.unsettle(held, methods, turned and name in effects.turned)
            elif type(held) in (list, dict) and (STORED in methods or turned):
                self.store(held, None, None)

    def enter(self, node: ast.With, scope: Scope) -> None:
        for item in node.items:
            if item.optional_vars is not None:
                self.bind(item.optional_vars, None, scope)
        self.block(node.body, scope)

    def leave(self, node: ast.Return, scope: Scope) -> None:
        raise Returned(None if node.value is None else self.value(node.value, scope))

    def loop(self, node: ast.For | ast.While, scope: Scope) -> None:
        items = self.items(self.value(node.iter, scope)) if isinstance(node, ast.For) else None

        def once(item: Any) -> None:
            if isinstance(node, ast.For):
                self.bind(node.target, item, scope)
            self.block(node.body, scope)

        if items is None or ... in items or len(items) > ROUNDS:
            self.forget(node.body, scope)
            self.unsettle(node.body, scope)
            self.repeat([None], 0 if items is None or ... in items else len(items), once)
            self.unsettle(node.body, scope)
        elif len(items) == 1 and stands_for_many(items[0]):
            self.repeat(items, items[0].count if isinstance(items[0], Thing) else 0, once)
        else:
            self.repeat(items, len(items), once)

    def repeat(self, items: list[Any], count: int, once: Callable[[Any], None]) -> None:
        """Walks the rounds and folds their steps into what they have in common."""
        before, steps_before = self.rounds, self.stage.steps
        all_rounds: list[list[Step]] = []
        self.looping += 1
        if len(items) != count:
            self.rounds = count * (1 if before is None else before)
        try:
            for item in items:
                self.stage.steps = []
                all_rounds.append(self.stage.steps)
                once(item)
        finally:
            self.looping -= 1
            self.rounds, self.stage.steps = before, steps_before
            steps_before += fold(all_rounds, count)

    def apply(self, function: Function, args: Args, kwargs: Kwargs) -> Any:
        """What a function of the scene's own file returns, after walking through it."""
        if self.depth >= DEPTH:
            return None
        scope = dict(function.scope)
        wanted = function.node.args
        names = [arg.arg for arg in wanted.args][1 if function.method else 0 :]
        scope.update(dict.fromkeys(names))
        by_name = [arg.arg for arg in wanted.kwonlyargs]
        defaults = [*wanted.kw_defaults[::-1], *wanted.defaults[::-1]]
        for name, default in zip([*by_name[::-1], *names[::-1]], defaults, strict=False):
            scope[name] = default and self.value(default, function.scope)
        given = args[: args.index(...)] if ... in args else args
        scope.update(zip(names, given, strict=False))
        if wanted.vararg:
            scope[wanted.vararg.arg] = args[len(names) :] if len(given) >= len(names) else [...]
        if wanted.kwarg:
            further = kwargs.keys() - {*names, *by_name}
            scope[wanted.kwarg.arg] = {k: v for k, v in kwargs.items() if k in further}
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


def christen(value: Any, name: str) -> None:
    """Names a tracker after its variable, if that says what it tracks."""
    said = re.sub(r"(^|_)(value|val|tracker|vt|num|number)(?=_|$)", "", name.lower()).strip("_")
    if isinstance(value, Tracker) and value.name == "a value" and said.isidentifier():
        value.name = said.replace("_", " ")


def imports_manimlib(node: ast.stmt) -> bool:
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    if isinstance(node, ast.Import):
        modules = [alias.name for alias in node.names]
    return any(name.split(".")[0] in ("manimlib", "manim_imports_ext") for name in modules)


WALKED_IN_MODULES = {ast.Assign, ast.AnnAssign, ast.FunctionDef}
STATEMENTS: dict[type, Any] = {
    ast.Expr: lambda walk, node, scope: walk.value(node.value, scope),
    ast.Try: lambda walk, node, scope: walk.block(node.body, scope),
    ast.FunctionDef: lambda walk, node, scope: scope.update(
        {node.name: Function(node, scope, names=walk.names)}),
    ast.Assign: Walk.assign, ast.AnnAssign: Walk.assign,
    ast.AugAssign: Walk.augment, ast.For: Walk.loop, ast.While: Walk.loop,
    ast.If: Walk.branch, ast.With: Walk.enter, ast.Return: Walk.leave,
}  # fmt: skip
