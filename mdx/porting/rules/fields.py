"""Vector fields in a coordinate system whose function takes many points at once, not x and y."""

import ast

from mdx.porting.index import dotted
from mdx.porting.module import Module

FIELDS = ("VectorField", "StreamLines")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    for name in FIELDS:
        for call in module.calls.get(name, ()):
            given = {keyword.arg: keyword.value for keyword in call.keywords}
            function = call.args[0] if call.args else given.get("func")
            if function is not None and (len(call.args) > 1 or "coordinate_system" in given):
                if module.is_free(name) and _places(module, function) == 1:
                    span = module.span(function)
                    module.insert(span.start, "(lambda *p: ", f"form:{name}")
                    module.insert(span.end, "(np.array([[*p, 0]]))[0])", f"form:{name}")


def _places(module: Module, function: ast.expr) -> int:
    """How many positional arguments a function of the code requires; 0 if unknown."""
    name = dotted(function).rpartition(".")[2]
    named = [f for f in module.functions if getattr(f, "name", "") == name]
    arguments = [f.args for f in ([function] if isinstance(function, ast.Lambda) else named)]
    counts = {
        sum(a.arg != "self" for a in (*each.posonlyargs, *each.args)) - len(each.defaults)
        for each in arguments
        if each.vararg is None
    }
    return counts.pop() if len(counts) == 1 and len(arguments) == 1 else 0
