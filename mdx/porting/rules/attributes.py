"""Attributes that are read in another way now: attributes.toml."""

import ast
import re

from mdx.porting.index import dotted
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module
from mdx.porting.tables import entries


def apply(module: Module) -> None:
    kinds = module.ask(Kinds)
    for key, template in entries("attributes", module.dialect).items():
        owner, _, name = key.rpartition(".")
        for node in module.attributes.get(name, ()):
            if _is_read(module, node) and _belongs(module, kinds, node, owner):
                before, receiver, after = re.split(r"(\{self\}|$)", template, maxsplit=1)
                parts = [before, module.span(node.value), after] if receiver else [before]
                module.replace(node, *parts, code=f"attribute:{name}")
    for subscript in module.subscripts:
        _option(module, subscript)


def _is_read(module: Module, node: ast.Attribute) -> bool:
    parent = module.parent.get(node)
    called = isinstance(parent, ast.Call) and parent.func is node
    return isinstance(node.ctx, ast.Load) and not called


def _belongs(module: Module, kinds: Kinds, node: ast.Attribute, owner: str) -> bool:
    """Whether an attribute is the library's: of its owner, or any that the code does not set."""
    if owner:
        kind = kinds.of(node.value)
        return bool(kind) and module.is_a(kind, owner) and dotted(node) not in module.assigned
    return not any(path.endswith(f".{node.attr}") for path in module.assigned)


def _option(module: Module, node: ast.Subscript) -> None:
    """`A.CONFIG["count"]`, which is an attribute of the class now."""
    held, key = node.value, node.slice
    if not isinstance(held, ast.Attribute) or held.attr != "CONFIG":
        return
    if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
        return
    name = dotted(held.value)
    around = module.class_of(node)
    owner = around.name if around is not None and name in ("self", "cls") else name
    if owner in module.classes and key.value.isidentifier():
        module.replace(node, module.span(held.value), f".{key.value}", code="config")
