"""Values that a parameter cannot take: a list where a mobject goes, a point of two coordinates."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality import annotations
from mdx.quality.checks import NO_MOBJECT, PARAMETERS, check_of
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import types_of
from mdx.quality.wrong import NO_NUMBER, is_colour, place, wrong

LINES = frozenset(("Arrow", "DashedLine", "DoubleArrow"))
SIZING = frozenset(("set_width", "set_height", "set_depth"))  # of methods that manim makes up
SEVERAL = frozenset(("mobjects", "vmobjects"))
PLACE = 6


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`wrong-value:call.parameter`, `unknown-colour:name`, `flat-point:call.parameter`.

    And `unknown-argument` for keywords that are handed over as a dict.
    """
    types = types_of(evidence, release)
    for site in types.sites:
        conditions = ast.IfExp in site.scope.unit.nodes
        for parameter, node in _branches(site.arguments) if conditions else site.arguments:
            if parameter in PARAMETERS and (check := check_of(site.name, parameter)):
                several = parameter in SEVERAL and parameter != site.signature.rest
                findings = [] if several else list(check(types, site, parameter, node))
                if findings or several:
                    yield from findings
                    continue
            yield from annotations.check(types, site, parameter, node)
        if site.signature.rest in SEVERAL:
            for node in site.call.args:
                if type(node) is ast.Starred and site.scope.element(node.value) in NO_MOBJECT:
                    yield wrong(types, site, site.signature.rest, node)
        if site.name in LINES and not site.owner:
            for node in site.call.args[:2]:
                yield from place(types, site, "start", node)
    for unit in types.units:
        scope = types.scope(unit)
        for node in unit.nodes.get(ast.Call, ()):
            if getattr(node.func, "attr", "") in SIZING and len(node.args) == 1:
                if scope.type(node.args[0]) in NO_NUMBER and scope.type(node.func.value):
                    yield Finding("wrong-value", node.func.attr, node.lineno)
        for node in unit.nodes.get(ast.Assign, ()):
            target = node.targets[0]
            if type(target) is ast.Attribute and target.attr == "background_color":
                yield from is_colour(types, scope, node.value)


def _branches(arguments: list[tuple[str, ast.expr]]) -> Iterator[tuple[str, ast.expr]]:
    """What is given, with both values where a condition decides that does not ask for the type."""
    for parameter, node in arguments:
        if type(node) is ast.IfExp and "isinstance" not in ast.dump(node.test):
            yield from ((parameter, node.body), (parameter, node.orelse))
        else:
            yield parameter, node
