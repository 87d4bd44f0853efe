"""What is handed to play and to groups of animations, and what has to be there before."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.kinds import ANIMATE, CLASS, PLAIN
from mdx.quality.scope import Site

PLAYING = frozenset(("play", "AnimationGroup", "LaggedStart", "Succession"))
SETTINGS = frozenset(("run_time", "rate_func", "lag_ratio", "path_arc", "path_func"))
WAITING = frozenset(("wait", "pause"))
FADES = frozenset(("FadeIn", "FadeOut"))
PLACE = 7


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`unplayable:type`, `nothing-to-play:call`, `no-time:call`, `animate-order`, `not-saved`."""
    types = types_of(evidence, release)
    for site in types.sites:
        if site.name in PLAYING:
            yield from _animations(types, site)
        elif site.name in WAITING and site.owner and _is_nothing(_given(site, "duration", 0)):
            yield Finding("no-time", site.name, site.call.lineno)
        elif site.name in FADES and not site.call.args and not site.call.keywords:
            yield Finding("nothing-to-play", site.name, site.call.lineno)
        elif site.name == "LaggedStartMap" or site.name == "ApplyMethod":
            yield from _handed_over(types, site)
    if "animate" in evidence.code:
        yield from _builders(types)
    yield from _unprepared(evidence, types)


def _animations(types: Types, site: Site) -> Iterator[Finding]:
    call = site.call
    if not call.args and not any(k.arg is None for k in call.keywords):
        if site.owner or not call.keywords:
            yield Finding("nothing-to-play", site.name, call.lineno)
    for node in call.args:
        if type(node) is ast.Starred:
            inner = site.scope.value(node.value)
            if isinstance(inner, ast.List | ast.Tuple) and not inner.elts and len(call.args) == 1:
                if inner is node.value:
                    yield Finding("nothing-to-play", site.name, call.lineno)
            kind = site.scope.element(node.value)
        else:
            kind = site.scope.type(node)
        if kind in ("list", "tuple"):  # manim looks inside
            kind = site.scope.element(node) or _first_class(site, node)
        elif kind == "dict":
            continue
        mobject = types.is_a(kind, "Mobject") or types.is_a(kind, "Scene")
        if kind in PLAIN or kind.startswith(CLASS) or mobject:
            yield Finding("unplayable", kind.removeprefix(CLASS), node.lineno)
    if site.owner:
        taken = types.release.attributes_below("Animation")
        for keyword in call.keywords:
            if keyword.arg and keyword.arg not in taken and not keyword.arg.startswith("subcap"):
                if keyword.arg not in SETTINGS:
                    yield Finding("no-effect", f"play.{keyword.arg}", call.lineno)
        alone = call.args[0] if len(call.args) == 1 else None
        if _is_nothing(_keyword(call, "run_time")) or (alone and _takes_no_time(alone)):
            yield Finding("no-time", site.name, call.lineno)


def _first_class(site: Site, node: ast.expr) -> str:
    """The type of the first item of a list that is a class, handed over as it is."""
    items = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    kinds = map(site.scope.type, items)
    return next((kind for kind in kinds if kind.startswith(CLASS)), "")


def _takes_no_time(node: ast.expr) -> bool:
    """Whether this animation, the only one, is over before it begins."""
    while type(node) is ast.Call:
        name = getattr(node.func, "id", "")
        if _is_nothing(_keyword(node, "run_time")):
            return name != "Add"
        if name == "Wait":
            return bool(node.args) and _is_nothing(node.args[0])
        node = getattr(getattr(node.func, "value", None), "func", None) and node.func.value  # type: ignore
    return False


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def _given(site: Site, name: str, place: int) -> ast.expr | None:
    args = site.call.args
    return args[place] if len(args) > place else _keyword(site.call, name)


def _is_nothing(node: ast.expr | None) -> bool:
    return type(node) is ast.Constant and type(node.value) in (int, float) and node.value == 0


def _handed_over(types: Types, site: Site) -> Iterator[Finding]:
    """A class or a method that is to be handed over as it is, and was called."""
    first = site.call.args[0] if site.call.args else None
    if type(first) is ast.Call:
        kind = site.scope.type(first)
        if types.is_a(kind, "Animation" if site.name == "LaggedStartMap" else "Mobject"):
            yield Finding("unplayable", f"{site.name}.{kind}", first.lineno)


def _builders(types: Types) -> Iterator[Finding]:
    """`.animate` that is called after its methods, with no keyword, or twice."""
    for unit in types.units:
        for call in unit.nodes.get(ast.Call, ()):
            function = call.func
            if type(function) is ast.Call:
                kind = types.scope(unit).type(function)
                if kind.startswith(ANIMATE) and getattr(function.func, "attr", "") != "animate":
                    yield Finding("animate-order", "arguments", call.lineno)
            elif type(function) is ast.Attribute and function.attr == "animate" and call.args:
                if types.is_a(types.scope(unit).type(function.value), "Mobject"):
                    yield Finding("animate-order", "arguments", call.lineno)
        for node in unit.nodes.get(ast.Attribute, ()):
            if node.attr == "animate" and type(node.value) in (ast.Call, ast.Name):
                if types.scope(unit).type(node.value).startswith(ANIMATE):
                    yield Finding("animate-order", "twice", node.lineno)


def _unprepared(evidence: Evidence, types: Types) -> Iterator[Finding]:
    """What goes back to a state that nothing in the code saved, or on to a target never made."""
    done = evidence.calls.keys() | evidence.stored_attributes
    if "save_state" not in done and "saved_state" not in done:
        for site in types.sites:
            of_mobject = site.name == "restore" and types.is_a(site.owner, "Mobject")
            if of_mobject or (site.name == "Restore" and not site.owner):
                yield Finding("not-saved", site.name, site.call.lineno)
    if "generate_target" in done or "target" in done or "animate" in evidence.code:
        return
    for site in types.sites:
        if site.name == "MoveToTarget" and not site.owner:
            yield Finding("not-saved", site.name, site.call.lineno)
    for unit in types.units:
        for node in unit.nodes.get(ast.Attribute, ()):
            if node.attr == "target" and types.is_a(types.scope(unit).type(node.value), "Mobject"):
                yield Finding("not-saved", "target", node.lineno)
