"""Makes records of the rows and documents in data sets and on standard input."""

from collections.abc import Iterator
from typing import Any

from mdx.records import fields, jsonl
from mdx.records.fields import METADATA, is_placeholder
from mdx.records.jsonl import Line
from mdx.scenes.repair import repaired
from mdx.scenes.scene import Scene, SyntaxFault, scenes_of
from mdx.scenes.syntax import parses
from mdx.sources import facts
from mdx.sources.formats import markdown
from mdx.sources.formats.example import imports_something
from mdx.sources.rows import answers, several
from mdx.sources.rows.lacking import Lacking
from mdx.sources.rows.row import NoScene, Row

PRELUDE = "from manim import *"


def records(
    row: Row, source: str, metadata: dict[str, Any], prelude: str
) -> Iterator[dict[str, Any]]:
    """A row with a description is one record, its code whole; any other is cut into its scenes.

    `metadata` is that of the row's place; what the code says takes precedence. Raises SyntaxFault
    or NoScene if a row without a description holds no scene.
    """
    if not is_placeholder(row.description):
        yield whole(row, source, metadata)
        return
    cuts = list(_cut(row, prelude))
    if not cuts:
        raise NoScene("no scene in it")
    for scene, repairs in cuts:
        lines = {"lines": f"{scene.first_line}-{scene.last_line}"}
        cut_facts = _new(facts.of_scene(scene)) | {"repaired": " ".join(repairs)}
        yield _record(row, scene.code, source, metadata | lines | cut_facts)


def _cut(row: Row, prelude: str) -> Iterator[tuple[Scene, tuple[str, ...]]]:
    """The scenes of a document, which is Python or a text with fences, each with its repairs."""
    programs = [] if parses(row.code) else list(_fenced(row.code))
    if not programs:
        code, repairs = repaired(answers.unfenced(row.code))
        programs = [(code, repairs, 0)]
    for code, repairs, above in programs:
        head = "" if imports_something(code) else f"{prelude}\n\n"
        added = head.count("\n")
        for scene in scenes_of(head + code):
            if scene.first_line > above + added:
                first, last = scene.first_line - added, scene.last_line - added
                yield scene._replace(first_line=max(first, 1), last_line=last), repairs


def _fenced(document: str) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The program of each fenced block, on its own lines and preceded by the earlier blocks that it
    needs; its repairs; and how many lines come before its own."""
    blocks = [
        (code, start)
        for language, code, start, _ in markdown.blocks(document)
        if language in markdown.PYTHON and code.strip()
    ]
    for number, (block, start) in enumerate(blocks):
        code, repairs = repaired(block)
        if not answers.is_manim(code):
            continue
        needed = answers.needed(code, [above for above, _ in blocks[:number]])
        text: list[str] = []
        for above, at in (blocks[n] for n in needed):
            text += [""] * (at - len(text)) + above.rstrip("\n").split("\n")
        text += [""] * (start - len(text))
        yield "\n".join([*text, code]), repairs, len(text)


def whole(row: Row, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """The row as one record; even if its code is not Python, its words may be worth keeping."""
    code, repairs = repaired(row.code)
    extra: dict[str, Any] = {"repaired": " ".join(repairs)}
    scenes: list[Scene] = []
    try:
        scenes = scenes_of(code)
    except SyntaxFault as fault:
        extra["syntax_error"] = str(fault)
    return _record(row, code, source, metadata | _new(facts.of_whole(code, scenes)) | extra)


def _record(row: Row, code: str, source: str, place: dict[str, Any]) -> dict[str, Any]:
    needs = {"needs_description": is_placeholder(row.description)}
    words: dict[str, Any] = {key: value for key, value in row.words.items() if value}
    if "path" in words:  # the lines are those of another file
        place = place | {"lines": ""}
    metadata = METADATA | place | words | needs
    described = {"description": row.description, "code": code, "source": source}
    return described | row.rest | {"metadata": metadata}


def _new(metadata: dict[str, Any]) -> dict[str, Any]:
    """The metadata that is not empty and may replace what is known."""
    return {key: value for key, value in metadata.items() if value != METADATA.get(key)}


def of_line(
    line: Line, name: str, columns: dict[str, str] | None, uncut: bool, lacking: Lacking
) -> Iterator[dict[str, Any]]:
    """The records of a JSONL line; `name` is its source unless it names one.

    Raises what `records` raises, and ColumnsError if the line holds no code.
    """
    source = fields.text(line.record, "source") or name
    for row in several.rows(line.record, columns):
        lacking.passed(row, line.record)
        if uncut:
            yield whole(row, source, _own_metadata(line))
        else:
            yield from records(row, source, _own_metadata(line), PRELUDE)


def _own_metadata(line: Line) -> dict[str, Any]:
    """The line's own metadata if its types are ours; the line's place if it names no path."""
    is_text = isinstance(line.record.get("metadata"), str)
    metadata = fields.metadata(jsonl.reread(line.raw) if is_text else line.record)
    fits = {k: v for k, v in metadata.items() if k not in METADATA or type(v) is type(METADATA[k])}
    return {"path": line.where} | fits
