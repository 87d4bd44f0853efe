"""What is told of pictures, on scenes with and without each fault: precision and recall by code."""

import json
from collections import Counter
from importlib.util import find_spec

from harness import HERE, Bench

from mdx.quality import looks
from mdx.quality.render import Renderer

HEAD = (
    "from manim import *\nimport numpy as np\nclass A(Scene):\n    def construct(self):\n        "
)


def labelled() -> list[tuple[set[str], str]]:
    """The codes that are true of each scene, and its code."""
    rows = (HERE / "looks.txt").read_text().splitlines()
    pairs = (row.split(" | ", 1) for row in rows if not row.startswith("#"))
    return [(set(labels.split()) - {"-"}, HEAD + body) for labels, body in pairs]


def run(bench: Bench) -> None:
    if not find_spec("manim"):
        print("looks: skipped, no manim")
        return
    renderer = Renderer(2, 45, None, True, print)
    hits, reported, true = Counter[str](), Counter[str](), Counter[str]()
    failed = []
    try:
        for (labels, code), verdict in renderer.verdicts(labelled(), lambda row: (row[1], "A")):
            if verdict is None or not verdict.renders:
                failed.append(json.dumps([code, verdict and (verdict.error or verdict.fault)]))
                continue
            codes = {issue.partition(":")[0] for issue in looks.issues(verdict.looks).split()}
            hits.update(codes & labels)
            reported.update(codes)
            true.update(labels)
    finally:
        renderer.close()
    rows = {
        code: {
            "scenes": true[code],
            "precision": round(hits[code] / max(1, reported[code]), 3),
            "recall": round(hits[code] / max(1, true[code]), 3),
        }
        for code in sorted(reported | true)
    }
    bench.table(f"looks of {len(labelled())} scenes", rows, {})
    print(*failed, sep="\n")
