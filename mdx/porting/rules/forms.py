"""Calls whose form changed: forms.toml."""

import ast
import re

from mdx.porting import stand_ins
from mdx.porting.edits import Part, Span
from mdx.porting.index import last_name
from mdx.porting.keywords import Keywords
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module, attributes_of
from mdx.porting.rules.methods import is_theirs
from mdx.porting.rules.names import renamed
from mdx.porting.tables import PLACEHOLDER, Form, forms

OPPOSITE = {"UP": "DOWN", "LEFT": "RIGHT", "UL": "DR", "UR": "DL", "IN": "OUT"}
OPPOSITE |= {new: old for old, new in OPPOSITE.items()}
ATOMS = (ast.Name, ast.Attribute, ast.Constant, ast.Call, ast.Subscript, ast.List, ast.Tuple)
_UNSAID = re.compile(r", \w+=\{(\w+)\}")
CONTINUAL = ("always", "f_always")  # mobject.f_always.method(function), which updaters.py reads
Given = dict[str, ast.expr]


def apply(module: Module) -> None:
    kinds = module.ask(Kinds)
    keywords = module.ask(Keywords)
    others = renamed(module)
    for name, alternatives in forms("forms", module.dialect).items():
        if name not in module.calls and name not in module.names:
            continue
        for form in alternatives:
            if form.pattern.owner is None and not module.is_free(name):
                continue
            for call in module.calls.get(name, ()):
                if call not in module.rewritten and fits(module, kinds, call, form):
                    rewrite(module, keywords, call, form)
            if form.pattern.owner is None and not module.has_name(name):
                for node in module.names.get(name, ()):
                    _function(module, node, form)
                if (
                    name not in others
                    and name not in stand_ins.available()
                    and not module.is_replaced(name)
                ):
                    module.left[f"unknown-name:{name}"] = None


def fits(module: Module, kinds: Kinds, call: ast.Call, form: Form) -> bool:
    """Whether this is a call of the function or method that the form is about."""
    owner = form.pattern.owner
    if owner is None:
        return isinstance(call.func, ast.Name)
    if not isinstance(call.func, ast.Attribute) or not is_theirs(module, call.func, kinds):
        return False
    if last_name(call.func.value) in CONTINUAL:
        return False
    kind = kinds.of(call.func.value) if owner else ""
    if not kind:  # a name that others have, too, is not taken for theirs
        return not owner or call.func.attr not in attributes_of(module.target)
    return module.is_a(kind, owner)


def bound(call: ast.Call, form: Form) -> tuple[Given, list[ast.keyword]] | None:
    """What a call gives each parameter of a form, and the keywords left over; None where it
    cannot be one of that form."""
    if form.pattern.rest and len(call.args) <= form.pattern.places:
        return None
    given: Given = {}
    names = list(form.pattern.parameters)
    for at, arg in enumerate(call.args):
        if form.pattern.rest and at >= form.pattern.places:
            given.setdefault(form.pattern.rest, arg)
        elif isinstance(arg, ast.Starred) or at >= form.pattern.places:
            return None
        else:
            given[names[at]] = arg
    others = []
    for keyword in call.keywords:
        if keyword.arg in form.pattern.parameters:
            given[keyword.arg] = keyword.value
        else:
            others.append(keyword)
    missing = [n for n, default in form.pattern.parameters.items() if default is None]
    if any(name not in given for name in missing):
        return None
    for name, constant in form.pattern.constants.items():
        if ast.unparse(given[name]) != constant:
            return None
    return given, others


def rewrite(module: Module, keywords: Keywords, call: ast.Call, form: Form) -> None:
    """Writes a call in its new form, if its arguments are those of the old one."""
    arguments = bound(call, form)
    if arguments is None:
        return
    given, others = arguments
    template = _UNSAID.sub(lambda m: m[0] if m[1] in given else "", form.template)
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if receiver is not None and template.count("{self}") > 1 and _acts(receiver):
        module.left[f"form:{form.pattern.name}"] = None
        return
    parts: list[Part] = []
    at = 0
    before: ast.expr | None = None
    for placeholder in PLACEHOLDER.finditer(template):
        text = template[at : placeholder.start()]
        at = placeholder.end()
        name = placeholder[3]
        if name == "self":
            assert receiver is not None
            parts += [text, module.span(receiver)]
            continue
        node = given.get(name)
        if node is not None and text.startswith(", "):
            text = _separator(module, before, node) + text[2:]
        before = node
        parts += [text, *argument(module, node, form.pattern.parameters.get(name), placeholder)]
        if name == form.pattern.rest:
            for one in call.args[form.pattern.places + 1 :]:
                parts += [", ", module.span(one)]
    parts += _rest(keywords, form, template, at, others)
    module.rewritten.add(call)
    module.replace(call, *parts, code=f"form:{form.pattern.name}")


def _rest(
    keywords: Keywords, form: Form, template: str, at: int, others: list[ast.keyword]
) -> list[Part]:
    """The end of a template, with the keywords it does not name before its last bracket."""
    end = template[at:]
    if not others or not end.endswith(")"):
        for keyword in others:
            keywords.module.left[f"keyword:{form.pattern.name}.{keyword.arg}"] = None
        return [end]
    inside = template.split("(", 1)[-1] != ")"
    called = _last_called(template)
    parts: list[Part] = [end[:-1]]
    for keyword in others:
        kept = keywords.kept(keyword, form.pattern.name, called)
        if kept and str(kept[0]).rstrip("=") in form.pattern.parameters:
            continue  # another name for what the template gives
        if kept:
            parts += [", " if inside else "", *kept]
            inside = True
    return [*parts, ")"]


def _last_called(template: str) -> str:
    """The name before the bracket that the last one closes; a method's with its dot."""
    depth = 0
    for at in range(len(template) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(template[at], 0)
        if not depth:
            match = re.search(r"\.?[A-Za-z_]\w*$", template[:at])
            return match[0] if match else ""
    return ""


def _acts(receiver: ast.expr) -> bool:
    """Whether evaluating an expression may do something, so that it must not appear twice."""
    return any(isinstance(n, ast.Call | ast.NamedExpr | ast.Await) for n in ast.walk(receiver))


def _separator(module: Module, before: ast.expr | None, after: ast.expr) -> str:
    """What stood between two arguments, if it was only a comma and white space."""
    if before is not None:
        gap = module.source.text(Span(module.span(before).end, module.span(after).start))
        if gap.startswith(",") and not gap[1:].strip():
            return gap
    return ", "


def argument(
    module: Module, node: ast.expr | None, default: str | None, placeholder: re.Match[str]
) -> list[Part]:
    """An argument as the template asks for it: as it is, negated, or in brackets."""
    if node is None:
        text = default or ""
        return [OPPOSITE.get(text, f"-{text}") if placeholder[2] else text]
    span = module.span(node)
    atom = isinstance(node, ATOMS) or span != module.bare(node)
    if isinstance(node, ast.Constant) and placeholder.string.startswith(".", placeholder.end()):
        atom = not isinstance(node.value, int)  # `0.x` is no Python
    if placeholder[2]:
        if isinstance(node, ast.Name) and node.id in OPPOSITE:
            return [OPPOSITE[node.id]]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            return ["-", span]
        return ["-", span] if atom else ["-(", span, ")"]
    if placeholder[1] and not atom:
        return ["(", span, ")"]
    return [span]


def _function(module: Module, node: ast.Name, form: Form) -> None:
    """A name that is passed on rather than called becomes a function of the new form."""
    parent = module.parent.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    if called or isinstance(parent, ast.ClassDef | ast.Attribute):
        return
    needed = [n for n, default in form.pattern.parameters.items() if default is None]
    template = _UNSAID.sub("", form.template)
    text = PLACEHOLDER.sub(lambda m: m[3] if m[3] in needed
        else (form.pattern.parameters.get(m[3]) or m[3]), template)  # fmt: skip
    if "{" in text or not text.endswith(")"):
        return
    call = f"{text[:-1]}, **kwargs)" if not text.endswith("()") else f"{text[:-1]}**kwargs)"
    module.replace(node, f"lambda {', '.join([*needed, '**kwargs'])}: {call}",
        code=f"form:{form.pattern.name}")  # fmt: skip
