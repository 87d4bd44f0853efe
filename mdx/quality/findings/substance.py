"""Whether there is a scene at all, that does something and is finished."""

import ast
import re
from collections.abc import Iterator

from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.quality.reach import is_hollow
from mdx.scenes.syntax import descendants

COMMENT = re.compile(r"#[^\n\"']*+")
MARKS = ("TODO", "FIXME", "XXX", "HACK", "WIP")
MARK = re.compile(rf"\b(?:{'|'.join(MARKS)})\b")
PLACE = 5


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`no-scene`, `no-construct`, `empty-construct`, `missing-argument`, `unfinished`."""
    methods = [m for c in evidence.classes for m in c.body if isinstance(m, ast.FunctionDef)]
    derived = {getattr(base, "id", "") for c in evidence.classes for base in c.bases}
    within = (m for m in evidence.all(ast.FunctionDef) if m.name == "construct")  # in a class
    constructs = [m for m in methods if m.name == "construct"] or [*within]
    if not evidence.classes:
        yield Finding("no-scene")
    elif not constructs:
        yield Finding("no-construct")
    elif not any(isinstance(n, ast.Call) for m in constructs for n in descendants(m)):
        yield Finding("empty-construct")
    for owner in evidence.classes:
        own = {m.name: m.args for m in owner.body if isinstance(m, ast.FunctionDef)}
        if "construct" in own and "__init__" in own and owner.name not in derived:
            arguments = own["__init__"]
            positional = arguments.posonlyargs + arguments.args
            for needed in positional[1 : len(positional) - len(arguments.defaults)]:
                yield Finding("missing-argument", f"{owner.name}.{needed.arg}")  # manim gives none
    if any(is_hollow(method) for method in methods):
        yield Finding("unfinished", "hollow-method")
    if any(mark in evidence.code for mark in MARKS):
        if MARK.search("\n".join(COMMENT.findall(evidence.code))):
            yield Finding("unfinished", "mark")
