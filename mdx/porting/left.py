"""What stands in the way of a port when all rules are through."""

from mdx.porting.module import BUILTINS, Module


def found(module: Module) -> tuple[str, ...]:
    """Codes of what no rule could mend, sorted: names that nothing defines, and what rules told."""
    return tuple(sorted(module.left))
