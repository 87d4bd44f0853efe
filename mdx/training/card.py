"""The card of a set: a head for hubs, and text for people below it.

The head is that of Hugging Face's hub (configs, sizes, licence, language, tags). Text from records
is hostile: on the card it is plain words in a cell, never markup.
"""

import re
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import starmap
from typing import Any, NamedTuple

from mdx.training import gallery
from mdx.training.census import QUANTILES, Census
from mdx.training.columns import FOREIGN
from mdx.training.example import fenced
from mdx.training.folder import MARK, File
from mdx.training.gallery import Picture
from mdx.training.licences import on_a_hub, warning
from mdx.training.likeness import THRESHOLD, Likeness

PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
PLAIN = set(" .,;'/()-%?")  # punctuation that is never markup inside a cell
SIZES = (("n<1K", 1_000), ("1K<n<10K", 10_000), ("10K<n<100K", 100_000), ("100K<n<1M", 1_000_000))
LARGER = "1M<n<10M"
LIMITS = (2_048, 4_096, 8_192)  # usual lengths in training, in tokens
MOST_ROWS = 60  # of a table
Row = Iterable[Any]


class Facts(NamedTuple):
    """All that a card needs to know."""

    format: str
    row_keys: list[str]  # the columns of the format itself
    census: Census
    likeness: Likeness
    runs: list[dict[str, Any]]  # as recorded by --provenance
    pictures: list[Picture]
    tokenizer: str


def card(facts: Facts, files: dict[str, File], keys: list[str]) -> str:
    """The text of README.md for these files, by split, and these keys of metadata."""
    parts = [
        head(facts, files),
        MARK,
        f"# {title(facts)}",
        *warnings(facts.census),
        *overview(facts, files),
        *pictures(facts.pictures),
        "## Where it comes from",
        *origins(facts.census),
        "## Licences",
        table(("licence", "records", "terms"), licences(facts.census)),
        "## How long it is",
        *lengths(facts),
        "## Who wrote the requests",
        *describers(facts.census),
        "## Duplicates and leaks",
        *likeness(facts.likeness, facts.census.splits.total()),
        "## How it was made",
        *runs(facts.runs),
        "## The columns",
        *columns(facts.row_keys, keys),
    ]
    return "\n\n".join(parts) + "\n"


def title(facts: Facts) -> str:
    return f"Manim code and requests for it: {counted(facts.census.splits.total(), 'row')}"


def head(facts: Facts, files: dict[str, File]) -> str:
    """The YAML that hubs read and by which `datasets` finds the files.

    Names are in quotes, since YAML reads some others, such as `no` and `1`, as booleans or numbers.
    """
    total = sum(file.rows for file in files.values())
    size = next((name for name, limit in SIZES if total < limit), LARGER)
    licence = on_a_hub(sorted(facts.census.licences))
    languages = sorted(filter(None, facts.census.languages))
    lines = ["---", f'pretty_name: "{title(facts)}"', f"license: {licence}"]
    if licence == "other":
        lines.append("license_name: see-the-card")
    if languages:
        lines += ["language:", *(f'- "{language}"' for language in languages)]
    lines += ["task_categories:", "- text-generation", "size_categories:", f"- {size}"]
    lines += ["tags:", *(f"- {tag}" for tag in ("manim", "code", "python", "animation"))]
    lines += ["configs:", "- config_name: default", "  data_files:"]
    for split, file in files.items():
        lines += [f'  - split: "{split}"', f"    path: {file.name}"]
    lines += ["dataset_info:", "  splits:"]
    for split, file in files.items():
        lines += [f'  - name: "{split}"', f"    num_bytes: {file.size}"]
        lines += [f"    num_examples: {file.rows}"]
    sizes = sum(file.size for file in files.values())
    return "\n".join([*lines, f"  download_size: {sizes}", f"  dataset_size: {sizes}", "---"])


def warnings(census: Census) -> Iterator[str]:
    """The licences that forbid or demand something."""
    forbidden = [(name, n, warning(name)) for name, n in most_first(census.licences)]
    lines = [
        f"> - {cell(name) or 'No licence'} ({counted(n, 'record')}): {says}"
        for name, n, says in forbidden
        if says
    ]
    if lines:
        yield "\n".join(["> **Licences that forbid or demand something:**", ">", *lines])


def overview(facts: Facts, files: dict[str, File]) -> Iterator[str]:
    yield (
        f"Rows in the format `{facts.format}`: what a person would ask for, and the code that shows"
        " it with [Manim](https://www.manim.community), the library that draws mathematics."
    )
    rows = ((f"`{split}`", f"`{file.name}`", f"{file.rows:,}") for split, file in files.items())
    yield table(("split", "file", "rows"), rows)
    yield fenced(
        "from datasets import load_dataset\n\n"
        f'rows = load_dataset("path/to/this/folder", split="{next(iter(files))}")\n'
    )


def pictures(chosen: list[Picture]) -> Iterator[str]:
    """The gallery, three pictures in a row."""
    if not chosen:
        return
    yield "## What it shows"
    cells = [
        f"![{cell(one.request, 60)}]({gallery.place(one)})<br>{cell(one.request, 160)}"
        for one in chosen
    ]
    cells += [""] * (-len(cells) % 3)
    yield table(("", "", ""), (cells[n : n + 3] for n in range(0, len(cells), 3)))


def origins(census: Census) -> Iterator[str]:
    """Sources by licence, dialect and split; then the revisions of each source."""
    splits = list(census.splits)
    rows = (
        (cell(origin.source) or "unknown", cell(origin.licence) or "none stated",
         cell(origin.dialect) or "unknown", *(f"{counts[split]:,}" for split in splits))
        for origin, counts in sorted(
            census.origins.items(), key=lambda item: (-item[1].total(), item[0])
        )
    )  # fmt: skip
    yield table(("source", "licence", "dialect", *splits), rows)
    revisions = (
        (cell(source), "<br>".join(starmap(link, sorted(places))))
        for source, places in sorted(census.places.items())
        if any(map(any, places))
    )
    if text := table(("source", "read at"), revisions):
        yield text


def link(url: str, revision: str) -> str:
    """A repository as a link, whose address is safe since it matched a pattern, and a revision."""
    named = f"[{cell(url.partition('://')[2])}]({url}) " if url else ""
    return f"{named}{cell(revision)}".strip()


def licences(census: Census) -> Iterator[Row]:
    for name, count in most_first(census.licences):
        yield cell(name) or "none stated", f"{count:,}", warning(name) or "asks to keep its notice"


def lengths(facts: Facts) -> Iterator[str]:
    """Quantiles, and for tokens also the number of rows over each of LIMITS."""
    names = ["least", *(f"{share:.0%}" for share in QUANTILES[1:-1]), "most"]
    rows = ((kind, *(f"{n:,}" for n in values)) for kind, values in facts.census.quantiles())
    yield table(("", *names), rows)
    if facts.tokenizer:
        longer = [(limit, facts.census.longer("both, tokens", limit)) for limit in LIMITS]
        counts = ", ".join(f"{count:,} over {limit:,}" for limit, count in longer)
        yield f"Tokens are counted by {cell(facts.tokenizer)}. Longer rows: {counts}."


def describers(census: Census) -> Iterator[str]:
    yield table(("by", "records"), ((cell(k), f"{n:,}") for k, n in most_first(census.describers)))
    if census.variations:
        yield f"Among them: {counted(census.variations, 'rewording')} by mdx-augment."


def likeness(alike: Likeness, total: int) -> Iterator[str]:
    levels = {
        "exact": "byte for byte",
        "layout": "in another layout",
        "renamed": "under other names",
        "near": f"nearly (at least {THRESHOLD:.0%} of all runs of five tokens in common)",
    }
    counted = [
        *((f"code of an earlier row, {levels[kind]}", n) for kind, n in most_first(alike.copies)),
        *((f"{what} of an earlier row in another split", n) for what, n in most_first(alike.leaks)),
    ]
    rows = [(what, f"{n:,}", f"{n / total:.1%}") for what, n in counted]
    if rows:
        yield table(("what", "rows", "share"), rows)
    copies = "" if alike.copies else " No code is duplicated."
    leaks = "" if alike.leaks else " Nothing appears in two splits."
    yield (
        f"Code was compared at the level {alike.level} of mdx-dedupe, requests except for how they"
        f" begin. Rewordings of a record count only as leaks.{copies}{leaks}"
    )


def runs(entries: list[dict[str, Any]]) -> Iterator[str]:
    """The commands as they were given, then what each of them did, as --provenance recorded it."""
    lines = [shlex.join([str(run["command"]), *map(str, run["flags"])]) for run in entries]
    yield fenced("\n".join(lines) + "\n", "sh")
    rows = []
    for run in entries:
        counts = run.get("counts", {})
        dropped = Counter(counts.get("dropped", {}))
        said = ", ".join(f"{n} {reason}" for reason, n in most_first(dropped))
        model = " ".join(
            str(run[key]) for key in ("model", "prompt", "prompt_version") if run.get(key)
        )
        numbers = (counts.get(key, "") for key in ("read", "written"))
        rows.append(
            [run["command"], run.get("version", ""), run.get("date", ""), *numbers, said, model]
        )
    names = ("command", "version", "date", "read", "written", "left out", "model and prompt")
    yield table(names, ([cell(str(value), 160) for value in row] for row in rows))


def columns(row_keys: list[str], keys: list[str]) -> Iterator[str]:
    yield "\n".join([
        f"- {', '.join(f'`{key}`' for key in row_keys)}: what a trainer reads",
        "- `source`, `metadata`: where the code came from, and what is known about it: "
        + ", ".join(f"`{key}`" for key in keys),
        f"- `{FOREIGN}`: all other keys of the records, as one JSON string, or nothing",
    ])  # fmt: skip


def table(names: Row, rows: Iterable[Row]) -> str:
    """A Markdown table; "" without rows. A long one ends with how many rows were left off."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    names = list(names)
    left_off = len(lines) - MOST_ROWS
    more = [f"\n({counted(left_off, 'more row')})"] if left_off > 0 else []
    return "\n".join(
        [f"| {' | '.join(names)} |", "|---" * len(names) + "|", *lines[:MOST_ROWS], *more]
    )


def cell(text: str, most: int = 100) -> str:
    """Foreign text on one line, with nothing that Markdown, HTML or a terminal would obey."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(text) > most:
        text = text[: most - 1] + "…"
    text = PUNCTUATION.sub(lambda sign: sign[0] if sign[0] in PLAIN else "\\" + sign[0], text)
    return text.replace("www.", r"www\.")  # or it would become a link


def counted(number: int, what: str) -> str:
    """The number and its noun, as in "1 row" and "2 rows"."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def most_first(counts: Counter[str]) -> list[tuple[str, int]]:
    """The counts, largest first, equal ones by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
