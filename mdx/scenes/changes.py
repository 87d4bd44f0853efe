"""What a statement changes that is known by a name: values in place, attributes, items."""

import ast
from collections.abc import Collection
from typing import Any

from mdx.scenes.scopes import FUNCTION, MODULE, Scope, base_name
from mdx.scenes.syntax import descendants

# Functions of Python's own that change their first argument.
CHANGERS = frozenset({"setattr", "delattr", "next"})
# Methods that change what they belong to, also where their value is used: of Python's collections
# and of Manim's objects. Any method does whose value is not used.
METHODS = frozenset(
    """add append appendleft arrange become center clear discard extend extendleft
    flip insert move_to next_to pop popitem popleft remove reverse rotate scale send setdefault
    shift sort stretch to_corner to_edge update align_to add_to_preamble add_updater""".split()
)
# Functions of Python's own that change nothing that they take.
PURE = frozenset({"print", "len", "input", "exit", "quit", "help", "display", "dir", "repr"})


# What a method calls the class that it belongs to.
OWN = frozenset({"cls", "self.__class__", "type(self)"})
# Expressions whose values can be changed in place.
CHANGEABLE = frozenset(
    {ast.List, ast.Dict, ast.Set, ast.Call, ast.ListComp, ast.DictComp, ast.SetComp}
)


def note(owner: ast.AST, scope: Scope) -> None:
    """Takes in that the value of an expression is changed, where that goes by a name."""
    name = root(owner)
    first, _, attributes = name.partition(".")
    if first == "self" or first == "cls":
        is_class = first == "cls" or attributes == "__class__"
        scope.own.add(name if is_class else attributes)
    elif name:
        scope.changed.add(name)
    elif _is_type_of_self(owner):
        scope.own.add("type(self)")


def _is_type_of_self(node: Any) -> bool:
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "type"
        and getattr(node.args[0] if node.args else None, "id", "") == "self"
    )


def held(body: list[ast.stmt]) -> set[str]:
    """The names that a class body gives to what can be changed in place."""
    return {
        name.id
        for node in body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value.__class__ in CHANGEABLE
        for name in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(name, ast.Name)
    }


def keeps_default(arguments: ast.arguments, inner: Scope) -> bool:
    """Whether a function changes a default of its own, which is one thing for all calls."""
    places = [*arguments.posonlyargs, *arguments.args][::-1]
    pairs = [
        *zip(places, arguments.defaults[::-1], strict=False),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    kept = {place.arg for place, default in pairs if default.__class__ in CHANGEABLE}
    return bool(kept) and any(base_name(name) in kept for name in inner.really_changed())


def is_of_module(call: ast.Call, scope: Scope, modules: Collection[str]) -> bool:
    """Whether a call of `vars` or `locals` gives the names of a module."""
    if not call.args:
        return scope.kind == MODULE
    return getattr(call.args[0], "id", "") in modules


def callees(func: ast.AST) -> set[str]:
    """The names that the value of an expression, which is called, may go by; those of calls in it
    are theirs."""
    name = root(func)
    if name:
        return {name.partition(".")[0]}
    names: set[str] = set()
    waiting = [func]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            names.add(node.id)
        elif not isinstance(node, ast.Call):
            waiting += ast.iter_child_nodes(node)
    return names


def note_chance(call: Any, scope: Scope) -> None:
    """Takes in that a call draws by chance, or sets where chance begins."""
    owner = call.func.value
    if getattr(owner, "id", "") == "random" or getattr(owner, "attr", "") == "random":
        name = root(owner).partition(".")[0]
        scope.changed.add(name + (".seed" if call.func.attr == "seed" else ".random"))


def root(node: Any) -> str:
    """The name at the left end of `name.a.b[0].c()`, with the attributes that follow it at once;
    "" where the value is made by a call of a name."""
    attributes: list[str] = []
    while True:
        kind = node.__class__
        if kind is ast.Name:
            return ".".join((node.id, *reversed(attributes)))
        if kind is ast.Attribute:
            attributes.append(node.attr)
            node = node.value
        elif kind is ast.Subscript or kind is ast.Starred:
            attributes.clear()
            node = node.value
        elif kind is ast.Call and node.func.__class__ is ast.Attribute:
            attributes.clear()
            node = node.func.value
        else:
            return ""


def of_targets(targets: list[Any], scope: Scope, modules: Collection[str]) -> None:
    """The names whose attributes or items an assignment sets, or a `del` removes."""
    for target in targets:
        kind = target.__class__
        if kind is ast.Attribute:
            note(target.value, scope)
            name = root(target)
            if name.partition(".")[0] in modules:
                scope.changed.add(name + "=")
        elif kind is ast.Subscript or kind is ast.Starred:
            note(target.value, scope)
        elif kind is ast.Tuple or kind is ast.List:
            of_targets(target.elts, scope, modules)


def of_call(call: Any, scope: Scope) -> None:
    """What a call may change whose value is not used: what its method belongs to, and outside of
    functions whatever it takes."""
    func = call.func
    if func.__class__ is ast.Attribute:
        owner = getattr(func.value, "id", "")
        if owner == "self":
            return
        first = getattr(call.args[0], "id", "") if call.args else ""
        if first != "self" and not func.attr.startswith("__"):  # `Base.method(self)` is one's own
            note(func.value, scope)
        if owner == "cls" or func.attr in METHODS:  # these leave alone what they take
            return
    elif func.__class__ is ast.Name:
        scope.changed.add(f"{func.id}()")
        if func.id in PURE:
            return
    for argument in call.args:
        if argument.__class__ is ast.Name and scope.kind == FUNCTION:
            note(argument, scope)


def passed(call: ast.Call, scope: Scope) -> None:
    """The names that a call takes as they are."""
    if getattr(call.func, "id", "") not in PURE:
        for argument in (*call.args, *(k.value for k in call.keywords)):
            scope.passed |= shared(argument)[0]


def alias(target: Any, value: ast.AST, scope: Scope, of_items: bool = False) -> None:
    """Takes in what the names of an assignment's target may be other names for; of a loop's also
    what a call such as `enumerate(names)` took, whose items they may be.
    """
    if value.__class__ is ast.Constant:
        return
    if scope.kind == FUNCTION and value.__class__ is ast.Call:
        return
    bare, given = shared(value)
    if of_items:
        bare |= given
    if not bare and not given:
        return
    for name in (target,) if target.__class__ is ast.Name else descendants(target):
        if name.__class__ is ast.Name:
            scope.aliases.setdefault(name.id, set()).update(bare)
            if scope.kind == MODULE and given:
                scope.given.setdefault(name.id, set()).update(given)


def shared(value: ast.AST) -> tuple[set[str], set[str]]:
    """The names whose values may be the value of an expression or a part of it, and those that
    calls in it took."""
    bare: set[str] = set()
    given: set[str] = set()
    waiting: list[tuple[Any, set[str]]] = [(value, bare)]
    while waiting:
        node, names = waiting.pop()
        kind = node.__class__
        if kind is ast.Name:
            names.add(node.id)
        elif kind in (ast.Attribute, ast.Subscript, ast.Starred, ast.NamedExpr):
            waiting.append((node.value, names))
        elif kind in (ast.Tuple, ast.List, ast.Set):
            waiting += [(e, names) for e in node.elts if e.__class__ is not ast.Constant]
        elif kind is ast.Dict:
            waiting += [(e, names) for e in node.values if e.__class__ is not ast.Constant]
        elif kind is ast.IfExp:
            waiting += [(node.body, names), (node.orelse, names)]
        elif kind is ast.Call:
            waiting += [(argument, given) for argument in node.args]
            waiting += [(keyword.value, given) for keyword in node.keywords]
            if node.func.__class__ is ast.Attribute:
                waiting.append((node.func.value, given))
    return bare, given
