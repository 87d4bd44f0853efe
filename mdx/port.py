"""Ports code of ManimGL, the old library and old releases of ManimCE to today's, rule by rule.

Examples:
  mdx-extract 3b1b | mdx-port | mdx-filter --renders > ce.jsonl
  mdx-port scene.py > new.py                         a program instead of records
  mdx-port --only-complete --rejects why.jsonl scenes.jsonl > ported.jsonl
  mdx-port --diff scenes.jsonl | jq -r .diff | less
  mdx-port --explain scene.py | jq                   which rules, and what each of them does

Code that is already for that release of ManimCE passes through unchanged, and so does code whose
dialect is unknown. Porting changes the code, and dialect and manim in metadata, which gains
  ported_from   gl, cairo (the library of 3Blue1Brown's videos up to 2020), or ce
  ported        the codes of the rules used, separated by spaces
  port_left     the codes of what they could not do, and of what mdx-filter finds in the port that
                makes it fail; "" when the port is complete
Comments, layout and strings stay. Things that ManimCE has no equivalent of are defined above the
code that uses them. mdx-filter --renders says whether a port renders, not if it shows the same.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mdx.records import fields, jsonl
from mdx.records.jsonl import Line
from mdx.shell import command, expected
from mdx.shell.flags import positive
from mdx.shell.tally import Tally
from mdx.work import processes
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.manim.releases import Release

BLOCK = 16  # records that a process gets at once
PROGRAM = ".py"
SURE = -4.0  # what a finding weighs that hardly any scene survives
BROKEN = "syntax-error"
FAILING = ("unknown-", "missing-argument", "too-many-arguments", "wrong-value", "unplayable",
           "function-arity", "flat-point", "no-part", "own-call", "latex-",
           BROKEN)  # fmt: skip


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--to", metavar="manim==X", type=_release, dest="target",
        help="the release to port to; default: the newest known")  # fmt: skip
    add("--without", metavar="WHAT", action="append", default=[], choices=("slides", "assets"),
        help="`slides`: scenes of manim-slides as plain ones; `assets`: shapes with a label for "
             "pictures, drawings and sounds")  # fmt: skip
    add("--only-complete", action="store_true", help="drop incomplete ports")
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument("--diff", action="store_true", help="show the change instead, as a diff")
    shown.add_argument("--explain", action="store_true", help="describe the rules used instead")
    add("--jobs", metavar="N", type=positive, default=processes.DEFAULT,
        help="cores (all, at most 4)")  # fmt: skip


def suggestions() -> dict[str, Iterable[str]]:
    """What a shell may offer as a value, by argument."""
    from mdx.manim import releases

    return {"target": releases.suggestions()}


def _release(text: str) -> "Release":
    from mdx.manim import releases

    name, _, version = text.partition("==")
    matching = releases.releases("manim", version) if name == "manim" and version else []
    if not matching:
        raise argparse.ArgumentTypeError(f"no release {text!r} is known; say manim==0.22")
    return matching[0]


class Outcome(NamedTuple):
    """The result for one piece of code; `code` is None if it stays as it is."""

    code: str | None = None
    dialect: str = ""
    rules: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    fault: str = ""


def _failing(code: str, target: "Release") -> list[str]:
    """What a score finds in a port that makes it fail, as `unknown-attribute:Scene.window`."""
    from mdx.quality import score

    weights = score.weights()["code"]["weights"]
    return sorted(
        str(finding)
        for finding in score.findings(code, target)
        if finding.code.startswith(FAILING) and weights.get(finding.code, 0) < SURE
    )


class Porter:
    """Ports the code of records, in this process or another."""

    def __init__(self, target: "Release", without: tuple[str, ...]):
        self.target = target
        self.without = without

    def __call__(self, code: str, given: str) -> Outcome:
        from mdx.porting import port

        dialect = given if given in port.DIALECTS else port.dialect_of(code)
        if dialect not in port.DIALECTS:
            return Outcome()
        try:
            result = port.ported(code, dialect, self.target, self.without)
        except port.CannotPort as error:
            if dialect == "ce":  # it is broken, but not for its age
                return Outcome()
            return Outcome(None, dialect, (), ("no-port",), str(error))
        except Exception as error:  # a rule's own fault must not end a run over all other records
            fault = f"a rule failed ({type(error).__name__}: {error})"
            return Outcome(None, dialect, (), ("no-port",), fault)
        if result.code == code and dialect == "ce":
            return Outcome(None, dialect)
        failing = _failing(result.code, self.target)
        if any(one.startswith(BROKEN) for one in failing):
            fault = f"the rules made it invalid Python ({' '.join(result.rules)})"
            return Outcome(None, dialect, (), ("no-port",), fault)
        left = dict.fromkeys((*result.left, *failing))
        return Outcome(result.code, dialect, result.rules, tuple(left))

    def all(self, raws: list[bytes]) -> list[Outcome]:
        """The same for several records."""
        records = map(jsonl.reread, raws)
        return [self(fields.text(r, "code"), _given_dialect(r)) for r in records]


def _given_dialect(record: dict[str, Any]) -> str:
    dialect = fields.lookup(record, "metadata.dialect", "")
    return dialect if type(dialect) is str else ""


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """Each record with its code ported, and the programs that operands name."""
    from mdx.manim.releases import releases

    porter = Porter(args.target or releases("manim")[0], tuple(args.without))
    counts: Counter[str] = Counter()
    programs = [operand for operand in args.operands if operand.endswith(PROGRAM)]
    if programs and len(programs) < len(args.operands):
        raise CannotRun("programs and records do not go into one output: use two mdx-port")
    if programs:
        for path in programs:
            yield from _program(path, porter, args, tally, counts)
    else:
        yield from _records(expected.code(lines, tally), porter, args, tally, counts)
    if counts:
        tally.note(", ".join(f"{counts[what]} {what}" for what in ("ported", "incomplete")))


def _records(
    lines: Iterator[Line], porter: Porter, args: argparse.Namespace, tally: Tally,
    counts: Counter[str],
) -> Iterator[bytes | dict[str, Any]]:  # fmt: skip
    if args.jobs > 1:
        pairs = processes.ordered(porter.all, lines, lambda line: line.raw, BLOCK, args.jobs)
    else:
        pairs = ((line, porter.all([line.raw])[0]) for line in lines)
    for line, outcome in pairs:
        _count(outcome, counts)
        if outcome.fault:
            tally.trouble(line.where, f"not ported: {outcome.fault}")
        if args.only_complete and outcome.left:
            tally.drop(line, "incomplete", left=" ".join(outcome.left))
        elif args.diff or args.explain:
            yield _description(line.where, fields.text(line.record, "code"), outcome, args.diff)
        elif outcome.code is None and not outcome.left:
            yield line.raw
        else:
            yield _changed(line.copy(), outcome, porter.target)


def _count(outcome: Outcome, counts: Counter[str]) -> None:
    if outcome.code is not None or outcome.left:
        counts["incomplete" if outcome.left else "ported"] += 1


def _changed(record: dict[str, Any], outcome: Outcome, target: "Release") -> dict[str, Any]:
    """The record with the results of the port."""
    if outcome.code is not None:
        record["code"] = outcome.code
        fields.annotate(record, dialect="ce", manim=target.version)
        for key in fields.VERDICT:
            record["metadata"].pop(key, None)
    return fields.annotate(
        record,
        ported_from=outcome.dialect,
        ported=" ".join(outcome.rules),
        port_left=" ".join(outcome.left),
    )


def _description(where: str, code: str, outcome: Outcome, diff: bool) -> dict[str, Any]:
    """What --diff and --explain say of one piece of code."""
    new = code if outcome.code is None else outcome.code
    if diff:
        return {"where": where, "diff": _diff(where, code, new)}
    from mdx.porting.explained import says

    return {
        "where": where,
        "ported_from": outcome.dialect,
        "ported": [{"code": rule, "says": says(rule)} for rule in outcome.rules],
        "left": [{"code": rule, "says": says(rule)} for rule in outcome.left],
    }


def _diff(where: str, old: str, new: str) -> str:
    from difflib import unified_diff

    lines = unified_diff(old.splitlines(), new.splitlines(), where, f"{where} ported", lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _program(
    path: str, porter: Porter, args: argparse.Namespace, tally: Tally, counts: Counter[str]
) -> Iterator[bytes | dict[str, Any]]:
    """The program in a file, ported; what could not be ported is reported on standard error."""
    tally.read += 1
    with open(path, "rb") as file:
        raw = file.read()
    try:
        code = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        tally.bad(path, f"not UTF-8 (byte {error.start + 1})", raw)
        return
    outcome = porter(code, "")
    _count(outcome, counts)
    if outcome.fault:
        tally.bad(path, f"not ported: {outcome.fault}", raw)
        return
    if args.explain:
        yield _description(path, code, outcome, False)
    elif args.diff:
        yield _diff(path, code, code if outcome.code is None else outcome.code).encode()
    else:
        for left in outcome.left:
            tally.message(f"{path}: left: {left}")
        yield raw if outcome.code is None else outcome.code.encode()


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
