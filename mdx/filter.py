"""Passes on the records that satisfy every rule, byte for byte.

Examples:
  mdx-filter --dialect ce --license permissive scenes.jsonl > ce.jsonl
  mdx-filter --min-quality 0.8 --rejects why.jsonl scenes.jsonl | mdx-describe > out.jsonl
  mdx-filter --annotate scenes.jsonl | jq -r .metadata.issues | sort | uniq -c
  mdx-filter --explain scenes.jsonl | jq
  mdx-filter --renders --frames pictures/ scenes.jsonl > sure.jsonl

Several rules are combined with "and"; --invert keeps what they would drop. A record is dropped by
the first rule it fails, in the order of the options below; --rejects and the closing line name it.
A record without the field that a rule needs fails it as "missing"; a field that no record has is
an error. Rules on metadata never parse code. For anything else there is jq, one pipe away.

--min-quality predicts, from the code alone, whether the scene renders with manim as pip installs
it, and checks the description for faults. --renders finds out: it EXECUTES STRANGERS' CODE, each
scene in a sandbox without network or privileges, and with no files but software; if the system
allows no sandbox it refuses. It needs manim (pip install 'mdx-tools[render]') and LaTeX. A scene
that runs out of time even with its animations skipped is dropped as `timeout`, undecided. One that
this machine cannot render (no LaTeX, say) is reported and dropped as `fault`, with status 1.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from mdx.quality import rules, verdict_rules
from mdx.quality.judge import Judge, Outcome, missing_fields
from mdx.quality.rules import Record, Rule
from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.shell import command, expected, filter_flags
from mdx.shell.tally import Tally, printable
from mdx.work import processes
from mdx.work.collector import rarely
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.quality.report.counts import Counts
    from mdx.quality.score import Assessment

# Flags that make us look at code.
ON_CODE = ("latex", "three_d", "min_lines", "max_lines", "min_tokens", "max_tokens", "parses",
           "min_quality", "annotate", "explain", "renders")  # fmt: skip
VOICEOVER = "manim_voiceover"
RULED_BY_PACKAGES = ("standalone", "renders", "fault")  # rules that a missing package fails
KEPT_BY_ALL = "kept by every rule"  # why --invert drops a record
BLOCK = 32  # records that a process gets at once


def arguments(parser: argparse._ActionsContainer) -> None:
    filter_flags.on_metadata(parser)
    filter_flags.on_code(parser)
    filter_flags.on_pictures(parser)
    filter_flags.on_results(parser)


def suggestions() -> dict[str, Iterable[str]]:
    """What a shell may offer as a value, by argument."""
    from mdx.manim import releases
    from mdx.quality.score import weights
    from mdx.sources import catalogue

    parts = weights()["code"], weights()["description"]
    codes = sorted({code for part in parts for code in part["weights"]})
    return {
        "source": catalogue.names(),
        "dialect": fields.DIALECTS,
        "license": ["permissive", "any", *sorted(rules.PERMISSIVE)],
        "select": codes,
        "ignore": codes,
        "release": releases.suggestions(),
    }


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | Record]:
    """The records that every rule keeps, or with --invert those that one drops."""
    asked, on_looks = rules.asked(vars(args)), verdict_rules.on_looks(vars(args))
    filter_flags.check(args, suggestions, bool(asked), [rule.name for rule in on_looks])
    latest: list[Record] = []
    lines = expected.latest(checked(lines, args, tally), latest)
    counts = open_report(args)
    needs_scores = filter_flags.needs_scores(args)
    if idle := filter_flags.without_scores(args):
        tally.message(idle)
    if needs_scores or args.parses or args.renders:
        judge = open_judge(asked, args) if needs_scores else Judge(asked)
        with rarely():
            yield from by_judge(lines, judge, counts, args, tally)
    else:
        yield from by_rules(lines, asked, args.invert, tally)
    for field in missing_fields(asked, tally.read - tally.failed):
        own = dict(args.match or ()).keys()  # others are not for the user to spell
        like = latest[0] if field in own else {}
        raise CannotRun(expected.absent_field(field, like))
    if counts is not None:
        write_report(counts, args, tally)


def checked(lines: Iterator[Line], args: argparse.Namespace, tally: Tally) -> Iterator[Line]:
    """The lines, watched for names that no record has, and for code where that is looked at."""
    if args.source:
        lines = expected.values(lines, tally, "source", args.source)
    if licences := set(args.license or ()) - {"permissive", "any"}:
        lines = expected.values(lines, tally, "metadata.license", sorted(licences), is_under)
    if any(vars(args)[flag] is not None and vars(args)[flag] is not False for flag in ON_CODE):
        lines = expected.code(lines, tally)
    return lines


def is_under(expression: str, licence: str) -> bool:
    """Whether an SPDX expression can be met with this licence."""
    return rules.allows(expression, [licence])


def open_report(args: argparse.Namespace) -> "Counts | None":
    """What counts for --report, where that is asked for and can be written."""
    if args.report is None:
        return None
    from mdx.quality.report import counts, page

    try:
        if args.report != "-":
            page.check_libraries()
    except page.CannotReport as error:
        raise CannotRun(str(error)) from None
    return counts.Counts(args.min_quality)


def write_report(counts: "Counts", args: argparse.Namespace, tally: Tally) -> None:
    """Writes the report as a page, or as text on standard error."""
    from mdx.quality.report import page, tables

    if args.report == "-":
        sys.stderr.write("\n".join(map(printable, tables.text(counts).split("\n"))))
        return
    from shlex import join

    from mdx.shell import provenance

    run = provenance.entry(tally)
    origin = {
        "command": join([run["command"], *run["flags"]]),
        "input": " ".join(args.operands) or "standard input",
        "date": run["date"],
        "version": f"mdx {run['version']}",
    }
    page.write(args.report, counts, args.frames, origin)


def open_judge(asked: list[Rule], args: argparse.Namespace) -> Judge:
    """The judge that scores records, too."""
    from mdx.quality.score import Scorer

    scorer = Scorer(args.release, tuple(args.select or ("",)), tuple(args.ignore or ()))
    on_scores = [] if args.min_quality is None else [rules.quality(args.min_quality)]
    return Judge(asked, scorer, on_scores)


def by_rules(
    lines: Iterator[Line], asked: list[Rule], invert: bool, tally: Tally
) -> Iterator[bytes]:
    """What is kept where nothing is parsed, scored or rendered: no work but that of the rules."""
    spoken = 0
    for line in lines:
        record = line.record
        for rule in asked:
            failure = rule.test(record)
            if failure is not None:
                rule.count(failure)
                spoken += is_spoken(record, Outcome(rule, failure))
                if invert:
                    yield line.raw
                else:
                    tally.drop(line, rule.name, value=failure.shown, limit=failure.limit)
                break
        else:
            if invert:
                tally.drop(line, KEPT_BY_ALL)
            else:
                yield line.raw
    note_spoken(spoken, tally)


def is_spoken(record: Record, outcome: Outcome) -> bool:
    """Whether a record fails for the package that lets scenes speak, which extraction can undo."""
    if outcome.assessment:
        return any(one[:2] == ("package", VOICEOVER) for one, _ in outcome.assessment.findings)
    return outcome.reason in RULED_BY_PACKAGES and VOICEOVER in fields.text(record, "code")


def note_spoken(count: int, tally: Tally) -> None:
    if count:
        tally.note(f"mdx-extract --plain-voiceover would mend {count}")


def by_judge(
    lines: Iterator[Line],
    judge: Judge,
    counts: "Counts | None",
    args: argparse.Namespace,
    tally: Tally,
) -> Iterator[bytes | Record]:
    """What is kept, annotated or explained where code is parsed, scored or rendered."""
    spoken = 0
    for line, outcome, gained in judged(lines, judge, args, tally):
        spoken += (outcome.rule is not None or args.annotate) and is_spoken(line.record, outcome)
        if counts is not None:
            seen = (gained.get(field, "") for field in ("frames", "look_issues"))
            counts.add(line.record, outcome, *seen)
        if outcome.rule is not None and outcome.failure is not None:
            outcome.rule.count(outcome.failure)
        if args.explain and outcome.assessment:
            yield explanation(line, outcome.assessment)
        elif args.annotate or outcome.passes(args.invert):
            yield fields.annotate(line.copy(), **gained) if gained else line.raw
        else:
            tally.drop(line, outcome.reason or KEPT_BY_ALL, **outcome.details())
    note_spoken(spoken, tally)


Judged = tuple[Line, Outcome, dict[str, Any]]


def judged(
    lines: Iterator[Line], judge: Judge, args: argparse.Namespace, tally: Tally
) -> Iterator[Judged]:
    """Each record with its outcome and the fields that it gains."""
    pairs: Iterator[tuple[Line, Outcome]]
    if args.jobs > 1 and (judge.scorer or args.parses):
        sent = processes.ordered(judge.send, lines, lambda line: line.raw, BLOCK, args.jobs)
        pairs = ((line, judge.receive(outcome)) for line, outcome in sent)
    else:
        pairs = ((line, judge.outcome(line.record)) for line in lines)
    if args.renders:
        return rendered(pairs, args, tally)
    return ((line, outcome, scores(outcome, args)) for line, outcome in pairs)


def rendered(
    pairs: Iterator[tuple[Line, Outcome]], args: argparse.Namespace, tally: Tally
) -> Iterator[Judged]:
    """Each record with what rendering it said, where no rule had dropped it before."""
    from mdx.quality.render import Renderer
    from mdx.quality.sandboxed import CannotRender

    def scene(pair: tuple[Line, Outcome]) -> tuple[str, str] | None:
        line, outcome = pair
        if outcome.rule is not None:
            return None
        name = fields.lookup(line.record, "metadata.scene", "")
        return fields.text(line.record, "code"), name if type(name) is str else ""

    first = (verdict_rules.has_verdict(), verdict_rules.in_time(), verdict_rules.renders())
    on_verdicts = (*first, *verdict_rules.on_looks(vars(args)))
    try:
        renderer = Renderer(
            args.jobs, args.render_seconds, args.frames, args.sandbox, tally.message
        )
    except CannotRender as error:
        raise CannotRun(str(error)) from None
    try:
        for (line, outcome), verdict in renderer.verdicts(pairs, scene):
            gained = scores(outcome, args)
            if verdict is not None:
                if verdict.fault:
                    tally.trouble(line.where, f"cannot be rendered here: {verdict.fault}")
                gained |= verdict.fields()
                outcome = outcome.after(on_verdicts, verdict)
            yield line, outcome, gained
    except CannotRender as error:
        raise CannotRun(str(error)) from None
    finally:
        renderer.close()


def scores(outcome: Outcome, args: argparse.Namespace) -> dict[str, Any]:
    """The fields that --annotate adds to metadata."""
    return outcome.assessment.fields() if args.annotate and outcome.assessment else {}


def explanation(line: Line, assessment: "Assessment") -> dict[str, Any]:
    """What --explain writes for a record."""
    from mdx.porting.mends import mends

    place = {"where": line.where, "scene": fields.lookup(line.record, "metadata.scene", "")}
    findings = [
        {**finding._asdict(), "weight": weight}
        | ({"mends": "mdx-port"} if mends(finding.code, finding.subject) else {})
        for finding, weight in assessment.findings
    ]
    return place | assessment.fields() | {"findings": findings}


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
