"""mdx-extract on a large repository, against parsing each of its files once and nothing more."""

import os
import subprocess

from harness import FOLDER, Bench, Side, mdx, python

# The floor: every Python file of the clone, through one `git cat-file --batch`, parsed once.
FLOOR = """
import ast, sys, warnings
from mdx.sources.catalogue import find, load
from mdx.sources.opening import opened
from mdx.sources.tree import Settings
warnings.simplefilter("ignore")
[source] = find(sys.argv[1], load())
tree = opened(source, Settings())
for path in tree.paths:
    if path.endswith(".py"):
        try:
            ast.parse(tree.read(path))
        except (SyntaxError, ValueError):
            pass
"""
LARGEST = "3b1b"  # 429 files and 16.8 MB of Python, 6885 scenes


def run(bench: Bench) -> None:
    env = {**os.environ, "MDX_CACHE_DIR": str(FOLDER / "cache")}
    scenes = FOLDER / f"{LARGEST}.jsonl"
    with scenes.open("wb") as file:
        subprocess.run(mdx("extract", "-q", LARGEST), env=env, stdout=file)
    if not scenes.stat().st_size:
        print(f"extract {LARGEST}: skipped: not in {env['MDX_CACHE_DIR']}, and no network\n")
        return
    given = {"env": env, "size": 16_800_000, "statuses": (0, 1)}  # four files parse nowhere
    made = bench.compare(
        f"extract {LARGEST}",
        Side("ast.parse of each file", python("-c", FLOOR, LARGEST), **given),
        Side(
            "mdx-extract", mdx("extract", "-q", LARGEST),
            at_most={"ratio": 2, "peak_mb": 600}, **given,
        ),
        Side(
            "mdx-extract --jobs 2", mdx("extract", "-q", "--jobs", 2, LARGEST),
            at_most={"peak_mb": 600}, **given,
        ),
    )  # fmt: skip
    bench.speed_up(made["mdx-extract"], made["mdx-extract --jobs 2"])
