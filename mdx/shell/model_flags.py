"""The flags of commands that ask a model: which one, within which limits, and its cached answers.

Each function adds the flags of one group with the `add_argument` it is given.
"""

from collections.abc import Callable
from typing import Any

from mdx.shell.files import OutputFile
from mdx.shell.flags import age, condition, positive, price, request_field, seconds

Add = Callable[..., Any]


def model(add: Add, services: str) -> None:
    """Which model, where it is, and how to ask it."""
    add("--llm", metavar="NAME[:MODEL]", default="claude",
        help=f"one of {services}; `cmd:` runs a program without a shell, and caches its answers "
        "by its command line alone")  # fmt: skip
    add("--base-url", metavar="URL", default="", help="address of the server")
    add("--jobs", metavar="N", type=positive, default=8, help="requests in flight (8)")
    add("--pack", metavar="N", type=positive, default=1,
        help="scenes per request, which waits until there are N (1)")  # fmt: skip
    add("--batch", action="store_true", help="ask in batches: half the price, but takes hours")
    add(
        "--detach",
        action="store_true",
        help="do not wait for batches; run the same command again later",
    )
    add("--set", metavar="KEY=JSON", action="append", default=[], type=request_field,
        help="a field of the request, such as temperature=0")  # fmt: skip
    add("--max-tokens", metavar="N", type=positive, default=2000, help="in one answer (2000)")
    add("--timeout", metavar="S", type=seconds, default=300.0, help="for one answer (300)")
    add("--tries", metavar="N", type=positive, default=10, help="requests for one record (10)")
    add("--max-wait", metavar="S", type=seconds, default=300.0,
        help="longest pause a server may ask for (300)")  # fmt: skip


def limits(add: Add) -> None:
    """How much a run may use, and where it reports what it used."""
    add("--dry-run", action="store_true", help="send nothing; print what would be asked, as JSON")
    add("--count-tokens", action="store_true", help="with --dry-run: have the server count tokens")
    add("--max-requests", metavar="N", type=positive, help="in this run, including retries")
    add("--max-tokens-total", metavar="N", type=positive, help="in this run, input and output")
    add("--rpm", metavar="N", type=positive, default=0, help="at most N requests a minute")
    add("--tpm", metavar="N", type=positive, default=0, help="at most N tokens a minute")
    add("--price-in", metavar="P", type=price, help="per million input tokens, to report the cost")
    add("--price-out", metavar="P", type=price, help="the same for output tokens")
    add("--usage", metavar="FILE", type=OutputFile, help="write what the run used, as JSON")
    add("--log", metavar="FILE", type=OutputFile,
        help="write each request and its answer, as JSONL")  # fmt: skip


def kept(add: Add) -> None:
    """How cached answers are used, and commands on the cache."""
    add("--refresh", action="store_true", help="ask again, even if there is a cached answer")
    add("--retry-failed", action="store_true", help="ask again if there was no good answer")
    add("--cache-only", action="store_true", help="never ask; use only cached answers")
    add("--cache-stats", action="store_true", help="print what is in the cache, as JSON")
    add("--cache-list", action="store_true", help="print details of each answer, as JSONL")
    add("--cache-prune", action="store_true", help="delete answers by --older-than or --where")
    add("--older-than", metavar="AGE", type=age, help="as in 90d, 12h")
    add("--where", metavar="NAME=GLOB", action="append", type=condition,
        help="by a field of --cache-list: 'verdict=*refused*', 'model=claude:*'")  # fmt: skip
    add("--cache-export", action="store_true", help="print every answer, as JSONL")
    add("--cache-import", action="store_true", help="import answers from such a file")
