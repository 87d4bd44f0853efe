"""Keyword arguments that the target calls otherwise or does not take: keywords.toml, and the API
tables for all that it does not name."""

import ast
import re
from collections.abc import Collection

from mdx.porting.edits import Part, Span
from mdx.porting.index import dotted, last_name
from mdx.porting.keywords import GONE, UNKNOWN, Keywords
from mdx.porting.module import Module
from mdx.porting.rules.forms import argument
from mdx.porting.rules.methods import is_theirs
from mdx.porting.rules.names import renamed
from mdx.porting.tables import PLACEHOLDER, Form, forms


def apply(module: Module) -> None:
    keywords = module.ask(Keywords)
    for name, calls in module.calls.items():
        for call in calls:
            if call.keywords and call not in module.rewritten:
                _call(keywords, call, name)


def after_comma(module: Module, end: int) -> int:
    """The place after a comma that follows at once."""
    text = module.source.bytes
    comma = re.compile(rb"\s*,").match(text, end)
    return comma.end() if comma else end


def take_out(module: Module, places: list[Span], out: list[bool]) -> None:
    """Takes some of several things between commas out, each with the comma that belongs to it."""
    last = len(out)  # of those in the end that all go, the first
    while last and out[last - 1]:
        last -= 1
    for at, place in enumerate(places[:last]):
        if out[at]:
            module.source.replace(Span(place.start, places[at + 1].start))
    if last < len(out):
        start = places[last - 1].end if last else places[0].start
        end = places[-1].end if last else after_comma(module, places[-1].end)
        module.source.replace(Span(start, end))


def _call(keywords: Keywords, call: ast.Call, name: str) -> None:
    module = keywords.module
    owner = called_class(module, call)
    if owner:
        fates = {k: keywords.of_class(owner, k.arg or "") for k in call.keywords if k.arg}
    elif isinstance(call.func, ast.Attribute) and is_theirs(module, call.func, keywords.kinds):
        owner = f".{name}"
        fates = {k: keywords.of_method(name, k.arg or "") for k in call.keywords if k.arg}
    else:
        return
    change(keywords, call, owner, fates | groups(keywords, call, owner))


def called_class(module: Module, call: ast.Call) -> str:
    """The class that a call makes one of, or whose constructor it calls for its own; else ""."""
    func = call.func
    if isinstance(func, ast.Name):
        is_class = func.id in module.classes or (
            module.is_free(func.id)
            and (module.is_known(func.id, functions=True) or func.id in renamed(module))
        )
        return func.id if is_class else ""
    if isinstance(func, ast.Attribute) and func.attr != "__init__":
        return _made(module, func)
    if isinstance(func, ast.Attribute):
        if isinstance(func.value, ast.Name):
            return func.value.id
        around = module.class_of(call)
        if around and around.bases:
            return last_name(around.bases[0])
    return ""


def _made(module: Module, func: ast.expr) -> str:
    """The class that an attribute holds which is called: `self.field_class(...)`."""
    held = {
        value.id
        for value, element in module.assigned.get(dotted(func), ())
        if not element and isinstance(value, ast.Name) and value.id in module.classes
    }
    return held.pop() if len(held) == 1 else ""


def change(keywords: Keywords, call: ast.Call, owner: str, fates: dict[ast.keyword, str]) -> None:
    """Renames keywords of a call and takes them out."""
    module = keywords.module
    given = {k.arg for k in call.keywords}
    fates = {k: GONE if fate != k.arg and fate in given else fate for k, fate in fates.items()}
    places = [module.span(argument) for argument in call.args]
    out = [False] * len(places)
    for keyword in call.keywords:
        name, span, fate = keyword.arg or "", module.span(keyword), fates.get(keyword)
        places.append(span)
        out.append(fate in (GONE, UNKNOWN))
        if fate in (GONE, UNKNOWN):
            keywords.tell(fate, owner, name)
        elif fate is not None and fate != name:
            end = span.start + len(name.encode())
            module.replace(Span(span.start, end), fate, code=f"keyword:{owner}.{name}")
    if any(out):
        order = sorted(range(len(places)), key=lambda at: places[at].start)
        take_out(module, [places[i] for i in order], [out[i] for i in order])


def groups(
    keywords: Keywords,
    call: ast.Call,
    owner: str,
    quote: str = "",
    unwanted: Collection[str] = (),
) -> dict[ast.keyword, str]:
    """Combines several keywords into one where the target has one; what becomes of each.

    With a `quote` they are keys of a dictionary, in such quotes. None becomes one of `unwanted`.
    """
    module = keywords.module
    alternatives = forms("keywords", module.dialect, "groups")
    given = {k.arg: k for k in call.keywords if k.arg}
    receiver = dotted(getattr(call.func, "value", call))
    done: dict[ast.keyword, str] = {}
    for base in [owner] if owner.startswith(".") else keywords.bases(owner):
        for form in alternatives.get(base.lstrip("."), ()):
            if (form.pattern.owner == "") is not base.startswith("."):
                continue
            named = (given.get(name) for name in form.pattern.parameters)
            there = [keyword for keyword in named if keyword and keyword not in done]
            new = form.template.partition("=")[0]
            if (
                not there
                or new in unwanted
                or (new and (new in given or not keywords.takes(owner, new)))
            ):
                continue
            parts = _as_one(module, form, there, receiver)
            if parts is None:
                continue
            if quote:
                value = str(parts[0]).removeprefix(f"{new}=")
                parts = [f"{quote}{new}{quote}: ", value, *parts[1:]]
            first, *others = sorted(there, key=lambda k: module.span(k).start)
            done |= dict.fromkeys(others, GONE) | {first: first.arg or ""}
            module.replace(first, *parts, code=f"keyword:{owner}.{first.arg}")
    return done


def _as_one(
    module: Module, form: Form, there: list[ast.keyword], receiver: str
) -> list[Part] | None:
    """The one keyword of a form that says what these do; None where it wants a receiver's name."""
    values = {k.arg: k.value for k in there}
    parts: list[Part] = []
    at = 0
    for placeholder in PLACEHOLDER.finditer(form.template):
        value = values.get(placeholder[3])
        default = form.pattern.parameters[placeholder[3]] or ""
        text = form.template[at : placeholder.start()]
        at = placeholder.end()
        if value is None and default.startswith("self."):
            if not receiver:
                return None
            default = receiver + default.removeprefix("self")
        if value is not None or default or placeholder[4]:
            parts += [text, *argument(module, value, default, placeholder)]
    return [*parts, form.template[at:]]
