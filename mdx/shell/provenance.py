"""The line about a run that --provenance asks for.

mdx-export uses such lines for its cards. None of this gets into records, which do not depend on
when they were made.
"""

import os
import re
from typing import Any

from mdx import __version__
from mdx.records import jsonl
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun

PASSWORD = re.compile(r"(?<=://)[^/?#\s]*@")  # in an address; it may contain an @ itself


def entry(tally: Tally) -> dict[str, Any]:
    """A run's command, flags as given, version, date and counts, and the `facts` of the tool."""
    import time

    counts = {"read": tally.read, "written": tally.written, "failed": tally.failed}
    return {
        "command": tally.name,
        "flags": [PASSWORD.sub("", word) for word in tally.argv],
        "version": __version__,
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "counts": counts | {"dropped": dict(tally.dropped)},
    } | tally.facts


def is_entry(value: dict[str, Any]) -> bool:
    """Whether an object from a file has what every entry has; anybody may have written it."""
    counts = value.get("counts", {})
    dropped = counts.get("dropped", {}) if type(counts) is dict else None
    return (
        type(value.get("command")) is str
        and type(value.get("flags")) is list
        and type(dropped) is dict
        and all(type(number) is int for number in dropped.values())
    )


def _mended(path: str) -> bytes:
    """A newline if the last line of a file lacks one, else nothing."""
    if not os.path.isfile(path) or not os.path.getsize(path):
        return b""
    with open(path, "rb") as file:
        file.seek(-1, os.SEEK_END)
        return b"" if file.read() == b"\n" else b"\n"


def append(path: str, tally: Tally) -> None:
    """Adds the entry of this run to a file that all stages of a pipeline may share."""
    try:
        with open(path, "ab") as file:
            file.write(_mended(path) + jsonl.dumps(entry(tally)))
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror}") from None
