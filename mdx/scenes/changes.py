"""What a statement changes, as far as it goes by a name: values in place, attributes, items."""

import ast
from collections.abc import Collection, Iterator
from typing import Any

from mdx.scenes.scopes import FUNCTION, MODULE, RESULT, Scope
from mdx.scenes.syntax import descendants, dotted_name

# Python's own functions that change their first argument.
CHANGERS = frozenset({"setattr", "delattr", "next"})
# Methods that change their object even if their result is used: of Python's collections, Manim's
# objects and random generators. A method whose result is not used is always taken to change it.
METHODS = frozenset(
    """add append appendleft arrange become center clear discard extend extendleft
    flip insert move_to next_to pop popitem popleft remove reverse rotate scale send setdefault
    shift sort stretch to_corner to_edge update align_to add_to_preamble add_updater
    choice choices gauss integers normal randint random randrange sample shuffle uniform""".split()
)
# Python's own functions that change none of their arguments.
PURE = frozenset({"print", "len", "input", "exit", "quit", "help", "display", "dir", "repr"})

# Stands for what a class with a `__del__` changes, at a time that nobody knows.
AT_THE_END = "*__del__"
SELF = frozenset({"self", "cls"})
# What a method calls its own class.
OWN = frozenset({"cls", "self.__class__", "type(self)"})
# Expressions that may contain a lambda.
LOOKED_INTO = frozenset({ast.Lambda, ast.List, ast.Tuple, ast.Dict, ast.Subscript, ast.IfExp,
    ast.Attribute, ast.Call})  # fmt: skip
# Expressions whose values can be changed in place.
CHANGEABLE = frozenset(
    {ast.List, ast.Dict, ast.Set, ast.Call, ast.ListComp, ast.DictComp, ast.SetComp}
)


def note(owner: Any, scope: Scope) -> None:
    """Notes that the value of an expression is changed, if it goes by a name."""
    if owner.__class__ is ast.Name and owner.id not in SELF:  # as most are
        scope.changed.add(owner.id)
        return
    name = root(owner)
    first, _, attributes = name.partition(".")
    if first == "self" or first == "cls":
        is_class = first == "cls" or attributes == "__class__"
        scope.own.add("cls" if is_class else attributes)
        return
    if name:
        scope.changed.add(name)
    if _is_type_of_self(owner):
        scope.own.add("type(self)")
    else:
        bare, given = shared(owner, scope)
        bare |= given if scope.runs else set(filter(is_result, given))
        scope.changed |= bare - SELF


def _is_type_of_self(node: Any) -> bool:
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "type"
        and getattr(node.args[0] if node.args else None, "id", "") == "self"
    )


def held(body: list[ast.stmt]) -> set[str]:
    """The names that a class body assigns to what can be changed in place."""
    return {
        name.id
        for node in body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value.__class__ in CHANGEABLE
        for name in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(name, ast.Name)
    }


def is_of_module(call: ast.Call, scope: Scope, modules: Collection[str]) -> bool:
    """Whether a call of `vars` or `locals` returns the names of a module."""
    if not call.args:
        return scope.kind == MODULE
    return getattr(call.args[0], "id", "") in modules


def lambdas(call: ast.Call) -> Iterator[ast.Lambda]:
    """The lambdas that a call runs, or takes and may run."""
    parts = (call.func, *call.args, *(k.value for k in call.keywords))
    for part in parts:
        if part.__class__ in LOOKED_INTO:
            yield from (node for node in descendants(part) if isinstance(node, ast.Lambda))


def of_taken(call: ast.Call, scope: Scope) -> None:
    """Notes that a call changes all its arguments."""
    for argument in (*call.args, *(k.value for k in call.keywords)):
        if argument.__class__ is not ast.Lambda:
            scope.changed |= shared(argument, scope)[0]


def of_module(call: ast.Call, scope: Scope, modules: Collection[str]) -> None:
    """Notes that `setattr` or `delattr` rebinds a name of a module."""
    owner = getattr(call.args[0], "id", "")
    if owner in modules:
        name = getattr(call.args[1], "value", "") if len(call.args) > 1 else ""
        scope.changed.add(f"{owner}.{name}=")


def of_first(arguments: list[ast.arg], inner: Scope) -> set[str]:
    """What a method whose first argument is not called self or cls changes, for Scope.own."""
    if not arguments or arguments[0].arg in SELF:
        return set()
    first, *_ = arguments
    return {
        attributes or "cls"
        for name, _, attributes in (changed.partition(".") for changed in inner.changed)
        if name == first.arg
    }


def registries(decorators: list[ast.expr]) -> Iterator[str]:
    """The objects whose methods are used as decorators, and may change them, for Scope.changed."""
    for node in decorators:
        func = node.func if isinstance(node, ast.Call) else node
        if isinstance(func, ast.Attribute) and (name := dotted_name(func)):
            yield f"{name}()"


def callees(func: ast.AST) -> set[str]:
    """The names that a called expression may go by, without those in calls inside it."""
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
    """Notes that a call draws a random value, or sets the seed."""
    owner = call.func.value
    if getattr(owner, "id", "") == "random" or getattr(owner, "attr", "") == "random":
        name = root(owner).partition(".")[0]
        scope.changed.add(name + (".seed" if call.func.attr == "seed" else ".random"))


def root(node: Any) -> str:
    """The name at the left end of `name.a.b[0].c()`, with the attributes that directly follow it;
    "" if there is a call of a name there instead."""
    attributes: list[str] = []
    while True:
        kind = node.__class__
        if kind is ast.Name:
            return ".".join((node.id, *reversed(attributes))) if attributes else node.id
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
    """Notes the names whose attributes or items an assignment sets or a `del` removes."""
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
    """Notes what a call may change whose result is not used: the object of its method and, inside
    a function, its arguments."""
    func = call.func
    if func.__class__ is ast.Attribute:
        owner = getattr(func.value, "id", "")
        if owner == "self":
            return
        first = getattr(call.args[0], "id", "") if call.args else ""
        if first != "self" and not func.attr.startswith("__"):  # `Base.method(self)` changes self
            note(func.value, scope)
        if owner == "cls" or func.attr in METHODS:  # these leave alone what they take
            return
    elif func.__class__ is ast.Name:
        scope.changed.add(f"{func.id}()")
        if func.id in PURE:
            for keyword in call.keywords:
                if keyword.arg == "file":
                    note(keyword.value, scope)
            return
    else:
        note(func, scope)
    for argument in call.args:
        if argument.__class__ is ast.Name and scope.kind == FUNCTION:
            note(argument, scope)


def passed(call: ast.Call, scope: Scope) -> None:
    """Notes the names that a call takes as arguments."""
    if getattr(call.func, "id", "") not in PURE:
        for argument in (*call.args, *(k.value for k in call.keywords)):
            scope.passed |= shared(argument, scope)[0]


def alias(target: Any, value: ast.AST, scope: Scope, of_items: bool = False) -> None:
    """Notes what the names in an assignment's target may be other names for; with `of_items`, as
    in a loop, also what a call such as `enumerate(names)` took."""
    if value.__class__ is ast.Constant:
        return
    if scope.kind == FUNCTION and value.__class__ is ast.Call:
        if result := result_of(value, scope):
            scope.aliases.setdefault(getattr(target, "id", ""), set()).add(result)
        return
    bare, given = shared(value, scope)
    if of_items:
        bare |= given
    if not bare and not given:
        return
    for node in (target,) if target.__class__ is ast.Name else descendants(target):
        name = node.id if node.__class__ is ast.Name else getattr(node, "name", None)
        if name:  # also in a pattern
            scope.aliases.setdefault(name, set()).update(bare)
            if scope.kind == MODULE and given:
                scope.given.setdefault(name, set()).update(given)


def result_of(call: ast.Call, scope: Scope) -> str:
    """The entry in Scope for what a call returns; "" if no name is called, or if a function calls a
    class, which returns a new object."""
    name = dotted_name(call.func)
    last = name.rpartition(".")[2]
    if not name or (last[0].isupper() and not scope.runs) or name.partition(".")[0] in SELF:
        return ""
    return name + RESULT


def is_result(name: str) -> bool:
    """Whether an entry in Scope stands for what a call returns."""
    return name.endswith(RESULT)


def shared(value: ast.AST, scope: Scope) -> tuple[set[str], set[str]]:
    """The names whose values may be the value of an expression or part of it, and the names that
    calls in it take."""
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
        elif kind is ast.BoolOp:
            waiting += [(value, names) for value in node.values]
        elif kind is ast.Call:
            if result := result_of(node, scope):
                names.add(result)
            waiting += [(argument, given) for argument in node.args]
            waiting += [(keyword.value, given) for keyword in node.keywords]
            if node.func.__class__ is ast.Attribute:
                waiting.append((node.func.value, given))
    return bare, given
