"""Dictionaries that become keyword arguments: through `**`, or through a keyword known for it."""

import ast
from collections.abc import Collection

from mdx.porting.edits import Span
from mdx.porting.index import dotted
from mdx.porting.keywords import GONE, UNKNOWN, Keywords
from mdx.porting.module import Module
from mdx.porting.rules.keywords import called_class, change, groups, take_out
from mdx.porting.tables import entries

# Of the number lines that axes make.
OF_AXES = ("axis_config", "x_axis_config", "y_axis_config", "z_axis_config", "number_line_config")
OWN = ("x_range",)  # what axes give those themselves
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def apply(module: Module) -> None:
    keywords = module.ask(Keywords)
    owners: dict[ast.Dict | ast.Call, dict[str, None]] = {}
    whole: set[ast.Dict | ast.Call] = set()
    for calls in module.calls.values():
        for call in calls:
            for keyword in call.keywords:
                if keyword.arg is None and (owner := called_class(module, call)):
                    for held in _held(module, keyword.value):
                        owners.setdefault(held, {})[owner] = None
    for name, owner in entries("keywords", module.dialect, "dicts").items():
        for place in module.given.get(name, ()):
            around = module.parent.get(place)
            value: ast.AST = place
            if isinstance(place, ast.keyword):
                value = place.value
            elif isinstance(around, ast.Dict):
                value = around.values[around.keys.index(place)]
            every = [value] if isinstance(value, ast.Dict | ast.Call) else []
            for held in (*every, *_held(module, value)):
                owners.setdefault(held, {owner: None})
            if name in OF_AXES:
                whole.update(every, _held(module, value))
    for held, several in owners.items():
        _dictionary(keywords, held, list(several), OWN if held in whole else ())


def _held(module: Module, value: ast.AST) -> list[ast.Dict | ast.Call]:
    """The dictionaries that an expression may hold; those of a variable in its own functions."""
    path = dotted(value)
    around = {*module.within(value, FUNCTIONS), None}
    return [
        given
        for given, element in module.assigned.get(path, ())
        if not element and isinstance(given, ast.Dict | ast.Call)
        if "." in path or next(module.within(given, FUNCTIONS), None) in around
    ]


def _dictionary(
    keywords: Keywords, held: ast.Dict | ast.Call, owners: list[str], unwanted: Collection[str]
) -> None:
    """Renames and takes out keys of a dictionary that become keywords of some classes, and says
    several with one that is not `unwanted`."""
    module, owner = keywords.module, owners[0]
    if isinstance(held, ast.Call):
        if dotted(held.func) == "dict" and not held.args and held.keywords:
            fates = {k: _fate(keywords, owners, k.arg) for k in held.keywords if k.arg}
            if len(owners) == 1:
                fates |= groups(keywords, held, owner, unwanted=unwanted)
            change(keywords, held, owner, fates)
        return
    pairs = list(zip(held.keys, held.values, strict=True))
    as_one = _as_one(keywords, pairs, owner, unwanted) if len(owners) == 1 else {}
    places: list[Span] = []
    out: list[bool] = []
    for key, value in pairs:
        start = module.span(key).start if key is not None else module.span(value).start - 2
        places.append(Span(start, module.span(value).end))
        name = key.value if isinstance(key, ast.Constant) else None
        if not isinstance(name, str) or key is None:
            out.append(False)
            continue
        fate = as_one[name] if name in as_one else _fate(keywords, owners, name)
        out.append(fate in (GONE, UNKNOWN))
        if out[-1]:
            keywords.tell(fate, owner, name)
        elif fate != name:
            for node in (key, *keywords.taken_out(name)):  # also what the code itself takes out
                quote = module.text(node)[0]
                text = f"{quote}{fate}{quote}"
                module.replace(node, text, code=f"keyword:{owner}.{name}")
    take_out(module, places, out)


def _as_one(
    keywords: Keywords,
    pairs: list[tuple[ast.expr | None, ast.expr]],
    owner: str,
    unwanted: Collection[str],
) -> dict[str, str]:
    """What becomes of keys that are combined into one key now; see keywords.groups."""
    given: list[ast.keyword] = []
    for key, value in pairs:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            if not keywords.taken_out(key.value):
                keyword = ast.copy_location(ast.keyword(key.value, value), key)
                keyword.end_lineno, keyword.end_col_offset = value.end_lineno, value.end_col_offset
                given.append(keyword)
    if not given:
        return {}
    quote = keywords.module.text(given[0])[0]
    call = ast.Call(ast.Name(owner), [], given)
    return {k.arg or "": fate for k, fate in groups(keywords, call, owner, quote, unwanted).items()}


def _fate(keywords: Keywords, owners: list[str], name: str) -> str:
    """What becomes of a key for several classes; it stays if they do not agree."""
    fates = {keywords.of_class(owner, name) for owner in owners}
    return fates.pop() if len(fates) == 1 else name
