"""Adds reworded variations of described records, each after its original.

Examples:
  mdx-augment described.jsonl > augmented.jsonl            2.5 records for one, on average
  mdx-augment --factor 2 --factor szymon_ozog=4 < described.jsonl
  mdx-augment --styles question,terse < described.jsonl
  mdx-augment --rename-scene < described.jsonl             the class gets another name, too
  mdx-split --test 0.1 < described.jsonl | mdx-augment     the test set stays as it is
  mdx-augment --llm ollama:llama3.2 < described.jsonl      a model rewords instead

Wordings are built from templates: orders, questions, terse ones, and ones with a constraint that
holds for the record (its Manim, its scene's name). How many there are, and which, depends on the
record and the seed alone. The original comes first, unchanged. A record that has no description,
is in a split other than train, or is itself a variation gets none. A variation keeps code, source
and path, so mdx-split and mdx-dedupe see what belongs together; its metadata.variation_of is the
first 16 hex digits of the SHA-256 of the original description.

With --llm a model is asked once per record, as by mdx-describe and with the same cache; rewordings
that lose or make up a number, a colour, a name or a formula are left out and counted.

Memory does not grow with the input.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any

from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.shell import command, expected, flags
from mdx.shell.files import OutputFile
from mdx.shell.flags import integer, positive, request_field
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.llm.client import Asker, Client
    from mdx.wording.variations import Facts

STYLES = ("imperative", "question", "terse", "constraint")
FACTOR = 2.5
FACTORS = flags.number("factor between 1 and 100", lambda value: 1 <= value <= 100)


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--factor", metavar="[SOURCE=]F", type=_factor, action="append", default=[],
        help="records out per described record, including itself, on average (2.5)")  # fmt: skip
    add("--styles", metavar="LIST", type=flags.names(*STYLES), default=STYLES,
        help=f"some of {','.join(STYLES)} (all)")  # fmt: skip
    add("--seed", metavar="N", type=integer, default=0, help="another number, other wordings (0)")
    add("--rename-scene", action="store_true", help="give the scene another name in variations")
    add("--llm", metavar="NAME[:MODEL]", help="have this model reword; names as in mdx-describe")
    add("--base-url", metavar="URL", default="", help="where its server is")
    add("--jobs", metavar="N", type=positive, default=8, help="requests in flight (8)")
    add("--cache-only", action="store_true", help="never ask, use only cached answers")
    add("--batch", action="store_true", help="ask in batches: half the price, hours to wait")
    add("--set", metavar="KEY=JSON", action="append", default=[], type=request_field,
        help="a field of the request, such as temperature=0")  # fmt: skip
    add("--max-requests", metavar="N", type=positive, help="in this run, including retries")
    add("--dry-run", action="store_true", help="send nothing; print what would be asked, as JSON")
    add("--usage", metavar="FILE", type=OutputFile, help="write what the run used, as JSON")


def _factor(text: str) -> tuple[str, float]:
    source, _, number = text.rpartition("=")
    return source, FACTORS(number)


def suggestions() -> dict[str, Iterable[str]]:
    """What a shell may offer as a value, by argument."""
    from mdx.llm import services

    return {"llm": services.suggestions(), "styles": STYLES}


def process(
    lines: Iterator[Line], args: argparse.Namespace, tally: Tally
) -> Iterator[bytes | dict[str, Any]]:
    """Each record unchanged, followed by its variations."""
    factors = {"": FACTOR} | dict(args.factor)

    def wanted(record: dict[str, Any]) -> int:
        return how_many(record, factors, args.seed) if is_to_vary(record) else 0

    for name in ("batch", "set", "max_requests", "dry_run", "usage"):
        if vars(args)[name] and not args.llm:
            raise CannotRun(f"--{name} needs --llm".replace("_", "-"))
    lines = _checked(lines, args, tally)
    if args.dry_run:
        yield _planned(lines, wanted, args, tally)
        return
    counts: Counter[str] = Counter()
    with closing((_asked if args.llm else _made)(lines, wanted, args, tally)) as worded:
        for line, wordings in worded:
            yield line.raw
            count = wanted(line.record)
            varied = list(islice(wordings, count))
            for index, words in enumerate(varied):
                yield _variation(line, words, args, index)
            counts["added"] += len(varied)
            if len(varied) < count:
                counts["short"] += 1
    tally.note(f"{counts['added']} variations added")
    if counts["short"]:
        tally.note(f"{counts['short']} records had too few other wordings")


def _checked(lines: Iterator[Line], args: argparse.Namespace, tally: Tally) -> Iterator[Line]:
    """The lines, watched for sources that no record has; counts those without a description."""
    if sources := [source for source, _ in args.factor if source]:
        lines = expected.values(lines, tally, "source", sources)
    count = undescribed = 0
    for line in lines:
        count += 1
        undescribed += fields.needs_description(line.record)
        yield line
    if undescribed and undescribed == count:
        tally.trouble("nothing to vary", "no record has a description; mdx-describe writes them")
    elif undescribed:
        tally.note(f"{undescribed} not described")


def _made(
    lines: Iterator[Line],
    wanted: Callable[[dict[str, Any]], int],
    args: argparse.Namespace,
    tally: Tally,
) -> Generator[tuple[Line, Iterator[str]], None, None]:
    """Each line with its wordings by the templates."""
    for line in lines:
        from mdx.wording.variations import variations  # whose patterns take a while to compile

        text, code = fields.text(line.record, "description"), fields.text(line.record, "code")
        yield line, variations(text, facts(line.record), args.styles, f"{args.seed}\0{code}")


def _asked(
    lines: Iterator[Line],
    wanted: Callable[[dict[str, Any]], int],
    args: argparse.Namespace,
    tally: Tally,
) -> Generator[tuple[Line, Iterator[str]], None, None]:
    """Each line with those wordings of a model that say the same."""
    from mdx import llm
    from mdx.llm import askers, rewording
    from mdx.llm.jobs import Failure

    unfaithful = 0
    client, question = _client(args, tally), rewording.asking(wanted)
    tally.facts = {"model": client.model}
    try:
        answers = _asker(client, args, tally).answers(lines, question, askers.AHEAD * args.jobs)
        with closing(answers):
            for line, _, answer in answers:
                wordings: list[str] = []
                if isinstance(answer, Failure):
                    if answer.reason:
                        tally.trouble(line.where, f"not reworded: {answer.reason}")
                elif answer is not None:
                    wordings, others = rewording.faithful(line, answer.text)
                    unfaithful += others
                yield line, iter(wordings)
    except llm.Stop as stop:
        raise CannotRun(str(stop)) from None
    finally:
        _tell_usage(client, args, tally)
        if unfaithful:
            tally.note(f"{unfaithful} rewordings said something else")


def _planned(
    lines: Iterator[Line],
    wanted: Callable[[dict[str, Any]], int],
    args: argparse.Namespace,
    tally: Tally,
) -> dict[str, Any]:
    """What would be asked, without asking."""
    from mdx.llm import from_flags, rewording
    from mdx.llm.plan import plan

    tally.closing_line = False
    client = _client(args, tally)
    jobs = _asker(client, args, tally).new(lines, rewording.asking(wanted))
    return plan(client, jobs, from_flags.tokens_cost(args.llm, args))


def _client(args: argparse.Namespace, tally: Tally) -> "Client":
    from mdx import llm
    from mdx.llm import from_flags, rewording
    from mdx.llm.client import Client
    from mdx.llm.follow_up import FollowUp
    from mdx.llm.money import Budget
    from mdx.llm.store import Store

    follow_up, budget = FollowUp(read=rewording.any_wording), Budget(args.max_requests)
    try:
        client = from_flags.client(
            args.llm, args, Store(tally.message), budget, follow_up, tally.say
        )
    except llm.Stop as stop:
        raise CannotRun(str(stop)) from None
    if not isinstance(client, Client):
        raise CannotRun(f"--llm {args.llm} reads code and cannot reword; leave --llm out")
    return client


def _asker(client: "Client", args: argparse.Namespace, tally: Tally) -> "Asker":
    from mdx.llm import askers

    return askers.in_batches(client, tally.say) if args.batch else client


def _tell_usage(client: "Client", args: argparse.Namespace, tally: Tally) -> None:
    from mdx.llm import from_flags, reports

    prices = from_flags.tokens_cost(args.llm, args)
    tally.note(client.usage.clause(prices))
    reports.usage(args.usage, client.usage.counts(prices))


def is_to_vary(record: dict[str, Any]) -> bool:
    """Whether a record is described, an original, and of no split but train."""
    metadata = fields.metadata(record)
    return (
        not fields.needs_description(record)
        and not metadata.get("variation_of")
        and metadata.get("split") in (None, "", "train")
    )


def how_many(record: dict[str, Any], factors: dict[str, float], seed: int) -> int:
    """The number of variations: the factor less one, its fraction decided by the record's hash."""
    more = factors.get(fields.text(record, "source"), factors[""]) - 1
    rounded_up = _share(seed, record) < more % 1
    return int(more) + 1 if rounded_up else int(more)


def _share(seed: int, record: dict[str, Any]) -> float:
    parts = (str(seed), fields.text(record, "description"), fields.text(record, "code"))
    digest = sha256("\0".join(parts).encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _variation(line: Line, words: str, args: argparse.Namespace, index: int) -> dict[str, Any]:
    record = line.copy()
    record["description"] = words
    fields.annotate(record, variation_of=identity(fields.text(line.record, "description")))
    if args.rename_scene and (scene := scene_name(line.record)):
        rename_scene(record, scene, args.seed, index)
    return record


def scene_name(record: dict[str, Any]) -> str:
    """The class of the record's scene; "" if it has none, or more than one."""
    scene = fields.lookup(record, "metadata.scene")
    return scene if type(scene) is str and scene.isidentifier() else ""


def identity(description: str) -> str:
    """The value of variation_of for an original with this description."""
    return sha256(description.encode(errors="surrogatepass")).hexdigest()[:16]


def facts(record: dict[str, Any]) -> "Facts":
    """What a constraint may say about this record."""
    from mdx.wording.variations import Facts

    scene = scene_name(record)
    dialect = fields.lookup(record, "metadata.dialect")
    code = "\n" + fields.text(record, "code")
    classes = code.count("\nclass ")
    named = bool(scene) and f"\nclass {scene}(" in code
    return Facts(dialect if type(dialect) is str else "", scene if named else "", classes == 1)


def rename_scene(record: dict[str, Any], scene: str, seed: int, index: int) -> None:
    """Gives the scene another name in code, description and metadata, where that is safe.

    A record without a path and lines keeps its name, because only that, or the code, then keeps it
    with its relatives.
    """
    from mdx.wording.rename_scene import otherwise, replaced

    if not fields.lookup(record, "metadata.path") or not fields.lookup(record, "metadata.lines"):
        return
    share = _share(seed, {"description": scene, "code": str(index)})
    if renamed := otherwise(fields.text(record, "code"), scene, share):
        new, record["code"] = renamed
        record["description"] = replaced(fields.text(record, "description"), scene, new)
        fields.annotate(record, scene=new)


def main(argv: list[str] | None = None) -> int:
    return command.run(sys.modules[__name__], argv)
