"""Peak memory over the number of records: flat for what streams."""

from harness import Bench, Side, mdx, peak_mb

SIZES = (10_000, 100_000, 1_000_000)
FLAT = {
    "filter": ["--dialect", "ce"],
    "split": ["--test", "0.1"],
    "augment": ["--factor", "2"],
    "describe": ["--llm", "outline"],
}
GROWING = {"dedupe": [], "dedupe --exact": ["--exact"]}  # by what is distinct
GROWTH = 1.25  # allocators are not exact


def run(bench: Bench) -> None:
    rows, sides = {}, {}
    for tool, flags in (FLAT | GROWING).items():
        row = {}
        for size in SIZES:
            side = Side(f"mdx-{tool}", mdx(tool.split()[0], *flags), stdin=bench.corpus(size))
            row[f"MB at {size:,}"] = peak_mb(side)
        row["growth"] = row[f"MB at {SIZES[-1]:,}"] / row[f"MB at {SIZES[0]:,}"]
        rows[side.name] = row
        goal = {"growth": GROWTH} if tool in FLAT else {}
        sides[side.name] = Side(side.name, side.command, at_most=goal)
    bench.table("peak memory", rows, sides)
