"""What the functions, methods and classes of some code can be called with.

Keywords that `**kwargs` catches go on to whatever the function hands them to: what that takes, this
takes, and what that needs and is not given, this needs.
"""

import ast
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from mdx.manim.releases import Signature
from mdx.quality.kinds import CLASS
from mdx.quality.scope import Scope
from mdx.quality.unit import Function, Unit
from mdx.scenes.syntax import descendants

if TYPE_CHECKING:
    from mdx.quality.inference import Types

DEFAULTS = frozenset(("default", "default_factory"))
READING = frozenset(("pop", "get", "setdefault"))
NOTHING = Signature((), frozenset(), frozenset(), False, False, "")


class Signatures:
    """The signatures of what some code defines; None where something may change them."""

    def __init__(self, types: "Types"):
        self.types = types
        self.of_classes: dict[str, Signature | None] = {}
        self.of_functions: dict[tuple[Function, bool], Signature | None] = {}

    def function(self, function: Function, bound: bool) -> Signature | None:
        """That of a function, or of a method that is bound to an object or a class."""
        asked = (function, bound)
        if asked not in self.of_functions:
            self.of_functions[asked] = None  # a circle of calls ends here
            decorators = {getattr(d, "id", "?") for d in function.decorator_list}
            if not decorators - {"staticmethod", "classmethod"}:
                signature = plain(function.args, bound and "staticmethod" not in decorators)
                if signature and signature.any_keyword:
                    signature = self._flow(function, signature)
                self.of_functions[asked] = signature
        return self.of_functions[asked]

    def of_class(self, name: str) -> Signature | None:
        """What a class of the code is made with: what its __init__ takes, or that of its base."""
        if name not in self.of_classes:
            self.of_classes[name] = None  # a circle of bases ends here
            self.of_classes[name] = self._of_class(name)
        return self.of_classes[name]

    def _of_class(self, name: str) -> Signature | None:
        node, types = self.types.own[name], self.types
        made_by = [
            n
            for n in node.body
            if isinstance(n, ast.FunctionDef) and n.name in ("__init__", "__new__")
        ]
        is_data = bool(node.decorator_list) and is_dataclass(node)
        if node.keywords or (node.decorator_list and not is_data) or len(made_by) > 1:
            return None
        if made_by:
            [init] = made_by
            return self.function(init, bound=True) if init.name == "__init__" else None
        bases = [base for base in node.bases if getattr(base, "id", "") != "object"]
        if len(bases) > 1:
            return None
        above = getattr(bases[0], "id", "?") if bases else ""
        if is_data or above == "NamedTuple":
            inherited = self.of_class(above) if above in types.own else NOTHING
            return fields(node, node.body, inherited) if inherited else None
        if above in types.own:
            return self.of_class(above)
        if not bases:
            return NOTHING
        base = types.named(bases[0], frozenset())
        return types.release.function(base) if base in types.release.classes else None

    def _flow(self, function: Function, signature: Signature) -> Signature:
        """A signature with what becomes of the keywords that the function catches."""
        caught = function.args.kwarg.arg if function.args.kwarg else ""
        uses = 0
        read: set[str] = set()
        calls: list[ast.Call] = []
        for node in descendants(function):
            if type(node) is ast.Name:
                uses += node.id == caught
            elif type(node) is ast.Call:
                calls += [node for k in node.keywords if not k.arg and _is(k.value, caught)]
                if getattr(node.func, "attr", "") in READING and _is(node.func.value, caught):  # type: ignore[attr-defined]
                    uses -= 1
                    read |= {str(getattr(arg, "value", "")) for arg in node.args[:1]}
        unit = self.types.results.unit_of.get(function)
        if unit is None or len(calls) != uses or len(calls) != 1:
            return signature
        [call] = calls
        taker = self.called(self.types.scope(unit), call) or self._of_release(unit, call)
        if taker is None or taker.any_keyword or _is_conditional(function, call):
            return signature
        given = {k.arg for k in call.keywords if k.arg}
        plainly = [*takewhile(lambda arg: type(arg) is not ast.Starred, call.args)]
        starred = len(plainly) < len(call.args)
        given |= set(taker.positional[: len(plainly)])
        needed = frozenset() if starred else taker.required
        return signature._replace(
            keywords=signature.keywords | (taker.keywords - given) | read,
            required=signature.required | (needed - given - read),
            any_keyword=False,
        )

    def called(self, scope: Scope, call: ast.Call) -> Signature | None:
        """The signature of what is called, if it is the code's own and nobody else's."""
        function = call.func
        if type(function) is ast.Name:
            return self._of_name(scope, function)
        if type(function) is not ast.Attribute:
            return None
        if function.attr == "__init__":
            return self._of_init(scope, function)
        kind = scope.type(function.value)
        own = kind.removeprefix(CLASS)
        if own in self.types.own and (method := self.types.results.method(own, function.attr)):
            is_class_method = [getattr(d, "id", "") for d in method.decorator_list]
            return self.function(method, own == kind or is_class_method == ["classmethod"])
        return None

    def _of_name(self, scope: Scope, function: ast.Name) -> Signature | None:
        name, types = function.id, self.types
        if name in scope.nested:
            return self.function(scope.nested[name], bound=False)
        if type(value := scope.value(function)) is ast.Lambda:
            return plain(value.args, bound=False)
        if name in scope.local or types.evidence.bindings[name] != 1:
            return None
        if name in types.functions:
            return self.function(types.functions[name], bound=False)
        return self.of_class(name) if name in types.own and not types.made_as(name) else None

    def _of_init(self, scope: Scope, function: ast.Attribute) -> Signature | None:
        """That of `super().__init__` or `Base.__init__` where the base is the code's own."""
        kind = scope.type(function.value)
        own = kind.removeprefix(CLASS)
        signature = self.of_class(own) if own in self.types.own else None
        if signature is None or kind != CLASS + own:
            return signature
        return signature._replace(positional=("self", *signature.positional))

    def _of_release(self, unit: Unit, call: ast.Call) -> Signature | None:
        """The signature of what is called, if it is the release's."""
        scope, function, types = self.types.scope(unit), call.func, self.types
        if name := types.named(function, scope.local):
            return types.release.function(name)
        if type(function) is ast.Name and (base := types.made_as(function.id)):
            return types.release.function(base)
        if type(function) is ast.Attribute and (kind := scope.type(function.value)):
            if not (kind in types.own and function.attr in types.members):
                every = (types.release.method(b, function.attr) for b in types.bases(kind) or ())
                return next(filter(None, every), None)
        return None


def plain(arguments: ast.arguments, bound: bool) -> Signature | None:
    """The signature that is written out, without self where it is bound; None if it has none."""
    names = [arg.arg for arg in arguments.posonlyargs + arguments.args]
    needed = names[: len(names) - min(len(arguments.defaults), len(names))]
    if bound:
        if not names and not arguments.vararg:
            return NOTHING._replace(required=frozenset(("self",)))  # it cannot be called at all
        names, needed = names[1:], needed[1:]
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    only = [arg.arg for arg, default in pairs if default is None]
    return Signature(
        tuple(names), frozenset((*needed, *only)),
        frozenset((*names, *(arg.arg for arg in arguments.kwonlyargs))),
        arguments.vararg is not None, arguments.kwarg is not None, "",
        [] if arguments.kwarg else None,
    )  # fmt: skip


def is_dataclass(node: ast.ClassDef) -> bool:
    """Whether the only decorator of a class is that of dataclasses."""
    first = node.decorator_list[0]
    first = first.func if type(first) is ast.Call else first
    named = getattr(first, "attr", getattr(first, "id", ""))
    return len(node.decorator_list) == 1 and named == "dataclass"


def fields(
    node: ast.ClassDef, body: Sequence[ast.stmt], inherited: Signature = NOTHING
) -> Signature:
    """What a dataclass or a NamedTuple is made with: these fields, after those of its base."""
    positional, required = list(inherited.positional), set(inherited.required)
    keywords = set(inherited.keywords)
    options = [k for d in node.decorator_list if type(d) is ast.Call for k in d.keywords]
    named_only = any(k.arg == "kw_only" for k in options)
    for part in body:
        if type(part) is not ast.AnnAssign or type(part.target) is not ast.Name:
            continue
        annotation = ast.unparse(part.annotation)
        named_only |= "KW_ONLY" in annotation
        settings = {}
        if type(part.value) is ast.Call and getattr(part.value.func, "id", "") == "field":
            settings = {k.arg: getattr(k.value, "value", None) for k in part.value.keywords}
        if "ClassVar" in annotation or "KW_ONLY" in annotation or settings.get("init") is False:
            continue
        name = part.target.id
        keywords.add(name)
        if not named_only and "kw_only" not in settings and name not in positional:
            positional.append(name)
        has_default = part.value is not None if not settings else settings.keys() & DEFAULTS
        (required.discard if has_default else required.add)(name)
    return NOTHING._replace(
        positional=tuple(positional), required=frozenset(required), keywords=frozenset(keywords)
    )


def misfits(signature: Signature, call: ast.Call, name: str) -> Iterator[str]:
    """What is wrong with how something is called: its name, or a keyword that it passes on."""
    count, positional = len(call.args), signature.positional
    given = [k.arg for k in call.keywords]
    foreign = [] if signature.any_keyword else [g for g in given if g not in signature.keywords]
    for keyword in filter(None, foreign):
        yield name if signature.flows is None else f"{name}.{keyword}"
    if not any(type(arg) is ast.Starred for arg in call.args):
        excess = count > len(positional) and not signature.many
        twice = not set(given).isdisjoint(positional[:count])
        missing = None not in given and signature.required.difference(positional[:count], given)
        if excess or twice or missing:
            yield name


def _is(node: ast.AST, name: str) -> bool:
    return type(node) is ast.Name and node.id == name


def _is_conditional(function: Function, call: ast.Call) -> bool:
    """Whether a function may return without having made this call."""
    simple = (s for s in function.body if isinstance(s, ast.Expr | ast.Assign | ast.Return))
    return not any(node is call for statement in simple for node in descendants(statement))
