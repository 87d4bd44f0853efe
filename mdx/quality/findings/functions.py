"""Functions that are handed over, and that cannot be called as manim calls them."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.kinds import PLAIN
from mdx.quality.reach import takes
from mdx.quality.scope import Scope, Site
from mdx.quality.unit import Function

# What a parameter is called with, by the name of the call and of the parameter.
CALLED_WITH = {
    "rate_func": 1, "always_redraw.func": 0, "UpdateFromFunc.update_function": 1,
    "UpdateFromAlphaFunc.update_function": 2, "plot.function": 1, "FunctionGraph.function": 1,
    "ParametricFunction.function": 1, "plot_parametric_curve.function": 1, "Surface.func": 2,
    "plot_surface.function": 2, "apply_function.function": 1, "ArrowVectorField.func": 1,
    "apply_complex_function.function": 1, "StreamLines.func": 1, "wait.stop_condition": 0,
    "ApplyFunction.function": 1, "ApplyPointwiseFunction.function": 1,
    "ApplyComplexFunction.function": 1, "Homotopy.homotopy": 4, "wait_until.stop_condition": 0,
    "ImplicitFunction.func": 2, "plot_implicit_curve.func": 2,
}  # fmt: skip
PARAMETERS = frozenset(place.rpartition(".")[2] for place in CALLED_WITH) | {
    "func", "update_function"
}  # fmt: skip
# Functions that are called for what they do.
EFFECTS = frozenset(("UpdateFromFunc.update_function", "UpdateFromAlphaFunc.update_function",
                     "wait.stop_condition", "wait_until.stop_condition"))  # fmt: skip
POINTS = frozenset(("ParametricFunction.function", "Surface.func"))
PLACE = 8


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`function-arity:call.parameter`, `wrong-value` and `flat-point` for what is no function."""
    types = types_of(evidence, release)
    for site in types.sites:
        for parameter, node in site.arguments:
            if parameter not in PARAMETERS:
                continue
            place = f"{site.name}.{parameter}"
            wanted = CALLED_WITH.get(place, CALLED_WITH.get(parameter))
            if site.name == "add_updater" and parameter in ("update_function", "func"):
                yield from _updater(types, site, node)
            elif wanted is not None:
                yield from _function(types, site, place, node, wanted)


def _function(
    types: Types, site: Site, place: str, node: ast.expr, wanted: int
) -> Iterator[Finding]:
    kind = site.scope.type(node)
    arguments = _arguments_of(types, site.scope, node)
    if arguments and not takes(arguments, wanted):
        yield Finding("function-arity", place, node.lineno)
    elif (
        (place not in EFFECTS and _returns_nothing(types, site.scope, node))
        or kind in PLAIN - {"function", "method", "NoneType"}
        or types.is_a(kind, "Mobject")
    ):
        yield Finding("wrong-value", place, node.lineno)
    elif place in POINTS and type(node) is ast.Lambda:
        body = node.body
        if type(body) is ast.Call and getattr(body.func, "attr", "") == "array" and body.args:
            body = body.args[0]
        if isinstance(body, ast.List | ast.Tuple) and len(body.elts) == 2:
            yield Finding("flat-point", place, node.lineno)


def _returns_nothing(types: Types, scope: Scope, node: ast.expr) -> bool:
    """Whether a function of the code, or a lambda, returns None."""
    node = scope.value(node)
    if type(node) is ast.Lambda:
        return scope.type(node.body) == "NoneType"
    if type(node) is not ast.Name:
        return False
    if node.id in scope.nested:
        return types.results.nested(scope, scope.nested[node.id]) == "NoneType"
    function = None if node.id in scope.local else types.functions.get(node.id)
    return function is not None and types.results.returned(function, "") == "NoneType"


def _updater(types: Types, site: Site, node: ast.expr) -> Iterator[Finding]:
    """One that takes a mobject and may ask for `dt`; that of a scene takes `dt`."""
    kind = site.scope.type(node)
    if types.is_a(kind, "Mobject") or kind in PLAIN - {"function", "method"}:
        yield Finding("wrong-value", "add_updater.update_function", node.lineno)
    elif arguments := _arguments_of(types, site.scope, node):
        names = [a.arg for a in arguments.posonlyargs + arguments.args + arguments.kwonlyargs]
        of_scene = types.is_a(site.owner, "Scene")
        wanted = 2 if "dt" in names and not of_scene else 1
        if not takes(arguments, wanted):
            yield Finding("function-arity", "add_updater", node.lineno)


def _arguments_of(types: Types, scope: Scope, node: ast.expr) -> ast.arguments | None:
    """The parameters of a lambda or of a function of the code, where it is plain which."""
    node = scope.value(node)
    if type(node) is ast.Lambda:
        return node.args
    if type(node) is not ast.Name:
        return None
    if node.id in scope.nested:
        return scope.nested[node.id].args
    if node.id in scope.local:
        return None
    function: Function | None = types.functions.get(node.id)
    plain = function and not function.decorator_list and types.evidence.bindings[node.id] == 1
    return function.args if function and plain else None
