"""What is in a set and what was dropped from it: counts as text, or one HTML file with pictures."""

import base64
import html
import io
import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import sha256
from heapq import heappush, heappushpop
from typing import Any

from mdx.porting.mends import mends
from mdx.quality.judge import KEPT, Outcome
from mdx.records import fields
from mdx.work.atomic import replacing

SAMPLES = 20
GROUPS = ("source", "metadata.dialect", "metadata.license")
STYLE = """
body { font: 15px/1.5 sans-serif; max-width: 72em; margin: 2em auto; padding: 0 1em; color: #222 }
.row { display: flex; flex-wrap: wrap; gap: 1.5em 3em; align-items: flex-start; margin: 1.5em 0 }
table { border-collapse: collapse } td, th { padding: .15em .8em .15em 0; text-align: left }
td { border-bottom: 1px solid #ddd; vertical-align: top } td.n, th.n { text-align: right }
td:first-child { white-space: nowrap } td + td:not(.n) { color: #666; overflow-wrap: anywhere }
svg { width: 27em; max-width: 100%; height: auto } h2 { margin-top: 2em }
article { border-top: 1px solid #ddd; padding: .5em 0 1em } h3 { margin: .5em 0 }
article .row { gap: 1.5em; margin: .5em 0; flex-wrap: nowrap } article p { margin: .3em 0 }
.sheet { display: flex; flex-wrap: wrap; gap: .4em; margin: .5em 0 }
.sheet img { width: calc(25% - .4em); border-radius: 4px }
.highlight { flex: 1; min-width: 0; background: #f8f8f8; border-radius: 4px }
pre { margin: 0; padding: .8em 1em; max-height: 26em; overflow: auto; font-size: 13px }
b { display: inline-block; font-weight: normal; padding: .1em .5em; border-radius: 4px }
b { background: #eee; color: #555 }
b.kept { background: #dff2e9; color: #164 } b.dropped { background: #fbe3e3; color: #811 }
"""


class CannotReport(Exception):
    """A library that pictures need is not there; the message says which."""


class Report:
    """Counts records as they pass; keeps SAMPLES of them, chosen by hash, and nothing else."""

    def __init__(self) -> None:
        self.total = Counter[str]()
        self.groups = {field: Counter[tuple[str, str]]() for field in GROUPS}
        self.dropped = Counter[str]()
        self.mended = 0  # of those dropped, how many have findings that mdx-port mends
        self.findings = Counter[str]()
        self.subjects = defaultdict[str, Counter[str]](Counter)  # what each finding is about
        self.scores = Counter[tuple[int, str]]()  # tenths
        self.lengths = Counter[tuple[int, str]]()  # powers of two of lines
        self.samples: list[tuple[int, int, dict[str, Any]]] = []

    def add(
        self,
        record: dict[str, Any],
        outcome: Outcome = KEPT,
        frames: str = "",
        look_issues: str = "",
    ) -> None:
        """Counts a record and what became of it; `frames` are the files of its pictures, and
        `look_issues` what is wrong with them."""
        fate = "dropped" if outcome.rule else "kept"
        self.total[fate] += 1
        if outcome.rule:
            self.dropped[outcome.reason] += 1
        assessment = outcome.assessment
        score = assessment.quality if assessment else None
        findings = [weighed.finding for weighed in assessment.findings] if assessment else []
        if outcome.rule and any(mends(finding.code, finding.subject) for finding in findings):
            self.mended += 1
        for field, counts in self.groups.items():
            counts[str(fields.lookup(record, field) or "unknown"), fate] += 1
        self.findings.update({finding.code for finding in findings})
        for finding in findings:
            self.subjects[finding.code][finding.subject] += 1
        for issue in look_issues.split():
            code, _, subject = issue.partition(":")
            self.findings[code] += 1
            self.subjects[code][subject] += 1
        if score is not None:
            self.scores[min(9, int(score * 10)), fate] += 1
        code = fields.text(record, "code")
        self.lengths[code.count("\n").bit_length(), fate] += 1
        rank = -int.from_bytes(sha256(code.encode(errors="surrogatepass")).digest()[:8])
        sample = {
            "record": record,
            "fate": f"dropped: {outcome.reason}" if outcome.rule else "kept",
            "value": str(outcome.failure.shown if outcome.failure else "")[:200],
            "score": score,
            "findings": findings,
            "frames": frames.split(),
            "looks": look_issues.split(),
        }
        put = heappush if len(self.samples) < SAMPLES else heappushpop
        put(self.samples, (rank, -self.total.total(), sample))

    def tables(self) -> list[tuple[str, list[tuple[str, int, int]]]]:
        """Title and rows (value, kept, dropped) of each table, the largest first."""
        tables = []
        for field, counts in self.groups.items():
            tables.append((field.rpartition(".")[2], _rows(counts)))
        tables.append(("lines of code", _rows(self.lengths, _lines)))
        if self.scores:
            for tenth in range(10):
                self.scores[tenth, "kept"] += 0  # so that all of the scale is shown
        tables.append(("score", _rows(self.scores, lambda tenth: f"{tenth / 10:.1f}")))
        return tables

    def ranked(self) -> list[tuple[str, int, str]]:
        """Each code of a finding, in how many records it is, and what it is mostly about."""
        rows = []
        for code, count in self.findings.most_common():
            subjects = [(s, n) for s, n in self.subjects[code].most_common(8) if s]
            rows.append((code, count, ", ".join(f"{s} ({n})" for s, n in subjects)))
        return rows

    def text(self) -> str:
        """The report as lines of text."""
        out = [f"{self.total['kept']} kept, {self.total['dropped']} dropped"]
        for title, rows in self.tables():
            out += ["", f"{title:40} {'kept':>8} {'dropped':>8}"]
            out += [f"  {name[:38]:38} {kept:8} {dropped:8}" for name, kept, dropped in rows[:20]]
        out += ["", "dropped by"]
        out += [f"  {name[:38]:38} {n:8}" for name, n in self.dropped.most_common()]
        out += ["", "findings"]
        out += [
            f"  {code[:38]:38} {n:8}  {about[:80]}".rstrip() for code, n, about in self.ranked()
        ]
        if self.mended:
            out += ["", self.told_of_ports()]
        return "\n".join(out) + "\n"

    def told_of_ports(self) -> str:
        """How many records a port may win; "" where it is none."""
        return f"mdx-port mends findings of {self.mended} that were dropped" if self.mended else ""

    def write(self, path: str, frames: str | None) -> None:
        """Writes the report as one HTML file that needs no other and no network."""
        counts = f"{self.total['kept']} kept, {self.total['dropped']} dropped"
        *tables, lengths, scores = self.tables()
        parts = [
            "<!doctype html><html lang=en><meta charset=utf-8><title>mdx-filter</title>"
            "<meta name=viewport content='width=device-width'>"
            f"<style>{STYLE}{_code_style()}</style><h1>{counts}</h1><div class=row>",
            *(_bars(title, rows) for title, rows in (lengths, scores) if rows),
            "</div><div class=row>",
            *(_table((title, "kept", "dropped"), rows) for title, rows in tables),
            _table(("dropped by", "records"), self.dropped.most_common()),
            "</div>",
            _table(("finding", "records", "about"), self.ranked()),
            *([f"<p>{self.told_of_ports()}</p>"] if self.mended else []),
            f"<h2>{len(self.samples)} of them</h2>",
            *(_sample(sample, frames) for _, _, sample in sorted(self.samples, reverse=True)),
        ]
        with replacing(path) as file:
            file.write("\n".join(parts).encode(errors="replace"))


def check_libraries() -> None:
    """Raises CannotReport where what draws and highlights is not installed."""
    try:
        import matplotlib  # noqa: F401
        import pygments  # noqa: F401
    except ImportError as error:
        raise CannotReport(
            f"--report needs {error.name}: pip install 'mdx-tools[report]'"
        ) from None


def _rows(counts: Counter[tuple[Any, str]], name: Any = None) -> list[tuple[str, int, int]]:
    """(value, kept, dropped), in order of the values where they are numbers, else by size."""
    values = {value for value, _ in counts}
    rows = [(value, counts[value, "kept"], counts[value, "dropped"]) for value in values]
    if name is None:
        return sorted(rows, key=lambda row: (-row[1] - row[2], row[0]))
    return [(name(value), kept, dropped) for value, kept, dropped in sorted(rows)]


def _lines(power: int) -> str:
    return f"{1 << power >> 1}-{(1 << power) - 1}" if power else "0"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> str:
    """A table of words and numbers, nothing where it would be empty."""
    if not rows:
        return ""
    kinds = [" class=n" if type(cell) is int else "" for cell in rows[0]]
    lines = []
    for tag, cells in (("th", heads), *(("td", row) for row in rows[:40])):
        texts = (html.escape(str(cell)) for cell in cells)
        lines.append("".join(f"<{tag}{k}>{t}" for k, t in zip(kinds, texts, strict=True)))
    return f"<table><tr>{'<tr>'.join(lines)}</table>"


def _bars(title: str, rows: list[tuple[str, int, int]]) -> str:
    """Stacked bars as inline SVG, the same bytes for the same numbers."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    with matplotlib.rc_context({"svg.hashsalt": "mdx", "font.family": "DejaVu Sans"}):
        figure, axes = pyplot.subplots(figsize=(6, 3), layout="constrained")
        names, kept, dropped = zip(*rows, strict=True)
        axes.bar(names, kept, label="kept", color="#3a7")
        axes.bar(names, dropped, bottom=kept, label="dropped", color="#c55")
        axes.set_title(title)
        axes.legend()
        axes.tick_params(axis="x", labelrotation=30)
        axes.locator_params(axis="y", integer=True)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
    drawn = file.getvalue()
    return drawn[drawn.index("<svg") :]


def _code_style() -> str:
    from pygments.formatters import HtmlFormatter

    return str(HtmlFormatter().get_style_defs(".highlight"))


def _sample(sample: dict[str, Any], frames: str | None) -> str:
    """One record: its name, fate, findings, words, frames and code."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    record = sample["record"]
    scene = str(fields.lookup(record, "metadata.scene") or "a record")
    place = [fields.text(record, "source"), str(fields.lookup(record, "metadata.path") or "")]
    kind = sample["fate"].partition(":")[0]
    tags = [f"<b class={kind}>{html.escape(sample['fate'])}</b>"]
    if sample["score"] is not None:
        tags.append(f"<b>quality {sample['score']}</b>")
    tags += [f"<b>{html.escape(str(finding))}</b>" for finding in sample["findings"]]
    tags += [f"<b>{html.escape(issue)}</b>" for issue in sample["looks"]]
    code = fields.text(record, "code").encode(errors="replace").decode()
    pictures = [_picture(os.path.join(frames, name)) for name in sample["frames"] if frames]
    return (
        f"<article><h3>{html.escape(scene)}</h3><p>{html.escape(' '.join(place))}"
        f"<p>{' '.join(tags)}<p>{html.escape(sample['value'])}"
        f"<p>{html.escape(fields.text(record, 'description'))}"
        f"<div class=sheet>{''.join(pictures)}</div><div class=row>"
        f"{highlight(code[:20_000], PythonLexer(), HtmlFormatter())}</div></article>"
    )


def _picture(path: str) -> str:
    try:
        with open(path, "rb") as file:
            data = base64.b64encode(file.read()).decode()
    except OSError:
        return ""
    return f'<img alt="a key frame" src="data:image/png;base64,{data}">'
