"""Formulas and texts of ManimGL, whose parts are chosen by what they say or by their place among
all glyphs: `formula["x"]`, `formula[3:5]`, `for glyph in text`. ManimCE's are chosen by the strings
they are made of, so those that are chosen from become a stand-in with ManimGL's manners."""

import ast

from mdx.porting.kinds import Kinds
from mdx.porting.module import Module

STAND_INS = {"Tex": "SelectableTex", "TexText": "SelectableTexText", "Text": "SelectableText"}
CHOOSERS = ("get_parts_by_tex", "get_part_by_tex", "select_parts", "select_part", "substr_to_path_count",
            "get_parts_by_text", "get_part_by_text", "set_color_by_tex", "set_color_by_text",
            "make_number_changeable", "set_parts_color", "select_unisolated_substring",
            "set_color_by_tex_to_color_map", "set_color_by_t2c", "get_tex", "get_string",
            "dict_from_string", "index_of_part_by_tex")  # fmt: skip


def apply(module: Module) -> None:
    if module.dialect != "gl":
        return
    for name, stand_in in STAND_INS.items():
        if module.is_free(name) and name in module.names and _is_chosen_from(module, name):
            for node in module.names[name]:
                module.replace(node, stand_in, code=f"stand-in:{stand_in}")
                module.wanted[stand_in] = None


def _is_chosen_from(module: Module, name: str) -> bool:
    kinds = Kinds(module)
    literals = _literals(module, name)
    for node in module.subscripts:
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            kind = kinds.of(node.value)
            if kind == name or (kind in ("", "VGroup") and any(key.value in t for t in literals)):
                return True
        elif name != "Text" or isinstance(key, ast.Name | ast.JoinedStr):
            if kinds.of(node.value) == name:
                return True
    if any(module.attributes.get(method) for method in CHOOSERS):
        return any(
            kinds.of(node.value) in (name, "")
            for method in CHOOSERS
            for node in module.attributes.get(method, ())
        )
    if name == "Text":
        return False
    return any(
        element and kinds.of(value) == name
        for values in module.assigned.values()
        for value, element in values
    )


def _literals(module: Module, name: str) -> list[str]:
    return [
        part.value
        for call in module.calls.get(name, ())
        for part in ast.walk(call)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
