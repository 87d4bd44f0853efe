"""Asks a model what a person would have said to get this scene; keeps every answer.

Examples:
  mdx-describe scenes.jsonl > described.jsonl             # ANTHROPIC_API_KEY set
  mdx-describe --llm ollama:qwen2.5-coder < scenes.jsonl  # a local model
  mdx-describe --llm openai:MODEL --base-url URL          # any such server
  mdx-describe --llm 'cmd:claude -p' < scenes.jsonl       # any program
  mdx-describe --llm outline < scenes.jsonl               # no model, no key
  mdx-describe --dry-run < scenes.jsonl                   # what would it take?
  mdx-describe --style caption --all < described.jsonl    # other words

Records that have a description pass as they came. Each whole answer is on disk
before its record is written: the same command goes on where it was stopped, and
pays for nothing twice. A record without an answer passes undescribed (status 1).
Memory does not grow with the input; but with --batch all of it is held.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from mdx import llm
from mdx.llm import pictures, prices, prompt, services, voices
from mdx.llm.asking import Asking
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import AnswersAtOnce, SeesPictures
from mdx.llm.client import Asker, Client
from mdx.llm.good import good
from mdx.llm.jobs import Failure, Result
from mdx.llm.money import Budget, Usage
from mdx.llm.prices import Prices
from mdx.llm.second import Second, no_answer
from mdx.llm.store import Store
from mdx.records import fields, jsonl
from mdx.records.jsonl import Line
from mdx.shell import command
from mdx.shell.flags import (
    InputFile,
    InputFolder,
    OutputFile,
    integer,
    positive,
    price,
    seconds,
)
from mdx.shell.flags import request_field as _field
from mdx.shell.tally import Tally
from mdx.work import atomic
from mdx.work.errors import CannotRun

FLUSH_EACH = True  # a record may have cost money
AHEAD = 8  # records read for each request in flight: how far one slow answer lets us go on
AGES_S = {"h": 3600, "d": 86400, "w": 7 * 86400}  # units of --older-than
NO_CODE, WORDLESS = "with no code to ask about", "with nothing to tell"
NOT_ASKED = "not asked for"
NEEDS = {
    "detach": ["batch"], "count_tokens": ["dry_run"], "older_than": ["cache_prune"],
    "cache_prune": ["older_than", "where"], "where": ["cache_prune", "cache_list"],
}  # fmt: skip
Record = dict[str, Any]


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument_group("what to ask, about what").add_argument
    styles = prompt.styles()
    add("--style", metavar="NAME", choices=styles, default="request",
        help=f"one of {', '.join(styles)} (request)")  # fmt: skip
    add(
        "--prompt",
        metavar="FILE",
        type=InputFile,
        help="ask this instead; {code} and other fields in braces",
    )
    add("--max-code", metavar="N", type=positive, default=60_000,
        help="characters of code shown (60000)")  # fmt: skip
    add("--voices", metavar="FILE", type=InputFile, help="whose words they are, in place of ours")
    add("--seed", metavar="N", type=integer, default=0, help="another number, other voices (0)")
    add("--n", metavar="N", type=positive, default=1, help="descriptions of each scene (1)")
    add("--frames", metavar="DIR", type=InputFolder,
        help="show it the pictures that mdx-filter --frames kept there")  # fmt: skip
    add("--context", choices=["outline"], help="show it what --llm outline would tell, as well")
    add("--transcripts", action="store_true", help="show it what is said in the record's video")
    add("--check", action="store_true",
        help="ask again where words contradict the code; tell it in metadata")  # fmt: skip
    add("--judge", metavar="NAME[:MODEL]", help="have this model say yes or no to each")
    add("--all", action="store_true", help="describe also what has a description")

    add = parser.add_argument_group("whom to ask").add_argument
    add("--llm", metavar="NAME[:MODEL]", default="claude", help=f"one of {services.names()}")
    add("--base-url", metavar="URL", default="", help="where that server is")
    add("--jobs", metavar="N", type=positive, default=8, help="requests in flight (8)")
    add("--pack", metavar="N", type=positive, default=1,
        help="scenes in one request, which waits for N of them (1)")  # fmt: skip
    add("--batch", action="store_true", help="ask in batches: half the price, hours to wait")
    add("--detach", action="store_true", help="do not wait for them; the same command later does")
    add("--set", metavar="KEY=JSON", action="append", default=[], type=_field,
        help="a field of the request, such as temperature=0")  # fmt: skip
    add("--max-tokens", metavar="N", type=positive, default=2000, help="of an answer (2000)")
    add("--timeout", metavar="S", type=seconds, default=300.0, help="for one answer (300)")
    add("--tries", metavar="N", type=positive, default=10, help="requests for one record (10)")
    add("--max-wait", metavar="S", type=seconds, default=300.0,
        help="longest pause a server may ask for (300)")  # fmt: skip

    add = parser.add_argument_group("what it may take").add_argument
    add("--dry-run", action="store_true", help="ask nobody; print what there is to ask, as JSON")
    add("--count-tokens", action="store_true", help="with --dry-run: as the server counts them")
    add("--max-requests", metavar="N", type=positive, help="in this run, retries counted")
    add("--max-tokens-total", metavar="N", type=positive, help="in this run, in and out")
    add("--rpm", metavar="N", type=positive, default=0, help="requests a minute at most")
    add("--tpm", metavar="N", type=positive, default=0, help="tokens a minute at most")
    add("--price-in", metavar="P", type=price, help="of a million tokens, to tell the cost")
    add("--price-out", metavar="P", type=price, help="the same for what comes back")
    add("--usage", metavar="FILE", type=OutputFile, help="write what the run took, as JSON")
    add(
        "--log", metavar="FILE", type=OutputFile, help="write each request and its answer, as JSONL"
    )

    add = parser.add_argument_group("the answers that are kept").add_argument
    add("--refresh", action="store_true", help="ask again, whatever is kept")
    add("--retry-failed", action="store_true", help="ask again for what had no good answer")
    add("--cache-only", action="store_true", help="never ask, use what is kept alone")
    add("--cache-stats", action="store_true", help="print what is kept, as JSON")
    add("--cache-list", action="store_true", help="print what is told of each answer, as JSONL")
    add("--cache-prune", action="store_true", help="forget what is --older-than, or --where it is")
    add("--older-than", metavar="AGE", type=_age, help="as in 90d, 12h")
    add("--where", metavar="NAME=GLOB", action="append", type=_condition,
        help="of --cache-list, as in 'verdict=*refused*' or 'model=claude:*'")  # fmt: skip
    add("--cache-export", action="store_true", help="print every answer, as JSONL")
    add("--cache-import", action="store_true", help="keep the answers of such a file")


def _age(text: str) -> float:
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdigit() and unit in AGES_S):
        raise argparse.ArgumentTypeError(f"{text!r} is no age such as 90d, 12h or 4w")
    return float(number) * AGES_S[unit]


def _condition(text: str) -> tuple[str, str]:
    name, equals, glob = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is no condition such as model=claude:*")
    return name, glob


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


@dataclass
class Turn:
    """One question about a line, of as many as --n says, and what came of it."""

    line: Line
    number: int
    marks: Record = field(default_factory=dict)  # what its metadata tells of the question
    key: str = ""
    text: str = ""
    fault: Failure | None = None

    @property
    def record(self) -> Record:
        return self.line.record


def _describe(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally, store: Store
) -> Iterator[bytes | Record]:
    budget = Budget(args.max_requests, args.max_tokens_total)
    client, described_by = _client(args.llm, args, tally, store, budget)
    judge = _judge(args, tally, store, budget)
    asker = _asker(client, args, tally)
    asking = _asking(args, tally, client)
    counts = Counter[str]()
    paid, ahead = _prices(args.llm, args), AHEAD * args.jobs
    name = os.path.basename(args.prompt or args.style)
    store.about = {"prompt": name, "prompt_version": asking.template.version}
    store.prices = paid
    turns = (Turn(line, n) for line in lines for n in range(args.n if _is_asked(line, args) else 1))

    def question(turn: Turn) -> llm.Question | None:
        if not _is_asked(turn.line, args):
            return None
        asked, turn.marks = asking.question(turn.record, turn.number)
        if asked is None:
            counts[NO_CODE] += 1
        return asked

    if args.dry_run:
        from mdx.llm.plan import plan

        tally.closing_line = False
        jobs = asker.new(turns, question)
        yield plan(client, jobs, paid, ahead if args.count_tokens else 0)
        return
    form = None if isinstance(client, AtOnce) else asking.template.form
    begun = time.monotonic()
    try:
        with closing(asker.answers(turns, question, ahead)) as answers:
            done: Iterator[Turn] = (
                _done(turn, key, answer, form, counts) for turn, key, answer in answers
            )
            if judge is not None:
                done = _judged(done, judge, args, tally)
            for made in _written(done, args, described_by, counts, tally):
                if tally.progress:
                    tally.doing(_so_far(client.usage, paid, time.monotonic() - begun))
                yield made
    finally:
        for what in (NO_CODE, WORDLESS, NOT_ASKED):
            if counts[what]:
                tally.note(f"{counts[what]} {what}")
        for fault, count in asking.pictures.faults.items() if asking.pictures else ():
            tally.note(f"{count} pictures {fault}")
        tally.note(client.usage.clause(paid))
        counted = client.usage.counts(paid)
        if judge is not None:
            theirs = _prices(args.judge, args)
            tally.note(f"the judge: {judge.usage.clause(theirs)}")
            counted["judge"] = judge.usage.counts(theirs)
        if args.usage:
            with atomic.replacing(args.usage) as file:
                file.write(jsonl.dumps(counted))


def _so_far(usage: Usage, prices: Prices, seconds: float) -> str:
    """What was asked for and what it took, for the line on the terminal; "" where nothing was."""
    fresh = usage.requests - usage.retries
    if not fresh:
        return ""
    cost = usage.cost(prices)
    money = "" if cost is None else f", cost {cost:.2f}"
    tokens = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
    return f"{fresh / max(seconds, 0.001):.1f} requests/s, {tokens}{money}"


def _is_asked(line: Line, args: argparse.Namespace) -> bool:
    return bool(args.all or fields.needs_description(line.record))


def _done(turn: Turn, key: str, answer: Result, form: str | None, counts: Counter[str]) -> Turn:
    """The turn with the words that its answer holds, or why there are none."""
    turn.key = key
    if isinstance(answer, Failure):
        turn.fault = answer
    elif answer is not None:
        turn.text, fault = good(answer.text, form) if form else (answer.text.strip(), "")
        if fault:
            turn.text, turn.fault = "", Failure(no_answer(fault))
        elif not turn.text:  # asking again would change nothing
            counts[WORDLESS] += 1
    return turn


def _judged(
    done: Iterator[Turn], judge: Client, args: argparse.Namespace, tally: Tally
) -> Iterator[Turn]:
    """The turns, those with words marked with what the judge said of them."""
    from mdx.llm.judge import verdicts

    asker = _asker(judge, args, tally, packed=False)
    for turn, verdict in verdicts(done, asker, args.max_code, AHEAD * args.jobs):
        if turn.text:
            turn.marks |= {"judged": verdict.said, "judged_by": judge.model}
        if verdict.fault:
            tally.trouble(turn.line.where, f"not judged: {verdict.fault}")
        yield turn


def _written(
    done: Iterator[Turn],
    args: argparse.Namespace,
    by: str,
    counts: Counter[str],
    tally: Tally,
) -> Iterator[bytes | Record]:
    """What becomes of each line: its records with their words, or itself where there are none."""
    number = 0
    for turn in done:
        number = 0 if turn.number == 0 else number
        if turn.text:
            if args.check:
                turn.marks["contradictions"] = "; ".join(_contradictions(turn.text, turn.record))
            number += 1
            yield described(turn.line.copy(), turn.text, by, turn.key, turn.marks)
        elif fault := turn.fault:
            if not fault.asked:
                counts[NOT_ASKED] += 1
            if fault.asked or (fault.reason and counts[NOT_ASKED] == 1):
                tally.trouble(turn.line.where, f"not described: {fault.reason}")
        is_last = turn.number == args.n - 1 or not _is_asked(turn.line, args)
        if is_last and number == 0:
            yield turn.line.raw


def _contradictions(text: str, record: Record) -> list[str]:
    from mdx.quality.agreement import contradictions

    return contradictions(text, fields.text(record, "code"))


def _asker(
    client: Client | AtOnce, args: argparse.Namespace, tally: Tally, packed: bool = True
) -> Asker:
    """Who has the questions answered: in batches, several in a request, or each by itself."""
    if args.batch:
        from mdx.llm.batches.batcher import Batcher

        return Batcher(client, _tell(tally), wait=not args.detach)
    if args.pack == 1 or not packed or isinstance(client, AtOnce):
        return client
    from mdx.llm.pack import Packer

    return Packer(client, args.pack, _tell(tally))


def _tell(tally: Tally) -> Callable[[str], None]:
    return (lambda text: None) if tally.quiet else tally.message


def _log(path: str | None) -> Callable[[dict[str, Any]], None] | None:
    """What writes a line of --log, at once and whole."""
    if path is None:
        return None
    file = open(path, "wb", buffering=0)

    def log(entry: dict[str, Any]) -> None:
        file.write(jsonl.dumps(entry))

    return log


def described(record: Record, text: str, by: str, key: str, marks: Record) -> Record:
    """The record with its description, and where that came from."""
    record["description"] = text
    told = {"needs_description": False, "described_by": by, "description_key": key}
    return fields.annotate(record, **told, **marks)


def _client(
    llm_name: str, args: argparse.Namespace, tally: Tally, store: Store, budget: Budget
) -> tuple[Client | AtOnce, str]:
    """What gives the answers, and its name for the records."""
    name, model = services.split(llm_name)
    is_main = llm_name == args.llm
    at_same = name == services.split(args.llm)[0]
    options = llm.Options(
        name,
        model,
        args.base_url if at_same else "",
        args.max_tokens,
        args.timeout,
        args.jobs,
        dict(args.set) if is_main else {},
    )
    backend = services.open_backend(options)
    described_by = f"{name}:{model}" if model else name
    if isinstance(backend, AnswersAtOnce):
        return AtOnce(backend), described_by
    client = Client(
        backend,
        described_by,
        store,
        llm.Limits(args.jobs, args.tries, max_wait_s=args.max_wait, rpm=args.rpm, tpm=args.tpm),
        refresh=args.refresh,
        retry_failed=args.retry_failed,
        cache_only=args.cache_only,
        budget=budget,
        follow=Second(_agreement() if args.check else None),
        tell=_tell(tally),
        log=_log(args.log if is_main else None),
    )
    return client, described_by


def _prices(llm_name: str, args: argparse.Namespace) -> Prices:
    """What the model's tokens cost; what the user says is about --llm."""
    said = (args.price_in, args.price_out) if llm_name == args.llm else (None, None)
    return prices.prices(*services.split(llm_name), said, args.batch)


def _agreement() -> Callable[[str, str], list[str]]:
    from mdx.quality.agreement import contradictions

    return contradictions


def _judge(args: argparse.Namespace, tally: Tally, store: Store, budget: Budget) -> Client | None:
    if args.judge is None:
        return None
    judge, name = _client(args.judge, args, tally, store, budget)
    if isinstance(judge, AtOnce):
        raise CannotRun(f"--judge {name}: it cannot say yes or no; name a model")
    return judge


def _asking(args: argparse.Namespace, tally: Tally, client: Client | AtOnce) -> Asking:
    """What makes the questions."""
    template = _template(args)
    added: dict[str, Callable[[Record], str]] = {}
    if args.transcripts:
        added["transcript"] = _transcripts(args, tally)
    if args.context:
        from mdx.outline import narrate

        added["outline"] = lambda record: narrate(fields.text(record, "code"))
    asking = Asking(template, args.max_code, seed=args.seed, added=added)
    if "voice" in template.fields and isinstance(client, Client):
        asking.voices = _voices(args)
    elif args.voices or args.n > 1:
        flag = "--voices" if args.voices else "--n"
        raise CannotRun(f"{flag} needs a model and a prompt with {{voice}}, as --style request has")
    if args.frames:
        if not isinstance(client, Client) or not isinstance(client.backend, SeesPictures):
            raise CannotRun(f"--llm {args.llm} is shown no pictures; leave out --frames")
        if args.pack > 1:
            raise CannotRun("--pack puts no pictures into a request; leave out --pack or --frames")
        asking.pictures = pictures.Pictures(args.frames)
    return asking


def _voices(args: argparse.Namespace) -> voices.Voices:
    try:
        found = voices.load(args.voices or "")
    except voices.BadVoices as error:
        raise CannotRun(f"{args.voices}: {error}") from None
    if args.n > len(found.all):
        raise CannotRun(f"--n {args.n}: there are only {len(found.all)} voices; see --voices")
    return found


def _transcripts(args: argparse.Namespace, tally: Tally) -> Callable[[Record], str]:
    from mdx.sources.transcripts import NotInstalled, Transcripts

    try:
        offline = args.cache_only or args.dry_run
        return Transcripts(tally.message, offline=offline, refresh=args.refresh).about
    except NotInstalled as missing:
        raise CannotRun(str(missing)) from None


def _template(args: argparse.Namespace) -> prompt.Template:
    if args.prompt is None:
        return prompt.load(args.style)
    try:
        return prompt.read(args.prompt)
    except prompt.BadPrompt as error:
        raise CannotRun(f"{args.prompt}: {error}") from None


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
