"""The rules that keep or drop a record: what each asks of it, and why a record fails."""

import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from mdx.records import fields, jsonl

MISSING = ...  # the value of a field that a record has not; one object in all processes
PERMISSIVE = frozenset(
    ("0BSD", "AFL-3.0", "Apache-2.0", "Artistic-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0",
     "CC-BY-3.0", "CC-BY-4.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "PSF-2.0", "Python-2.0",
     "Unlicense", "WTFPL", "Zlib")
)  # fmt: skip
TOKEN = re.compile(r"\w+|[^\w\s]")
LATEX = re.compile(
    r"\b(?:\w*Tex|TexText|TextMobject|TexMobject|Title|BulletedList|\w*Matrix|MathTable"
    r"|(?:Decimal|Integer)(?:Number|Table)?|Variable|get_tex|get_axis_labels|add_coordinates)\("
)
THREE_D = re.compile(
    r"\bThreeD\w*|\b(?:Sphere|Cube|Prism|Cone|Cylinder|Torus|Surface|ParametricSurface|Line3D"
    r"|Arrow3D|Dot3D|Tetrahedron|Octahedron|Icosahedron|Dodecahedron|Polyhedron)\("
)


class Failure(NamedTuple):
    """Why a rule drops a record: the value it found and the limit it has."""

    value: Any
    limit: Any

    @property
    def told(self) -> Any:
        return "missing" if self.value is MISSING else self.value


# What a rule says to a record: None keeps it.
Test = Callable[[dict], Failure | None]


class Rule:
    """One flag as given: its name, its test, and the field that some record must have."""

    def __init__(self, name: str, test: Test = lambda found: None, field: str = ""):
        self.name = name
        self.test = test
        self.field = field
        self.failed = 0
        self.missing = 0

    def count(self, failure: Failure) -> None:
        self.failed += 1
        self.missing += failure.value is MISSING


def getter(field: str) -> Callable[[dict], Any]:
    """What reads a dotted field of a record, or gives MISSING; the common depths without a loop."""
    head, _, rest = field.partition(".")
    if not rest:
        return lambda found: found.get(head, MISSING)
    if "." not in rest:

        def inner(found: dict) -> Any:
            try:
                return found[head][rest]
            except (KeyError, TypeError):
                return MISSING

        return inner
    return lambda found: fields.lookup(found, field, MISSING)


def one_of(name: str, field: str, allowed: Collection[str]) -> Rule:
    """Keeps the records whose field is one of these words."""
    get = getter(field)
    allowed = frozenset(allowed)
    limit = ",".join(sorted(allowed))

    def test(found: dict) -> Failure | None:
        value = get(found)
        if type(value) is str and value in allowed:
            return None
        return Failure(value, limit)

    return Rule(name, test, field)


def described(wanted: bool) -> Rule:
    """Keeps the records that have a description, or those that need one."""

    def test(found: dict) -> Failure | None:
        if fields.needs_description(found) is not wanted:
            return None
        return Failure(fields.text(found, "description")[:80], "")

    return Rule("has-description" if wanted else "needs-description", test)


def matches(field: str, pattern: str) -> Rule:
    """Keeps the records with this pattern in the text of the field."""
    get, search = getter(field), re.compile(pattern).search

    def test(found: dict) -> Failure | None:
        value = get(found)
        if value is not MISSING and search(value if type(value) is str else _as_text(value)):
            return None
        return Failure(value, f"{field}={pattern}")

    return Rule("match", test, field)


def _as_text(value: Any) -> str:
    return jsonl.dumps({"": value})[4:-2].decode()


def lines_of_code(least: int | None, most: int | None) -> Rule:
    """Keeps the records whose code has so many lines that are not blank."""

    def test(found: dict) -> Failure | None:
        count = sum(not line.isspace() for line in fields.text(found, "code").splitlines(True))
        return _within(count, least, most)

    return Rule("lines", test)


def parses() -> Rule:
    """Keeps the records whose code is a Python module."""
    from mdx.scenes.syntax import SyntaxFault, parse

    def test(found: dict) -> Failure | None:
        try:
            parse(fields.text(found, "code"))
        except SyntaxFault as fault:
            return Failure(str(fault), "Python 3")
        return None

    return Rule("parses", test)


def is_true(name: str, field: str, wanted: bool = True) -> Rule:
    """Keeps the records whose field is true or a text, or those where it is false or empty."""
    get = getter(field)

    def test(found: dict) -> Failure | None:
        value = get(found)
        return (
            None if type(value) in (bool, str) and bool(value) is wanted else Failure(value, wanted)
        )

    return Rule(name, test, field)


def licensed(asked: Collection[str]) -> Rule:
    """Keeps the records under one of these licences; `permissive` and `any` are classes of them."""
    get = getter("metadata.license")
    allowed = PERMISSIVE.union(asked) if "permissive" in asked else asked
    limit = ",".join(sorted(asked))

    def test(found: dict) -> Failure | None:
        value = get(found)
        if type(value) is str and value and ("any" in asked or allows(value, allowed)):
            return None
        return Failure(value, limit)

    return Rule("license", test, "metadata.license")


def allows(expression: str, allowed: Collection[str]) -> bool:
    """Whether an SPDX expression can be met with these: one of an OR, all of an AND; where there
    are brackets, only if all are allowed that it names."""
    if "(" in expression:
        expression = re.sub(r"[()]", " ", expression).replace(" OR ", " AND ")
    return any(
        all(part.partition(" WITH ")[0].strip() in allowed for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def code_holds(name: str, pattern: re.Pattern, wanted: bool) -> Rule:
    """Keeps the records whose code holds the pattern, or those whose code does not."""

    def test(found: dict) -> Failure | None:
        match = pattern.search(fields.text(found, "code"))
        if bool(match) is wanted:
            return None
        return Failure(match[0] if match else "", "" if match else name)

    return Rule(name, test)


def tokens_of_code(least: int | None, most: int | None) -> Rule:
    """Keeps the records whose code has so many words and signs, about what a model reads."""

    def test(found: dict) -> Failure | None:
        count = sum(1 for _ in TOKEN.finditer(fields.text(found, "code")))
        return _within(count, least, most)

    return Rule("tokens", test)


def _within(count: int, least: int | None, most: int | None) -> Failure | None:
    if least is not None and count < least:
        return Failure(count, f"at least {least}")
    if most is not None and count > most:
        return Failure(count, f"at most {most}")
    return None
