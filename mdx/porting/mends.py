"""Which of a score's findings a port would mend: told from the tables, without a port."""

from functools import cache

from mdx.porting.module import LIBRARIES
from mdx.porting.rules.imports import brought
from mdx.porting.stand_ins import known
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
    found = {*known(), *brought()}
    for dialect in SECTIONS:
        found.update(entries("names", dialect))
        for name, made in forms("forms", dialect).items():
            found.update(name for form in made if form.pattern.owner is None)
    return frozenset(found)


@cache
def _methods() -> frozenset[str]:
    found: set[str] = set()
    for dialect in SECTIONS:
        for heading in METHODS:
            found.update(entries("methods", dialect, heading))
        for name, made in forms("forms", dialect).items():
            found.update(name for form in made if form.pattern.owner is not None)
    return frozenset(found)


@cache
def _keywords() -> frozenset[str]:
    found: set[str] = set()
    for dialect in SECTIONS:
        found.update(key.rpartition(".")[2] for key in entries("keywords", dialect))
        for made in forms("keywords", dialect, "groups").values():
            found.update(name for form in made for name in form.pattern.parameters)
    return frozenset(found)
