"""Notebooks: their code cells as one Python text, their Markdown cells as words."""

import codecs
import re
import textwrap
from bisect import bisect_right
from typing import Any, NamedTuple

import orjson

from mdx.scenes.syntax import parses
from mdx.sources.formats.example import imports_something, joined
from mdx.sources.tree import Unreadable

CELL_MAGIC = re.compile(r"\s*%%(\w+)")
PYTHON_CELLS = ("manim", "time", "timeit", "capture", "prun")  # magics whose body is Python
# IPython's own syntax for a line: %magic, !shell, ?help, help?, and names for what these give.
LINE_MAGIC = re.compile(r"(\s*+)(?:[\w, ]++=[ \t]*)?(?:[%!].*|\?.*|[\w.*]++\?{1,2}\s*)")
WRITES = re.compile(
    r"\s*%%(?:writefile|file)[ \t]+(-a[ \t]+|--append[ \t]+)?['\"]?([\w./ -]+\.py)\b"
)


class Cell(NamedTuple):
    """A code cell: its number among all cells from 1, and where its code begins in the text."""

    number: int
    first_line: int
    context: str


class Notebook(NamedTuple):
    """`text` is Python; `faults` are the numbers of the code cells that are not, left out; `files`
    are those that cells write, by name, each with the number of its last cell."""

    text: str
    cells: list[Cell]
    faults: list[int]
    files: dict[str, tuple[str, int]]

    def cell_at(self, line: int) -> Cell:
        """The cell that this line of the text comes from."""
        at = bisect_right(self.cells, line, key=lambda cell: cell.first_line)
        return self.cells[max(at - 1, 0)]


EMPTY = Notebook("", [], [], {})


def parsed(raw: bytes, prelude: str) -> Notebook:
    """The notebook; raises Unreadable if it is not one."""
    pieces: list[str] = []
    cells: list[Cell] = []
    faults: list[int] = []
    words: list[str] = []
    files: dict[str, tuple[str, int]] = {}
    line = 1
    for number, (kind, source) in enumerate(_cells(raw), 1):
        if kind == "markdown":
            words.append(source)
        if kind != "code":
            continue
        if written := WRITES.match(source):
            before = files.get(written[2], ("", 0))[0] if written[1] else ""
            files[written[2]] = (before + source.partition("%%")[2].partition("\n")[2], number)
            continue
        code = _python(source)
        if code is None:
            faults.append(number)
        elif code.strip():
            cells.append(Cell(number, line, joined(*words)))
            pieces.append(code)
            line += code.count("\n")
            words = []
    text = "".join(pieces)
    if "manim" not in text and not imports_something(text):
        text = f"{prelude}\n{text}"
        cells = [cell._replace(first_line=cell.first_line + 1) for cell in cells]
    return Notebook(text, cells, faults, files)


def _cells(raw: bytes) -> list[tuple[str, str]]:
    """Each cell's kind and text, of format 4 and of format 3 with its worksheets."""
    if not raw.strip():
        raise Unreadable("an empty notebook")
    try:
        book = orjson.loads(raw.removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise Unreadable(f"no notebook: {error}") from None
    cells: Any = book.get("cells") if isinstance(book, dict) else None
    if cells is None and isinstance(book, dict) and isinstance(book.get("worksheets"), list):
        sheets = [sheet for sheet in book["worksheets"] if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets for cell in sheet.get("cells") or []]
    if not isinstance(cells, list):
        raise Unreadable("no notebook: it has no cells")
    return [_cell(cell) for cell in cells if isinstance(cell, dict)]


def _cell(cell: dict[str, Any]) -> tuple[str, str]:
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    source = source.removeprefix("\ufeff") if isinstance(source, str) else ""
    return str(cell.get("cell_type")), source


def _python(source: str) -> str | None:
    """The cell as Python with the same number of lines; None if it is not Python."""
    code = source.replace("\r\n", "\n").rstrip() + "\n"
    if match := CELL_MAGIC.match(code):
        if match[1] not in PYTHON_CELLS:
            return ""
        head, _, rest = code.partition("%%")
        code = head + "\n" + rest.partition("\n")[2]
    if not parses(code):  # IPython takes the indentation of a whole cell away
        code = textwrap.dedent(code)
    if parses(code):
        return code
    # Only now: a line that begins with % may be the rest of an expression.
    code = "\n".join(_without_magic(line) for line in code.split("\n"))
    return code if parses(code) else None


def _without_magic(line: str) -> str:
    match = LINE_MAGIC.fullmatch(line)
    if not match:
        return line
    return f"{match[1]}pass" if match[1] else ""
