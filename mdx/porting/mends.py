"""Which of a score's findings a port would mend, judged by the tables without porting."""

from functools import cache

from mdx.porting.index import LIBRARIES
from mdx.porting.rules.imports import brought
from mdx.porting.stand_ins import available
from mdx.porting.tables import SECTIONS, entries, forms

METHODS = ("renamed", "property", "gone")


def mends(code: str, subject: str) -> bool:
    """Whether some rule is about a finding, as in `unknown-name`, `ShowCreation`."""
    last = subject.rpartition(".")[2]
    match code:
        case "unknown-name":
            return subject in _names()
        case "unknown-attribute":
            return last in _methods()
        case "unknown-argument":
            return last in _keywords()
        case "package" | "unknown-module":
            return subject.partition(".")[0] in LIBRARIES[1:]
    return False


@cache
def _names() -> frozenset[str]:
    names = {*available(), *brought()}
    for dialect in SECTIONS:
        names.update(entries("names", dialect))
        for name, named in forms("forms", dialect).items():
            names.update(name for form in named if form.pattern.owner is None)
    return frozenset(names)


@cache
def _methods() -> frozenset[str]:
    names: set[str] = set()
    for dialect in SECTIONS:
        for heading in METHODS:
            names.update(entries("methods", dialect, heading))
        for name, named in forms("forms", dialect).items():
            names.update(name for form in named if form.pattern.owner is not None)
    return frozenset(names)


@cache
def _keywords() -> frozenset[str]:
    names: set[str] = set()
    for dialect in SECTIONS:
        names.update(key.rpartition(".")[2] for key in entries("keywords", dialect))
        for alternatives in forms("keywords", dialect, "groups").values():
            names.update(name for form in alternatives for name in form.pattern.parameters)
    return frozenset(names)
