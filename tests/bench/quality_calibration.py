"""How well the static score predicts rendering, and the fit of its weights.

    mdx-extract manim_ce_examples szymon_ozog ... | mdx-dedupe | mdx-describe --llm outline |
        mdx-filter --renders --annotate --jobs 2 > rendered.jsonl
    python tests/bench/quality_calibration.py rendered.jsonl [--unseen more.jsonl] [--fit]

Nothing is reported by weights that saw its source: first each half of the sources by the weights
of the other half (dealt out so that about as many scenes render in both), then the sources of
--unseen by those of all. --fit writes the weights of all.
What ran out of time is unknown, and left out, as is what shows nothing. Descriptions are judged by
whether the score tells a record's own from that of another record of its source. Without a file,
the examples of the manim package are rendered first.
"""

import argparse
import math
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import orjson

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "fakes")]

from pairs import pairs  # noqa: E402

from mdx.manim import releases  # noqa: E402
from mdx.quality import description, score  # noqa: E402

TABLE = ROOT / "mdx" / "quality" / "weights.json"
UNAVAILABLE = {"package", "local-import", "unknown-module"}
# A ridge pulls a weight towards what it was, or towards this where no case was seen yet.
PRIOR, STRENGTH = -5.0, 0.25
# Traits grade; none may outweigh a finding.
TRAIT_STRENGTH = 3.0
# A scene that shows nothing renders, and no swapped description lacks words: set by hand.
BY_HAND = {
    "no-scene", "no-construct", "empty-construct",
    "description-missing", "description-placeholder", "description-short", "description-vague",
    "no-effect", *description.MISTAKEN,
}  # fmt: skip
NOTHING = {"no-scene", "no-construct", "empty-construct"}


class Case(NamedTuple):
    """One thing judged: whose, whether it is good, the codes of its findings, and its traits."""

    source: str
    good: bool
    codes: frozenset[str]
    traits: tuple[tuple[str, float], ...] = ()


def case(source: str, good: bool, codes: Iterable[str], traits: dict[str, float]) -> Case:
    """Traits are rounded, so that many cases are alike."""
    rounded = tuple((name, round(value, 1)) for name, value in sorted(traits.items()))
    return Case(source, good, frozenset(codes), rounded)


def rendered(records: Iterable[dict]) -> list[Case]:
    """The scenes that have a verdict, which what ran out of time has not, and something to show."""
    cases = []
    for record in records:
        metadata = record["metadata"]
        if "renders" in metadata and not metadata["render_error"].startswith("Timeout"):
            cases.append(of_code(record["source"], metadata["renders"], record["code"]))
    return [one for one in cases if not one.codes & NOTHING]


def of_code(source: str, good: bool, code: str) -> Case:
    examined = score.examine(code)
    return case(source, good, {f.code for f in examined.findings} - {"no-effect"}, examined.traits)


def known_faults() -> list[Case]:
    """The pairs of a fault and what is right, which manim judged, too."""
    labelled = [(True, pair.good) for pair in pairs()] + [(False, pair.bad) for pair in pairs()]
    cases = [of_code("pairs", good, code) for good, code in labelled]
    return [one._replace(traits=()) for one in cases if not one.codes & NOTHING]


def described(records: Iterable[dict]) -> list[Case]:
    """Each description with its own code, and with the code of the next one of its source."""
    sources = defaultdict(list)
    for record in records:
        if record["description"]:
            sources[record["source"]].append(record)
    cases = []
    for source, mine in sorted(sources.items()):
        mine.sort(key=lambda record: sha256(record["code"].encode()).digest())
        for record, other in zip(mine, mine[1:] + mine[:1], strict=True):
            words = record["description"]
            if words != other["description"]:
                for code, own in ((record["code"], True), (other["code"], False)):
                    codes = {f.code for f in description.find(words, code)} - BY_HAND
                    cases.append(case(source, own, codes, description.traits(words, code)))
    return cases


def fit(train: Sequence[Case], prior: dict[str, float]) -> dict[str, float]:
    """Bias (under "") and weights by logistic regression with a ridge; no finding's above zero.

    A source counts as the root of its cases, lest a large one speaks for all. Plain gradient
    descent: a thousand cases, a few dozen codes.
    """
    traits = {name for one in train for name, _ in one.traits}
    prior = prior | dict.fromkeys(traits, 0.0)
    weights = {"": 2.0, **prior}
    size = Counter(one.source for one in train)
    share = len(train) / sum(math.sqrt(n) for n in size.values())
    alike: dict[Case, float] = defaultdict(float)
    for one in train:
        alike[one._replace(source="")] += share / math.sqrt(size[one.source])
    rate = 2 / len(train)
    for _ in range(1500):
        slope = dict.fromkeys(weights, 0.0)
        for one, count in alike.items():
            error = count * (predict(weights, one) - one.good)
            for code in ("", *one.codes):
                slope[code] += error
            for name, value in one.traits:
                slope[name] += error * value
        for code, wanted in prior.items():
            strength = TRAIT_STRENGTH if code in traits else STRENGTH
            slope[code] += strength * (weights[code] - wanted)
        for code in weights:
            weights[code] -= rate * slope[code]
            if code and code not in traits:
                weights[code] = min(0.0, weights[code])
    return weights


def predict(weights: dict[str, float], one: Case) -> float:
    """The score of what has these findings and traits."""
    if "syntax-error" in one.codes:
        return 0.0
    total = weights[""] + sum(weights.get(code, PRIOR) for code in one.codes)
    return 1 / (1 + math.exp(-total - sum(weights.get(name, 0) * x for name, x in one.traits)))


def auc(scored: Sequence[tuple[float, Case]]) -> float:
    """The share of (good, bad) pairs that the score puts in order; ties are half."""
    good = [value for value, case in scored if case.good]
    bad = [value for value, case in scored if not case.good]
    if not good or not bad:
        return math.nan
    won = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)
    return won / len(good) / len(bad)


def report(title: str, scored: Sequence[tuple[float, Case]]) -> None:
    """Prints AUC, precision and recall, and how often what has a score is good."""
    good = sum(case.good for _, case in scored)
    sources = len({case.source for _, case in scored})
    print(f"\n{title}: {len(scored)} of {sources} sources, {good} good")
    at_hand = [pair for pair in scored if not pair[1].codes & UNAVAILABLE]
    among = f"; {auc(at_hand):.3f} among the {len(at_hand)} with all imports at hand"
    print(f"  AUC {auc(scored):.3f}{among if len(at_hand) < len(scored) else ''}")
    for limit in (0.5, 0.8):
        kept = [case.good for value, case in scored if value >= limit]
        if kept:
            precision, recall = sum(kept) / len(kept), sum(kept) / max(good, 1)
            print(f"  at {limit}: {len(kept)} kept, precision {precision:.3f}, recall {recall:.3f}")
    print("  score        cases  mean score    good")
    for low in range(10):
        bin_ = [(s, c.good) for s, c in scored if low <= s * 10 < low + 1 + (low == 9)]
        if bin_:
            mean, share = (sum(column) / len(bin_) for column in zip(*bin_, strict=True))
            print(f"  {low / 10:.1f}-{low / 10 + 0.1:.1f} {len(bin_):9} {mean:11.3f} {share:7.3f}")


def halves(cases: Sequence[Case]) -> dict[str, str]:
    """The half that each source belongs to, so that about as much is good in both."""
    good, total = Counter(c.source for c in cases if c.good), Counter(c.source for c in cases)
    dealt = {"one": (0, 0), "other": (0, 0)}
    part = {}
    for source in sorted(total, key=lambda source: (-good[source], -total[source], source)):
        half = min(dealt, key=lambda half: dealt[half])
        dealt[half] = (dealt[half][0] + good[source], dealt[half][1] + total[source])
        part[source] = half
    return part


def across(
    cases: Sequence[Case], part: dict[str, str], prior: dict[str, float], always: Sequence[Case]
) -> list:
    """Each case with its score by weights that saw no case of its part, and all of `always`."""
    scored = []
    for held in sorted(set(part.values())):
        weights = fit([one for one in cases if part[one.source] != held] + [*always], prior)
        scored += [(predict(weights, one), one) for one in cases if part[one.source] == held]
    return scored


def calibrate(
    what: str, cases: list[Case], faults: list[Case], unseen: list[Case]
) -> dict[str, float]:
    """Reports on the cases and returns the weights of all, and of known faults."""
    current = score.weights()[what]["weights"]
    seen = {code for one in cases + faults for code in one.codes}
    codes = sorted((seen | current.keys()) - BY_HAND)
    prior = {code: float(current.get(code, PRIOR)) for code in codes}
    report(f"{what}, by weights of the other half", across(cases, halves(cases), prior, faults))
    weights = fit(cases + faults, prior)
    if faults:
        report(f"{what}, known faults", [(predict(weights, one), one) for one in faults])
    if unseen:
        report(f"{what}, unseen sources", [(predict(weights, one), one) for one in unseen])
    return weights


def write(what: str, weights: dict[str, float], cases: Sequence[Case], summary: str) -> None:
    """Puts the weights into the table, with where they come from."""
    table = orjson.loads(TABLE.read_bytes())
    sources, good = len({case.source for case in cases}), sum(case.good for case in cases)
    table["provenance"][what] = (
        f"logistic regression on {len(cases)} {summary.format(good)} ({sources} sources, each "
        f"counted as the root of its cases); a ridge of strength {STRENGTH} towards what they were "
        f"({PRIOR:g} where no case was seen), of {TRAIT_STRENGTH:g} towards 0 for traits"
    )
    seen = Counter(code for case in cases for code in case.codes)
    old = table[what]["weights"]
    traits = {name: round(weights[name], 2) for one in cases[:1] for name, _ in one.traits}
    codes = (old.keys() | weights.keys()) - traits.keys() - {""}
    new = {code: round(weights.get(code, old.get(code, PRIOR)), 2) for code in sorted(codes)}
    table["provenance"]["cases"] |= {code: seen[code] for code in new if code in weights}
    # Half of the descriptions here are swapped; of people's own one in ten is taken to be wrong.
    bias = weights[""] + (math.log(9) if what == "description" else 0)
    table[what] = {"bias": round(bias, 2), "weights": new, "traits": traits}
    TABLE.write_bytes(orjson.dumps(table, option=orjson.OPT_INDENT_2) + b"\n")


def read(paths: Iterable[Path]) -> list[dict]:
    return [orjson.loads(line) for path in paths for line in path.open("rb")]


def rendered_examples() -> list[dict]:
    """The examples of the manim package, rendered here."""
    extract = subprocess.Popen(
        [sys.executable, ROOT / "bin/mdx-extract", "manim_ce_examples"], stdout=subprocess.PIPE
    )
    render = [sys.executable, ROOT / "bin/mdx-filter", "--renders", "--annotate"]
    done = subprocess.run(render, stdin=extract.stdout, stdout=subprocess.PIPE, check=True)
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--unseen", type=Path, action="append", default=[], help="only reported")
    parser.add_argument("--fit", action="store_true", help="write the weights of all")
    args = parser.parse_args()
    records, unseen = read(args.files) or rendered_examples(), read(args.unseen)
    for what, cases_of, summary in (
        ("code", rendered, f"scenes, {{}} of which render with manim {version()}"),
        ("description", described, "descriptions, {} of which are with their own code"),
    ):
        if cases := cases_of(records):
            faults = known_faults() if what == "code" else []
            weights = calibrate(what, cases, faults, cases_of(unseen))
            if args.fit:
                write(what, weights, cases, summary)


def version() -> str:
    return releases.releases("manim")[0].version


if __name__ == "__main__":
    main()
