"""CONFIG, the old library's dictionary of a class's options, as what Python has for it.

The library merged it into the attributes of an instance, over all its classes, and let keyword
arguments win. What a constructor takes becomes a parameter here, all else an attribute of the
class. A dictionary within is merged with that of the class it comes from.
"""

import ast
from typing import NamedTuple

from mdx.porting.edits import Part, Span
from mdx.porting.module import Module, dotted, last_name
from mdx.porting.rules.keywords import GONE, UNKNOWN, Keywords

CODE = "config"
ATOMS = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.List, ast.Dict, ast.Tuple, ast.Set,
         ast.ListComp, ast.DictComp, ast.Subscript)  # fmt: skip
SIZES = frozenset(("width", "height", "depth", "color", "points"))  # properties of every mobject


class Options(NamedTuple):
    """The CONFIG of a class: its statement, its values by key, and which of them are parameters.

    `passed` are those that the base's constructor takes, by the name it has there.
    """

    statement: ast.Assign
    values: dict[str, ast.expr]
    parameters: dict[str, None]
    passed: dict[str, str]


def apply(module: Module) -> None:
    keywords = Keywords(module)
    done: dict[str, Options] = {}
    for node in _bases_first(module):
        options = _options(module, keywords, node, done)
        if options is not None:
            done[node.name] = options
    for name, options in done.items():
        _rewrite(module, keywords, module.classes[name], options, done)
    for call in (*module.calls.get("digest_config", ()), *module.calls.get("digest_locals", ())):
        statement = module.parent.get(call)
        around = module.class_of(call)
        function = next(module.within(call, ast.FunctionDef), None)
        constructor = getattr(function, "name", "") == "__init__"
        known = constructor and around is not None and around.name in done
        if isinstance(statement, ast.Expr) and not known:
            _digest(module, call, statement, {})


def _bases_first(module: Module) -> list[ast.ClassDef]:
    found: dict[str, ast.ClassDef] = {}

    def add(name: str, depth: int) -> None:
        if name in module.classes and name not in found and depth < 50:
            for base in module.classes[name].bases:
                add(last_name(base), depth + 1)
            found[name] = module.classes[name]

    for name in module.classes:
        add(name, 0)
    return list(found.values())


def _options(
    module: Module, keywords: Keywords, node: ast.ClassDef, done: dict[str, Options]
) -> Options | None:
    """What a class's CONFIG says, None where it has none or one that is computed."""
    for statement in node.body:
        if isinstance(statement, ast.Assign) and dotted(statement.targets[0]) == "CONFIG":
            break
    else:
        return None
    values = _values(statement.value)
    if values is None:
        module.left[f"config:{node.name}"] = None
        return None
    parameters: dict[str, None] = {}
    passed: dict[str, str] = {}
    if not is_scene(module, node.name):
        base = last_name(node.bases[0]) if node.bases else ""
        for key in values:
            new = _taken(module, keywords, base, key, done)
            if new:
                passed[key] = new
            if new or _is_given(module, key):
                parameters[key] = None
    return Options(statement, values, parameters, passed)


def _values(value: ast.expr) -> dict[str, ast.expr] | None:
    if isinstance(value, ast.Dict):
        keys = [k.value if isinstance(k, ast.Constant) else None for k in value.keys]
        pairs = list(zip(keys, value.values, strict=True))
    elif isinstance(value, ast.Call) and dotted(value.func) == "dict" and not value.args:
        pairs = [(k.arg, k.value) for k in value.keywords]
    else:
        return None
    if all(isinstance(key, str) and key.isidentifier() for key, _ in pairs):
        return {str(key): value for key, value in pairs}
    return None


def is_scene(module: Module, name: str) -> bool:
    """Whether a class is a scene, also where its base is in none of the tables."""
    return any(base.endswith("Scene") for base in module.bases(name))


def _taken(
    module: Module, keywords: Keywords, base: str, key: str, done: dict[str, Options]
) -> str:
    """The name by which a base's constructor takes an option; "" where it does not."""
    for name in module.bases(base):
        if name in done and key in done[name].parameters:
            return key
        if name not in module.classes:
            break
    library = next((b for b in module.bases(base) if b not in module.classes), "")
    taken = module.target.function(keywords.names.get(library, library))
    if taken is None:
        return ""
    fate = keywords.of_class(library, key)
    if fate == GONE:
        module.ported[f"keyword:{library}.{key}"] = None
    return fate if fate not in (GONE, UNKNOWN) and fate in taken.keywords else ""


def _attribute_name(key: str) -> str:
    """What an option is called as an attribute: not as a property that every mobject has now."""
    return f"given_{key}" if key in SIZES else key


def _sizes(module: Module, node: ast.ClassDef, options: Options) -> None:
    """Reads of an option that has another name now, because a mobject's own size has its."""
    for key in SIZES & options.values.keys() - options.passed.keys():
        for read in module.attributes.get(key, ()):
            if dotted(read.value) == "self" and module.class_of(read) is node:
                module.replace(module.name_span(read), _attribute_name(key), code=CODE)


def _is_given(module: Module, key: str) -> bool:
    """Whether some call, or some dictionary that may become keywords of one, gives an option."""
    if key not in module.options_given:
        holders = (module.parent.get(module.parent.get(p, p)) for p in module.given.get(key, ()))
        module.options_given[key] = any(
            not isinstance(holder, ast.Assign) or dotted(holder.targets[0]) != "CONFIG"
            for holder in holders
        )
    return module.options_given[key]


# --- the new text


def _rewrite(
    module: Module, keywords: Keywords, node: ast.ClassDef, options: Options,
    done: dict[str, Options],
) -> None:  # fmt: skip
    indent = module.indent(options.statement)
    attributes: list[Part] = []
    notes = _comments(module, options)
    mobject = not is_scene(module, node.name)
    if mobject:
        _sizes(module, node, options)
    for key, value in options.values.items():
        if key in options.parameters:
            continue
        before, after = notes.get(key, ([], ""))
        for note in before:
            attributes += [note, "\n" + indent]
        name = _attribute_name(key) if mobject else key
        attributes += [f"{name} = ", *_attribute(module, node, key, value, done)]
        attributes += [f"  {after}" if after else "", "\n" + indent]
    constructor = next(
        (s for s in node.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"), None
    )
    if options.parameters:
        if constructor is None:
            if attributes:
                attributes = [*attributes[:-1], "\n\n" + indent]
            first = "self.uv_func, " if _is_surface(module, node) else ""
            attributes += [*_constructor(module, options, indent, first), "\n" + indent]
        else:
            _amend(module, constructor, options)
    elif constructor is not None:
        _amend(module, constructor, options)
    if attributes:
        module.replace(options.statement, *attributes[:-1], code=CODE)
    else:
        module.remove(options.statement, CODE)


def _attribute(
    module: Module, node: ast.ClassDef, key: str, value: ast.expr, done: dict[str, Options]
) -> list[Part]:
    """The value of an attribute of the class, on lines of its own indentation."""
    span = module.span(value)
    _dedent(module, value)
    parts: list[Part] = [span]
    if isinstance(value, ast.Lambda) or _is_function(module, value):
        return ["staticmethod(", span, ")"]
    if isinstance(value, ast.Tuple) and module.source.bytes[span.start : span.start + 1] != b"(":
        return ["(", span, ")"]
    if isinstance(value, ast.Dict):
        base = next(
            (b for b in module.bases(node.name)[1:] if b in done and key in done[b].values), ""
        )
        if (
            base
            and isinstance(done[base].values[key], ast.Dict)
            and key not in done[base].parameters
        ):
            inner = Span(span.start + 1, span.end)
            return ["{", f"**{base}.{key}" + ", " * bool(value.values), inner]
    if value.lineno != value.end_lineno and not isinstance(value, ATOMS):
        return ["(", span, ")"]
    if isinstance(value, ast.Constant) and value.lineno != value.end_lineno:
        if '"""' not in module.text(value) and "'''" not in module.text(value):
            return ["(", span, ")"]
    return parts


def _is_function(module: Module, value: ast.expr) -> bool:
    if not isinstance(value, ast.Name):
        return False
    if not module.is_free(value.id):
        return any(isinstance(f, ast.FunctionDef) and f.name == value.id for f in module.functions)
    return module.target.kind(value.id) == "function"


def _dedent(module: Module, value: ast.expr) -> None:
    """Takes a level of indentation from all lines of a value but the first."""
    if value.lineno == value.end_lineno:
        return
    strings = [
        (n.lineno, n.end_lineno or 0)
        for n in ast.walk(value)
        if isinstance(n, ast.Constant | ast.JoinedStr) and n.lineno != n.end_lineno
    ]
    text = module.source.bytes
    for line in range(value.lineno + 1, (value.end_lineno or 0) + 1):
        start = module.source.offset(line, 0)
        if any(first < line <= last for first, last in strings):
            continue
        if text[start : start + 8] == b" " * 8:
            module.replace(Span(start, start + 4), code=CODE)
        elif text[start : start + 2] == b"\t\t":
            module.replace(Span(start, start + 1), code=CODE)


def _comments(module: Module, options: Options) -> dict[str, tuple[list[str], str]]:
    """The comments before each key on lines of their own, and after it on its line."""
    found: dict[str, tuple[list[str], str]] = {}
    text = module.source
    at = module.span(options.statement.value).start
    keys = list(options.values)
    for index, key in enumerate(keys):
        value = module.span(options.values[key])
        before = [
            line.strip()
            for line in text.text(Span(at, value.start)).split("\n")
            if line.strip().startswith("#")
        ]
        end = text.bytes.find(b"\n", value.end)
        rest = text.text(Span(value.end, end if end >= 0 else value.end)).lstrip(" ,)")
        later = index + 1 < len(keys) and module.span(options.values[keys[index + 1]]).start < end
        after = rest.strip() if rest.startswith("#") and not later else ""
        found[key] = (before, after)
        at = end if after else value.end
    return found


def _is_surface(module: Module, node: ast.ClassDef) -> bool:
    """Whether the base wants a function first, which a method of the class is."""
    methods = {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
    return "uv_func" in methods and last_name(node.bases[0]) in ("Surface", "ParametricSurface")


def _constructor(module: Module, options: Options, indent: str, first: str) -> list[Part]:
    """A constructor that takes the parameters, keeps what is the class's own and passes on the
    rest, after the `first` arguments."""
    step = "\t" if "\t" in indent else "    "
    parts: list[Part] = ["def __init__(self, *args"]
    for key in options.parameters:
        parts += [f", {key}=", module.span(options.values[key])]
    parts.append(", **kwargs):\n")
    for key in options.parameters:
        if key not in options.passed:
            parts.append(f"{indent}{step}self.{_attribute_name(key)} = {key}\n")
    passed = "".join(f"{new}={key}, " for key, new in options.passed.items())
    parts.append(f"{indent}{step}super().__init__({first}*args, {passed}**kwargs)\n")
    return parts


def _amend(module: Module, constructor: ast.FunctionDef, options: Options) -> None:
    """Gives a constructor the parameters, and what it calls of its base those that this takes."""
    arguments = constructor.args
    taken = {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
    new = [key for key in options.parameters if key not in taken]
    if new:
        _parameters(module, constructor, options, new)
    own = {_attribute_name(key): key for key in new if key not in options.passed}
    digest = base = None
    for node in ast.walk(constructor):
        if isinstance(node, ast.Call):
            name = last_name(node.func)
            if name in ("digest_config", "digest_locals"):
                digest = node
            elif name == "__init__" and isinstance(node.func, ast.Attribute):
                base = node
    if base is not None:
        _pass(module, base, {k: n for k, n in options.passed.items() if k in new})
    statement = module.parent.get(digest) if digest is not None else None
    if digest is not None and isinstance(statement, ast.Expr):
        _digest(module, digest, statement, own)
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
    end = module.span(call).end - 1
    empty = not (call.args or call.keywords)
    module.insert(end, ", ".join(text) if empty else "".join(f", {t}" for t in text), CODE)


def _digest(module: Module, call: ast.Call, statement: ast.Expr, own: dict[str, str]) -> None:
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
    if not names:
        module.remove(statement, CODE)
        return
    indent = "\n" + module.indent(statement)
    lines = [f"self.{_attribute_name(name)} = {name}" for name in dict.fromkeys(names)]
    module.replace(statement, indent.join(lines), code=CODE)


def _locals(function: ast.FunctionDef, call: ast.Call) -> list[str]:
    """The names that a function has bound before a call in it, but for itself."""
    names = [a.arg for a in (*function.args.args, *function.args.kwonlyargs)]
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            if node.lineno < call.lineno:
                names.append(node.id)
    return [name for name in dict.fromkeys(names) if name != "self"]
