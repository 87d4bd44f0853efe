"""Keeps the records that every rule keeps, as the very bytes they came in.

Examples:
  mdx-filter --dialect ce --license permissive scenes.jsonl > ce.jsonl
  mdx-filter --min-quality 0.8 --rejects why.jsonl scenes.jsonl | mdx-describe > out.jsonl
  mdx-filter --annotate scenes.jsonl | jq -r .metadata.issues | sort | uniq -c
  mdx-filter --explain scenes.jsonl | jq
  mdx-filter --renders --frames pictures/ scenes.jsonl > sure.jsonl

Several rules are "and"; --invert keeps what they would drop. A record is dropped by its first
failing rule, in the order of the options below, which --rejects and the closing line name. A
record without the field that a rule asks for fails it as "missing"; a field that no record has
is an error. Rules on metadata never parse code. For anything else there is jq, one pipe away.

--min-quality predicts, from the code alone, whether the scene renders with manim as pip installs
it, and looks for what is wrong with the description. --renders finds out: it EXECUTES THE CODE OF
STRANGERS, each scene in a process without network, home and rights to write, as far as the system
can wall it off (it tells where not). It needs manim (pip install 'mdx-tools[render]') and LaTeX.
What runs out of time, also with its animations skipped, is dropped as `timeout`: nobody knows.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from mdx.quality import rules
from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.shell import command, flags
from mdx.shell.flags import OutputFile, OutputFolder, count, positive, seconds
from mdx.shell.tally import Tally, printable
from mdx.work import processes
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.manim.releases import Release
    from mdx.quality.html_report import Report
    from mdx.quality.rules import Rule
    from mdx.quality.score import Assessment

BLOCK = 32  # records that a process gets at once
QUALITY = flags.number("quality between 0 and 1", lambda value: 0 <= value <= 1)


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--source", metavar="NAME,...", action="append", help="from one of these sources")
    add("--dialect", metavar="NAME,...", action="append", help="in one of: ce, gl, cairo, unknown")
    add("--license", metavar="ID,...", action="append",
        help="an SPDX licence among these; `permissive` are many, `any` is all")  # fmt: skip
    add("--kind", choices=("video", "still"), help="a film, or a picture")
    add("--standalone", action="store_true", help="needs no other code, package or file")
    add("--duplicate", action=argparse.BooleanOptionalAction,
        help="is marked as a copy by mdx-dedupe --mark, or not")  # fmt: skip
    described = parser.add_mutually_exclusive_group()
    described.add_argument("--needs-description", action="store_true", help="not described yet")
    described.add_argument("--has-description", action="store_true", help="described")
    add("--match", metavar="FIELD=REGEX", action="append", default=[], type=_match_argument,
        help="the text of a field holds the pattern; dots lead into objects")  # fmt: skip
    add("--latex", action=argparse.BooleanOptionalAction, help="sets formulas with LaTeX, or not")
    add("--3d", dest="three_d", action=argparse.BooleanOptionalAction, help="is in space, or not")
    add("--min-lines", metavar="N", type=count, help="at least N lines of code that are not blank")
    add("--max-lines", metavar="N", type=count, help="at most N of them")
    add("--min-tokens", metavar="N", type=count, help="at least N words and signs of code")
    add("--max-tokens", metavar="N", type=count, help="at most N of them")
    add("--parses", action="store_true", help="the code is Python 3")
    add("--min-quality", metavar="Q", type=QUALITY, help="a quality of at least Q, in [0, 1]")
    add(
        "--renders", action="store_true", help="renders; EXECUTES THE CODE in sandboxes (see above)"
    )
    add("--invert", action="store_true", help="keep what the rules would drop, drop the rest")
    add("--annotate", action="store_true",
         help="drop nothing; add quality, quality_code, quality_description, issues")  # fmt: skip
    add("--explain", action="store_true", help="write the scores and weighed findings instead")
    add("--for", dest="release", metavar="manim==X", type=_release,
         help="the release that quality is about; default: the newest known")  # fmt: skip
    add("--select", metavar="CODE,...", action="append", help="only findings that begin so count")
    add("--ignore", metavar="CODE,...", action="append", help="findings that begin so do not")
    add(
        "--frames",
        metavar="DIR",
        type=OutputFolder,
        help="keep the last frame of what renders as DIR/SHA256.png",
    )
    add("--report", metavar="FILE", type=_report_file,
         help="tell what was kept and dropped, as one HTML file; - is text on stderr")  # fmt: skip
    add(
        "--render-seconds",
        metavar="S",
        type=seconds,
        default=45.0,
        help="a scene's time; %(default)s",
    )
    add(
        "--jobs",
        metavar="N",
        type=positive,
        default=processes.DEFAULT,
        help="cores for what looks at code or renders it (all, at most 4)",
    )


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


def _report_file(text: str) -> str:
    return text if text == "-" else OutputFile(text)


def _release(text: str) -> "Release":
    from mdx.manim import releases

    name, _, version = text.partition("==")
    package = {"manim": "manim", "manimgl": "manimlib", "manimlib": "manimlib"}.get(name)
    found = releases.releases(package, version or None) if package else []
    if not found:
        raise argparse.ArgumentTypeError(f"no release {text!r} is known; say manim==0.19")
    return found[0]


def _names(values: list[str] | None) -> tuple[str, ...]:
    return tuple(name for value in values or () for name in value.split(",") if name)


def asked_rules(args: argparse.Namespace) -> "list[Rule]":
    """The rules that these flags ask for, cheap ones first."""
    made = []
    if args.source:
        made.append(rules.one_of("source", "source", _names(args.source)))
    if args.dialect:
        made.append(rules.one_of("dialect", "metadata.dialect", _names(args.dialect)))
    if args.license:
        made.append(rules.licensed(_names(args.license)))
    if args.kind:
        made.append(rules.is_true("kind", "metadata.still", args.kind == "still"))
    if args.standalone:
        made.append(rules.is_true("standalone", "metadata.standalone"))
    if args.duplicate is not None:
        made.append(rules.is_true("duplicate", "metadata.duplicate_of", args.duplicate))
    if args.needs_description or args.has_description:
        made.append(rules.described(args.has_description))
    made += [rules.matches(field, pattern) for field, pattern in args.match]
    if args.latex is not None:
        made.append(rules.code_holds("latex", rules.LATEX, args.latex))
    if args.three_d is not None:
        made.append(rules.code_holds("3d", rules.THREE_D, args.three_d))
    if args.min_lines is not None or args.max_lines is not None:
        made.append(rules.lines_of_code(args.min_lines, args.max_lines))
    if args.min_tokens is not None or args.max_tokens is not None:
        made.append(rules.tokens_of_code(args.min_tokens, args.max_tokens))
    if args.parses:
        made.append(rules.parses())
    return made


class Outcome(NamedTuple):
    """What the rules say of a record: the first that fails, by its place, and why; the scores."""

    rule: int = -1
    failure: rules.Failure | None = None
    assessment: "Assessment | None" = None


class Judge:
    """All that a record is asked, made from the flags."""

    def __init__(self, args: argparse.Namespace):
        self.rules = asked_rules(args)
        self.least = args.min_quality
        self.scorer: Any = None
        if self.least is not None or args.annotate or args.explain or args.report:
            from mdx.quality.score import Scorer

            codes = (_names(args.select) or ("",), _names(args.ignore))
            self.scorer = Scorer(args.release, *codes)
        self.is_slow = self.scorer is not None or args.parses

    def __call__(self, found: dict) -> Outcome:
        for index, rule in enumerate(self.rules):
            if (failure := rule.test(found)) is not None:
                return Outcome(index, failure)
        if self.scorer is None:
            return KEPT
        words = fields.text(found, "description")
        assessment = self.scorer.assess(fields.text(found, "code"), words)
        if self.least is not None and assessment.quality < self.least:
            failure = rules.Failure(assessment.quality, self.least)
            return Outcome(len(self.rules), failure, assessment)
        return Outcome(assessment=assessment)

    def all(self, raws: list[bytes]) -> list[Outcome]:
        """The same for several, as a process of its own gets them."""
        return [self(orjson.loads(raw)) for raw in raws]


KEPT = Outcome()


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict]:
    """The records that every rule keeps, or with --invert those that one drops."""
    check_flags(args)
    judge = Judge(args)
    if not (judge.is_slow or args.renders):
        yield from by_rules(lines, judge.rules, args.invert, tally)
        check_fields(judge.rules, tally.read - tally.failed)
        return
    every = [*judge.rules, *map(rules.Rule, ("quality", "renders", "timeout"))]
    page = open_report(args.report)
    for line, outcome, gained in judged(lines, judge, args, tally):
        failure = outcome.failure
        if page is not None:
            reason, value = (every[outcome.rule].name, failure.told) if failure else ("", "")
            frame = gained.get("frame", "")
            page.add(line.record, reason, value, outcome.assessment, frame)
        if failure is not None:
            every[outcome.rule].count(failure)
        if args.explain and outcome.assessment:
            yield explanation(line, outcome.assessment)
        elif args.annotate or (failure is None) is not args.invert:
            yield fields.annotate(line.copy(), **gained) if gained else line.raw
        elif failure is None:
            tally.drop(line, "kept by every rule")
        else:
            details = {"issues": outcome.assessment.issues} if outcome.assessment else {}
            rule = every[outcome.rule]
            tally.drop(line, rule.name, value=failure.told, limit=failure.limit, **details)
    check_fields(judge.rules, tally.read - tally.failed)
    if page is not None:
        if args.report == "-":
            sys.stderr.write("\n".join(map(printable, page.text().split("\n"))))
        else:
            page.write(args.report, args.frames)


def by_rules(
    lines: Iterator[Line], asked: "list[Rule]", invert: bool, tally: Tally
) -> Iterator[bytes]:
    """The same where nothing is scored, rendered or tallied: no work but that of the rules."""
    for line in lines:
        found = line.record
        for rule in asked:
            failure = rule.test(found)
            if failure is not None:
                rule.count(failure)
                if invert:
                    yield line.raw
                else:
                    tally.drop(line, rule.name, value=failure.told, limit=failure.limit)
                break
        else:
            if invert:
                tally.drop(line, "kept by every rule")
            else:
                yield line.raw


def open_report(path: str | None) -> "Report | None":
    """What counts for --report, where that is asked for and can be written."""
    if path is None:
        return None
    from mdx.quality.html_report import CannotReport, Report, check_libraries

    try:
        if path != "-":
            check_libraries()
    except CannotReport as error:
        raise CannotRun(str(error)) from None
    return Report()


def check_flags(args: argparse.Namespace) -> None:
    """Refuses flags that make no sense together."""
    if args.annotate or args.explain:
        own = "--annotate" if args.annotate else "--explain"
        if asked_rules(args) or args.min_quality is not None or args.invert:
            raise CannotRun(f"{own} drops nothing, so it goes with no rule: use two mdx-filter")
        if args.explain and args.renders:
            raise CannotRun("--explain tells of the score alone: --renders --annotate tells both")
    if args.frames and not args.renders:
        raise CannotRun("--frames needs --renders")


Judged = tuple[Line, Outcome, dict[str, Any]]


def judged(
    lines: Iterator[Line], judge: Judge, args: argparse.Namespace, tally: Tally
) -> Iterator[Judged]:
    """Each record with its outcome and the fields that it gains."""
    pairs: Iterator[tuple[Line, Outcome]]
    if args.jobs > 1 and judge.is_slow:
        pairs = processes.ordered(judge.all, lines, lambda line: line.raw, BLOCK, args.jobs)
    else:
        pairs = ((line, judge(line.record)) for line in lines)
    if args.renders:
        return rendered(pairs, len(judge.rules) + 1, args, tally)
    if args.annotate:
        return ((line, outcome, scores(outcome)) for line, outcome in pairs)
    return ((line, outcome, {}) for line, outcome in pairs)


def rendered(
    pairs: Iterator[tuple[Line, Outcome]], rule: int, args: argparse.Namespace, tally: Tally
) -> Iterator[Judged]:
    """Each record with what rendering it said, where no rule had dropped it before."""
    from mdx.quality.render import CannotRender, Renderer

    def scene(pair: tuple[Line, Outcome]) -> tuple[str, str] | None:
        line, outcome = pair
        if outcome.failure is not None:
            return None
        name = fields.lookup(line.record, "metadata.scene", "")
        return fields.text(line.record, "code"), name if type(name) is str else ""

    try:
        renderer = Renderer(args.jobs, args.render_seconds, args.frames, tally.message)
    except CannotRender as error:
        raise CannotRun(str(error)) from None
    try:
        for (line, outcome), verdict in renderer.verdicts(pairs, scene):
            gained = scores(outcome) if args.annotate else {}
            if verdict is not None:
                gained |= verdict.fields()
                if not verdict.renders:
                    failure = rules.Failure(verdict.error, "renders")
                    # what ran out of time is unknown, and told apart
                    unknown = verdict.error.startswith("Timeout")
                    outcome = outcome._replace(rule=rule + unknown, failure=failure)
            yield line, outcome, gained
    except CannotRender as error:
        raise CannotRun(str(error)) from None
    finally:
        renderer.close()


def scores(outcome: Outcome) -> dict[str, Any]:
    """The fields that --annotate adds to metadata."""
    return outcome.assessment.fields() if outcome.assessment else {}


def explanation(line: Line, found: "Assessment") -> dict[str, Any]:
    """What --explain writes for a record."""
    told = {"where": line.where, "scene": fields.lookup(line.record, "metadata.scene", "")}
    findings = [each._asdict() | {"weight": weight} for each, weight in found.findings]
    return told | found.fields() | {"findings": findings}


def check_fields(asked: "list[Rule]", tested: int) -> None:
    """Refuses a field that none of the records has that came as far as its rule: a misspelling."""
    for rule in asked:
        if rule.missing and rule.missing == tested:
            raise CannotRun(f"no record has the field {rule.field}")
        tested -= rule.failed


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
