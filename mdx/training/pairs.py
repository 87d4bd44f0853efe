"""Pairs of records for repair and preference: one that renders, and one that does not."""

from collections.abc import Callable, Iterable, Iterator
from itertools import cycle

from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line

TIMEOUT = "Timeout"  # begins an error that says nothing about the code
NO_VERDICT, NO_PARTNER, WORKING_SIDE = "no verdict", "no partner", "the side that renders"
CONTRADICTED = "the same code renders elsewhere"

Drop = Callable[[Line, str], None]
Key = tuple[str, ...]  # what both sides of a pair have in common


def by_place(record: Record) -> Key | None:
    """The place of the scene, which porting and repairing do not change; None if unknown."""
    metadata = fields.metadata(record)
    path, scene = fields.text(metadata, "path"), fields.text(metadata, "scene")
    if not path or not scene:
        return None
    return fields.text(record, "source"), path, str(metadata.get("cell") or 0), scene


def by_request(record: Record) -> Key | None:
    """The words of the request, whatever their layout; None if it is not described."""
    if fields.needs_description(record):
        return None
    return tuple(fields.text(record, "description").split())


def renders(record: Record) -> bool | None:
    """Whether the code renders; None if it was never rendered, or ran out of time."""
    metadata = fields.metadata(record)
    verdict, error = metadata.get("renders"), fields.text(metadata, "render_error")
    if verdict is True:
        return True
    return False if verdict is False and error and not error.startswith(TIMEOUT) else None


def pairs(
    lines: Iterable[Line], key: Callable[[Record], Key | None], drop: Drop
) -> Iterator[tuple[Line, Line]]:
    """(one that renders, broken one) with the same key and split, in the order of the broken ones.

    Holds all records that have a verdict in memory. Those that render are used in turn; a broken
    one is used once, and not if the same code renders elsewhere. Records in no pair are dropped,
    with the reason.
    """
    working, broken = _by_verdict(lines, key, drop)
    sound = {
        (own, fields.text(line.record, "code")) for own, lines in working.items() for line in lines
    }
    turns = {own: cycle(lines) for own, lines in working.items()}
    paired = set()
    seen: set[tuple[Key, str]] = set()
    for own, line in broken:
        code = fields.text(line.record, "code")
        if (own, code) in sound:
            drop(line, CONTRADICTED)
            continue
        if own not in turns or (own, code) in seen:
            drop(line, NO_PARTNER)
            continue
        seen.add((own, code))
        paired.add(own)
        yield next(turns[own]), line
    for own, lines in working.items():
        for line in lines:
            drop(line, WORKING_SIDE if own in paired else NO_PARTNER)


def _by_verdict(
    lines: Iterable[Line], key: Callable[[Record], Key | None], drop: Drop
) -> tuple[dict[Key, list[Line]], list[tuple[Key, Line]]]:
    """The records that render, and those that do not, with their keys and splits."""
    working: dict[Key, list[Line]] = {}
    broken: list[tuple[Key, Line]] = []
    for line in lines:
        own, verdict = key(line.record), renders(line.record)
        if verdict is None or own is None:
            drop(line, NO_VERDICT if verdict is None else NO_PARTNER)
            continue
        own = (*own, fields.text(fields.metadata(line.record), "split"))
        if verdict:
            working.setdefault(own, []).append(line)
        else:
            broken.append((own, line))
    return working, broken
