"""Records out of rows and documents: of data sets, and of JSONL on standard input."""

from collections.abc import Iterator
from typing import Any

from mdx import record
from mdx.code.scenes import SyntaxFault
from mdx.jsonl import Line
from mdx.record import METADATA, is_placeholder
from mdx.sources import facts
from mdx.sources.formats.example import imports_something
from mdx.sources.formats.rows import Row, understood

PRELUDE = "from manim import *"


class NoScene(ValueError):
    """A document that is Python, with no scene in it."""


def records(row: Row, source: str, metadata: dict[str, Any], prelude: str) -> Iterator[dict]:
    """A row with a description is one record, its code whole; any other is cut into its scenes.

    `metadata` is what is known of the row's place; what the code says goes over it. Raises
    SyntaxFault or NoScene for a row without a description out of which nothing can be cut.
    """
    base = METADATA | metadata | {k: v for k, v in row.words.items() if v}
    if not is_placeholder(row.description):
        base |= {"needs_description": False}
        yield row.rest | _record(row.description, row.code, source, base | _whole(row.code))
        return
    code = row.code if imports_something(row.code) else f"{prelude}\n\n{row.code}"
    found = facts.alone(code)
    if not found:
        raise NoScene("no scene in it")
    for scene in found:
        lines = {"lines": f"{scene.first_line}-{scene.last_line}"}
        known = {k: v for k, v in facts.of_scene(scene).items() if v != METADATA.get(k)}
        yield row.rest | _record("", scene.code, source, base | lines | known)


def of_line(line: Line, name: str) -> Iterator[dict]:
    """The records of a JSONL line; `name` is its source where it tells none.

    Raises what `records` raises, and ColumnsError where the line holds no code.
    """
    row = understood(line.record, None)
    yield from records(row, record.text(line.record, "source") or name, _told(line), PRELUDE)


def _told(line: Line) -> dict[str, Any]:
    """The line's own metadata, where its types are ours; its place where it tells no path."""
    told = record.metadata(line.record)
    fits = {k: v for k, v in told.items() if k not in METADATA or type(v) is type(METADATA[k])}
    return {"path": line.where} | fits


def _record(description: str, code: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "code": code, "source": source, "metadata": metadata}


def _whole(code: str) -> dict[str, Any]:
    """What the code says; nothing where it is no Python: the words may be worth keeping."""
    try:
        found = facts.alone(code)
    except SyntaxFault:
        return {}
    return {k: v for k, v in facts.of_whole(found).items() if v != METADATA.get(k)} if found else {}
