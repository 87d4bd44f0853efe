"""Asks a model what a person would have said to get this scene; keeps every answer.

Examples:
  mdx-describe scenes.jsonl > described.jsonl             # ANTHROPIC_API_KEY set
  mdx-describe --llm ollama:qwen2.5-coder < scenes.jsonl  # a local model
  mdx-describe --llm openai:MODEL --base-url URL          # any such server
  mdx-describe --llm 'cmd:claude -p' < scenes.jsonl       # any program
  mdx-describe --llm outline < scenes.jsonl               # no model, no key
  mdx-describe --dry-run < scenes.jsonl                   # what would it cost?
  mdx-describe --style caption --all < described.jsonl    # another style

Records that already have a description pass through unchanged. Each complete answer
is on disk before its record is written: the same command resumes where it stopped,
and pays for nothing twice. A record without an answer passes through undescribed
(status 1). Memory does not grow with the input, except with --batch, which holds it.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

from mdx import llm
from mdx.llm import askers, asking, from_flags, pictures, prompt, reports, services, turns
from mdx.llm.asking import Asking
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import SeesPictures
from mdx.llm.client import Asker, Client
from mdx.llm.follow_up import Contradictions, FollowUp
from mdx.llm.money import Budget
from mdx.llm.plan import plan
from mdx.llm.store import Store
from mdx.llm.turns import NO_CODE, NOT_ASKED, WORDLESS, Turn
from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.shell import command, expected, model_flags
from mdx.shell.files import InputFile, InputFolder
from mdx.shell.flags import integer, positive
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun

FLUSH_EACH = True  # a record may have cost money
NEEDS = {
    "detach": ["batch"], "count_tokens": ["dry_run"], "older_than": ["cache_prune"],
    "cache_prune": ["older_than", "where"], "where": ["cache_prune", "cache_list"],
}  # fmt: skip


def arguments(parser: argparse._ActionsContainer) -> None:
    _add_asked(parser.add_argument_group("what to ask").add_argument)
    model_flags.model(
        parser.add_argument_group("which model to ask").add_argument, services.names()
    )
    model_flags.limits(parser.add_argument_group("limits and costs").add_argument)
    model_flags.kept(parser.add_argument_group("cached answers").add_argument)


def _add_asked(add: Callable[..., Any]) -> None:
    styles = prompt.styles()
    add("--style", metavar="NAME", choices=styles, default="request",
        help=f"one of {', '.join(styles)} (request)")  # fmt: skip
    add("--prompt", metavar="FILE", type=InputFile,
        help="ask this instead; {code} and other fields in braces")  # fmt: skip
    add("--max-code", metavar="N", type=positive, default=60_000,
        help="characters of code shown (60000)")  # fmt: skip
    add("--voices", metavar="FILE", type=InputFile,
        help="voices to use in place of the built-in ones")  # fmt: skip
    add("--seed", metavar="N", type=integer, default=0, help="another number, other voices (0)")
    add("--n", metavar="N", type=positive, default=1, help="descriptions of each scene (1)")
    add("--frames", metavar="DIR", type=InputFolder,
        help="show it the pictures that mdx-filter --frames saved there")  # fmt: skip
    add("--context", choices=["outline"], help="also show it what --llm outline would say")
    add("--transcripts", action="store_true", help="show it what is said in the record's video")
    add("--check", action="store_true",
        help="ask again if a description contradicts the code; note it in metadata")  # fmt: skip
    add("--judge", metavar="NAME[:MODEL]", help="have this model say yes or no to each description")
    add("--all", action="store_true", help="also describe records that have a description")


def suggestions() -> dict[str, Iterable[str]]:
    """What a shell may offer as a value, by argument."""
    return {"llm": services.suggestions(), "judge": services.suggestions()}


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | Record]:
    """Each record, with a description if it had none and an answer came."""
    for flag, others in NEEDS.items():
        if vars(args)[flag] and not any(vars(args)[other] for other in others):
            wanted = " or ".join(f"--{other}" for other in others)
            raise CannotRun(f"--{flag} needs {wanted}".replace("_", "-"))
    if args.batch and args.pack > 1:
        raise CannotRun("--batch asks for each scene by itself; leave out --pack or --batch")
    store = Store(tally.message)
    try:
        if (tool := _cache_tool(lines, args, tally, store)) is not None:
            yield from tool
            return
        run = _Run(args, tally, store)
        asked = run.turns(lines)
        yield from [run.planned(asked)] if args.dry_run else run.written(asked)
    except llm.Stop as stop:
        raise CannotRun(str(stop)) from None


def _cache_tool(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally, store: Store
) -> Iterable[Record] | None:
    """The output of a flag about the cache; None if no such flag is given."""
    if args.cache_import:
        return _import(lines, tally, store)
    prints = args.cache_stats, args.cache_prune, args.cache_export, args.cache_list
    tally.closing_line &= not any(prints)
    if args.cache_prune:
        return [{"pruned": store.prune(args.older_than or 0.0, args.where)}]
    if args.cache_list:
        return store.list(args.where)
    if args.cache_export:
        return store.export()
    return [store.stats()] if args.cache_stats else None


def _import(lines: Iterator[Line], tally: Tally, store: Store) -> Iterator[Record]:
    for line in lines:
        try:
            tally.drop(line, "imported" if store.take(line.record) else "known")
        except ValueError as error:
            tally.fail(line, str(error))
    yield from ()


class _Run:
    """The questions of a run, who answers them, and the counts."""

    def __init__(self, args: argparse.Namespace, tally: Tally, store: Store):
        self.args = args
        self.tally = tally
        self.ahead = askers.AHEAD * args.jobs
        budget = Budget(args.max_requests, args.max_tokens_total)
        self.check = _contradictions(args)
        follow_up = FollowUp(self.check)
        self.client = from_flags.client(args.llm, args, store, budget, follow_up, tally.say)
        self.judge = _judge(args, tally, store, budget, follow_up)
        if not (args.dry_run or args.cache_only):
            askers.warn_if_unready(self.client, tally.say)
        self.asker = self._asker(self.client)
        self.questions = _asking(args, tally, self.client)
        self.counts = Counter[str]()
        self.question = turns.asking(self.questions, self.counts)
        self.prices = store.prices = from_flags.tokens_cost(args.llm, args)
        name = os.path.basename(args.prompt or args.style)
        store.about = {"prompt": name, "prompt_version": self.questions.template.version}
        self.is_asked = isinstance(self.client, Client)
        tally.facts = {"model": self.client.model} | (store.about if self.is_asked else {})

    def _asker(self, client: Client | AtOnce) -> Asker:
        if self.args.batch:
            return askers.in_batches(client, self.tally.say, wait=not self.args.detach)
        return askers.packed(client, self.args.pack, self.tally.say)

    def turns(self, lines: Iterator[Line]) -> Iterator[Turn]:
        """What to ask about each line."""

        def is_meant(record: Record) -> bool:
            return self.args.all or fields.needs_description(record)

        if "code" in self.questions.template.fields:
            lines = expected.code(lines, self.tally, is_meant, noted=False)
        return turns.turns(lines, self.args.n, is_meant)

    def planned(self, asked: Iterator[Turn]) -> Record:
        """What would be asked and judged, without asking."""
        self.tally.closing_line = False
        ahead = self.ahead if self.args.count_tokens else 0
        if self.judge is None:
            return plan(self.client, self.asker.new(asked, self.question), self.prices, ahead)
        from mdx.llm.judge import Planned

        judging = Planned(self.judge, self.args.max_code)
        jobs = self.asker.new(asked, judging.counted(self.question))
        planned = plan(self.client, jobs, self.prices, ahead)
        return planned | {
            "judge": judging.counts(from_flags.tokens_cost(self.args.judge, self.args))
        }

    def written(self, asked: Iterator[Turn]) -> Iterator[bytes | Record]:
        """Each record with its descriptions, or as it came; reports at the end what that took."""
        begun = time.monotonic()
        form = self.questions.template.form if self.is_asked else None
        try:
            with closing(self.asker.answers(asked, self.question, self.ahead)) as answers:
                turned = (turns.answered(*answer, form, self.counts) for answer in answers)
                with closing(self._judged(turned)) as done:
                    by, trouble = self.client.model, self.tally.trouble
                    for item in turns.written(done, by, self.check, self.counts, trouble):
                        if self.tally.progress:
                            seconds = time.monotonic() - begun
                            self.tally.doing(self.client.usage.so_far(self.prices, seconds))
                        yield item
        finally:
            self._tell()

    def _judged(self, done: Iterator[Turn]) -> Generator[Turn, None, None]:
        if (judge := self.judge) is None:
            yield from done
            return
        asker = self._asker(judge) if self.args.batch else judge
        trouble = self.tally.trouble
        yield from turns.judged(done, asker, judge.model, self.args.max_code, self.ahead, trouble)

    def _tell(self) -> None:
        """Reports what the run used and left out, in the closing line and --usage."""
        counts, tally, shown = self.counts, self.tally, self.questions.pictures
        for what in (NO_CODE, WORDLESS, NOT_ASKED):
            if counts[what]:
                tally.note(f"{counts[what]} {what}")
        if wordless := counts[NO_CODE] + counts[WORDLESS]:
            tally.message(
                f"{wordless} records stay{'s' * (wordless == 1)} undescribed: there is nothing to "
                "say about them; mdx-filter --has-description leaves them out"
            )
            tally.troubled += 1
        for fault, count in shown.faults.items() if shown else ():
            tally.note(f"{count} pictures {fault}")
        tally.note(self.client.usage.clause(self.prices))
        counted = self.client.usage.counts(self.prices)
        if self.judge is not None:
            theirs = from_flags.tokens_cost(self.args.judge, self.args)
            tally.note(f"the judge: {self.judge.usage.clause(theirs)}")
            counted["judge"] = self.judge.usage.counts(theirs)
        reports.usage(self.args.usage, counted)


def _contradictions(args: argparse.Namespace) -> Contradictions | None:
    if not args.check:
        return None
    from mdx.quality.agreement import contradictions

    return contradictions


def _judge(
    args: argparse.Namespace, tally: Tally, store: Store, budget: Budget, follow_up: FollowUp
) -> Client | None:
    if args.judge is None:
        return None
    judge = from_flags.client(args.judge, args, store, budget, follow_up, tally.say)
    if isinstance(judge, AtOnce):
        raise CannotRun(f"--judge {judge.model}: it cannot say yes or no; name a model")
    return judge


def _asking(args: argparse.Namespace, tally: Tally, client: Client | AtOnce) -> Asking:
    """The maker of the questions."""
    template = asking.template(args.style, args.prompt)
    questions = Asking(template, args.max_code, seed=args.seed, added=_added(args, tally))
    if "voice" in template.fields and isinstance(client, Client):
        questions.voices = asking.voices(args.voices or "", args.n)
    elif args.voices or args.n > 1:
        flag = "--voices" if args.voices else "--n"
        raise CannotRun(f"{flag} needs a model and a prompt with {{voice}}, as --style request has")
    if args.frames:
        if not isinstance(client, Client) or not isinstance(client.backend, SeesPictures):
            raise CannotRun(f"--llm {args.llm} is shown no pictures; leave out --frames")
        if args.pack > 1:
            raise CannotRun("--pack puts no pictures into a request; leave out --pack or --frames")
        questions.pictures = pictures.Pictures(args.frames)
    return questions


def _added(args: argparse.Namespace, tally: Tally) -> dict[str, Callable[[Record], str]]:
    """What the model is shown besides the record, by field name."""
    added: dict[str, Callable[[Record], str]] = {}
    if args.transcripts:
        from mdx.sources.transcripts import NotInstalled, Transcripts

        try:
            offline = args.cache_only or args.dry_run
            transcripts = Transcripts(tally.message, offline=offline, refresh=args.refresh)
        except NotInstalled as missing:
            raise CannotRun(str(missing)) from None
        added["transcript"] = transcripts.about
    if args.context:
        from mdx.outline import narrate

        added["outline"] = lambda record: narrate(fields.text(record, "code"))
    return added


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
