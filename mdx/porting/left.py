"""What still stands in the way of a port once all rules were applied."""

from mdx.porting.module import BUILTINS, Module
from mdx.porting.rules.imports import brought
from mdx.porting.rules.names import renamed
from mdx.porting.stand_ins import needed
from mdx.porting.tables import forms


def remaining(module: Module) -> tuple[str, ...]:
    """Codes of what no rule could mend, sorted: rules' own, and names that nothing defines."""
    done = renamed(module).keys() | forms("forms", module.dialect).keys() | {*needed(module)}
    for name in module.names:
        if module.is_free(name) and not module.has_name(name) and name not in BUILTINS:
            if name not in done and name not in brought() and not module.is_replaced(name):
                module.left[f"unknown-name:{name}"] = None
    return tuple(sorted(module.left))
