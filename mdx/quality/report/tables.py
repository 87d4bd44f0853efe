"""The counts of a report as tables."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from mdx.quality.report.counts import LIMITS, Counts

ROWS = 40  # of a table
PERCENTILES = {"10 %": 0.1, "half": 0.5, "90 %": 0.9, "99 %": 0.99, "most": 1.0}


class Table(NamedTuple):
    """Rows of words and numbers. Where `is_split`, the last two numbers are kept and dropped."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    is_split: bool = False
    note: str = ""


def tables(counts: Counts) -> list[Table]:
    """All tables that have rows."""
    return [table for table in (*_of_fates(counts), *_of_kept(counts)) if table.rows]


def _of_fates(counts: Counts) -> Iterator[Table]:
    scores = counts.scores.copy()
    if scores:
        for tenth in range(10):
            scores[tenth, "kept"] += 0  # so that all of the scale is shown
    yield _split("score", scores, lambda tenth: f"{tenth / 10:.1f}")
    yield _split("lines of code", counts.lengths, _lines)
    for field, values in counts.groups.items():
        yield _split(field.rpartition(".")[2], values)
    yield Table("dropped by", ("dropped by", "records"), counts.dropped.most_common(ROWS))
    yield Table(
        "findings",
        ("finding", "kept", "dropped", "about"),
        [
            (code, kept, dropped, _subjects(counts, code))
            for code, kept, dropped in _rows(counts.findings)
        ],
        is_split=True,
        note=f"mdx-port mends findings of {counts.mended} that were dropped"
        if counts.mended
        else "",
    )


def _of_kept(counts: Counts) -> Iterator[Table]:
    over = [f"over {limit}" for limit in LIMITS]
    yield Table(
        "sizes of what is kept",
        ("", *PERCENTILES, *over),
        [
            (name, *map(sizes.percentile, PERCENTILES.values()), *sizes.over.values())
            for name, sizes in counts.sizes.items()
            if sizes.counts
        ],
        note="10 %: one in ten is no larger; tokens are words and signs, about what a model reads",
    )
    descriptions = counts.descriptions
    openers = descriptions.openers.most_common(15)
    yield Table("how descriptions begin", ("opener", "records"), openers)
    repeated = [(words, count + 1) for words, count in descriptions.repeated.most_common(15)]
    yield Table(
        "asked for more than once",
        ("what is asked for, without the opener", "records"),
        repeated,
        note=f"{descriptions.repeated.total()} of {descriptions.count} ask for what one before did",
    )


def text(counts: Counts) -> str:
    """The tables as lines of text."""
    lines = [summary(counts)]
    for table in tables(counts):
        texts = [[str(cell) for cell in row] for row in (table.heads, *table.rows)]
        widths = [min(38, max(map(len, column))) for column in zip(*texts, strict=True)]
        lines += ["", table.title]
        for cells in texts:
            row = [
                cell[:80] if index == len(cells) - 1 and index and type(table.rows[0][index]) is str
                else cell[:width].ljust(width) if type(table.rows[0][index]) is str
                else cell.rjust(width)
                for index, (cell, width) in enumerate(zip(cells, widths, strict=True))
            ]  # fmt: skip
            lines.append(f"  {'  '.join(row)}".rstrip())
        lines += [f"  {table.note}"] if table.note else []
    return "\n".join(lines) + "\n"


def summary(counts: Counts) -> str:
    """How many records were kept and dropped."""
    return f"{counts.total['kept']} kept, {counts.total['dropped']} dropped"


def _split(
    title: str, counts: Counter[tuple[Any, str]], name: Callable[[Any], str] | None = None
) -> Table:
    return Table(title, (title, "kept", "dropped"), _rows(counts, name), is_split=True)


def _rows(
    counts: Counter[tuple[Any, str]], name: Callable[[Any], str] | None = None
) -> list[tuple[Any, ...]]:
    """(value, kept, dropped), in order of the values where they are numbers, else by size."""
    values = {value for value, _ in counts}
    rows = [(value, counts[value, "kept"], counts[value, "dropped"]) for value in values]
    if name is None:
        return sorted(rows, key=lambda row: (-row[1] - row[2], row[0]))[:ROWS]
    return [(name(value), kept, dropped) for value, kept, dropped in sorted(rows)]


def _lines(power: int) -> str:
    return f"{1 << power >> 1}-{(1 << power) - 1}" if power else "0"


def _subjects(counts: Counts, code: str) -> str:
    common: Iterable[tuple[str, int]] = counts.subjects[code].most_common(8)
    return ", ".join(f"{subject} ({count})" for subject, count in common if subject)
