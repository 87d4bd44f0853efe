"""Names that the target has under another one: names.toml."""

import ast

from mdx.porting import stand_ins
from mdx.porting.module import Module
from mdx.porting.tables import entries


def renamed(module: Module) -> dict[str, str]:
    """New names by old ones: those that the target lacks or means otherwise, and nothing binds."""
    if module.renamed is None:
        there = module.target.star("manim") | module.bound
        old = entries("names", module.dialect)
        other = entries("names", module.dialect, "other")
        module.renamed = {name: old[name] for name in old.keys() - there}
        module.renamed |= {name: other[name] for name in other.keys() - module.bound}
        module.renamed = {
            name: new
            for name, new in module.renamed.items()
            if not new.startswith("PURE_") or module.has_name(new)
        }
    return module.renamed


def apply(module: Module) -> None:
    new_names = renamed(module)
    for old in sorted(new_names.keys() & module.names.keys()):
        new = new_names[old]
        if new in stand_ins.available():
            module.wanted[new] = None
        for node in module.names[old]:
            text = new
            if _is_factor(module, node) and not new.replace(".", "").isidentifier():
                text = f"({new})" if new[0] not in "({[" else new
            module.replace(node, text, code=f"name:{old}")


def _is_factor(module: Module, node: ast.Name) -> bool:
    return isinstance(module.parent.get(node), ast.BinOp | ast.UnaryOp | ast.Attribute)
