"""What is in a set and what was dropped from it: counts as text, or one HTML file with pictures."""

import base64
import html
import io
import os
from collections import Counter
from hashlib import sha256
from heapq import heappush, heappushpop
from typing import Any

from mdx import record
from mdx.atomic import replacing

SAMPLES = 20
GROUPS = ("source", "metadata.dialect", "metadata.license")
STYLE = """
body { font: 15px/1.5 sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222 }
table { border-collapse: collapse; margin: 1em 2em 1em 0; display: inline-table }
table { vertical-align: top }
td, th { padding: .15em .8em; text-align: left; border-bottom: 1px solid #ddd }
td.n { text-align: right } pre { padding: 1em; overflow-x: auto; background: #f8f8f8 }
img { max-width: 100% } svg { max-width: 30em; height: auto } .dropped { color: #a00 }
"""


class CannotReport(Exception):
    """A library that pictures need is not there; the message says which."""


class Tally:
    """Counts records as they pass; keeps SAMPLES of them, chosen by hash, and nothing else."""

    def __init__(self) -> None:
        self.total = Counter[str]()
        self.groups = {field: Counter[tuple[str, str]]() for field in GROUPS}
        self.dropped = Counter[str]()
        self.findings = Counter[str]()
        self.scores = Counter[tuple[int, str]]()  # tenths
        self.lengths = Counter[tuple[int, str]]()  # powers of two of lines
        self.samples: list[tuple[int, int, dict[str, Any]]] = []

    def add(
        self, found: dict, reason: str, score: float | None, codes: list[str], frame: str
    ) -> None:
        """Counts a record; `reason` is the rule that drops it, "" where it is kept."""
        fate = "dropped" if reason else "kept"
        self.total[fate] += 1
        if reason:
            self.dropped[reason] += 1
        for field, counts in self.groups.items():
            counts[str(record.lookup(found, field) or "unknown"), fate] += 1
        self.findings.update(set(codes))
        if score is not None:
            self.scores[min(9, int(score * 10)), fate] += 1
        code = record.text(found, "code")
        self.lengths[code.count("\n").bit_length(), fate] += 1
        rank = -int.from_bytes(sha256(code.encode(errors="surrogatepass")).digest()[:8])
        sample = {"record": found, "reason": reason, "score": score, "codes": codes, "frame": frame}
        put = heappush if len(self.samples) < SAMPLES else heappushpop
        put(self.samples, (rank, -self.total.total(), sample))

    def tables(self) -> list[tuple[str, list[tuple[str, int, int]]]]:
        """Title and rows (value, kept, dropped) of each table, the largest first."""
        made = []
        for field, counts in self.groups.items():
            made.append((field.rpartition(".")[2], _rows(counts)))
        made.append(("lines of code", _rows(self.lengths, _lines)))
        made.append(("score", _rows(self.scores, lambda tenth: f"{tenth / 10:.1f}")))
        return made

    def text(self) -> str:
        """The report as lines of text."""
        out = [f"{self.total['kept']} kept, {self.total['dropped']} dropped"]
        for title, rows in self.tables():
            out += ["", f"{title:40} {'kept':>8} {'dropped':>8}"]
            out += [f"  {name[:38]:38} {kept:8} {dropped:8}" for name, kept, dropped in rows[:20]]
        for title, counts in (("dropped by", self.dropped), ("findings", self.findings)):
            out += ["", title, *(f"  {name[:38]:38} {n:8}" for name, n in counts.most_common(30))]
        return "\n".join(out) + "\n"

    def write(self, path: str, frames: str | None) -> None:
        """Writes the report as one HTML file that needs no other and no network."""
        parts = [
            f"<!doctype html><html lang=en><meta charset=utf-8><title>mdx-filter</title>"
            f"<style>{STYLE}{_code_style()}</style>"
            f"<h1>{self.total['kept']} kept, {self.total['dropped']} dropped</h1>"
        ]
        parts += [_bars(title, rows) for title, rows in self.tables()[-2:] if rows]
        parts += [_table(title, ("kept", "dropped"), rows) for title, rows in self.tables()]
        for title, counts in (("dropped by", self.dropped), ("findings", self.findings)):
            parts.append(_table(title, ("records",), counts.most_common(40)))
        parts.append(f"<h2>{len(self.samples)} of them</h2>")
        parts += [_sample(sample, frames) for _, _, sample in sorted(self.samples, reverse=True)]
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


def _rows(counts: Counter, name: Any = None) -> list[tuple[str, int, int]]:
    """(value, kept, dropped), in order of the values where they are numbers, else by size."""
    values = {value for value, _ in counts}
    rows = [(value, counts[value, "kept"], counts[value, "dropped"]) for value in values]
    if name is None:
        return sorted(rows, key=lambda row: (-row[1] - row[2], row[0]))
    return [(name(value), kept, dropped) for value, kept, dropped in sorted(rows)]


def _lines(power: int) -> str:
    return f"{1 << power >> 1}-{(1 << power) - 1}" if power else "0"


def _table(title: str, heads: tuple[str, ...], rows: list) -> str:
    head = "".join(f"<th>{name}" for name in (html.escape(title), *heads))
    lines = (
        f"<tr><td>{html.escape(str(name))}" + "".join(f"<td class=n>{n}" for n in numbers)
        for name, *numbers in rows[:40]
    )
    return f"<table><tr>{head}{''.join(lines)}</table>"


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
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        pyplot.close(figure)
    drawn = file.getvalue()
    return drawn[drawn.index("<svg") :]


def _code_style() -> str:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter().get_style_defs(".highlight")


def _sample(sample: dict[str, Any], frames: str | None) -> str:
    """One record: its name, fate, findings, words, frame and code."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer

    found, reason = sample["record"], sample["reason"]
    scene = record.lookup(found, "metadata.scene") or "a record"
    title = html.escape(f"{scene} ({record.text(found, 'source')})")
    fate = f" <span class=dropped>dropped: {html.escape(reason)}</span>" if reason else ""
    score = "" if sample["score"] is None else f"<p>quality {sample['score']}"
    codes = html.escape(" ".join(sample["codes"]))
    words = html.escape(record.text(found, "description"))
    code = record.text(found, "code").encode(errors="replace").decode()
    shown = highlight(code[:20_000], PythonLexer(), HtmlFormatter())
    picture = _picture(os.path.join(frames, sample["frame"])) if frames and sample["frame"] else ""
    return f"<h3>{title}{fate}</h3>{score}<p>{codes}<p>{words}{picture}{shown}"


def _picture(path: str) -> str:
    try:
        with open(path, "rb") as file:
            data = base64.b64encode(file.read()).decode()
    except OSError:
        return ""
    return f'<p><img alt="last frame" src="data:image/png;base64,{data}">'
