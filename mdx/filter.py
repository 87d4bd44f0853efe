"""Keeps the records that every rule keeps, as the very bytes they came in.

Examples:
  mdx-filter --dialect ce --parses scenes.jsonl > ce.jsonl
  mdx-filter --source szymon_ozog,manim_ce_examples --has-description < all.jsonl
  mdx-filter --min-quality 0.8 --rejects why.jsonl scenes.jsonl | mdx-describe > out.jsonl
  mdx-filter --match metadata.path='(^|/)2024/' --invert scenes.jsonl

Several rules are "and"; `--invert` keeps what they would drop. A record is dropped by its first
failing rule, in the order of the options below, which --rejects and the closing line name. A
record without the field that a rule asks for fails it as "missing"; a field that no record has
is an error. Rules on metadata never parse code. For anything else there is jq, one pipe away.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mdx import cli, record
from mdx.jsonl import Line

MISSING = object()  # the value of a field that a record has not


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

    def __init__(self, name: str, test: Test, field: str = ""):
        self.name = name
        self.test = test
        self.field = field
        self.failed = 0
        self.missing = 0

    def count(self, failure: Failure) -> None:
        self.failed += 1
        self.missing += failure.value is MISSING


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--source", metavar="NAME,...", action="append", help="from one of these sources")
    add("--dialect", metavar="NAME,...", action="append", help="in one of: ce, gl, cairo, unknown")
    described = parser.add_mutually_exclusive_group()
    described.add_argument("--needs-description", action="store_true", help="not described yet")
    described.add_argument("--has-description", action="store_true", help="described")
    add("--match", metavar="FIELD=REGEX", action="append", default=[], type=_match_argument,
        help="the text of a field holds the pattern; dots lead into objects")  # fmt: skip
    add("--min-lines", metavar="N", type=int, help="at least N lines of code that are not blank")
    add("--max-lines", metavar="N", type=int, help="at most N of them")
    add("--parses", action="store_true", help="the code is Python 3")
    add(
        "--min-quality", metavar="Q", type=_quality, help="a quality score of at least Q, in [0, 1]"
    )
    add("--invert", action="store_true", help="keep what the rules would drop, drop the rest")


def _match_argument(text: str) -> tuple[str, str]:
    import re

    field, equals, pattern = text.partition("=")
    if not (field and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=REGEX, as in source=^manim")
    try:
        re.compile(pattern)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{pattern!r} is no regular expression: {error}") from None
    return field, pattern


def _quality(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def rules(args: argparse.Namespace) -> list[Rule]:
    """The rules these flags ask for, cheap ones first."""
    made = []
    if args.source:
        made.append(one_of("source", "source", _names(args.source)))
    if args.dialect:
        made.append(one_of("dialect", "metadata.dialect", _names(args.dialect)))
    if args.needs_description or args.has_description:
        made.append(described(args.has_description))
    made += [matches(field, pattern) for field, pattern in args.match]
    if args.min_lines is not None or args.max_lines is not None:
        made.append(lines_of_code(args.min_lines, args.max_lines))
    if args.parses:
        made.append(parses())
    if args.min_quality is not None:
        made.append(quality(args.min_quality))
    return made


def _names(values: list[str]) -> frozenset[str]:
    return frozenset(name for value in values for name in value.split(",") if name)


def getter(field: str) -> Callable[[dict], Any]:
    """What reads a dotted field of a record, or gives MISSING; the common depths without a loop."""
    head, _, rest = field.partition(".")
    if not rest:
        return lambda found: found.get(head, MISSING)
    if "." not in rest:

        def inner(found: dict) -> Any:
            value = found.get(head)
            return value.get(rest, MISSING) if type(value) is dict else MISSING

        return inner
    return lambda found: record.lookup(found, field, MISSING)


def one_of(name: str, field: str, allowed: frozenset[str]) -> Rule:
    """Keeps the records whose field is one of these words."""
    get = getter(field)
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
        if record.needs_description(found) is not wanted:
            return None
        return Failure(record.text(found, "description")[:80], "")

    return Rule("has-description" if wanted else "needs-description", test)


def matches(field: str, pattern: str) -> Rule:
    """Keeps the records with this pattern in the text of the field."""
    import re

    get, search = getter(field), re.compile(pattern).search

    def test(found: dict) -> Failure | None:
        value = get(found)
        if value is not MISSING and search(value if type(value) is str else _as_text(value)):
            return None
        return Failure(value, f"{field}={pattern}")

    return Rule("match", test, field)


def _as_text(value: Any) -> str:
    from mdx import jsonl

    return jsonl.dumps({"": value})[4:-2].decode()


def lines_of_code(least: int | None, most: int | None) -> Rule:
    """Keeps the records whose code has so many lines that are not blank."""

    def test(found: dict) -> Failure | None:
        count = sum(not line.isspace() for line in record.text(found, "code").splitlines(True))
        if least is not None and count < least:
            return Failure(count, f"at least {least}")
        if most is not None and count > most:
            return Failure(count, f"at most {most}")
        return None

    return Rule("lines", test)


def parses() -> Rule:
    """Keeps the records whose code is a Python module."""
    from mdx.code.syntax import SyntaxFault, parse

    def test(found: dict) -> Failure | None:
        try:
            parse(record.text(found, "code"))
        except SyntaxFault as fault:
            return Failure(str(fault), "Python 3")
        return None

    return Rule("parses", test)


def quality(least: float) -> Rule:
    """Keeps the records that score at least this much."""
    from mdx.code.quality import assess

    def test(found: dict) -> Failure | None:
        score = assess(record.text(found, "code")).quality
        return None if score >= least else Failure(score, least)

    return Rule("quality", test)


def process(
    lines: Iterator[Line], args: argparse.Namespace, report: cli.Report
) -> Iterator[bytes | dict]:
    """The records that every rule keeps, or with --invert those that one drops."""
    asked = rules(args)
    invert = args.invert
    for line in lines:
        for rule in asked:
            if (failure := rule.test(line.record)) is not None:
                rule.count(failure)
                if invert:
                    yield line.raw
                else:
                    report.drop(line, rule.name, value=failure.told, limit=failure.limit)
                break
        else:
            if invert:
                report.drop(line, "kept by every rule")
            else:
                yield line.raw
    check_fields(asked, report.read - report.failed)


def check_fields(asked: list[Rule], tested: int) -> None:
    """Refuses a field that none of the records has that came as far as its rule: a misspelling."""
    for rule in asked:
        if rule.missing and rule.missing == tested:
            raise cli.CannotRun(f"no record has the field {rule.field}")
        tested -= rule.failed


def main(argv: list[str] | None = None) -> int:
    return cli.run(sys.modules[__name__], argv)
