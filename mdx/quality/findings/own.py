"""The code's own classes, functions and variables, used in a way that cannot work."""

import ast
from bisect import bisect_right
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.reach import only_raises, takes
from mdx.quality.signatures import misfits
from mdx.quality.unit import Function, Unit
from mdx.quality.unpacking import spelled_out
from mdx.scenes.syntax import descendants

NESTED = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.ListComp, ast.GeneratorExp, ast.SetComp,
          ast.DictComp)  # fmt: skip
CALLED_BY_MANIM = frozenset(("construct", "setup", "tear_down"))
# What an animation's methods are called with.
STEPS = {"begin": 0, "finish": 0, "interpolate": 1, "interpolate_mobject": 1,
         "interpolate_submobject": 3, "clean_up_from_scene": 1}  # fmt: skip
PLACE = 9
Place = tuple[int, int]  # a line and a column


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`own-call:name`, `scene-name:class`, `no-init:class`, `unbound-local:name`."""
    types = types_of(evidence, release)
    methods: dict[str, list[Function]] = {}
    for unit in evidence.units:
        if unit.function and unit.owner:
            methods.setdefault(unit.function.name, []).append(unit.function)
    its_own = types.functions.keys() | types.own.keys() | methods.keys()
    its_own |= types.scope(evidence.units[0]).lambdas
    for unit in types.units:
        yield from _calls(types, unit, methods, its_own)
        if unit.function:
            yield from _unbound(unit)
    for owner in evidence.classes:
        is_scene = types.is_a(owner.name, "Scene")
        if is_scene and owner.name in release.classes and _is_called(evidence, owner.name):
            yield Finding("scene-name", owner.name, owner.lineno)
        if is_scene or types.is_a(owner.name, "Mobject"):
            findings = list(_without_init(owner, not is_scene))
            if findings and (is_scene or _is_shown(evidence, owner.name)):
                yield from findings
        if is_scene:
            yield from _constructs(owner)
        if types.is_a(owner.name, "Animation"):
            yield from _steps(owner)


def _is_called(evidence: Evidence, name: str) -> bool:
    """Whether the bare name is called, not an attribute of that name."""
    return any(type(call.func) is ast.Name for call in evidence.calls.get(name, ()))


def _is_shown(evidence: Evidence, name: str) -> bool:
    """Whether what a class makes is used for more than its own methods."""
    asked = {id(node.value) for node in evidence.all(ast.Attribute)}
    kept = {id(node.value): getattr(node.targets[0], "id", "") for node in evidence.all(ast.Assign)}
    calls = [c for c in evidence.calls.get(name, ()) if type(c.func) is ast.Name]
    names = {kept.get(id(call), "") for call in calls if id(call) not in asked}
    shown = {n.id for n in evidence.all(ast.Name) if type(n.ctx) is ast.Load and id(n) not in asked}
    return not calls or "" in names or not shown.isdisjoint(names)


def _calls(
    types: Types, unit: Unit, methods: dict[str, list[Function]], its_own: set[str]
) -> Iterator[Finding]:
    """Calls of the code's own that give too much, or too little."""
    scope = types.scope(unit)
    within = scope.nested.keys() | scope.lambdas
    if not within and unit.names_none_of(its_own):
        return
    names = its_own | within
    for call in unit.nodes.get(ast.Call, ()):
        function = call.func
        if type(function) is ast.Name:
            name = function.id
            if name not in names:
                continue
        elif type(function) is not ast.Attribute or (name := function.attr) not in methods:
            continue
        if signature := types.signatures.called(scope, call):
            for subject in misfits(signature, spelled_out(scope, call), name):
                yield Finding("own-call", subject, call.lineno)
        if name in methods and scope.is_self(getattr(function, "value", call)):
            if name not in types.stored and len(methods[name]) == 1:
                if only_raises(methods[name][0]):
                    yield Finding("own-call", name, call.lineno)


def _init(owner: ast.ClassDef) -> Function | None:
    inits = [n for n in owner.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
    return inits[0] if len(inits) == 1 else None


def _without_init(owner: ast.ClassDef, is_mobject: bool) -> Iterator[Finding]:
    """An __init__ that does not call that of its base, or only after something is added."""
    init = _init(owner)
    if init and not any(
        type(n) is ast.Attribute and n.attr == "__init__" for n in descendants(init)
    ):
        yield Finding("no-init", owner.name, init.lineno)
    for statement in init.body if init and is_mobject else ():
        called = [n.func for n in descendants(statement)
                  if type(n) is ast.Call and type(n.func) is ast.Attribute]  # fmt: skip
        if any(function.attr == "__init__" for function in called):
            return
        if any(f.attr == "add" and getattr(f.value, "id", "") == "self" for f in called):
            yield Finding("no-init", owner.name, statement.lineno)
            return


def _constructs(owner: ast.ClassDef) -> Iterator[Finding]:
    """A method that manim calls, and that asks for more than the scene."""
    for node in owner.body:
        if isinstance(node, ast.FunctionDef) and node.name in CALLED_BY_MANIM:
            positional = node.args.posonlyargs + node.args.args
            needed = len(positional) - len(node.args.defaults)
            if needed > 1 or (not positional and not node.args.vararg and not node.decorator_list):
                yield Finding("own-call", node.name, node.lineno)


def _steps(owner: ast.ClassDef) -> Iterator[Finding]:
    """A method of an animation that manim calls with another number of arguments."""
    for node in owner.body:
        if isinstance(node, ast.FunctionDef) and node.name in STEPS and not node.decorator_list:
            if not takes(node.args, 1 + STEPS[node.name]):
                yield Finding("own-call", node.name, node.lineno)


def _unbound(unit: Unit) -> Iterator[Finding]:
    """A variable of the function that it reads before the first statement that binds it ends."""
    assert unit.function is not None
    bound: dict[str, Place] = {}
    for statement in unit.function.body:
        if type(statement) is ast.Assign and len(statement.targets) == 1:
            target = statement.targets[0]
            if type(target) is ast.Name and unit.counts[target.id] == 1:
                bound[target.id] = _end(statement)
    shared = {n for g in unit.nodes.get(ast.Global, ()) for n in g.names}
    bound = {name: place for name, place in bound.items() if name not in shared}
    if not bound:
        return
    early = [n for n in unit.nodes.get(ast.Name, ())
             if n.id in bound and bound[n.id] > _begin(n) and type(n.ctx) is ast.Load]  # fmt: skip
    if not early:
        return
    starts = [_begin(statement) for statement in unit.function.body]
    for place in sorted({bisect_right(starts, _begin(node)) - 1 for node in early}):
        statement = unit.function.body[place]
        later = {id(n) for part in descendants(statement) if isinstance(part, NESTED)
                 for n in descendants(part)}  # fmt: skip
        for node in early:
            here = _begin(statement) <= _begin(node) < _end(statement) and id(node) not in later
            if here and _begin(statement) < bound[node.id]:
                yield Finding("unbound-local", node.id, node.lineno)
                return


def _begin(node: ast.stmt | ast.expr) -> Place:
    return node.lineno, node.col_offset


def _end(node: ast.stmt) -> Place:
    return node.end_lineno or 0, node.end_col_offset or 0
