"""How well each figure of mdx-dedupe --near tells copies from scenes about something else.

tests/data/near_pairs.jsonl has pairs of published scenes that are similar by 0.80 to 0.95. Each was
read and labelled: copy (the same scene: reworked, renamed, ported, other numbers), or other (other
words, animations, layouts, curves ... in the same frame). MDX_CORPUS is to hold the scenes as
mdx-extract makes them; pairs that it lacks are left out.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from harness import Bench, Side

PAIRS = Path(__file__).parent.parent / "data" / "near_pairs.jsonl"


def run(bench: Bench) -> None:
    corpus = os.environ.get("MDX_CORPUS")
    if not corpus:
        print("labelled pairs: skipped: no MDX_CORPUS\n")
        return
    rows = list(measured(labelled(), corpus))
    figures = {"similarity": 0.6, "weighted": 0.85}  # and what each is to reach
    table = {name: {"AUC": auc(rows, name), "pairs": len(rows)} for name in figures}
    sides = {name: Side(name, [], at_least={"AUC": least}) for name, least in figures.items()}
    bench.table("labelled pairs", table, sides)


def labelled() -> list[dict]:
    with PAIRS.open() as file:
        return [json.loads(line) for line in file]


def auc(rows: list[dict], figure: str) -> float:
    """How often a copy has more of this figure than another pair has; half where they are equal."""
    copies = [row[figure] for row in rows if row["label"] == "copy"]
    others = [row[figure] for row in rows if row["label"] == "other"]
    wins = sum((a > b) + (a == b) / 2 for a in copies for b in others)
    return wins / (len(copies) * len(others))


def measured(rows: list[dict], corpus: str) -> Iterator[dict]:
    """The rows whose scenes the corpus has, with the figures it gives in its order."""
    from mdx.records import jsonl
    from mdx.same.fingerprints import fingerprints
    from mdx.same.jaccard import Rarity, jaccard

    waiting = defaultdict(list)  # by the hash of a scene: the pairs that it is in
    for row in rows:
        for side in ("one", "other"):
            waiting[row[side]["sha256"]].append(row)
    sets: dict[str, tuple] = {}
    renamed = set()
    rarity = Rarity()
    for line, fingerprint in fingerprints(jsonl.read(corpus), "near", 2):
        if not fingerprint.exact or fingerprint.renamed in renamed:
            continue
        renamed.add(fingerprint.renamed)
        code = sha256(line.record["code"].encode("utf-8", "surrogatepass")).hexdigest()
        whole, core = fingerprint.shingles
        for row in waiting[code]:
            other = row["one"] if row["other"]["sha256"] == code else row["other"]
            if other["sha256"] in sets:
                earlier = sets[other["sha256"]]
                similarity = min(jaccard(whole, earlier[0]), jaccard(core, earlier[1]))
                weighted = rarity.jaccard(core, earlier[1])
                yield row | {"similarity": round(similarity, 4), "weighted": round(weighted, 4)}
        if code in waiting:
            sets[code] = whole, core
        rarity.add(core)
