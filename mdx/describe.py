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
from typing import Any

import orjson

from mdx import llm
from mdx.llm import prompt, services
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import AnswersAtOnce
from mdx.llm.client import Asker, Client
from mdx.llm.jobs import Failure
from mdx.llm.money import Budget, Prices, Usage
from mdx.llm.store import Store
from mdx.records import fields, jsonl
from mdx.records.jsonl import Line
from mdx.shell import command
from mdx.shell.flags import InputFile, OutputFile, positive, price, seconds
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
    add("--context", choices=["outline"], help="show it what --llm outline would tell, as well")
    add("--transcripts", action="store_true", help="show it what is said in the record's video")
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


def _field(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals or name in ("model", "messages", "stream") or not _is_utf8(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no KEY=JSON that may be set")
    try:
        return name, orjson.loads(value)
    except orjson.JSONDecodeError:
        return name, value


def _is_utf8(text: str) -> bool:
    """Whether no byte of it was something else on the command line."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


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
    client, described_by = _client(args, tally, store)
    asker = _asker(client, args, tally)
    counts = Counter[str]()
    template = _template(args)
    question = _question(template, args, tally, counts)
    prices, ahead = Prices(args.price_in, args.price_out), AHEAD * args.jobs
    name = os.path.basename(args.prompt or args.style)
    store.about, store.prices = {"prompt": name, "prompt_version": template.version}, prices
    if args.dry_run:
        from mdx.llm.plan import plan

        tally.closing_line = False
        jobs = asker.new(lines, question)
        yield plan(client, jobs, prices, ahead if args.count_tokens else 0)
        return
    begun = time.monotonic()
    try:
        with closing(asker.answers(lines, question, ahead)) as answers:
            for line, key, answer in answers:
                if tally.progress:
                    tally.doing(_so_far(client.usage, prices, time.monotonic() - begun))
                if isinstance(answer, llm.Answer) and answer.text:
                    yield described(line.copy(), answer.text, described_by, key)
                    continue
                if isinstance(answer, llm.Answer):  # asking again would change nothing
                    counts[WORDLESS] += 1
                elif isinstance(answer, Failure):
                    if not answer.asked:
                        counts[NOT_ASKED] += 1
                    if answer.asked or (answer.reason and counts[NOT_ASKED] == 1):
                        tally.trouble(line.where, f"not described: {answer.reason}")
                yield line.raw
    finally:
        for what in (NO_CODE, WORDLESS, NOT_ASKED):
            if counts[what]:
                tally.note(f"{counts[what]} {what}")
        _tell_what_it_took(client.usage, prices, args, tally)


def _so_far(usage: Usage, prices: Prices, seconds: float) -> str:
    """What was asked for and what it took, for the line on the terminal; "" where nothing was."""
    fresh = usage.requests - usage.retries
    if not fresh:
        return ""
    cost = prices.cost(usage.tokens_in, usage.tokens_out)
    money = "" if cost is None else f", cost {cost:.2f}"
    tokens = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
    return f"{fresh / max(seconds, 0.001):.1f} requests/s, {tokens}{money}"


def _tell_what_it_took(
    usage: Usage, prices: Prices, args: argparse.Namespace, tally: Tally
) -> None:
    tally.note(usage.clause(prices))
    if args.usage:
        with atomic.replacing(args.usage) as file:
            file.write(jsonl.dumps(usage.counts(prices)))


def _question(
    template: prompt.Template, args: argparse.Namespace, tally: Tally, counts: Counter[str]
) -> Callable[[Line], llm.Question | None]:
    about = _about(args, tally)

    def question(line: Line) -> llm.Question | None:
        if not args.all and not fields.needs_description(line.record):
            return None
        asked = template.question(about(line.record), args.max_code)
        if asked is None:
            counts[NO_CODE] += 1
        return asked

    return question


def _asker(client: Client | AtOnce, args: argparse.Namespace, tally: Tally) -> Asker:
    """Who has the questions answered: in batches, several in a request, or each by itself."""
    if args.batch:
        from mdx.llm.batches.batcher import Batcher

        return Batcher(client, _tell(tally), wait=not args.detach)
    if args.pack == 1 or isinstance(client, AtOnce):
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


def described(record: Record, text: str, by: str, key: str) -> Record:
    """The record with its description, and where that came from."""
    record["description"] = text.strip()
    return fields.annotate(record, needs_description=False, described_by=by, description_key=key)


def _client(args: argparse.Namespace, tally: Tally, store: Store) -> tuple[Client | AtOnce, str]:
    """What gives the answers, and its name for the records."""
    name, model = services.split(args.llm)
    options = llm.Options(
        name, model, args.base_url, args.max_tokens, args.timeout, args.jobs, dict(args.set)
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
        budget=Budget(args.max_requests, args.max_tokens_total),
        tell=_tell(tally),
        log=_log(args.log),
    )
    return client, described_by


def _about(args: argparse.Namespace, tally: Tally) -> Callable[[Record], Record]:
    """What a question is made from: the record, with what is wanted beside it."""
    added: dict[str, Callable[[Record], str]] = {}
    if args.transcripts:
        added["transcript"] = _transcripts(args, tally)
    if args.context:
        from mdx.outline import narrate

        added["outline"] = lambda record: narrate(fields.text(record, "code"))

    def about(record: Record) -> Record:
        more = {name: tell(record) for name, tell in added.items()}
        return record | {"metadata": fields.metadata(record) | more}

    return about if added else lambda record: record


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
