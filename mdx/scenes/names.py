"""Which names a piece of code binds, reads and changes, by Python's rules of scope."""

import ast
from collections.abc import Iterable
from typing import Any

from mdx.scenes import assets, changes, definitions, narration
from mdx.scenes.scopes import CLASS, FUNCTION, MODULE, Import, Scope, imports
from mdx.scenes.syntax import CHILDREN


class Reads:
    """What the scan of one statement collects.

    now     global names read when the statement runs: bases, decorators, defaults, class bodies
    later   global names read when a function in the statement is called
    binds   global names the statement binds, in order
    sets    global names that a function in the statement binds
    scope   what the statement and its functions change (see Scope)
    dotted  (name, "attribute" or "attribute.attribute") read from a name in `modules`
    whole   names in `modules` that are read in any other way
    """

    def __init__(self, modules: Iterable[str] = ()) -> None:
        self.modules = frozenset(modules)
        self.now: set[str] = set()
        self.later: set[str] = set()
        self.binds: dict[str, None] = {}
        self.sets: set[str] = set()
        self.dotted: set[tuple[str, str]] = set()
        self.whole: set[str] = set()
        self.attributes: set[str] = set()
        self.assets: dict[str, None] = {}
        self.imports: list[Import] = []  # those inside functions and blocks
        self.leading: set[Import] = set()  # those of them that stand first in a scene's method
        self.spoken: list[ast.Call] = []
        self.scope = Scope(MODULE)
        self.called: set[str] = set()  # names that it calls, or decorates with, when it runs
        self.hooks = False  # whether one of its classes runs code when others derive from it
        self.keeps = False  # whether an inner function keeps a value from call to call
        self._words: set[int] = set()  # constants that are shown, so they name no file
        self.run_now: dict[int, ast.Call] = {}  # lambda -> the call that runs or takes it
        self._takers: list[ast.Call] = []  # calls that may name a file
        self._assigned: list[ast.Assign] = []

    def add(self, statement: ast.stmt) -> None:
        """Scans one top-level statement of the module."""
        scope = self.scope
        self.run([statement], scope)
        self.now |= scope.reads
        self.later |= scope.later
        self.binds.update(scope.bound)
        shown = any(_name(call.func) == "ImageMobject" for call in self._takers)
        arrays = assets.arrays(self._assigned) if shown else ()
        for call in self._takers:
            for name, within in assets.taken(call, arrays):
                for part in within:
                    self.assets.pop(part, None)
                self.assets[name] = None
        self._takers.clear()
        self._assigned.clear()

    def run(self, nodes: list[Any], scope: Scope) -> None:
        """Scans nodes in source order.

        Every node goes through this loop, so the common kinds are handled without a call.
        """
        stack = nodes[::-1]
        pop = stack.pop
        reads, bound, attributes, modules = scope.reads, scope.bound, self.attributes, self.modules
        in_class = scope.kind == CLASS
        while stack:
            node = pop()
            kind = node.__class__
            if kind is ast.Name:
                if node.ctx.__class__ is not ast.Load:
                    bound[node.id] = None
                elif not in_class or node.id not in bound:
                    reads.add(node.id)
                    if node.id in modules:
                        self.whole.add(node.id)
            elif kind is ast.Constant:
                if node.value.__class__ is str and assets.is_asset(node.value):
                    if id(node) not in self._words:
                        self.assets[node.value] = None
            elif kind is ast.Attribute:
                attributes.add(node.attr)
                value = node.value
                if value.__class__ is not ast.Name or value.id in modules:
                    self._attribute(node, scope, stack)
                elif not in_class or value.id not in bound:
                    reads.add(value.id)
            elif kind is ast.Call:
                self._call(node, scope)
                stack.append(node.func)
                stack += node.args
                for keyword in node.keywords:
                    stack.append(keyword.value)
            elif kind in _SPECIAL:
                _SPECIAL[kind](self, node, scope, stack)
            else:
                _push_children(node, stack)

    def _attribute(self, node: ast.Attribute, scope: Scope, stack: list[Any]) -> None:
        """Scans an attribute of a module, or of anything but a name."""
        value: Any = node.value
        if value.__class__ is ast.Name:
            self.dotted.add((value.id, node.attr))
            scope.reads.add(value.id)
        elif value.__class__ is ast.Attribute and (name := _name(value.value)) in self.modules:
            self.dotted.add((name, f"{value.attr}.{node.attr}"))
            scope.reads.add(name)
            self.attributes.add(value.attr)
        else:
            stack.append(value)

    def _call(self, node: ast.Call, scope: Scope) -> None:
        func: Any = node.func
        if func.__class__ is ast.Name:
            name = func.id
        elif func.__class__ is ast.Attribute:
            name = func.attr
            owner = func.value
            if name[:4] == "set_" or name in changes.METHODS:
                changes.note(owner, scope)
            if owner.__class__ is ast.Name:
                if owner.id == "random":
                    changes.note_chance(node, scope)
            elif owner.__class__ is ast.Attribute and owner.attr == "random":
                changes.note_chance(node, scope)
        else:
            name = ""
        if name in _NOTED:
            self._noted(node, name, scope)
        if scope.runs:
            self.called.update(changes.callees(func))
            changes.passed(node, scope)
            self.run_now.update((id(part), node) for part in changes.lambdas(node))

    def _noted(self, node: ast.Call, name: str, scope: Scope) -> None:
        """Scans a call of a name in _NOTED."""
        if name in changes.CHANGERS:
            if node.args and node.func.__class__ is ast.Name:
                changes.note(node.args[0], scope)
                changes.of_module(node, scope, self.modules)
        elif name in assets.SHOWN:
            self._words.update(map(id, node.args))
        elif name in assets.TAKERS:
            self._takers.append(node)
        elif name in narration.SPEAKERS:
            if node.func.__class__ is ast.Attribute:
                self.spoken.append(node)
        elif changes.is_of_module(node, scope, self.modules):
            scope.reads.add(f"{name}()")

    def _expression(self, node: ast.Expr, scope: Scope, stack: list[Any]) -> None:
        if node.value.__class__ is ast.Call:
            changes.of_call(node.value, scope)
        elif scope.runs and node.value.__class__ in _CALLING:  # an operator calls a method
            self.called.update(changes.callees(node.value))
        stack.append(node.value)

    def _delete(self, node: ast.Delete, scope: Scope, stack: list[Any]) -> None:
        changes.of_targets(node.targets, scope, self.modules)
        stack += node.targets

    def _return(self, node: Any, scope: Scope, stack: list[Any]) -> None:
        if node.value is not None:
            scope.gives |= changes.shared(node.value, scope)[0]
            stack.append(node.value)

    def _with(self, node: ast.withitem, scope: Scope, stack: list[Any]) -> None:
        if node.optional_vars is not None:
            changes.of_targets([node.optional_vars], scope, self.modules)
            changes.alias(node.optional_vars, node.context_expr, scope, of_items=True)
        _push_children(node, stack)

    def _loop(self, node: Any, scope: Scope, stack: list[Any]) -> None:
        changes.of_targets([node.target], scope, self.modules)
        changes.alias(node.target, node.iter, scope, of_items=True)
        _push_children(node, stack)

    def _matching(self, node: ast.Match, scope: Scope, stack: list[Any]) -> None:
        for case in node.cases:
            changes.alias(case.pattern, node.subject, scope, of_items=True)
        _push_children(node, stack)

    def _joined(self, node: ast.JoinedStr, scope: Scope, stack: list[Any]) -> None:
        last = node.values[-1] if node.values else None
        if isinstance(last, ast.Constant) and assets.is_asset("_" + str(last.value)):
            self.assets[assets.named(node)] = None
        stack += [value for value in node.values if value.__class__ is not ast.Constant]

    def _assign(self, node: ast.Assign, scope: Scope, stack: list[Any]) -> None:
        self._assigned.append(node)
        changes.of_targets(node.targets, scope, self.modules)
        changes.alias(node.targets[0], node.value, scope)
        if scope.runs and node.value.__class__ in _SIGNS:
            self.called.update(filter(None, map(_name, ast.iter_child_nodes(node.value))))
        if node.value.__class__ is ast.Lambda and scope.kind == MODULE:
            names = changes.shared(node.value.body, scope)[0]
            definitions.gives(_name(node.targets[0]), names, scope)
        stack += node.targets[::-1]
        stack.append(node.value)

    def _augmented(self, node: ast.AugAssign, scope: Scope, stack: list[Any]) -> None:
        if node.target.__class__ is ast.Name:
            scope.reads.add(node.target.id)
            if scope.kind == MODULE:
                scope.changed.add(node.target.id)
                self.called.add(node.target.id)
        changes.of_targets([node.target], scope, self.modules)
        stack += (node.target, node.value)

    def _annotated(self, node: ast.AnnAssign, scope: Scope, stack: list[Any]) -> None:
        changes.of_targets([node.target], scope, self.modules)
        if node.value is not None:
            changes.alias(node.target, node.value, scope)
        if node.value or scope.kind == FUNCTION or not isinstance(node.target, ast.Name):
            stack.append(node.target)
        if scope.kind != FUNCTION:
            stack.append(node.annotation)
        if node.value is not None:
            stack.append(node.value)

    def _named(self, node: ast.NamedExpr, scope: Scope, stack: list[Any]) -> None:
        scope.walrus[node.target.id] = None
        stack += (node.target, node.value)

    def _import(self, node: Any, scope: Scope, stack: list[Any]) -> None:
        for brought in imports(node):
            self.imports.append(brought)
            if brought.bound:
                scope.bound[brought.bound] = None

    def _global(self, node: ast.Global, scope: Scope, stack: list[Any]) -> None:
        if scope.kind != MODULE:
            scope.globals.update(node.names)
            scope.reads.update(node.names)

    def _nonlocal(self, node: ast.Nonlocal, scope: Scope, stack: list[Any]) -> None:
        self.keeps = True

    def _naming(self, node: Any, scope: Scope, stack: list[Any]) -> None:
        name = node.rest if node.__class__ is ast.MatchMapping else node.name
        if name:
            scope.bound[name] = None
        _push_children(node, stack)


def _name(node: Any) -> str:
    return node.id if node.__class__ is ast.Name else ""


def _push_children(node: ast.AST, stack: list[Any]) -> None:
    for name in _BACKWARDS[node.__class__]:
        value = getattr(node, name)
        if value.__class__ is list:
            stack += value[::-1]
        else:
            stack.append(value)


_BACKWARDS = {kind: fields[::-1] for kind, fields in CHILDREN.items()}
_OF_SCOPES = frozenset({"vars", "locals"})
_NOTED = _OF_SCOPES | changes.CHANGERS | assets.SHOWN | assets.TAKERS | narration.SPEAKERS.keys()
_SIGNS = frozenset({ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript})
_CALLING = _SIGNS | {ast.Attribute, ast.BoolOp, ast.IfExp}
_SPECIAL: dict[type, Any] = {
    ast.Expr: Reads._expression,
    ast.Delete: Reads._delete,
    ast.Return: Reads._return,
    ast.Yield: Reads._return,
    ast.YieldFrom: Reads._return,
    ast.withitem: Reads._with,
    ast.For: Reads._loop,
    ast.Match: Reads._matching,
    ast.Assign: Reads._assign,
    ast.AugAssign: Reads._augmented,
    ast.AnnAssign: Reads._annotated,
    ast.FunctionDef: definitions.function,
    ast.AsyncFunctionDef: definitions.function,
    ast.Lambda: definitions.function,
    ast.ClassDef: definitions.class_,
    ast.ListComp: definitions.comprehension,
    ast.SetComp: definitions.comprehension,
    ast.DictComp: definitions.comprehension,
    ast.GeneratorExp: definitions.comprehension,
    ast.NamedExpr: Reads._named,
    ast.JoinedStr: Reads._joined,
    ast.Import: Reads._import,
    ast.ImportFrom: Reads._import,
    ast.Global: Reads._global,
    ast.Nonlocal: Reads._nonlocal,
    ast.ExceptHandler: Reads._naming,
    ast.MatchAs: Reads._naming,
    ast.MatchStar: Reads._naming,
    ast.MatchMapping: Reads._naming,
    type(None): lambda reads, node, scope, stack: None,
}
