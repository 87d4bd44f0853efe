"""The rules that keep or drop a record: what each asks of it, and why a record fails."""

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from mdx.records import fields, jsonl

if TYPE_CHECKING:
    from mdx.quality.score import Assessment

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
    def shown(self) -> Any:
        return "missing" if self.value is MISSING else self.value


Record = dict[str, Any]
# What a rule says to a record, to its scores or to the verdict on it: None keeps it.
Test = Callable[[Any], Failure | None]


class Rule:
    """One flag as given: its name, its test, and the field that some record must have."""

    def __init__(self, name: str, test: Test, field: str = "", is_about_us: bool = False):
        self.name = name
        self.test = test
        self.field = field
        self.is_about_us = is_about_us  # what fails it says nothing about the record
        self.failed = 0
        self.missing = 0

    def count(self, failure: Failure) -> None:
        """Counts a record that it drops."""
        self.failed += 1
        if failure.value is MISSING:
            self.missing += 1


def getter(field: str) -> Callable[[Record], Any]:
    """What reads a dotted field of a record, or gives MISSING; the common depths without a loop."""
    head, _, rest = field.partition(".")
    if not rest:
        return lambda record: record.get(head, MISSING)
    if "." not in rest:

        def inner(record: Record) -> Any:
            try:
                return record[head][rest]
            except (KeyError, TypeError):
                return MISSING

        return inner
    return lambda record: fields.lookup(record, field, MISSING)


def one_of(name: str, field: str, allowed: Collection[str]) -> Rule:
    """Keeps the records whose field is one of these words."""
    get = getter(field)
    allowed = frozenset(allowed)
    limit = ",".join(sorted(allowed))

    def test(record: Record) -> Failure | None:
        value = get(record)
        if type(value) is str and value in allowed:
            return None
        return Failure(value, limit)

    return Rule(name, test, field)


def described(wanted: bool) -> Rule:
    """Keeps the records that have a description, or those that need one."""

    def test(record: Record) -> Failure | None:
        if fields.needs_description(record) is not wanted:
            return None
        return Failure(fields.text(record, "description")[:80], "")

    return Rule("has-description" if wanted else "needs-description", test)


def matches(field: str, pattern: str) -> Rule:
    """Keeps the records with this pattern in the text of the field."""
    get, search = getter(field), re.compile(pattern).search

    def test(record: Record) -> Failure | None:
        value = get(record)
        if value is not MISSING and search(value if type(value) is str else _as_text(value)):
            return None
        return Failure(value, f"{field}={pattern}")

    return Rule("match", test, field)


def _as_text(value: Any) -> str:
    return jsonl.dumps({"": value})[4:-2].decode()


def lines_of_code(record: Record) -> int:
    """How many lines of its code are not blank."""
    return sum(not line.isspace() for line in fields.text(record, "code").splitlines(True))


def tokens_of_code(record: Record) -> int:
    """How many words and signs its code has, about what a model reads."""
    return sum(1 for _ in TOKEN.finditer(fields.text(record, "code")))


def at_least(name: str, count: Callable[[Record], int], least: int) -> Rule:
    """Keeps the records that have so many of what is counted."""

    def test(record: Record) -> Failure | None:
        number = count(record)
        return None if number >= least else Failure(number, f"at least {least}")

    return Rule(name, test)


def at_most(name: str, count: Callable[[Record], int], most: int) -> Rule:
    """Keeps the records that have no more of what is counted."""

    def test(record: Record) -> Failure | None:
        number = count(record)
        return None if number <= most else Failure(number, f"at most {most}")

    return Rule(name, test)


def parses() -> Rule:
    """Keeps the records whose code is a Python module."""
    from mdx.scenes.syntax import SyntaxFault, parse

    def test(record: Record) -> Failure | None:
        try:
            parse(fields.text(record, "code"))
        except SyntaxFault as fault:
            return Failure(str(fault), "Python 3")
        return None

    return Rule("parses", test)


def is_true(name: str, field: str, wanted: bool = True) -> Rule:
    """Keeps the records whose field is true or a text, or those where it is false or empty."""
    get = getter(field)

    def test(record: Record) -> Failure | None:
        value = get(record)
        kept = type(value) in (bool, str) and bool(value) is wanted
        return None if kept else Failure(value, wanted)

    return Rule(name, test, field)


def licensed(asked: Collection[str]) -> Rule:
    """Keeps the records under one of these licences; `permissive` and `any` are classes of them."""
    get = getter("metadata.license")
    allowed = PERMISSIVE.union(asked) if "permissive" in asked else asked
    limit = ",".join(sorted(asked))

    def test(record: Record) -> Failure | None:
        value = get(record)
        if type(value) is str and value and ("any" in asked or allows(value, allowed)):
            return None
        return Failure(value, limit)

    return Rule("license", test, "metadata.license")


def allows(expression: str, allowed: Collection[str]) -> bool:
    """Whether an SPDX expression can be met with these licences: with one of an OR, all of an AND.

    An exception (`GPL-2.0-only WITH Classpath-exception-2.0`) only adds to what its licence
    allows. Where there are brackets, all that are named must be allowed. The grammar is that of
    the SPDX specification, annex "SPDX license expressions".
    """
    if "(" in expression:
        expression = re.sub(r"[()]", " ", expression).replace(" OR ", " AND ")
    return any(
        all(part.partition(" WITH ")[0].strip() in allowed for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def code_holds(name: str, pattern: re.Pattern[str], wanted: bool) -> Rule:
    """Keeps the records whose code holds the pattern, or those whose code does not."""

    def test(record: Record) -> Failure | None:
        match = pattern.search(fields.text(record, "code"))
        if bool(match) is wanted:
            return None
        return Failure(match[0] if match else "", "" if match else name)

    return Rule(name, test)


def quality(least: float) -> Rule:
    """Keeps the records whose Assessment has at least this quality."""

    def test(assessment: "Assessment") -> Failure | None:
        good = assessment.quality >= least
        return None if good else Failure(assessment.quality, least)

    return Rule("quality", test)


# The rules that the value of a flag asks for, cheap ones first: the order in which they are put.
ASKED: dict[str, Callable[[Any], list[Rule]]] = {
    "source": lambda names: [one_of("source", "source", names)],
    "dialect": lambda names: [one_of("dialect", "metadata.dialect", names)],
    "license": lambda names: [licensed(names)],
    "kind": lambda kind: [is_true("kind", "metadata.still", kind == "still")],
    "standalone": lambda wanted: [is_true("standalone", "metadata.standalone", wanted)],
    "duplicate": lambda wanted: [is_true("duplicate", "metadata.duplicate_of", wanted)],
    "described": lambda wanted: [described(wanted)],
    "match": lambda pairs: [matches(field, pattern) for field, pattern in pairs],
    "latex": lambda wanted: [code_holds("latex", LATEX, wanted)],
    "three_d": lambda wanted: [code_holds("3d", THREE_D, wanted)],
    "min_lines": lambda least: [at_least("lines", lines_of_code, least)],
    "max_lines": lambda most: [at_most("lines", lines_of_code, most)],
    "min_tokens": lambda least: [at_least("tokens", tokens_of_code, least)],
    "max_tokens": lambda most: [at_most("tokens", tokens_of_code, most)],
    "parses": lambda _: [parses()],
}


def asked(flags: dict[str, Any]) -> list[Rule]:
    """The rules that these flags ask for; a flag that was not given is None, or not there."""
    given = ((make, flags.get(flag)) for flag, make in ASKED.items())
    return [rule for make, value in given if value is not None for rule in make(value)]
