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
from mdx.llm import Question, askers, asking, pictures, prices, prompt, reports, services, turns
from mdx.llm.asking import Asking
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import SeesPictures
from mdx.llm.client import Asker, Client
from mdx.llm.money import Budget
from mdx.llm.plan import plan
from mdx.llm.second import Contradictions, Second
from mdx.llm.store import Store
from mdx.llm.turns import NO_CODE, NOT_ASKED, WORDLESS, Turn
from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.shell import command, expected, model_flags
from mdx.shell.flags import InputFile, InputFolder, integer, positive
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun

FLUSH_EACH = True  # a record may have cost money
AHEAD = 8  # records read for each request in flight: how far one slow answer lets us go on
NEEDS = {
    "detach": ["batch"], "count_tokens": ["dry_run"], "older_than": ["cache_prune"],
    "cache_prune": ["older_than", "where"], "where": ["cache_prune", "cache_list"],
}  # fmt: skip
Record = dict[str, Any]


def arguments(parser: argparse._ActionsContainer) -> None:
    _add_asked(parser.add_argument_group("what to ask").add_argument)
    model_flags.whom(parser.add_argument_group("which model to ask").add_argument, services.names())
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
    add(
        "--voices",
        metavar="FILE",
        type=InputFile,
        help="voices to use in place of the built-in ones",
    )
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
    """Each record, described if it was not and an answer came."""
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
        yield from _describe(lines, args, tally, store)
    except llm.Stop as stop:
        raise CannotRun(str(stop)) from None


def _cache_tool(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally, store: Store
) -> Iterable[Record] | None:
    """What to write where the user asked for something about the cache; None if not."""
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


def _describe(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally, store: Store
) -> Iterator[bytes | Record]:
    budget = Budget(args.max_requests, args.max_tokens_total)
    client = _client(args.llm, args, tally, store, budget)
    judge = _judge(args, tally, store, budget)
    if not (args.dry_run or args.cache_only):
        askers.warn_if_unready(client, tally.say)
    asker = _asker(client, args, tally)
    questions = _asking(args, tally, client)
    counts = Counter[str]()
    name = os.path.basename(args.prompt or args.style)
    store.about = {"prompt": name, "prompt_version": questions.template.version}
    tally.facts = {"model": client.model} | ({} if isinstance(client, AtOnce) else store.about)
    store.prices = paid = _prices(args.llm, args)

    def is_asked(record: Record) -> bool:
        return args.all or fields.needs_description(record)

    if "code" in questions.template.fields:
        lines = expected.code(lines, tally, is_asked, noted=False)
    asked = turns.turns(lines, args.n, is_asked)

    question = turns.asking(questions, counts)
    ahead = AHEAD * args.jobs
    if args.dry_run:
        tally.closing_line = False
        yield _planned(asked, question, client, asker, judge, args)
        return
    form = None if isinstance(client, AtOnce) else questions.template.form
    begun = time.monotonic()
    try:
        with closing(asker.answers(asked, question, ahead)) as answers:
            all_done = (turns.answered(*answer, form, counts) for answer in answers)
            with closing(_judged(all_done, judge, args, tally)) as done:
                check = _contradictions(args)
                for item in turns.written(done, client.model, check, counts, tally.trouble):
                    if tally.progress:
                        tally.doing(client.usage.so_far(paid, time.monotonic() - begun))
                    yield item
    finally:
        _tell(args, tally, counts, questions, client, judge)


def _planned(
    asked: Iterator[Turn],
    question: Callable[[Turn], Question | None],
    client: Client | AtOnce,
    asker: Asker,
    judge: Client | None,
    args: argparse.Namespace,
) -> Record:
    """What would be asked and judged, without asking."""
    paid, ahead = _prices(args.llm, args), AHEAD * args.jobs if args.count_tokens else 0
    if judge is None:
        return plan(client, asker.new(asked, question), paid, ahead)
    from mdx.llm.judge import Planned

    judging = Planned(judge, args.max_code)
    planned = plan(client, asker.new(asked, judging.counted(question)), paid, ahead)
    return planned | {"judge": judging.counts(_prices(args.judge, args))}


def _judged(
    done: Iterator[Turn], judge: Client | None, args: argparse.Namespace, tally: Tally
) -> Generator[Turn, None, None]:
    if judge is None:
        yield from done
        return
    asker = askers.in_batches(judge, tally.say, not args.detach) if args.batch else judge
    ahead = AHEAD * args.jobs
    yield from turns.judged(done, asker, judge.model, args.max_code, ahead, tally.trouble)


def _tell(
    args: argparse.Namespace,
    tally: Tally,
    counts: Counter[str],
    questions: Asking,
    client: Client | AtOnce,
    judge: Client | None,
) -> None:
    """What the run took and what it passed over, on the closing line and in --usage."""
    for what in (NO_CODE, WORDLESS, NOT_ASKED):
        if counts[what]:
            tally.note(f"{counts[what]} {what}")
    if wordless := counts[NO_CODE] + counts[WORDLESS]:
        tally.message(
            f"{wordless} records stay{'s' * (wordless == 1)} undescribed: there is nothing to tell "
            "of them; "
            "mdx-filter --has-description leaves them out"
        )
        tally.troubled += 1
    for fault, count in questions.pictures.faults.items() if questions.pictures else ():
        tally.note(f"{count} pictures {fault}")
    paid = _prices(args.llm, args)
    tally.note(client.usage.clause(paid))
    counted = client.usage.counts(paid)
    if judge is not None:
        theirs = _prices(args.judge, args)
        tally.note(f"the judge: {judge.usage.clause(theirs)}")
        counted["judge"] = judge.usage.counts(theirs)
    reports.usage(args.usage, counted)


def _asker(client: Client | AtOnce, args: argparse.Namespace, tally: Tally) -> Asker:
    if args.batch:
        return askers.in_batches(client, tally.say, wait=not args.detach)
    return askers.packed(client, args.pack, tally.say)


def _client(
    llm_name: str, args: argparse.Namespace, tally: Tally, store: Store, budget: Budget
) -> Client | AtOnce:
    """What gives the answers of this model; what the user says of requests is about --llm."""
    service, model = services.split(llm_name)
    is_main = llm_name == args.llm
    at_same = service == services.split(args.llm)[0]
    url = args.base_url if at_same else ""
    set_ = dict(args.set) if is_main else {}
    return askers.client(
        llm.Options(service, model, url, args.max_tokens, args.timeout, args.jobs, set_),
        store,
        llm.Limits(args.jobs, args.tries, max_wait_s=args.max_wait, rpm=args.rpm, tpm=args.tpm),
        refresh=args.refresh,
        retry_failed=args.retry_failed,
        cache_only=args.cache_only,
        budget=budget,
        follow=Second(_contradictions(args)),
        tell=tally.say,
        log=reports.log(args.log if is_main else None),
    )


def _prices(llm_name: str, args: argparse.Namespace) -> prices.Prices:
    """What the model's tokens cost; what the user says is about --llm."""
    said = (args.price_in, args.price_out) if llm_name == args.llm else (None, None)
    return prices.prices(*services.split(llm_name), said, args.batch)


def _contradictions(args: argparse.Namespace) -> Contradictions | None:
    if not args.check:
        return None
    from mdx.quality.agreement import contradictions

    return contradictions


def _judge(args: argparse.Namespace, tally: Tally, store: Store, budget: Budget) -> Client | None:
    if args.judge is None:
        return None
    judge = _client(args.judge, args, tally, store, budget)
    if isinstance(judge, AtOnce):
        raise CannotRun(f"--judge {judge.model}: it cannot say yes or no; name a model")
    return judge


def _asking(args: argparse.Namespace, tally: Tally, client: Client | AtOnce) -> Asking:
    """What makes the questions."""
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
    """What the model is shown beside the record, by the name of its field."""
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
