"""What a command expects of its records, with a message at the end if none of them has it.

Each function yields the same lines, so it can sit between the input and the tool's own work.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.shell.tally import Tally
from mdx.work.errors import CannotRun
from mdx.work.nearest import did_you_mean, nearest

SHOWN = 8  # values, in a message
ABSENT = object()
COUNTED = 10_000  # different values at most
ROWS = "mdx-extract makes records from prompts and answers, messages, tables and programs"


def code(
    lines: Iterable[Line],
    tally: Tally,
    is_meant: Callable[[Record], bool] | None = None,
    noted: bool = True,
) -> Iterator[Line]:
    """The lines; raises CannotRun at the end if no record has code, or none of those that
    `is_meant` selects. If only some lack it, the closing line gives their number."""
    meant = lacking = 0
    for line in lines:
        if is_meant is None or is_meant(line.record):
            meant += 1
            lacking += not fields.text(line.record, "code")
        yield line
    if meant and lacking == meant:
        raise CannotRun(f"no record has code; {ROWS}: `mdx-extract < FILE | {tally.name} ...`")
    if lacking and noted:
        tally.note(f"{lacking} without code")


def field(lines: Iterable[Line], path: str) -> Iterator[Line]:
    """The lines; raises CannotRun at the end if no record has anything at this dotted path."""
    last: Record | None = None
    is_there = False
    for line in lines:
        is_there = is_there or fields.lookup(line.record, path, ABSENT) is not ABSENT
        last = line.record
        yield line
    if last is not None and not is_there:
        raise CannotRun(absent_field(path, last))


def latest(lines: Iterable[Line], kept: list[Record]) -> Iterator[Line]:
    """The lines; `kept` holds the record of the latest, as an example of the fields they have."""
    for line in lines:
        kept[:] = [line.record]
        yield line


def absent_field(path: str, record: Record) -> str:
    """The message about a field that no record has; `record` is one of them, for a suggestion."""
    inner = [f"metadata.{key}" for key in fields.metadata(record)]
    return f"no record has the field {path}{did_you_mean(path, [*record, *inner])}"


def values(
    lines: Iterable[Line],
    tally: Tally,
    path: str,
    names: Iterable[str],
    allows: Callable[[str, str], bool] = str.__eq__,
) -> Iterator[Line]:
    """The lines; reports at the end each name that no record has at this dotted path, and what
    they have instead."""
    present: Counter[str] = Counter()
    for line in lines:
        value = fields.lookup(line.record, path)
        if type(value) is str and (value in present or len(present) < COUNTED):
            present[value] += 1
        yield line
    for name in dict.fromkeys(names) if present else ():
        if not any(allows(value, name) for value in present):
            tally.message(_absent_value(path.rpartition(".")[2], name, present))


def _absent_value(what: str, name: str, present: Counter[str]) -> str:
    first = nearest(name, filter(None, present))
    common = [value or "(none)" for value, _ in present.most_common(SHOWN) if value != first]
    shown = [first, *common][:SHOWN] if first else common
    more = f" and {len(present) - len(shown):,} more" if len(present) > len(shown) else ""
    verb = "is" if len(present) == 1 else "are"
    return f"no record has the {what} {name}; there {verb} {', '.join(shown)}{more}"
