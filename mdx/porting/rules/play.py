"""`self.play(mobject.shift, UP)`, the old library's way to animate a method, as `.animate`."""

import ast
from functools import cache

from mdx.manim.releases import releases
from mdx.porting.edits import Span
from mdx.porting.index import dotted
from mdx.porting.keywords import GONE, UNKNOWN, Keywords
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module
from mdx.porting.options import SIZES
from mdx.porting.rules.forms import bound, fits, rewrite
from mdx.porting.tables import Form, entries, forms

NO_MOBJECTS = frozenset(("rate_functions", "config", "np", "math"))


def apply(module: Module) -> None:
    if module.dialect == "ce" and not module.calls.get("play"):
        return
    kinds = module.ask(Kinds)
    for call in module.calls.get("play", ()):
        if isinstance(call.func, ast.Attribute):
            _play(module, kinds, call)
            statement = module.parent.get(call)
            if isinstance(statement, ast.Expr) and not (call.args or call.keywords):
                module.remove(statement, "play-nothing")  # which the older libraries let pass


def _play(module: Module, kinds: Kinds, call: ast.Call) -> None:
    at = 0
    args = call.args
    while at < len(args):
        method = args[at]
        if not _is_method(module, kinds, method):
            at += 1
            continue
        at = _animate(module, kinds, call, at, _end(module, kinds, args, at))


def _animate(module: Module, kinds: Kinds, call: ast.Call, at: int, end: int) -> int:
    """Rewrites the method at this place with its arguments, and what follows for the same
    mobject; where the next argument is."""
    args = call.args
    method = args[at]
    assert isinstance(method, ast.Attribute)
    module.insert(module.span(method.value).end, ".animate", "play-method")
    subject = dotted(method.value)
    formed = _formed(module, kinds, method, args[at + 1 : end])
    if formed is not None:
        rewrite(module, module.ask(Keywords), *formed)
    else:
        _give(module, method, args[at + 1 : end])
    while subject and end < len(args):
        following = args[end]
        after = _end(module, kinds, args, end)
        given = args[end + 1 : after]
        if (
            not _is_method(module, kinds, following)
            or not isinstance(following, ast.Attribute)
            or dotted(following.value) != subject
            or _formed(module, kinds, following, given) is not None
        ):
            break
        start = module.span(args[end - 1]).end
        name = module.name_span(following)
        module.replace(Span(start, name.start), ".", code="play-method")
        _give(module, following, given)
        end = after
    return end


def _end(module: Module, kinds: Kinds, args: list[ast.expr], at: int) -> int:
    """Where the arguments of the method at a place end."""
    end = at + 1
    while end < len(args) and not _begins(module, kinds, args[end]):
        end += 1
    return end


def _formed(
    module: Module, kinds: Kinds, method: ast.Attribute, args: list[ast.expr]
) -> tuple[ast.Call, Form] | None:
    """A method with its arguments as a call, and the form that says it by another method of the
    same mobject, if one does."""
    last = args[-1] if args else method
    given = last if isinstance(last, ast.Dict) else ast.Dict([], [])
    if not all(isinstance(key, ast.Constant) for key in given.keys):
        return None
    pairs = zip(given.keys, given.values, strict=True)
    keywords = [ast.keyword(key.value, value) for key, value in pairs]  # type: ignore[union-attr]
    call = ast.Call(method, args[:-1] if given is last else args, keywords)
    ast.copy_location(call, method)
    call.end_lineno, call.end_col_offset = last.end_lineno, last.end_col_offset
    for form in forms("forms", module.dialect).get(method.attr, ()):
        if form.template.rfind("{self}") == 0 and fits(module, kinds, call, form):
            if bound(call, form) is not None:
                return call, form
    return None


def _give(module: Module, method: ast.expr, args: list[ast.expr]) -> None:
    """Puts the arguments after a method into brackets; a dict in the end is its keywords."""
    start = module.span(method).end
    if not args:
        module.insert(start, "()", "play-method")
        return
    first = module.span(args[0]).start
    module.replace(Span(start, first), "(", code="play-method")
    last = args[-1]
    if isinstance(last, ast.Dict):
        _keywords(module, last, getattr(method, "attr", ""))
    elif _is_keywords(module, last):
        module.insert(module.span(last).start, "**", "play-method")
    module.insert(module.span(last).end, ")", "play-method")


def _keywords(module: Module, given: ast.Dict, method: str) -> None:
    span = module.span(given)
    plain = [
        key.value
        for key in given.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier()
    ]
    if len(plain) != len(given.keys) or not plain:
        module.insert(span.start, "**", "play-method")
        return
    keywords = module.ask(Keywords)
    parts: list[str | Span] = []
    for name, value in zip(plain, given.values, strict=True):
        fate = keywords.of_method(method, name)
        if fate in (GONE, UNKNOWN):
            keywords.tell(fate, f".{method}", name)
        else:
            parts += [", " if parts else "", f"{fate}=", module.span(value)]
    module.replace(span, *parts, code="play-method")


def _is_keywords(module: Module, node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and any(
        isinstance(value, ast.Dict)
        or (isinstance(value, ast.Call) and dotted(value.func) == "dict")
        for value, _ in module.assigned.get(node.id, ())
    )


def _begins(module: Module, kinds: Kinds, node: ast.expr) -> bool:
    """Whether an argument of play is not one of the method before it."""
    if isinstance(node, ast.Starred) or _is_method(module, kinds, node):
        return True
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name and _is_animation(module, name):
            return True
        if isinstance(node.func, ast.Attribute):  # mobject.animate.shift(UP), self.get_animation()
            text = module.text(node.func)
            return ".animate." in text or "anim" in node.func.attr
    if isinstance(node, ast.Name | ast.Attribute):
        kind = kinds.of(node)
        return bool(kind) and _is_animation(module, kind)
    return False


def _is_animation(module: Module, name: str) -> bool:
    return any(
        base in ("Animation", "ShowCreation", "AnimationGroup", "FadeIn", "Transform")
        for base in module.bases(name)
    )


def _is_method(module: Module, kinds: Kinds, node: ast.expr) -> bool:
    if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return False
    if dotted(node.value) in NO_MOBJECTS:
        return False
    if node.attr in module.methods:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            around = module.class_of(node)
            return around is not None and not module.is_a(around.name, "Scene")
        return True
    if isinstance(node.value, ast.Name) and node.value.id == "self":
        around = module.class_of(node)
        if around is None or module.is_a(around.name, "Scene"):
            return False
    renamed = entries("methods", module.dialect, "renamed")
    return node.attr in mobject_methods() or node.attr in renamed


@cache
def mobject_methods() -> frozenset[str]:
    """The methods that some mobject of some release has, properties apart."""
    return (
        frozenset().union(
            *(
                entry["methods"]
                for package in ("manim", "manimlib")
                for release in releases(package)
                for name, entry in release.classes.items()
                if "Mobject" in release.lineage(name)
            )
        )
        - SIZES
    )
