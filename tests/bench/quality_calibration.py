"""How well the static score predicts rendering, and the fit of its weights.

    mdx-extract manim_ce_examples szymon_ozog ... | mdx-dedupe |
        mdx-filter --renders --annotate --jobs 2 > rendered.jsonl
    python tests/bench/quality_calibration.py rendered.jsonl [--fit mdx/code/quality.json]

No score is reported by weights that saw its source: first each half of the sources (by a hash of
the name) by the weights of the other half, then each source by those of all others. --fit writes
the weights of all. What ran out of time is unknown, and left out. Without a file, the examples of
the manim package are rendered first.
"""

import argparse
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import orjson

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from mdx.code import api, quality  # noqa: E402

UNAVAILABLE = {"package", "local-import", "unknown-module"}
# What a finding weighs before any case was seen: a ridge pulls towards it, with this strength.
PRIOR, STRENGTH = -5.0, 0.25
PRIOR_SOFT = {"unfinished": 0.0}


class Case(NamedTuple):
    """One rendered scene: whose, whether it renders, and the codes of its findings."""

    source: str
    renders: bool
    codes: frozenset[str]

    @property
    def available(self) -> bool:
        return not self.codes & UNAVAILABLE


def cases(lines: Sequence[bytes]) -> list[Case]:
    """The records that have a verdict; what ran out of time has none."""
    release = api.releases("manim")[0]
    found = []
    for line in lines:
        record = orjson.loads(line)
        told = record["metadata"]
        if "renders" not in told or told["render_error"].startswith("Timeout"):
            continue
        codes = frozenset(f.code for f in quality.findings(record["code"], release))
        found.append(Case(record["source"], told["renders"], codes))
    return found


def fit(train: Sequence[Case], codes: Sequence[str]) -> dict[str, float]:
    """Bias (under "") and weights by logistic regression with a ridge, none above zero.

    Plain gradient descent: a few hundred cases, a few dozen codes.
    """
    prior = {code: PRIOR_SOFT.get(code, PRIOR) for code in codes}
    weights = {"": 1.0, **prior}
    rate = 4 / len(train)
    alike = Counter((case.codes, case.renders) for case in train)
    for _ in range(3000):
        slope = dict.fromkeys(weights, 0.0)
        for (seen, renders), count in alike.items():
            error = count * (predict(weights, seen) - renders)
            for code in ("", *seen):
                slope[code] += error
        for code in codes:
            slope[code] += STRENGTH * (weights[code] - prior[code])
        for code in weights:
            weights[code] -= rate * slope[code]
            if code:
                weights[code] = min(0.0, weights[code])
    return weights


def predict(weights: dict[str, float], codes: frozenset[str]) -> float:
    """The score of code with these findings."""
    if "syntax-error" in codes:
        return 0.0
    return 1 / (1 + math.exp(-weights[""] - sum(weights[code] for code in codes)))


def auc(scored: Sequence[tuple[float, bool]]) -> float:
    """The share of (renders, renders not) pairs that the score puts in order; ties are half."""
    good = [score for score, renders in scored if renders]
    bad = [score for score, renders in scored if not renders]
    if not good or not bad:
        return math.nan
    won = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    return won / len(good) / len(bad)


def report(title: str, scored: Sequence[tuple[float, Case]]) -> None:
    """Prints AUC, precision and recall, and how often scenes of a score render."""
    pairs = [(score, case.renders) for score, case in scored]
    at_hand = [(score, case.renders) for score, case in scored if case.available]
    good = sum(renders for _, renders in pairs)
    sources = len({case.source for _, case in scored})
    print(f"\n{title}: {len(pairs)} scenes of {sources} sources, {good} render")
    told = f"among the {len(at_hand)} with all imports at hand {auc(at_hand):.3f}"
    print(f"  AUC {auc(pairs):.3f}; {told}")
    for limit in (0.5, 0.8):
        kept = [renders for score, renders in pairs if score >= limit]
        if kept:
            precision, recall = sum(kept) / len(kept), sum(kept) / max(good, 1)
            print(f"  at {limit}: {len(kept)} kept, precision {precision:.3f}, recall {recall:.3f}")
    print("  score      scenes  mean score  render")
    for low in range(10):
        bin_ = [(s, r) for s, r in pairs if low <= s * 10 < low + 1 + (low == 9)]
        if bin_:
            mean, share = sum(s for s, _ in bin_) / len(bin_), sum(r for _, r in bin_) / len(bin_)
            print(f"  {low / 10:.1f}-{low / 10 + 0.1:.1f} {len(bin_):9} {mean:11.3f} {share:7.3f}")


def half(source: str) -> str:
    """The half that a source belongs to."""
    return str(sha256(source.encode()).digest()[0] % 2)


def rendered_examples() -> list[bytes]:
    """The examples of the manim package, rendered here."""
    extract = subprocess.Popen(
        [sys.executable, ROOT / "bin/mdx-extract", "manim_ce_examples"], stdout=subprocess.PIPE
    )
    render = [sys.executable, ROOT / "bin/mdx-filter", "--renders", "--annotate"]
    done = subprocess.run(render, stdin=extract.stdout, stdout=subprocess.PIPE, check=True)
    return done.stdout.splitlines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--fit", type=Path, help="write the fitted half's weights here")
    args = parser.parse_args()
    lines = [line for f in args.files for line in f.open("rb")] or rendered_examples()
    found = cases(lines)
    codes = sorted(quality.weights()["code"]["weights"])
    for title, key in (("by weights of the other half", half), ("by weights of all others", str)):
        scored = []
        for part in sorted({key(case.source) for case in found}):
            others = fit([case for case in found if key(case.source) != part], codes)
            mine = [case for case in found if key(case.source) == part]
            scored += [(predict(others, case.codes), case) for case in mine]
        report(title, scored)
    if args.fit:
        write(args.fit, fit(found, codes), found)


def write(path: Path, weights: dict[str, float], train: Sequence[Case]) -> None:
    """Puts the weights into the table, with where they come from."""
    table = orjson.loads(path.read_bytes())
    seen = {code: sum(code in case.codes for case in train) for code in weights if code}
    sources, good = len({case.source for case in train}), sum(case.renders for case in train)
    table["provenance"]["code"] = (
        f"logistic regression on {len(train)} scenes of {sources} sources, {good} of which render "
        f"with manim {api.releases('manim')[0].version}; a ridge of strength {STRENGTH} towards "
        f"{PRIOR:g} ({', '.join(PRIOR_SOFT)}: 0); none above 0"
    )
    table["provenance"]["cases"] = dict(sorted(seen.items()))
    rounded = {code: round(weight, 2) for code, weight in weights.items()}
    table["code"] = {"bias": rounded.pop(""), "weights": dict(sorted(rounded.items()))}
    path.write_bytes(orjson.dumps(table, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
