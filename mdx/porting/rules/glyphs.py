"""Formulas and texts whose parts are chosen in ways that ManimCE's do not know.

ManimGL's are a row of glyphs, chosen from by what they say or by their place: `formula["x"]`,
`formula[3:5]`. The old library's are parts, split at what is coloured, and asked for by what a part
holds. Only where code does so are they a stand-in with those manners.
"""

import ast
import re

from mdx.porting.index import dotted
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module

GLYPHS = {"Tex": "SelectableTex", "TexText": "SelectableTexText", "Text": "SelectableText"}
PARTS = {"OldTex": "SplitMathTex", "OldTexText": "SplitTex", "TexMobject": "SplitMathTex",
         "TextMobject": "SplitTex"}  # fmt: skip
ASKING = ("get_parts_by_tex", "get_part_by_tex", "set_color_by_tex", "index_of_part_by_tex",
          "set_color_by_tex_to_color_map", "slice_by_tex")  # fmt: skip
CHOOSING = (*ASKING, "select_parts", "select_part", "get_parts_by_text", "get_part_by_text",
            "set_color_by_text", "make_number_changeable", "select_unisolated_substring",
            "set_color_by_t2c", "get_string")  # fmt: skip
SPLITTING = ("tex_to_color_map", "t2c", "isolate", "substrings_to_isolate")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_BARE_SCRIPT = re.compile(r"[_^]\s*[^\s{]")


def apply(module: Module) -> None:
    if module.dialect == "gl":
        for name, stand_in in GLYPHS.items():
            if module.is_free(name) and name in module.names and _is_chosen_from(module, name):
                _replace(module, name, stand_in)
    if module.dialect != "ce" and _is_split(module):
        for name, stand_in in PARTS.items():
            if module.is_free(name) and name in module.names:
                _replace(module, name, stand_in)


def _replace(module: Module, name: str, stand_in: str) -> None:
    for node in module.names[name]:
        module.replace(node, stand_in, code=f"stand-in:{stand_in}")
        module.wanted[stand_in] = None


def _is_split(module: Module) -> bool:
    """Whether parts of formulas are asked for, or coloured in a way that would tear LaTeX."""
    if any(map(module.attributes.get, ASKING)):
        return True
    if not any(map(module.given.get, SPLITTING)):
        return False
    literals = [text for name in PARTS for text in _literals(module, name)]
    if any(map(_BARE_SCRIPT.search, literals)) or _tears_commands(module, literals):
        return True
    kinds = module.ask(Kinds)
    looped = (value for values in module.assigned.values() for value, element in values if element)
    return any(kinds.of(node) in ("", *PARTS) for node in looped) or any(
        kinds.of(node.value) in ("", *PARTS) for node in module.subscripts
    )


def _is_chosen_from(module: Module, name: str) -> bool:
    kinds = module.ask(Kinds)
    literals = _literals(module, name)
    if name != "Text" and any(map(module.given.get, SPLITTING)):
        if any(map(_BARE_SCRIPT.search, literals)):  # which would be torn from its base
            return True
        if _tears_commands(module, literals):
            return True
    for node in module.subscripts:
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            kind = kinds.of(node.value)
            if kind == name or (kind in ("", "VGroup") and any(key.value in t for t in literals)):
                return True
        elif name != "Text" or isinstance(key, ast.Name | ast.JoinedStr):
            if kinds.may_be(node.value, name):
                return True
    if any(
        kinds.of(node.value) in (name, "")
        for method in CHOOSING
        for node in module.attributes.get(method, ())
    ):
        return True
    return name != "Text" and any(
        element and kinds.of(value) == name
        for values in module.assigned.values()
        for value, element in values
    )


def _tears_commands(module: Module, literals: list[str]) -> bool:
    """Whether a letter that is split off stands within commands: the t of `\\theta`."""
    keys: set[str] = set()
    for name in SPLITTING:
        for place in module.given.get(name, ()):
            value = place.value if isinstance(place, ast.keyword) else place
            held = [v for v, element in module.assigned.get(dotted(value), ()) if not element]
            for node in (value, *held):
                parts: list[ast.expr] = getattr(node, "keys", None) or getattr(node, "elts", [])
                keys.update(str(k.value) for k in parts if isinstance(k, ast.Constant))
    words = [word for text in literals for word in _COMMAND.findall(text)]
    return any(key.isalpha() and key in word for key in keys for word in words)


def _literals(module: Module, name: str) -> list[str]:
    return [
        part.value
        for call in module.calls.get(name, ())
        for part in ast.walk(call)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
