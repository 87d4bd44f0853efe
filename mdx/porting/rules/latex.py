"""What ManimGL's LaTeX template brings and ManimCE's does not: latex.toml, and Chinese."""

import ast
import re

from mdx.porting.module import Module
from mdx.porting.rules.zz_stand_ins import place
from mdx.porting.tables import table

FORMULAS = ("Tex", "TexText", "OldTex", "OldTexText", "TexMobject", "TextMobject", "MTex", "Title",
            "BulletedList")  # fmt: skip
_COMMAND = re.compile(rb"\\([A-Za-z]+)")
_CHINESE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    commands_used = {word.decode() for word in _COMMAND.findall(module.source.bytes)}
    lines: dict[str, str] = {}
    if _is_chinese(module):
        lines["ctex"] = "config.tex_template = TexTemplateLibrary.ctex"
    for package, commands in table("latex")["packages"].items():
        if commands_used.intersection(commands.split()):
            lines[package] = _preamble(rf"\usepackage{{{package}}}")
    for command, definition in table("latex")["commands"].items():
        if command in commands_used:
            lines[command] = _preamble(rf"\newcommand{{\{command}}}{{{definition}}}")
    lines = {name: text for name, text in lines.items() if not _is_there(module, name)}
    for name, text in lines.items():
        module.insert(place(module), text + "\n", f"latex:{name}")
    if lines:
        module.insert(place(module), "\n\n", f"latex:{next(iter(lines))}")


def _preamble(text: str) -> str:
    return f'config.tex_template.add_to_preamble(r"{text}")'


def _is_there(module: Module, name: str) -> bool:
    """Whether code loads a package or defines a command itself."""
    text = module.source.bytes
    return f"{{{name}}}".encode() in text or f"{{\\{name}}}".encode() in text


def _is_chinese(module: Module) -> bool:
    """Whether LaTeX is to set Chinese, as far as calls say what they set."""
    if "tex_template" in module.attributes or "TexTemplateLibrary" in module.names:
        return False
    calls = [c for name in FORMULAS if module.is_free(name) for c in module.calls.get(name, ())]
    parts = (part for call in calls for part in ast.walk(call) if isinstance(part, ast.Constant))
    return any(isinstance(p.value, str) and _CHINESE.search(p.value) for p in parts)
