"""Constructors that take options as parameters, keep some and pass the rest to their base."""

import ast

from mdx.porting.edits import Part, Span
from mdx.porting.index import dotted, last_name
from mdx.porting.keywords import Keywords
from mdx.porting.module import Module
from mdx.porting.options import Options, attribute_name

CODE = "config"


def new_constructor(module: Module, options: Options, indent: str, first: str) -> list[Part]:
    """A constructor that takes the parameters, keeps what is the class's own and passes on the
    rest, after the `first` arguments."""
    step = "\t" if "\t" in indent else "    "
    parts: list[Part] = ["def __init__(self, *args"]
    for key in options.parameters:
        parts += [f", {key}=", module.span(options.values[key])]
    parts.append(", **kwargs):\n")
    for key in options.parameters:
        if key not in options.passed:
            parts.append(f"{indent}{step}self.{attribute_name(key)} = {key}\n")
    passed = "".join(f"{new}={key}, " for key, new in options.passed.items())
    parts.append(f"{indent}{step}super().__init__({first}*args, {passed}**kwargs)\n")
    return parts


def amend(module: Module, constructor: ast.FunctionDef, options: Options) -> None:
    """Adds the parameters to a constructor, and passes its base those that the base accepts."""
    arguments = constructor.args
    taken = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    new = [key for key in options.parameters if key not in taken]
    if new:
        _parameters(module, constructor, options, new)
    digest = base = None
    for node in ast.walk(constructor):
        if isinstance(node, ast.Call):
            name = last_name(node.func)
            if name in ("digest_config", "digest_locals"):
                digest = node
            elif name == "__init__" and isinstance(node.func, ast.Attribute):
                base = node
    called = dotted(getattr(base.func, "value", base)) if base is not None else ""
    takes = module.ask(Keywords).takes  # of another class than the options were looked up in
    passed = {k: n for k, n in options.passed.items() if not called or takes(called, n)}
    own = {attribute_name(key): key for key in new if key not in passed}
    if base is not None:
        _pass(module, base, {k: n for k, n in passed.items() if k in new})
    statement = module.parent.get(digest) if digest is not None else None
    if digest is not None and isinstance(statement, ast.Expr):
        call = _base_call(module, constructor, options) if base is None else ""
        set_options(module, digest, statement, own, call)
    elif own:
        first = module.statement(base) if base is not None else constructor.body[0]
        assert first is not None
        start = module.span(first).start
        indent = "\n" + module.indent(first)
        module.insert(start, indent.join(f"self.{a} = {k}" for a, k in own.items()) + indent, CODE)


def _parameters(
    module: Module, constructor: ast.FunctionDef, options: Options, new: list[str]
) -> None:
    """Puts the parameters before `**kwargs`, or at the end where there is none."""
    arguments = constructor.args
    if arguments.kwarg is not None:
        at = module.span(arguments.kwarg).start
        at = module.source.bytes.rindex(b"**", 0, at)
        for key in new:
            module.replace(
                Span(at, at), f"{key}=", module.span(options.values[key]), ", ", code=CODE
            )
        return
    every = [*arguments.posonlyargs, *arguments.args, *arguments.defaults, *arguments.kwonlyargs,
             *(d for d in arguments.kw_defaults if d is not None)]  # fmt: skip
    every += [a for a in (arguments.vararg,) if a is not None]
    at = max(module.span(place).end for place in every) if every else 0
    for key in new if at else ():
        module.replace(Span(at, at), f", {key}=", module.span(options.values[key]), code=CODE)


def _pass(module: Module, call: ast.Call, passed: dict[str, str]) -> None:
    given = {keyword.arg for keyword in call.keywords}
    text = [f"{new}={key}" for key, new in passed.items() if new not in given and key not in given]
    if not text:
        return
    spread = next((k for k in call.keywords if k.arg is None), None)
    if spread is not None:
        module.insert(module.span(spread).start, "".join(f"{t}, " for t in text), CODE)
        return
    end = module.bare(call).end - 1
    empty = not (call.args or call.keywords)
    module.insert(end, ", ".join(text) if empty else "".join(f", {t}" for t in text), CODE)


def _base_call(module: Module, constructor: ast.FunctionDef, options: Options) -> str:
    """The call of an animation's base, which the old library did not need; "" for others."""
    node, arguments = module.parent.get(constructor), constructor.args
    if not isinstance(node, ast.ClassDef) or not module.is_a(node.name, "Animation"):
        return ""
    given = [a.arg for a in arguments.args[1:2]]
    given += [f"{new}={key}" for key, new in options.passed.items()]
    given += [f"**{arguments.kwarg.arg}"] if arguments.kwarg is not None else []
    return f"super().__init__({', '.join(given)})"


def set_options(
    module: Module, call: ast.Call, statement: ast.Expr, own: dict[str, str], first: str = ""
) -> None:
    """What `digest_config(self, kwargs, locals())` set, set one by one."""
    function = next(module.within(call, ast.FunctionDef), None)
    local = last_name(call.func) == "digest_locals" or any(
        isinstance(a, ast.Call) and dotted(a.func) == "locals" for a in call.args
    )
    names = list(own.values())
    listed = call.args[1] if len(call.args) > 1 else None
    if isinstance(listed, ast.List | ast.Tuple):
        names += [str(k.value) for k in listed.elts if isinstance(k, ast.Constant)]
    elif last_name(call.func) == "digest_locals" and isinstance(function, ast.FunctionDef):
        names += _locals(function, call)
    elif local and isinstance(function, ast.FunctionDef):
        arguments = function.args
        names += [
            a.arg for a in (*arguments.args[1:], *arguments.kwonlyargs) if a.arg not in own.values()
        ]
    if not names and not first:
        module.remove(statement, CODE)
        return
    indent = "\n" + module.indent(statement)
    lines = [first] * bool(first)
    lines += [f"self.{attribute_name(name)} = {name}" for name in dict.fromkeys(names)]
    module.replace(statement, indent.join(lines), code=CODE)


def _locals(function: ast.FunctionDef, call: ast.Call) -> list[str]:
    """The names that a function has bound before a call in it, except its own."""
    names = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if node.lineno < call.lineno:
                names.append(node.id)
    return [name for name in dict.fromkeys(names) if name != "self"]
