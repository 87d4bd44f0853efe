"""The flags of mdx-filter: its rules, and what is written of their results."""

import argparse
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mdx.records.fields import DIALECTS
from mdx.shell import flags
from mdx.shell.files import OutputFile, OutputFolder
from mdx.shell.flags import count, names, positive, ratio, seconds
from mdx.work import processes
from mdx.work.errors import CannotRun
from mdx.work.nearest import did_you_mean

if TYPE_CHECKING:
    from mdx.manim.releases import Release

Parser = argparse._ActionsContainer
AMOUNT = flags.number("number of at least 0", lambda value: 0 <= value < flags.INFINITE)
QUALITY = flags.number("quality between 0 and 1", lambda value: 0 <= value <= 1)


def on_metadata(parser: Parser) -> None:
    """Rules on the source and metadata of records."""
    add = parser.add_argument
    add("--source", metavar="NAME,...", action="extend", type=names(),
        help="from one of these sources")  # fmt: skip
    add("--dialect", metavar="NAME,...", action="extend", type=names(*DIALECTS),
        help=f"in one of: {', '.join(DIALECTS)}")  # fmt: skip
    add("--license", metavar="ID,...", action="extend", type=names(),
        help="one of these SPDX licences; `permissive` means many of them, `any` all")  # fmt: skip
    add("--kind", choices=("video", "still"), help="a film or a picture")
    add(
        "--standalone",
        action="store_const",
        const=True,
        help="needs no other code, packages or files",
    )
    add("--duplicate", action=argparse.BooleanOptionalAction,
        help="marked as a copy by mdx-dedupe --mark, or not")  # fmt: skip
    described = parser.add_mutually_exclusive_group()
    described.add_argument("--needs-description", dest="described", action="store_const",
        const=False, help="not described yet")  # fmt: skip
    described.add_argument("--has-description", dest="described", action="store_const",
        const=True, help="described")  # fmt: skip
    add("--match", metavar="FIELD=REGEX", action="append", type=_match_argument,
        help="the text of a field, such as metadata.path, contains the pattern")  # fmt: skip


def on_code(parser: Parser) -> None:
    """Rules on the text of the code."""
    add = parser.add_argument
    add("--latex", action=argparse.BooleanOptionalAction, help="sets formulas with LaTeX, or not")
    add(
        "--3d",
        dest="three_d",
        action=argparse.BooleanOptionalAction,
        help="three-dimensional, or not",
    )
    add("--min-lines", metavar="N", type=count, help="at least N lines of code, blank ones aside")
    add("--max-lines", metavar="N", type=count, help="at most N such lines")
    add("--min-tokens", metavar="N", type=count, help="at least N words and symbols of code")
    add("--max-tokens", metavar="N", type=count, help="at most N of these")
    add("--parses", action="store_const", const=True, help="the code is Python 3")
    add("--min-quality", metavar="Q", type=QUALITY, help="a quality of at least Q, in [0, 1]")


def on_pictures(parser: Parser) -> None:
    """Rules on what rendering shows."""
    add = parser.add_argument
    add("--renders", action="store_true",
        help="renders; EXECUTES THE CODE in sandboxes (see above)")  # fmt: skip
    add("--max-off-screen", metavar="S", type=ratio,
        help="with --renders: at most this share of any object is outside the frame")  # fmt: skip
    add("--max-overlap", metavar="S", type=ratio,
        help="with --renders: at most this share of any text is under another")  # fmt: skip
    add("--min-text-pixels", metavar="N", type=AMOUNT,
        help="with --renders: capitals at least N pixels high, in a frame 480 high")  # fmt: skip
    add("--min-contrast", metavar="R", type=AMOUNT,
        help="with --renders: all text has at least this contrast, 1 to 21")  # fmt: skip
    add(
        "--min-shown",
        metavar="S",
        type=ratio,
        help="with --renders: at least this share of the fullest frame is not background",
    )
    add("--moves", action="store_const", const=1, help="with --renders: something moves")
    add(
        "--min-film-seconds",
        metavar="S",
        type=AMOUNT,
        help="with --renders: a film at least this long",
    )
    add(
        "--max-film-seconds",
        metavar="S",
        type=AMOUNT,
        help="with --renders: a film at most this long",
    )
    add("--no-sandbox", dest="sandbox", action="store_false",
        help="--renders without a sandbox: the code can do anything you can")  # fmt: skip


def on_results(parser: Parser) -> None:
    """What is written of the results of rules and scores."""
    add = parser.add_argument
    add("--invert", action="store_true", help="keep what the rules would drop, drop the rest")
    add("--annotate", action="store_true",
        help="drop nothing; add quality, quality_code, quality_description, issues")  # fmt: skip
    add("--explain", action="store_true", help="write scores and weighted findings instead")
    add("--for", dest="release", metavar="manim==X", type=_release,
        help="score for this release (default: the newest known)")  # fmt: skip
    add("--select", metavar="CODE,...", action="extend", type=names(),
        help="count only findings whose code begins with one of these")  # fmt: skip
    add("--ignore", metavar="CODE,...", action="extend", type=names(),
        help="ignore findings whose code begins with one of these")  # fmt: skip
    add("--frames", metavar="DIR", type=OutputFolder,
        help="save up to 8 key frames of each film, the fullest as DIR/SHA256.png")  # fmt: skip
    add("--report", metavar="FILE", type=_report_file,
        help="report what was kept and dropped, as an HTML file; - is text on stderr")  # fmt: skip
    add("--render-seconds", metavar="S", type=seconds, default=45.0,
        help="time limit for a scene (%(default)s)")  # fmt: skip
    add("--jobs", metavar="N", type=positive, default=processes.DEFAULT,
        help="cores for rules that read or render code (all, at most 4)")  # fmt: skip


def check(
    args: argparse.Namespace,
    suggestions: Callable[[], dict[str, Iterable[str]]],
    drops: bool,
    on_looks: list[str],
) -> None:
    """Refuses flags that make no sense together, and a begin of findings that none has.

    `drops` is whether a rule on the record was asked for, `on_looks` names those on its pictures.
    """
    for flag in ("select", "ignore"):
        for name in getattr(args, flag) or ():
            codes = list(suggestions()[flag])
            if not any(code.startswith(name) for code in codes):
                raise CannotRun(f"--{flag} {name}: no finding begins so{did_you_mean(name, codes)}")
    for what in ("lines", "tokens", "film_seconds"):
        least, most = vars(args)[f"min_{what}"], vars(args)[f"max_{what}"]
        if None not in (least, most) and least > most:
            pair = f"--min-{what} {least:g} is more than --max-{what} {most:g}"
            raise CannotRun(f"{pair}: nothing can be both".replace("_", "-"))
    if args.annotate or args.explain:
        own = "--annotate" if args.annotate else "--explain"
        if drops or on_looks or args.min_quality is not None or args.invert:
            raise CannotRun(f"{own} drops nothing, so it goes with no rule: use two mdx-filter")
        if args.explain and args.renders:
            raise CannotRun("--explain shows only the score: --renders --annotate shows both")
    if args.frames and not args.renders:
        raise CannotRun("--frames needs --renders")
    if not args.sandbox and not args.renders:
        raise CannotRun("--no-sandbox needs --renders")
    for name in () if args.renders else on_looks:
        raise CannotRun(f"the rule {name} needs --renders: it is about pictures")


def needs_scores(args: argparse.Namespace) -> bool:
    """Whether what is asked for is to be scored."""
    return args.min_quality is not None or args.annotate or args.explain or args.report is not None


def without_scores(args: argparse.Namespace) -> str:
    """What to say of a flag on how to score where nothing is scored; "" if there is none."""
    given = {"--select": args.select, "--ignore": args.ignore, "--for": args.release}
    idle = [flag for flag, value in given.items() if value]
    if not idle or needs_scores(args):
        return ""
    ways = "--min-quality, --annotate, --explain or --report"
    return f"{idle[0]} changes nothing where nothing is scored: add {ways}"


def _match_argument(text: str) -> tuple[str, str]:
    import re

    field, equals, pattern = text.partition("=")
    if not (field and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=REGEX, as in source=^manim")
    try:
        re.compile(pattern)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{pattern!r} is not a valid regex: {error}") from None
    return field, pattern


def _report_file(text: str) -> str:
    return text if text == "-" else OutputFile(text)


def _release(text: str) -> "Release":
    from mdx.manim import releases

    name, _, version = text.partition("==")
    package = {"manim": "manim", "manimgl": "manimlib", "manimlib": "manimlib"}.get(name)
    matching = releases.releases(package, version or None) if package else []
    if not matching:
        raise argparse.ArgumentTypeError(f"no release {text!r} is known; say manim==0.19")
    return matching[0]
