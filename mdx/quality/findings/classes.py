"""Classes of the code that cannot be made, or that have a property where something is set."""

import ast
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.inference import Types, types_of
from mdx.quality.signatures import fields, is_dataclass

MUTABLE = frozenset(("list", "dict", "set", "ndarray"))  # no default of a field
PLACE = 12


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`own-class:class.field`, `own-class:class.method` for what is abstract, `read-only`."""
    types = types_of(evidence, release)
    decorated = False
    for owner in evidence.classes:
        if owner.decorator_list and is_dataclass(owner):
            decorated = True
            yield from _fields(types, owner)
        decorated |= any(getattr(part, "decorator_list", ()) for part in owner.body)
    if decorated:
        yield from _abstract(types)
        yield from _read_only(types)


def _fields(types: Types, owner: ast.ClassDef) -> Iterator[Finding]:
    """A default that is shared by all objects, or a field without one after one that has one."""
    scope = types.scope(types.evidence.units[0])
    defaults = False
    for part in owner.body:
        if type(part) is not ast.AnnAssign or type(part.target) is not ast.Name:
            continue
        name = part.target.id
        if part.value is not None and scope.type(part.value) in MUTABLE:
            yield Finding("own-class", f"{owner.name}.{name}", part.lineno)
        if "KW_ONLY" in ast.unparse(part.annotation):
            return
        alone = fields(owner, (part,))
        if name in alone.positional:
            if defaults and name in alone.required:
                yield Finding("own-class", f"{owner.name}.{name}", part.lineno)
            defaults |= name not in alone.required


def _abstract(types: Types) -> Iterator[Finding]:
    """A call of a class that lacks a method which is abstract above it."""
    for name, call in types.evidence.calls_of(types.own):
        if type(call.func) is not ast.Name:
            continue
        chain = types.chain(name)
        if not any(
            getattr(base, "id", "") == "ABC" for own in chain for base in types.own[own].bases
        ):
            continue
        done: set[str] = set()
        for own in chain:
            for part in types.own[own].body:
                if isinstance(part, ast.FunctionDef) and part.name not in done:
                    done.add(part.name)
                    if "abstractmethod" in _decorators(part):
                        yield Finding("own-class", f"{name}.{part.name}", call.lineno)


def _read_only(types: Types) -> Iterator[Finding]:
    """What is set on an object whose class has a property of that name, which nobody can set."""
    fixed = {(owner, name) for owner in types.own for name in _properties(types, owner)}
    for owner, name in sorted(fixed):
        bases = types.bases(owner) or ()
        if any(name in types.release.stored(base) for base in bases):
            yield Finding("read-only", f"{owner}.{name}", types.own[owner].lineno)
    frozen = {n for n, node in types.own.items() if _is_frozen(node)}
    names = {name for _, name in fixed}
    for unit in types.units if fixed or frozen else ():
        scope = types.scope(unit)
        for node in unit.nodes.get(ast.Attribute, ()):
            if type(node.ctx) is ast.Store and (frozen or node.attr in names):
                kind = scope.type(node.value)
                if (kind, node.attr) in fixed or kind in frozen:
                    yield Finding("read-only", f"{kind}.{node.attr}", node.lineno)


def _properties(types: Types, owner: str) -> Iterator[str]:
    """The properties that objects of a class have and that nothing sets."""
    seen: set[str] = set()
    for own in types.chain(owner):
        every = [part for part in types.own[own].body if isinstance(part, ast.FunctionDef)]
        set_here = {p.name for p in every if "setter" in _decorators(p)}
        for part in every:
            if part.name not in seen and _decorators(part) == ["property"]:
                if part.name not in set_here:
                    yield part.name
        seen |= {part.name for part in every}


def _decorators(part: ast.FunctionDef) -> list[str]:
    return [getattr(d, "attr", getattr(d, "id", "")) for d in part.decorator_list]


def _is_frozen(node: ast.ClassDef) -> bool:
    options = [k for d in node.decorator_list if type(d) is ast.Call for k in d.keywords]
    return any(k.arg == "frozen" and getattr(k.value, "value", None) is True for k in options)
