"""The report as one HTML file that asks for nothing: no network, and no script but its own.

All text in it is foreign and escaped. A policy in its head allows pictures that stand in the page,
and the one style and the one script whose hashes it names.
"""

import base64
import html
import os
from collections.abc import Iterable, Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from mdx.quality.report.counts import Counts
from mdx.quality.report.samples import Picked, Sample, Samples
from mdx.quality.report.tables import Table, summary, tables
from mdx.work.atomic import replacing

ORDERS = {
    "place 1": "as chosen",
    "score 1": "score, low first",
    "score -1": "score, high first",
    "lines 1": "lines, few first",
    "lines -1": "lines, many first",
}
WIDE = ("findings", "sizes of what is kept")


class CannotReport(Exception):
    """A library that the page needs is not there; the message says which."""


def check_libraries() -> None:
    """Raises CannotReport where what colours code is not installed."""
    try:
        import pygments  # noqa: F401
    except ImportError as error:
        raise CannotReport(
            f"--report needs {error.name}: pip install 'mdx-tools[report]'"
        ) from None


def write(path: str, counts: Counts, frames: str | None, origin: dict[str, str]) -> None:
    """Writes the page; `frames` is the folder of the pictures, and `origin` says what made it."""
    with replacing(path) as file:
        for part in _parts(counts, frames, origin):
            file.write(part.encode(errors="replace") + b"\n")


def _parts(counts: Counts, frames: str | None, origin: dict[str, str]) -> Iterator[str]:
    style, script = _file("page.css") + _code_style(), _file("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}"
    )
    yield "<!doctype html><html lang=en><head><meta charset=utf-8>"
    yield f'<meta http-equiv=Content-Security-Policy content="{policy}">'
    yield "<meta name=viewport content='width=device-width'>"
    yield "<meta name=referrer content=no-referrer>"
    yield f"<title>{summary(counts)}</title><style>{style}</style></head><body>"
    yield f"<h1>{summary(counts)}</h1><dl>"
    yield from (f"<dt>{html.escape(key)}<dd>{html.escape(origin[key])}" for key in origin)
    yield "</dl><div class=tables>"
    yield from map(_table, tables(counts))
    picked = counts.samples.picked()
    yield f"</div><h2>{len(picked)} record{'s' * (len(picked) != 1)}</h2>"
    yield from _controls(counts.samples)
    yield "<div id=samples>"
    yield from (_article(one, frames) for one in picked)
    yield f"</div><script>{script}</script></body></html>"


def _file(name: str) -> str:
    with open(os.path.join(os.path.dirname(__file__), name), encoding="utf-8") as file:
        return file.read()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def _code_style() -> str:
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="default").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs(".highlight")
    screen = "@media screen and (prefers-color-scheme:"
    return f"\n{screen} light) {{\n{light}\n}}\n{screen} dark) {{\n{dark}\n}}\n"


def _table(table: Table) -> str:
    """A table, with a bar in each row of one that is about kept and dropped."""
    kinds = [_kind(index, cell, len(table.heads)) for index, cell in enumerate(table.rows[0])]
    heads = [f"<th{kind}>{html.escape(head)}" for kind, head in zip(kinds, table.heads)]
    most = max((row[1] + row[2] for row in table.rows), default=0) if table.is_split else 0
    lines = [[*heads[:3], "<th>", *heads[3:]] if table.is_split else heads]
    for row in table.rows:
        cells = [f"<td{kind}>{html.escape(str(cell))}" for kind, cell in zip(kinds, row)]
        if table.is_split:
            cells.insert(3, f"<td class=bar>{_bar(row[1], row[2], most)}")
        lines.append(cells)
    rows = "<tr>".join(map("".join, lines))
    note = f"<p class=note>{html.escape(table.note)}" if table.note else ""
    wide = " class=wide" if table.title in WIDE else ""
    split = " class=split" if table.is_split else ""
    title = html.escape(table.title)
    head = f"<section{wide} tabindex=0><h2>{title}</h2><table{split}>"
    return f"{head}<tr>{rows}</table>{note}</section>"


def _kind(index: int, cell: str | int, columns: int) -> str:
    if type(cell) is int:
        return " class=n"
    return " class=about" if index == columns - 1 and index else " class=name"


def _bar(kept: int, dropped: int, most: int) -> str:
    """Two shares of a line, the longest of which takes its whole width."""
    ends = [100 * count / (most or 1) for count in (kept, kept + dropped)]
    return (
        f'<svg viewBox="0 0 100 1" preserveAspectRatio=none aria-hidden=true>'
        f"<rect class=kept width={ends[0]:.2f} height=1 />"
        f"<rect class=dropped x={ends[0]:.2f} width={ends[1] - ends[0]:.2f} height=1 /></svg>"
    )


def _controls(samples: Samples) -> Iterator[str]:
    kinds = {"": "all"} | {kind: kind for kind in ("kept", "dropped", *samples.kinds)}
    yield "<form role=search hidden>"
    yield "<label>filter <input type=search name=words aria-keyshortcuts='/'></label>"
    yield f"<label>show <select name=which>{_options(kinds)}</select>"
    yield f"</label><label>sort <select name=order>{_options(ORDERS)}</select></label>"
    yield "<output aria-live=polite></output><span class=note>/ filters, j and k move</span></form>"


def _options(values: dict[str, str]) -> str:
    options = (f'<option value="{html.escape(key)}">{html.escape(values[key])}' for key in values)
    return "".join(options)


def _article(picked: Picked, frames: str | None) -> str:
    """One record: its name and place, what became of it and why, words, pictures and code."""
    sample = picked.sample
    kinds = html.escape("|".join((sample.fate, *picked.why)))
    score = -1 if sample.score is None else sample.score
    pictures = [_picture(os.path.join(frames, name)) for name in sample.frames] if frames else []
    return (
        f'<article tabindex=-1 data-kinds="{kinds}" data-score={score} data-lines={sample.lines}>'
        f"<h3>{html.escape(sample.scene)}</h3><p class=place>{_place(sample)}"
        f"<ul class=tags>{_tags(picked)}</ul><p>{html.escape(sample.description)}"
        f"<div class=sheet>{''.join(pictures)}</div>{_code(sample.code)}</article>"
    )


def _tags(picked: Picked) -> str:
    sample = picked.sample
    value = f" ({sample.value})" if sample.value else ""
    fate = f"{sample.fate}: {sample.reason}{value}" if sample.reason else sample.fate
    texts: list[str] = [] if sample.score is None else [f"quality {sample.score}"]
    texts += [": ".join(filter(None, finding)) for finding in sample.findings]
    tags: Iterable[str] = (f"<li>{html.escape(text)}" for text in (*picked.why, *texts))
    return f"<li class={sample.fate}>{html.escape(fate)}{''.join(tags)}"


def _place(sample: Sample) -> str:
    """Where it is from; a link where its address is one of the web."""
    text = html.escape(sample.place or sample.url)
    if not _is_of_the_web(sample.url):
        return text
    address = html.escape(sample.url)
    return f'<a href="{address}" rel="noopener noreferrer nofollow">{text}</a>'


def _is_of_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and url.isprintable()


def _code(code: str) -> str:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    text = code.encode(errors="replace").decode()
    return str(highlight(text, PythonLexer(), HtmlFormatter())).replace(
        "<pre>", "<pre tabindex=0>", 1
    )


def _picture(path: str) -> str:
    try:
        with open(path, "rb") as file:
            data = base64.b64encode(file.read()).decode()
    except OSError:
        return ""
    return f'<img alt="a key frame" src="data:image/png;base64,{data}">'
