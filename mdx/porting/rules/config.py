"""CONFIG, the old library's dictionary of a class's options, as what Python has for it.

The library merged it into the attributes of an instance, over all its classes, and let keyword
arguments win. What a constructor takes becomes a parameter here, all else an attribute of the
class. A dictionary within is merged with that of the class it comes from.
"""

import ast

from mdx.porting.constructors import CODE, amend, new_constructor, set_options
from mdx.porting.edits import Part, Span
from mdx.porting.index import dotted, last_name
from mdx.porting.keywords import Keywords
from mdx.porting.module import Module
from mdx.porting.options import (
    SIZES,
    Options,
    attribute_name,
    bases_first,
    comments_of,
    is_scene,
    options_of,
)

ATOMS = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.List, ast.Dict, ast.Tuple, ast.Set,
         ast.ListComp, ast.DictComp, ast.Subscript)  # fmt: skip


def apply(module: Module) -> None:
    keywords = module.ask(Keywords)
    done: dict[str, Options] = {}
    for node in bases_first(module):
        options = options_of(module, keywords, node, done)
        if options is not None:
            done[node.name] = options
    for name, options in done.items():
        _rewrite(module, keywords, module.classes[name], options, done)
    for call in (*module.calls.get("digest_config", ()), *module.calls.get("digest_locals", ())):
        statement = module.parent.get(call)
        around = module.class_of(call)
        function = next(module.within(call, ast.FunctionDef), None)
        constructor = getattr(function, "name", "") == "__init__"
        handled = constructor and around is not None and around.name in done
        if isinstance(statement, ast.Expr) and not handled:
            set_options(module, call, statement, {})
    for call in module.calls.get("set_variables_as_attrs", ()):
        _attributes(module, call)


def _attributes(module: Module, call: ast.Call) -> None:
    """`self.set_variables_as_attrs(a, b)`, which named the attributes after the variables."""
    statement = module.parent.get(call)
    given: list[tuple[str, ast.expr]] = [(a.id, a) for a in call.args if isinstance(a, ast.Name)]
    given += [(k.arg, k.value) for k in call.keywords if k.arg]
    if isinstance(statement, ast.Expr) and len(given) == len(call.args) + len(call.keywords):
        indent = "\n" + module.indent(statement)
        parts: list[Part] = []
        for name, value in given:
            parts += [indent * bool(parts) + f"self.{name} = ", module.span(value)]
        module.replace(statement, *parts, code=CODE)


def _rewrite(
    module: Module, keywords: Keywords, node: ast.ClassDef, options: Options,
    done: dict[str, Options],
) -> None:  # fmt: skip
    indent = module.indent(options.statement)
    attributes: list[Part] = []
    notes = comments_of(module, options)
    mobject = not is_scene(module, node.name)
    if mobject:
        _sizes(module, node, options)
    for key, value in options.values.items():
        if key in options.parameters:
            continue
        before, after = notes.get(key, ([], ""))
        for note in before:
            attributes += [note, "\n" + indent]
        name = attribute_name(key) if mobject else key
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
            attributes += [*new_constructor(module, options, indent, first), "\n" + indent]
        else:
            amend(module, constructor, options)
    elif constructor is not None:
        amend(module, constructor, options)
    if attributes:
        module.replace(options.statement, *attributes[:-1], code=CODE)
    else:
        module.remove(options.statement, CODE)


def _attribute(
    module: Module, node: ast.ClassDef, key: str, value: ast.expr, done: dict[str, Options]
) -> list[Part]:
    """The value of an attribute of the class, indented as the class is."""
    span = module.span(value)
    _dedent(module, value)
    parts: list[Part] = [span]
    if span != module.bare(value) and not isinstance(value, ast.Lambda):
        return parts
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


def _sizes(module: Module, node: ast.ClassDef, options: Options) -> None:
    """Reads of an option that was renamed because a property of every mobject has its name."""
    for key in SIZES & options.values.keys() - options.passed.keys():
        for read in module.attributes.get(key, ()):
            if dotted(read.value) == "self" and module.class_of(read) is node:
                module.replace(module.name_span(read), attribute_name(key), code=CODE)


def _is_function(module: Module, value: ast.expr) -> bool:
    if not isinstance(value, ast.Name):
        return False
    if not module.is_free(value.id):
        return any(isinstance(f, ast.FunctionDef) and f.name == value.id for f in module.functions)
    return module.target.kind(value.id) == "function"


def _dedent(module: Module, value: ast.expr) -> None:
    """Removes one level of indentation from all lines of a value but the first."""
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


def _is_surface(module: Module, node: ast.ClassDef) -> bool:
    """Whether the base takes a function first, and a method of the class is that function."""
    methods = {s.name for s in node.body if isinstance(s, ast.FunctionDef)}
    return "uv_func" in methods and last_name(node.bases[0]) in ("Surface", "ParametricSurface")
