"""Names that the target has under another one: names.toml."""

import ast

from mdx.porting.module import Module
from mdx.porting.tables import entries


def renamed(module: Module) -> dict[str, str]:
    """New names by old ones: those that the target lacks or means otherwise, and nothing binds."""
    found = {}
    for old, new in entries("names", module.dialect).items():
        if module.is_free(old) and not module.has_name(old):
            found[old] = new
    other = entries("names", module.dialect, "other")
    found |= {old: new for old, new in other.items() if module.is_free(old)}
    return found


def new_name(module: Module, name: str) -> str:
    """What a class of the old library is called in the target."""
    return renamed(module).get(name, name)


def apply(module: Module) -> None:
    for old, new in renamed(module).items():
        for node in module.names.get(old, ()):
            text = new
            if _is_factor(module, node) and not new.replace(".", "").isidentifier():
                text = f"({new})" if new[0] not in "({[" else new
            module.replace(node, text, code=f"name:{old}")


def _is_factor(module: Module, node: ast.Name) -> bool:
    return isinstance(module.parent.get(node), ast.BinOp | ast.UnaryOp | ast.Attribute)
