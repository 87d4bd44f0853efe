"""Formulas in parts of which one ends with `^` or `_`: the next part begins with it, as LaTeX must
see a script and what it is of in one part."""

import ast
import re
from itertools import pairwise

from mdx.porting.edits import Span
from mdx.porting.module import Module
from mdx.porting.rules.latex import FORMULAS

_LITERAL = re.compile(r"""[A-Za-z]*('{3}|"{3}|'|")""")


def apply(module: Module) -> None:
    if module.dialect == "ce":
        return
    for name in FORMULAS:
        for call in module.calls.get(name, ()):
            if isinstance(call.func, ast.Name) and module.is_free(name):
                for part, following in pairwise(call.args):
                    _move(module, name, part, following)


def _move(module: Module, name: str, part: ast.expr, following: ast.expr) -> None:
    if not all(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in (part, following)):
        return
    head, opening = (_LITERAL.match(module.text(p)) for p in (part, following))
    if head is None or opening is None:
        return
    end = module.bare(part).end - len(head[1])
    script = module.source.bytes[end - 1 : end].decode("ascii", "replace")
    value = part.value.strip()  # type: ignore[attr-defined]
    if script in ("^", "_") and len(value) > 1 and value[-2] != "\\":
        module.replace(Span(end - 1, end), code=f"form:{name}")
        module.insert(module.bare(following).start + opening.end(), script, f"form:{name}")
