"""What is counted as records pass. No count grows with the number of records for ever.

Sizes are kept to three digits: at most 900 numbers for each power of ten. Of what anybody may write
(licences, openers, what findings are about) at most MOST values are counted, and the rare ones are
forgotten. What a description asks for is kept as eight bytes, for up to DISTINCT of them.
"""

from collections import Counter, defaultdict
from hashlib import blake2b
from typing import Any, TypeVar

from mdx.porting.mends import mends
from mdx.quality.judge import KEPT, Outcome
from mdx.quality.report.samples import Sample, Samples
from mdx.quality.rules import lines_of_code, tokens_of_code
from mdx.records import fields
from mdx.wording.openers import parted

Value = TypeVar("Value")

GROUPS = ("source", "metadata.dialect", "metadata.license")
MOST = 10_000  # different values that are counted
DISTINCT = 1_000_000  # descriptions that are compared
LIMITS = (2048, 4096, 8192)
OPENER_WORDS = 4


class Common(Counter[Value]):
    """A counter of the more common values, at most MOST of them."""

    def count(self, value: Value) -> None:
        self[value] += 1
        if len(self) > MOST:
            for rare, _ in self.most_common()[MOST // 2 :]:
                del self[rare]


class Sizes:
    """How large something is: its distribution, and how often it is over each of LIMITS."""

    def __init__(self) -> None:
        self.counts = Counter[int]()
        self.over = dict.fromkeys(LIMITS, 0)

    def add(self, size: int) -> None:
        unit = 10 ** max(0, len(str(size)) - 3)
        self.counts[size // unit * unit] += 1
        for limit in LIMITS:
            self.over[limit] += size > limit

    def percentile(self, share: float) -> int:
        """The least size that this share of all does not exceed, rounded down to three digits."""
        left = share * self.counts.total()
        size = 0
        for size in sorted(self.counts):
            left -= self.counts[size]
            if left <= 0:
                break
        return size


class Descriptions:
    """How descriptions begin, and which of them ask for the same."""

    def __init__(self) -> None:
        self.count = 0
        self.openers = Common[str]()
        self.repeated = Common[str]()  # what is asked for, by those who ask after the first
        self._seen: set[bytes] = set()

    def add(self, description: str) -> None:
        self.count += 1
        opener, asked_for = parted(description[:10_000])
        self.openers.count(opener or " ".join(asked_for.split(" ", OPENER_WORDS)[:OPENER_WORDS]))
        key = blake2b(asked_for.encode(errors="surrogatepass"), digest_size=8).digest()
        if key in self._seen:
            self.repeated.count(asked_for[:200])
        elif len(self._seen) < DISTINCT:
            self._seen.add(key)


class Counts:
    """Counts records and what became of them, and keeps samples."""

    def __init__(self, limit: float | None = None) -> None:
        self.total = Counter[str]()
        self.groups = {field: Common[tuple[str, str]]() for field in GROUPS}
        self.dropped = Counter[str]()
        self.mended = 0  # of those dropped, how many have findings that mdx-port mends
        self.findings = Counter[tuple[str, str]]()
        self.subjects = defaultdict[str, Common[str]](Common)  # what each finding is about
        self.scores = Counter[tuple[int, str]]()  # tenths
        self.lengths = Counter[tuple[int, str]]()  # powers of two of lines
        self.sizes = {  # of what is kept
            "tokens of code": Sizes(),
            "characters of code": Sizes(),
            "lines of code": Sizes(),
            "words of description": Sizes(),
            "characters of description": Sizes(),
        }
        self.descriptions = Descriptions()  # of what is kept
        self.samples = Samples(limit)

    def add(
        self,
        record: dict[str, Any],
        outcome: Outcome = KEPT,
        frames: str = "",
        look_issues: str = "",
    ) -> None:
        """Counts a record and what became of it; `frames` are the files of its pictures, and
        `look_issues` what is wrong with them."""
        sample = Sample.of(record, outcome, frames.split(), look_issues.split())
        self.total[sample.fate] += 1
        if outcome.rule:
            self.dropped[outcome.reason] += 1
            self.mended += any(mends(code, subject) for code, subject in sample.findings)
        for field, counts in self.groups.items():
            counts.count((str(fields.lookup(record, field) or "unknown"), sample.fate))
        self.findings.update((code, sample.fate) for code in {code for code, _ in sample.findings})
        for code, subject in sample.findings:
            self.subjects[code].count(subject)
        if sample.score is not None:
            self.scores[min(9, int(sample.score * 10)), sample.fate] += 1
        code = fields.text(record, "code")
        self.lengths[code.count("\n").bit_length(), sample.fate] += 1
        if not outcome.rule:
            self._measure(record, code)
        self.samples.add(sample)

    def _measure(self, record: dict[str, Any], code: str) -> None:
        self.sizes["tokens of code"].add(tokens_of_code(record))
        self.sizes["characters of code"].add(len(code))
        self.sizes["lines of code"].add(lines_of_code(record))
        if fields.needs_description(record):
            return
        description = fields.text(record, "description")
        self.sizes["words of description"].add(len(description.split()))
        self.sizes["characters of description"].add(len(description))
        self.descriptions.add(description)
