"""Dictionaries that become keyword arguments: by `**`, or under a keyword known to hold some."""

import ast

from mdx.porting.edits import Span
from mdx.porting.index import dotted
from mdx.porting.keywords import GONE, UNKNOWN, Keywords
from mdx.porting.module import Module
from mdx.porting.rules.keywords import called_class, change, groups, take_out
from mdx.porting.tables import entries


def apply(module: Module) -> None:
    keywords = Keywords.of_module(module)
    owners: dict[ast.Dict | ast.Call, str] = {}
    for calls in module.calls.values():
        for call in calls:
            for keyword in call.keywords:
                if keyword.arg is None:
                    owner = called_class(module, call)
                    for held in _held(module, keyword.value) if owner else ():
                        owners.setdefault(held, owner)
    for name, owner in entries("keywords", module.dialect, "dicts").items():
        for place in module.given.get(name, ()):
            around = module.parent.get(place)
            value: ast.AST = place
            if isinstance(place, ast.keyword):
                value = place.value
            elif isinstance(around, ast.Dict):
                value = around.values[around.keys.index(place)]
            if isinstance(value, ast.Dict | ast.Call):
                owners.setdefault(value, owner)
            for held in _held(module, value):
                owners.setdefault(held, owner)
    for held, owner in owners.items():
        _dictionary(keywords, held, owner)


def _held(module: Module, value: ast.AST) -> list[ast.Dict | ast.Call]:
    return [
        given
        for given, element in module.assigned.get(dotted(value), ())
        if not element and isinstance(given, ast.Dict | ast.Call)
    ]


def _dictionary(keywords: Keywords, held: ast.Dict | ast.Call, owner: str) -> None:
    """Renames and takes out keys of a dictionary that become keywords of a class."""
    module = keywords.module
    if isinstance(held, ast.Call):
        if dotted(held.func) == "dict" and not held.args and held.keywords:
            fates = {k: keywords.of_class(owner, k.arg or "") for k in held.keywords if k.arg}
            change(keywords, held, owner, fates | groups(keywords, held, owner))
        return
    places: list[Span] = []
    out: list[bool] = []
    for key, value in zip(held.keys, held.values, strict=True):
        start = module.span(key).start if key is not None else module.span(value).start - 2
        places.append(Span(start, module.span(value).end))
        name = key.value if isinstance(key, ast.Constant) else None
        if not isinstance(name, str) or key is None:
            out.append(False)
            continue
        fate = keywords.of_class(owner, name)
        out.append(fate in (GONE, UNKNOWN))
        if out[-1]:
            keywords.tell(fate, owner, name)
        elif fate != name:
            for node in (key, *keywords.taken_out(name)):  # also what the code itself takes out
                quote = module.text(node)[0]
                text = f"{quote}{fate}{quote}"
                module.replace(node, text, code=f"keyword:{owner}.{name}")
    take_out(module, places, out)
