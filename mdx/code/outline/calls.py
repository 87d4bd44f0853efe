"""What the calls of a scene's code return, and what they do to the stage."""

import ast
from contextlib import suppress
from typing import Any

from mdx.code.outline import animations, mobjects, words
from mdx.code.outline.expressions import LONGEST, Expressions, stands_for_many
from mdx.code.outline.things import (
    Act,
    Builder,
    Function,
    Thing,
    Tracker,
    is_number,
    refs,
)


class Returned(Exception):
    """The end of a function of the scene's own."""


class Calls(Expressions):
    """Calls of the scene's methods, of Manim's classes, of things and of Python's own functions."""

    def __init__(self, classes: dict[str, ast.ClassDef], newer_gl: bool) -> None:
        super().__init__(classes)
        self.newer_gl = newer_gl

    def apply(self, function: Function, args: list, kwargs: dict) -> Any:
        raise NotImplementedError  # see walk.py

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
        if name in self.classes or name in scope or name in self.names:
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

    def reversed(self, source: Any, *_: Any) -> list | None:
        items = self.items(source)
        return None if items is None else items[::-1]

    def length(self, source: Any, *_: Any) -> int | None:
        items = self.items(source)
        known = items is not None and ... not in items and not any(map(stands_for_many, items))
        return len(items) if items is not None and known else None

    def text(self, value: Any, *_: Any) -> str | None:
        return str(value) if type(value) is str or is_number(value) else None


ALWAYS: dict[str, Any] = {"always_redraw": Calls.redrawn, "always_rotate": Calls.always_rotate}
BUILTINS: dict[str, Any] = {
    "range": Calls.range, "enumerate": Calls.enumerate, "zip": Calls.zip, "map": Calls.map,
    "reversed": Calls.reversed, "len": Calls.length, "str": Calls.text,
    "list": lambda walk, source, *_: walk.items(source),
}  # fmt: skip
