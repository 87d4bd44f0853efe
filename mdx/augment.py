"""Adds variations of the wording of described records, each after its original.

Examples:
  mdx-augment described.jsonl > augmented.jsonl            2.5 records for one, on average
  mdx-augment --factor 2 --factor szymon_ozog=4 < described.jsonl
  mdx-augment --styles question,terse < described.jsonl
  mdx-augment --rename-scene < described.jsonl             the class gets another name, too
  mdx-split --test 0.1 < described.jsonl | mdx-augment     the test set stays as it is

Wordings are built from templates: orders, questions, terse ones, and ones with a constraint that
holds for the record (its Manim, its scene's name). How many and which ones depends on the record
and the seed alone. The original comes first, as it came. A record without a description, in
another split than train, or itself a variation gets none. A variation keeps code, source and path,
so mdx-split and mdx-dedupe see what belongs together; its metadata.variation_of is the first 16
hex digits of the SHA-256 of the original description. Memory does not grow with the input.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256

from mdx import cli, record
from mdx.jsonl import Line
from mdx.wording.variations import STYLES, Facts, variations

FACTOR = 2.5
SCENE_NAMES = ("{}Scene", "{}Animation", "Show{}", "Animated{}", "{}Demo", "{}Clip", "The{}")


def arguments(parser: argparse._ActionsContainer) -> None:
    add = parser.add_argument
    add("--factor", metavar="[SOURCE=]F", type=_factor, action="append", default=[],
        help="records out for one described, itself counted, on average (2.5)")  # fmt: skip
    add("--styles", metavar="LIST", type=_styles, default=STYLES,
        help=f"of {','.join(STYLES)} (all)")  # fmt: skip
    add("--seed", metavar="N", type=int, default=0, help="another number, other wordings (0)")
    add("--rename-scene", action="store_true", help="give the scene another name in variations")


def _factor(text: str) -> tuple[str, float]:
    source, _, number = text.rpartition("=")
    if not 1 <= (factor := float(number)) <= 100:
        raise argparse.ArgumentTypeError(f"{number} is not between 1 and 100")
    return source, factor


def _styles(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    for style in chosen:
        if style not in STYLES:
            raise argparse.ArgumentTypeError(f"{style!r} is none of {', '.join(STYLES)}")
    return chosen


def process(
    lines: Iterator[Line], args: argparse.Namespace, report: cli.Report
) -> Iterator[bytes | dict]:
    """Each record as it came, and after it its variations."""
    factors = {"": FACTOR} | dict(args.factor)
    counts: Counter[str] = Counter()
    for line in lines:
        yield line.raw
        if not is_to_vary(line.record):
            continue
        wanted = how_many(line.record, factors, args.seed)
        made = 0
        for varied in _varied(line, args, wanted):
            made += 1
            yield varied
        counts["added"] += made
        counts["short"] += made < wanted
    report.note(f"{counts['added']} variations added")
    if counts["short"]:
        report.note(f"{counts['short']} records had too few other wordings")


def is_to_vary(found: dict) -> bool:
    """Whether a record is described, an original, and of no split but train."""
    known = record.metadata(found)
    return (
        not record.needs_description(found)
        and not known.get("variation_of")
        and known.get("split") in (None, "", "train")
    )


def how_many(found: dict, factors: dict[str, float], seed: int) -> int:
    """The number of variations: the factor less one, its fraction decided by the record's hash."""
    more = factors.get(record.text(found, "source"), factors[""]) - 1
    return int(more) + (_share(seed, found) < more % 1)


def _share(seed: int, found: dict) -> float:
    parts = (str(seed), record.text(found, "description"), record.text(found, "code"))
    digest = sha256("\0".join(parts).encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8]) / 2**64


def _varied(line: Line, args: argparse.Namespace, wanted: int) -> Iterator[dict]:
    text = record.text(line.record, "description")
    scene = record.lookup(line.record, "metadata.scene")
    scene = scene if type(scene) is str and scene.isidentifier() else ""
    seed = f"{args.seed}\0{record.text(line.record, 'code')}"
    wordings = variations(text, facts(line.record, scene), args.styles, seed)
    for index, words in zip(range(wanted), wordings):
        made = line.copy()
        made["description"] = words
        record.annotate(made, variation_of=identity(text))
        if args.rename_scene and scene:
            rename_scene(made, scene, args.seed, index)
        yield made


def identity(description: str) -> str:
    """What variation_of says of an original with this description."""
    return sha256(description.encode(errors="surrogatepass")).hexdigest()[:16]


def facts(found: dict, scene: str) -> Facts:
    """What a constraint may say of this record."""
    dialect = record.lookup(found, "metadata.dialect")
    code = "\n" + record.text(found, "code")
    classes = code.count("\nclass ")
    named = bool(scene) and f"\nclass {scene}(" in code
    return Facts(dialect if type(dialect) is str else "", scene if named else "", classes == 1)


def rename_scene(made: dict, scene: str, seed: int, index: int) -> None:
    """Gives the scene another name in code, description and metadata, where that is safe.

    A record without a path keeps its name: its code is what keeps it with its relatives.
    """
    from mdx.code.rename import renamed, replaced

    if not record.lookup(made, "metadata.path"):
        return
    share = _share(seed, {"description": scene, "code": str(index)})
    first = int(share * len(SCENE_NAMES))
    for pattern in SCENE_NAMES[first:] + SCENE_NAMES[:first]:
        if pattern.replace("{}", "") in scene:
            continue  # no SceneScene
        new = pattern.format(scene)
        code = renamed(record.text(made, "code"), scene, new)
        if code is not None:
            made["code"] = code
            made["description"] = replaced(record.text(made, "description"), scene, new)
            record.annotate(made, scene=new)
            return


def main(argv: list[str] | None = None) -> int:
    return cli.run(sys.modules[__name__], argv)
