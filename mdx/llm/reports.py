"""What a run writes to files: each request as it is made, and the totals at the end."""

from collections.abc import Callable
from typing import Any

from mdx.records import jsonl
from mdx.work import atomic


def log(path: str | None) -> Callable[[dict[str, Any]], None] | None:
    """A function that writes an entry as a line of this file at once; None without a file."""
    if path is None:
        return None
    file = open(path, "wb", buffering=0)

    def write(entry: dict[str, Any]) -> None:
        file.write(jsonl.dumps(entry))

    return write


def usage(path: str | None, counts: dict[str, Any]) -> None:
    """Writes the counts to this file, if one is named."""
    if path:
        with atomic.replacing(path) as file:
            file.write(jsonl.dumps(counts))
