"""Records out of rows and documents: of data sets, and of JSONL on standard input."""

from collections.abc import Iterator
from typing import Any

from mdx.records import fields
from mdx.records.fields import METADATA, is_placeholder
from mdx.records.jsonl import Line
from mdx.scenes.repair import repaired
from mdx.scenes.scene import SyntaxFault, scenes_of
from mdx.sources import facts
from mdx.sources.formats.example import imports_something
from mdx.sources.formats.rows import Row, understood

PRELUDE = "from manim import *"


class NoScene(ValueError):
    """A document that is Python, with no scene in it."""


def records(row: Row, source: str, known: dict[str, Any], prelude: str) -> Iterator[dict[str, Any]]:
    """A row with a description is one record, its code whole; any other is cut into its scenes.

    `known` is metadata of the row's place; what the code says goes over it. Raises SyntaxFault
    or NoScene for a row without a description out of which nothing can be cut.
    """
    if not is_placeholder(row.description):
        yield whole(row, source, known)
        return
    row = _repaired(row)
    code = row.code if imports_something(row.code) else f"{prelude}\n\n{row.code}"
    found = scenes_of(code)
    if not found:
        raise NoScene("no scene in it")
    for scene in found:
        lines = {"lines": f"{scene.first_line}-{scene.last_line}"}
        told = _new(facts.of_scene(scene))
        yield _record(row, scene.code, source, known | lines | told)


def whole(row: Row, source: str, known: dict[str, Any]) -> dict[str, Any]:
    """The row as one record; where its code is no Python, its words may still be worth keeping."""
    row = _repaired(row)
    try:
        found = scenes_of(row.code)
    except SyntaxFault:
        found = []
    return _record(row, row.code, source, known | _new(facts.of_whole(row.code, found)))


def _repaired(row: Row) -> Row:
    """The row with known damage of its code undone, where it parses only then."""
    code, repairs = repaired(row.code)
    return row._replace(code=code, words={**row.words, "repaired": " ".join(repairs)})


def _record(row: Row, code: str, source: str, known: dict[str, Any]) -> dict[str, Any]:
    needs = {"needs_description": is_placeholder(row.description)}
    words = {key: value for key, value in row.words.items() if value}
    metadata = METADATA | known | words | needs
    described = {"description": row.description, "code": code, "source": source}
    return described | row.rest | {"metadata": metadata}


def _new(told: dict[str, Any]) -> dict[str, Any]:
    """What says more than nothing, and so may go over what is known."""
    return {key: value for key, value in told.items() if value != METADATA.get(key)}


def of_line(line: Line, name: str, uncut: bool) -> Iterator[dict[str, Any]]:
    """The records of a JSONL line; `name` is its source where it tells none.

    Raises what `records` raises, and ColumnsError where the line holds no code.
    """
    row = understood(line.record, None)
    source = fields.text(line.record, "source") or name
    if uncut:
        yield whole(row, source, _told(line))
    else:
        yield from records(row, source, _told(line), PRELUDE)


def _told(line: Line) -> dict[str, Any]:
    """The line's own metadata, where its types are ours; its place where it tells no path."""
    told = fields.metadata(line.record)
    fits = {k: v for k, v in told.items() if k not in METADATA or type(v) is type(METADATA[k])}
    return {"path": line.where} | fits
