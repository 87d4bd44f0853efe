"""The flags of mdx-extract: what is written of a source, and how it is read."""

import argparse
from collections.abc import Callable

from mdx.shell.flags import positive

Parser = argparse._ActionsContainer


def of_output(parser: Parser, column_map: Callable[[str], dict[str, str]]) -> None:
    """What is written; `column_map` reads the value of --columns."""
    add = parser.add_argument
    add("--survey", action="store_true",
        help="summarize each source in an object, without its scenes")  # fmt: skip
    add("--list", action="store_true", help="print the catalogue and exit")
    add("--whole-file", action="store_true", help="one record per file, uncut, not one per scene")
    add("--plain-voiceover", action="store_true",
        help="turn scenes with a voiceover into plain ones, which need no service; "
        "keep its text")  # fmt: skip
    add("--columns", metavar="KEY=NAME,...", type=column_map,
        help="which columns of a table hold code, description and other keys of mdx")  # fmt: skip


def of_reading(parser: Parser) -> None:
    """How sources are fetched and read."""
    add = parser.add_argument
    add("--jobs", metavar="N", type=positive, default=1,
        help="processes that read files (default: 1)")  # fmt: skip
    add("--refresh", action="store_true", help="fetch again what is in the cache")
    add("--max-file", metavar="MB", type=positive, default=8,
        help="leave out larger files (default: 8)")  # fmt: skip
    add("--max-download", metavar="MB", type=positive, default=2048,
        help="give up on larger sources (default: 2048)")  # fmt: skip
