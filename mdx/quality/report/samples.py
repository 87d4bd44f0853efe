"""The few records that a report shows: some by lot, the worst, and those at the limit."""

from hashlib import sha256
from heapq import heappush, heappushpop
from typing import Any, NamedTuple

from mdx.quality.judge import Outcome
from mdx.records import fields

BY_LOT, EXTREME = 20, 10  # how many are shown
SHOWN = 20_000  # characters of code, and a tenth of them of words
MIDDLE = 0.5  # the limit where the user gave none


class Sample(NamedTuple):
    """A record as far as it is shown."""

    scene: str
    place: str
    url: str
    description: str
    code: str
    lines: int
    fate: str  # kept or dropped
    reason: str  # the rule that dropped it
    value: str  # what the rule found
    score: float | None
    findings: list[tuple[str, str]]  # code and what it is about; also those of looks
    frames: list[str]
    looks: int  # how many findings are about its pictures
    lot: int  # a number by chance, but the same for the same code

    @classmethod
    def of(
        cls, record: dict[str, Any], outcome: Outcome, frames: list[str], looks: list[str]
    ) -> "Sample":
        """What there is to show of a record and what became of it."""
        code = fields.text(record, "code")
        assessment = outcome.assessment
        weighed = assessment.findings if assessment else []
        findings = [(one.finding.code, one.finding.subject) for one in weighed]
        findings += [(code, subject) for code, _, subject in (one.partition(":") for one in looks)]
        place = (fields.text(record, "source"), _metadata(record, "path"))
        return cls(
            scene=_metadata(record, "scene") or "a record",
            place=" ".join(filter(None, place)),
            url=_metadata(record, "url"),
            description=fields.text(record, "description")[: SHOWN // 10],
            code=code[:SHOWN],
            lines=code.count("\n"),
            fate="dropped" if outcome.rule else "kept",
            reason=outcome.reason,
            value=str(outcome.failure.shown if outcome.failure else "")[:200],
            score=assessment.quality if assessment else None,
            findings=findings,
            frames=frames,
            looks=len(looks),
            lot=int.from_bytes(sha256(code.encode(errors="surrogatepass")).digest()[:8]),
        )


def _metadata(record: dict[str, Any], key: str) -> str:
    return str(fields.lookup(record, f"metadata.{key}") or "")[:1000]


class Picked(NamedTuple):
    sample: Sample
    why: list[str]


class Least:
    """Keeps the samples with the least keys, so many of them."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.heap: list[tuple[Any, ...]] = []

    def add(self, key: tuple[float, ...], number: int, sample: Sample) -> None:
        item = (*(-part for part in key), -number, sample)
        if len(self.heap) < self.size:
            heappush(self.heap, item)
        else:
            heappushpop(self.heap, item)

    def samples(self) -> list[tuple[int, Sample]]:
        """The samples with their numbers, the least first."""
        return [(-item[-2], item[-1]) for item in sorted(self.heap, reverse=True)]


class Samples:
    """Chooses samples as records pass. A limit is the score below which records are dropped."""

    def __init__(self, limit: float | None) -> None:
        self.limit = MIDDLE if limit is None else limit
        self.count = 0
        self.kinds = {
            "worst score": Least(EXTREME),
            "worst pictures": Least(EXTREME),
            f"nearest to {self.limit:g}": Least(EXTREME),
            "by lot": Least(BY_LOT),
        }

    def add(self, sample: Sample) -> None:
        self.count += 1
        worst, pictures, borderline, by_lot = self.kinds.values()
        if sample.score is not None:
            worst.add((sample.score, sample.lot), self.count, sample)
            borderline.add((abs(sample.score - self.limit), sample.lot), self.count, sample)
        if sample.looks:
            pictures.add((-sample.looks, sample.lot), self.count, sample)
        by_lot.add((sample.lot,), self.count, sample)

    def picked(self) -> list[Picked]:
        """Each sample once, with why it was chosen."""
        by_number: dict[int, Picked] = {}
        for why, least in self.kinds.items():
            for number, sample in least.samples():
                by_number.setdefault(number, Picked(sample, [])).why.append(why)
        return list(by_number.values())
