"""LaTeX packages that ManimGL's template loads and ManimCE's does not: latex.toml."""

import re

from mdx.porting.module import Module
from mdx.porting.rules.zz_stand_ins import place
from mdx.porting.tables import table

_COMMAND = re.compile(rb"\\([A-Za-z]+)")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    commands_used = {word.decode() for word in _COMMAND.findall(module.source.bytes)}
    packages = {
        package: None
        for package, commands in table("latex")["packages"].items()
        if commands_used.intersection(commands.split())
        and f"{{{package}}}".encode() not in module.source.bytes
    }  # fmt: skip
    for package in packages:
        line = f'config.tex_template.add_to_preamble(r"\\usepackage{{{package}}}")\n'
        module.insert(place(module), line, f"latex:{package}")
    if packages:
        module.insert(place(module), "\n\n", "latex:package")
