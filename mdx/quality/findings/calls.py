"""Calls and attributes that a release of manim does not know, where the type of things is plain."""

import ast
from collections.abc import Iterable, Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.scope import Site

MOBJECT = "Mobject"
# What passes keywords on to a method of another mobject, which tables cannot see.
PASSED_ON = {"arrange": "next_to", "get_text": "next_to", "get_tex": "next_to"}
CHOOSING = ("_class", "_animation")  # ends of parameters for what is made
FEWEST = {"Union": 2, "Intersection": 2, "ConvexHull": 3, "Polygon": 2, "Transform": 2,
          "ReplacementTransform": 2, "TransformFromCopy": 2, "FadeTransform": 2}  # fmt: skip
PLACE = 2


def find(evidence: Evidence, release: Release) -> list[Finding]:
    """`unknown-argument`, `too-many-arguments`, `missing-argument`, `unknown-attribute`.

    And `no-effect` for a `set_x` of what has no x, which manim answers and nothing comes of.
    """
    types = types_of(evidence, release)
    findings: list[Finding] = []
    for site in types.sites:
        if not _fits(site):
            findings += _arguments(types, site)
        elif site.name in FEWEST:
            findings += _too_few(site)
    for unit in types.units:
        scope = types.scope(unit)
        called: dict[int, ast.Call] = {}  # by what they call, once somebody asks
        for node in unit.nodes.get(ast.Attribute, ()):
            if type(node.ctx) is ast.Load:
                if kind := scope.type(node.value):
                    if not types.has(kind, node.attr):
                        called = called or {
                            id(call.func): call for call in unit.nodes.get(ast.Call, ())
                        }
                        findings += _attribute(types, kind, node, called.get(id(node)))
                elif type(node.value) is ast.Name and node.value.id not in scope.local:
                    findings += _in_module(types, node, scope.local)
    return findings


def _too_few(site: Site) -> Iterator[Finding]:
    """Fewer mobjects or points than a shape is made of."""
    args = site.call.args
    given = {keyword.arg for keyword in site.call.keywords}
    if not site.owner and len(args) < FEWEST.get(site.name, 0):
        if not any(type(arg) is ast.Starred for arg in args):
            positional = site.signature.positional
            name = site.signature.rest or positional[len(args)]
            if given.isdisjoint((None, *positional[len(args) :][:1])):
                yield Finding("missing-argument", f"{site.name}.{name}", site.call.lineno)


def _fits(site: Site) -> bool:
    """Whether a call plainly gives what it must and no more, as nearly all do."""
    call, signature = site.call, site.signature
    count, positional = len(call.args), signature.positional
    if count > len(positional) and not signature.many:
        return False
    given = [k.arg for k in call.keywords]
    if signature.any_keyword:
        plain = not given or site.name not in PASSED_ON
    else:
        plain = signature.keywords.issuperset(given)
    if count and given and not set(given).isdisjoint(positional[:count]):
        return False
    return plain and signature.required.issubset((*positional[:count], *given))


def _arguments(types: Types, site: Site) -> Iterator[Finding]:
    """What is wrong with the arguments of a call, whatever their values are."""
    call, signature = site.call, site.signature
    name = f"{types.release_name(site.owner)}.{site.name}" if site.owner else site.name
    given = [k.arg for k in call.keywords]
    keywords: frozenset[str] | None = None
    if signature.flows and any(
        k and k.endswith(CHOOSING) for k in {*given} & {*signature.positional}
    ):
        pass  # they go on to another class than usual
    elif not signature.any_keyword:
        keywords = signature.keywords
    elif site.name in PASSED_ON and (taken := types.method(MOBJECT, PASSED_ON[site.name])):
        keywords = signature.keywords | taken.keywords
    for keyword in given:
        if keyword is not None and keywords is not None and keyword not in keywords:
            yield Finding("unknown-argument", f"{name}.{keyword}", call.lineno)
    positional = signature.positional
    if not any(type(arg) is ast.Starred for arg in call.args):
        for keyword in sorted(set(filter(None, given)) & set(positional[: len(call.args)])):
            yield Finding("too-many-arguments", f"{name}.{keyword}", call.lineno)  # it is given
    missing = signature.required.difference(positional[: len(call.args)], given)
    excess = len(call.args) > len(positional) and not signature.many
    if (missing or excess) and not any(isinstance(a, ast.Starred) for a in call.args):
        if excess:
            yield Finding("too-many-arguments", name, call.lineno)
        if None not in given:
            for parameter in sorted(missing):
                yield Finding("missing-argument", f"{name}.{parameter}", call.lineno)


def _attribute(
    types: Types, kind: str, node: ast.Attribute, call: ast.Call | None
) -> Iterator[Finding]:
    """What comes of an attribute that objects of this type do not have."""
    attribute = node.attr
    bases = types.bases(kind) or []
    if _is_made_up(attribute, [p for b in bases for p in types.release.dynamic(b)], call):
        name = attribute[4:]
        if attribute.startswith("get_") and not types.has(kind, name):
            pass
        elif attribute.startswith("set_") and not types.read & {name, f"get_{name}"}:
            kept = name in types.members or any(
                name in types.release.attributes(base) for base in bases
            )
            if not kept:
                yield Finding("no-effect", attribute, node.lineno)
            return
        else:
            return
    yield Finding("unknown-attribute", f"{types.release_name(kind)}.{attribute}", node.lineno)


def _in_module(types: Types, node: ast.Attribute, local: frozenset[str]) -> Iterator[Finding]:
    """Whether a module of the release has the attribute."""
    release, name = types.release, node.value.id  # type: ignore[attr-defined]
    if node.attr.startswith("__"):
        return
    if name in types.modules:
        has = node.attr in release.star(release.package) or release.submodule(node.attr)
        if not has and node.attr not in release.names(release.package):
            yield Finding("unknown-attribute", f"{release.package}.{node.attr}", node.lineno)
    elif (module := types.named(node.value, local)) and release.kind(module) == "module":
        if node.attr not in release.names(release.submodule(module)):
            yield Finding("unknown-attribute", f"{module}.{node.attr}", node.lineno)


def _is_made_up(attribute: str, prefixes: Iterable[str], call: ast.Call | None) -> bool:
    """Whether Mobject.__getattr__ answers: get_x() of an attribute x, set_x(value) of any."""
    if not attribute.startswith(tuple(prefixes) or ("\0",)):
        return False
    if call is None:
        return True
    wanted = 0 if attribute.startswith("get_") else 1
    return len(call.args) == wanted and not call.keywords
