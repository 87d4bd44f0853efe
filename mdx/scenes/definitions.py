"""Scans what opens a scope of its own: functions, classes and comprehensions."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mdx.scenes import changes
from mdx.scenes.scopes import CLASS, FUNCTION, MODULE, Scope, base_name, leading
from mdx.scenes.syntax import dotted_name

if TYPE_CHECKING:
    from mdx.scenes.names import Reads

_BEGINS = frozenset({"construct", "setup"})
_HOOKS = frozenset({"__init_subclass__", "__set_name__", "__new__", "__prepare__"})
_NO_CALL = ast.Call(ast.Name("", ast.Load()), [], [])


def function(reads: "Reads", node: Any, scope: Scope, stack: list[Any]) -> None:
    """Scans a function or lambda."""
    inner = Scope(FUNCTION)
    every = _arguments(node.args)
    inner.takes.update(argument.arg for argument in every)
    inner.bound.update(dict.fromkeys(argument.arg for argument in every))
    if node.__class__ is ast.Lambda:
        body = [node.body]
        inner.runs = id(node) in reads.run_now
    else:
        body = node.body
        _decorated(reads, node.decorator_list, scope)
        _type_parameters(node, inner)
        reads.hooks |= node.name in _HOOKS
        if node.name == "__del__":
            scope.changed.add(changes.AT_THE_END)
    reads.run(_outside(node, every), scope)
    if node.__class__ is not ast.Lambda:
        scope.bound[node.name] = None
    for name, default in _defaults(node.args):
        inner.aliases[name] = changes.shared(default, scope)[0]
    reads.run(body, inner)
    if scope.kind == CLASS:
        inner.gives |= inner.aliases.get("self", set())
        inner.own |= changes.of_first(every, inner)
        if getattr(node, "name", "") in _BEGINS:
            reads.leading.update(leading(body))
    _leave(reads, node, inner, scope)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return every + [a for a in (arguments.vararg, arguments.kwarg) if a is not None]


def _outside(node: Any, every: list[ast.arg]) -> list[ast.expr]:
    """What is evaluated where a function is defined: defaults, annotations, decorators."""
    parts = [*node.args.defaults, *node.args.kw_defaults, *(a.annotation for a in every)]
    if node.__class__ is not ast.Lambda:
        parts += (*node.decorator_list, node.returns)
    return [part for part in parts if part is not None]


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    """The arguments that have a default, with their defaults."""
    places = [*arguments.posonlyargs, *arguments.args]
    for place, default in zip(places[::-1], arguments.defaults[::-1], strict=False):
        yield place.arg, default
    for place, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if given is not None:
            yield place.arg, given


def _keeps_default(arguments: ast.arguments, inner: Scope) -> bool:
    """Whether a function changes one of its defaults, an object that all calls share."""
    kept = {
        name for name, default in _defaults(arguments) if default.__class__ in changes.CHANGEABLE
    }
    changed = inner.with_aliased(inner.changed) if kept else ()
    return any(base_name(name) in kept for name in changed)


def _leave(reads: "Reads", node: Any, inner: Scope, scope: Scope) -> None:
    """Passes what a function does to the scope around it."""
    reads.sets |= inner.globals & inner.bound.keys()
    if scope.kind != FUNCTION and inner.changed and _keeps_default(node.args, inner):
        scope.alters.update([node.name] if scope.kind == MODULE else ())
        scope.own.update(["cls"] if scope.kind == CLASS else ())
    if scope.kind == MODULE and inner.own and not inner.takes.isdisjoint(changes.SELF):
        inner.alters_own = True  # outside a class, `self` is an argument like any other
    gives(getattr(node, "name", ""), inner.returned(), scope)
    inner.leave(scope)
    if inner.runs:  # now, and maybe later again
        inner.leave(scope, at_once=True)
        if not inner.with_aliased(inner.changed).isdisjoint(inner.takes):
            changes.of_taken(reads.run_now[id(node)], scope)


def gives(name: str, names: set[str], scope: Scope) -> None:
    """Notes what a function or class of this name returns when it is called."""
    if scope.kind == MODULE and name:
        scope.aliases.setdefault(name + "()", set()).update(names)
    elif scope.kind != MODULE:
        scope.gives |= names


def class_(reads: "Reads", node: ast.ClassDef, scope: Scope, stack: list[Any]) -> None:
    """Scans a class."""
    keywords = [keyword.value for keyword in node.keywords]
    reads.run([*node.decorator_list, *node.bases, *keywords], scope)
    _decorated(reads, [*node.decorator_list, *keywords], scope)
    reads.hooks |= bool(keywords)
    inner = Scope(CLASS)
    _type_parameters(node, inner)
    reads.run(node.body, inner)
    held = changes.held(node.body)
    if inner.own and (inner.own & changes.OWN or held & inner.own):
        scope.alters.add(node.name)
    if scope.kind == MODULE and inner.aliases:
        own = scope.aliases.setdefault(node.name, set())
        own.update(*inner.aliases.values())
    if scope.kind == MODULE:
        scope.given[node.name] = set(filter(None, map(dotted_name, node.bases)))
    gives(node.name, inner.gives | ({node.name} if held else set()), scope)
    inner.leave(scope)
    scope.bound[node.name] = None


def _decorated(reads: "Reads", decorators: list[ast.expr], scope: Scope) -> None:
    if scope.runs:
        reads.called.update(changes.root(node).partition(".")[0] for node in decorators)
        scope.changed.update(changes.registries(decorators))
        reads.run_now.update((id(node), _NO_CALL) for node in decorators)


def _type_parameters(node: Any, inner: Scope) -> None:
    for parameter in getattr(node, "type_params", ()):
        inner.bound[parameter.name] = None


def comprehension(reads: "Reads", node: Any, scope: Scope, stack: list[Any]) -> None:
    """Scans a comprehension; its first iterable belongs to the scope around it."""
    first = node.generators[0]
    reads.run([first.iter], scope)
    inner = Scope(FUNCTION)
    inner.runs = scope.runs
    parts: list[Any] = []
    for generator in node.generators:
        parts.append(generator.target)
        changes.alias(generator.target, generator.iter, inner, of_items=True)
        if generator is not first:
            parts.append(generator.iter)
        parts += generator.ifs
    if node.__class__ is ast.DictComp:
        parts += (node.key, node.value)
    else:
        parts.append(node.elt)
        if node.elt.__class__ is ast.Call:
            changes.of_call(node.elt, inner)
    reads.run(parts, inner)
    scope.bound.update(inner.walrus)
    scope.walrus.update(inner.walrus)  # for the comprehension that this one may be in
    inner.leave(scope, at_once=True)
