"""Peak memory over the number of records: flat for what streams.

Records are short, so that a million of them take minutes; what a tool keeps of one is not.
"""

import json
from pathlib import Path

from harness import FOLDER, Bench, Side, mdx, peak_mb

SIZES = (10_000, 100_000, 1_000_000)
CODE = "from manim import *\n\nclass S{0}(Scene):\n    def construct(self):\n        self.wait()\n"
FLAT = {
    "filter": ["--dialect", "ce"],
    "split --no-check-leaks": ["--test", "0.1", "--no-check-leaks"],
    "augment": ["--factor", "2"],
    "describe": ["--llm", "outline"],
    "extract": [],
}
GROWING = {"split": ["--test", "0.1"], "dedupe": [], "dedupe --exact": ["--exact"]}
GROWTH = 1.25  # allocators are not exact


def run(bench: Bench) -> None:
    rows, sides = {}, {}
    for name, flags in (FLAT | GROWING).items():
        row = {}
        for number in SIZES:
            command = mdx(name.split()[0], "-q", *flags)
            peak = peak_mb(Side(name, command, stdin=short(bench, number)))
            row[f"MB at {number:,}"] = round(peak, 1)
        first, *_, last = row.values()
        row["growth"] = round(last / first, 2)
        more = (SIZES[-1] - SIZES[0]) * bench.scale
        row["bytes a record"] = round((last - first) * 2**20 / more)
        rows[f"mdx-{name}"] = row
        goal = {"growth": GROWTH} if name in FLAT else {}
        sides[f"mdx-{name}"] = Side(f"mdx-{name}", [], at_most=goal)
    bench.table("peak memory", rows, sides)


def short(bench: Bench, number: int) -> Path:
    """A file of so many records, every code and description distinct; made at its first use."""
    number = max(1, int(number * bench.scale))
    path = FOLDER / f"short-records-{number}.jsonl"
    if not path.exists():
        with path.open("w") as file:
            for i in range(number):
                record = {"description": f"Wait for {i} seconds." * (i % 3 > 0)}
                record |= {"code": CODE.format(i), "source": f"s{i % 3}"}
                record["metadata"] = {"path": f"{i % 997}.py", "dialect": ("ce", "gl")[i % 5 == 0]}
                file.write(json.dumps(record) + "\n")
    return path
