"""What the calls of a scene's code return, and what they do to the stage."""

import ast
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from mdx.outline import animations, looks, mobjects, motions, plain, verbs, words
from mdx.outline.acts import Act, Acts, Builder, Step
from mdx.outline.expressions import LONGEST, ROUNDS, Expressions
from mdx.outline.given import Args, Function, Kwargs, Rate, Scope, is_number, point
from mdx.outline.things import Look, Thing, Tracker, refs
from mdx.outline.values import constant, formatted


class Returned(Exception):
    """Ends a function of the scene's own."""


class Calls(Expressions):
    """Evaluates calls of the scene's methods, Manim's classes, things and Python's functions."""

    apply: Callable[[Function, Args, Kwargs], Any]  # see walk.py

    def __init__(self, classes: dict[str, ast.ClassDef], newer_gl: bool) -> None:
        super().__init__(classes)
        self.newer_gl = newer_gl

    def call(self, node: ast.Call, scope: Scope) -> Any:
        """What the call returns, after its effect on the stage."""
        function = node.func
        args = self.several(node.args, scope)
        kwargs = self.keywords(node, scope)
        if isinstance(function, ast.Name):
            return self.call_name(function.id, args, kwargs, scope)
        if not isinstance(function, ast.Attribute):
            return self.call_value(self.value(function, scope), args, kwargs)
        owner = function.value
        if function.attr == "join" and isinstance(owner, ast.Attribute) and owner.attr == "path":
            return args[-1] if args else None  # of a path, it is the file's name that is told
        if self.is_module(owner, scope):
            if function.attr in plain.OF_ITEMS or function.attr in plain.OF_VALUES:
                return self.computed(function.attr, args, kwargs)
            return self.call_name(function.attr, args, kwargs, scope)
        if isinstance(owner, ast.Name) and owner.id[:1].isupper() and owner.id in words.NOUNS:
            is_maker = function.attr.startswith("from_") and owner.id not in scope
            return mobjects.make(owner.id, [...], kwargs, self.count) if is_maker else None
        return self.call_method(self.value(owner, scope), function.attr, args, kwargs)

    def keywords(self, node: ast.Call, scope: Scope) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg:
                values[keyword.arg] = value
            elif type(value) is dict:
                values |= {str(key): held for key, held in value.items()}
        return values

    @property
    def count(self) -> int:
        """How many things each constructor call stands for here."""
        return 1 if self.rounds is None else self.rounds

    def call_value(self, value: Any, args: Args, kwargs: Kwargs) -> Any:
        """What a function, or an animation's class, that was passed as a value returns."""
        if isinstance(value, Function):
            return self.apply(value, args, kwargs)
        return self.made(value, args, kwargs) if type(value) is animations.ClassName else None

    def call_scene(self, method: str, args: Args, kwargs: Kwargs) -> Any:
        if method in self.own and isinstance(self.own[method], Function):
            return self.apply(self.own[method], args, kwargs)
        if method in self.methods:
            return self.apply(Function(self.methods[method], {}, True), args, kwargs)
        if method == "setup_axes":  # of older scenes for graphs, which have get_graph and its like
            axes = self.own["axes"] = Thing(Look("pair of coordinate axes"))
            shown = animations.make("Write", [axes], {}) if kwargs.get("animate") else axes
            return self.stage.perform("play" if kwargs.get("animate") else "add", [shown], {})
        if method in words.PARTS:
            return mobjects.part(self.own.get("axes") or Thing(Look()), method, args, kwargs)
        return self.stage.perform(method, args, kwargs)

    def call_name(self, name: str, args: Args, kwargs: Kwargs, scope: Scope) -> Any:
        held = scope.get(name, self.names.get(name))
        if isinstance(held, Function | animations.ClassName):
            return self.call_value(held, args, kwargs)
        if name in self.classes and name not in scope:
            return self.instance(self.classes[name])
        if name in self.classes or name in scope or name in self.names:
            return None
        return self.made(name, args, kwargs)

    def made(self, name: str, args: Args, kwargs: Kwargs) -> Any:
        """What a function of Python or a class of Manim returns."""
        if name == "ValueTracker":
            return Tracker(args[0] if args else kwargs.get("value", 0))
        if name == "LogBase":
            return name if args in ([], [10]) and "base" not in kwargs else None
        if name in ALWAYS:
            return ALWAYS[name](self, *args) if args else None
        if name in plain.OF_ITEMS or name in plain.OF_VALUES:
            return self.computed(name, args, kwargs)
        if isinstance(rate := constant(name), Rate):
            return (args[0] if rate == "forward" else 0) if args in ([0], [1]) else None
        if name == "Point" and self.newer_gl:
            return Thing(Look())  # there it cannot be seen
        if name == "Tex" and self.newer_gl:
            name = "MathTex"  # in manimlib, Tex is for formulas and TexText for text
        if name == "Circle" and args:
            names = ("start_angle",) if self.newer_gl else ("radius", "color")
            args, kwargs = [], dict(zip(names, args, strict=False)) | kwargs
        if name == "Rectangle" and self.newer_gl:
            kwargs = dict(zip(("width", "height"), args, strict=False)) | kwargs
        if name.startswith("LaggedStart") and len(args) == 3 and isinstance(args[2], Function):
            args = [args[0], *(self.items(self.apply(args[2], args[1:2], {})) or [])]
        acts = animations.make(name, args, kwargs)
        result = mobjects.make(name, args, kwargs, self.count) if acts is None else acts
        if self.newer_gl and name in ("MathTex", "TexText") and isinstance(result, Thing):
            result.labels = []  # there, the parts are letters
        return result

    def instance(self, kind: ast.ClassDef) -> Thing | None:
        """A thing of one of the scene's own classes, as far as its base in Manim is known."""
        base = kind.bases[0] if kind.bases else None
        is_manims = isinstance(base, ast.Name) and base.id not in {*self.classes, *self.names}
        look = looks.plain(base.id) if isinstance(base, ast.Name) and is_manims else None
        return Thing(look, None, self.count) if look else None

    def always_rotate(self, thing: Any, *_: Any) -> Any:
        if isinstance(thing, Thing):
            self.stage.habit(thing, Act("keep {} rotating", refs(thing)))
        return thing

    def redrawn(self, function: Any, *_: Any) -> Any:
        thing = self.apply(function, [], {}) if isinstance(function, Function) else None
        if isinstance(thing, Thing):
            self.follow(thing, function)
        return thing

    def update(self, thing: Thing, function: Function) -> None:
        """Notes what an updater keeps doing to the thing."""
        self.follow(thing, function)
        copy = Builder(mobjects.duplicate(thing))
        steps, self.stage.steps = self.stage.steps, []
        with suppress(Returned):
            self.apply(function, [copy], {})
        self.stage.steps = steps
        for act in copy.acts:
            for begins, keeps in verbs.LASTING.items():
                if act.phrase.startswith(begins):
                    self.stage.habit(thing, Act(keeps, refs(thing), act.to))
                    break

    def follow(self, thing: Thing, function: Function) -> None:
        """Notes for which tracked values the thing is redrawn."""
        for inner in ast.walk(function.node):
            if isinstance(inner, ast.Name | ast.Attribute):
                self.spend()
                name = getattr(inner, "id", "")
                held = function.scope.get(name, self.own.get(getattr(inner, "attr", "")))
                if isinstance(held, Tracker):
                    for leaf in thing.leaves():
                        leaf.follows.add(id(held))
                        held.followers.append(leaf)

    def call_method(self, owner: Any, method: str, args: Args, kwargs: Kwargs) -> Any:
        if owner is self.stage:
            return self.call_scene(method, args, kwargs)
        if isinstance(owner, Builder | Thing):
            args = [point(one) for one in args]
        if isinstance(owner, Builder):
            if method == "set_anim_args":
                owner.manner |= kwargs
            else:
                owner.acts += self.build(owner, method, args, kwargs)
            return owner
        if isinstance(owner, Tracker):
            if method == "get_value":
                return owner.value
            owner.value = args[0] if method == "set_value" and args else owner.value
            return owner if method == "set_value" else None
        if isinstance(owner, Thing):
            return self.call_thing(owner, method, args, kwargs)
        if type(owner) is str:
            return formatted(owner, args) if method == "format" and not kwargs else None
        if type(owner) is dict:
            return plain.OF_DICTS[method](owner) if method in plain.OF_DICTS and not args else None
        return self.call_list(owner, method, args) if type(owner) is list else None

    def call_thing(self, owner: Thing, method: str, args: Args, kwargs: Kwargs) -> Any:
        if method == "add_updater" and args and isinstance(args[0], Function):
            self.update(owner, args[0])
        if method == "generate_target":
            owner.target = Builder(owner, shadow=mobjects.duplicate(owner))
            return owner.target
        if method == "animate":  # animate(run_time=2).shift(UP)
            return Builder(owner, manner=kwargs)
        if method in ("create", "expand") and owner.look.noun in ("Manim banner", "table"):
            return Acts([Act({"create": "draw {}"}.get(method, "expand {}"), refs(owner))])
        if owner is self.stage.camera and method in ("reorient", "set_euler_angles"):
            turned = args[1::-1] if len(args) > 1 else []
            unit = words.NUMBERS["DEGREES"] if method == "reorient" else 1
            self.stage.orient([is_number(a) and a * unit for a in turned], kwargs)
        if method in motions.SUDDEN and self.stage.is_seen(owner):
            acts = motions.animated(owner, method, args, kwargs)
            self.stage.steps.append(Step(acts, moving=False))
            return owner
        result = mobjects.method(owner, method, args, kwargs)
        self.stage.changed(owner)
        return result

    def call_list(self, owner: list[Any], method: str, args: Args) -> Any:
        """What a list's method returns, after its effect on the list."""
        if method == "append" and len(owner) < LONGEST:
            owner += args[:1] or [None]
        elif method == "extend" and len(owner) < LONGEST:
            owner += (args and self.items(args[0])) or [...]
        elif method == "pop" and ... not in owner and owner and not args:
            return owner.pop()
        elif method in ("insert", "pop", "remove", "sort", "reverse", "clear"):
            owner[:] = [...]
        return None

    def build(self, builder: Builder, method: str, args: Args, kwargs: Kwargs) -> Acts:
        """What another method adds to an animation that is being built."""
        thing, shadow = builder.thing, builder.shadow
        if isinstance(thing, Tracker):
            return motions.tracked(thing, method, args)
        if shadow is None:
            return motions.animated(thing, method, args, kwargs)
        acts = motions.animated(shadow, method, args, kwargs)
        return Acts(replace(act, things=refs(thing)) for act in acts)

    def computed(self, name: str, args: Args, kwargs: Kwargs) -> Any:
        """What a function of Python or NumPy returns."""
        given = plain.arguments(args, kwargs)
        if given is None:
            return None
        if name not in plain.OF_ITEMS:
            return plain.OF_VALUES[name](*given)
        items = [self.items(one) for one in given]
        if name == "enumerate":
            items[1:] = given[1:]
        return None if None in items else plain.OF_ITEMS[name](*items)

    def map(self, function: Any, source: Any = None, *_: Any) -> list[Any] | None:
        items = self.items(source)
        if items is None or not isinstance(function, Function | animations.ClassName):
            return None
        if ... in items or (len(items) > ROUNDS and isinstance(function, Function)):
            return None
        return [self.call_value(function, [item], {}) for item in items]


ALWAYS: dict[str, Any] = {
    "always_redraw": Calls.redrawn, "always_rotate": Calls.always_rotate, "map": Calls.map,
}  # fmt: skip
