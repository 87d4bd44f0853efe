"""Statistics of a set, counted row by row: sources, licences, lengths, who described it."""

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mdx.records import fields
from mdx.records.fields import Record
from mdx.training.lengths import Count

REPOSITORY = re.compile(r"https?://[\w.-]+/[\w.-]+/[\w.-]+")
MOST_REVISIONS = 50  # listed per source
QUANTILES = (0.0, 0.25, 0.5, 0.75, 0.9, 0.99, 1.0)
BESIDE_CODE = "words that stood with the code, or came with the set"
ENGLISH = "en"  # the language mdx-describe asks for


class Origin(NamedTuple):
    """Where records come from, and on what terms."""

    source: str
    licence: str
    dialect: str


class Census:
    """Counts for one set; takes up to 12 bytes per row, for the lengths."""

    def __init__(self, tokens: Count | None = None):
        self.tokens = tokens
        self.splits: Counter[str] = Counter()
        self.origins: defaultdict[Origin, Counter[str]] = defaultdict(Counter)
        self.places: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
        self.describers: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.variations = 0
        self.lengths: dict[str, array[int]] = {"request, characters": array("I")}
        self.lengths["answer, characters"] = array("I")
        if tokens:
            self.lengths["both, tokens"] = array("I")

    def add(self, records: Iterable[Record], split: str, request: str, answer: str) -> None:
        """Counts one row, which is made from these records."""
        self.splits[split] += 1
        for record in records:
            self._look_at(record, split)
        sizes = [len(request), len(answer)]
        if self.tokens:
            sizes.append(self.tokens(request) + self.tokens(answer))
        for of_kind, size in zip(self.lengths.values(), sizes, strict=True):
            of_kind.append(size)

    def _look_at(self, record: Record, split: str) -> None:
        metadata = fields.metadata(record)
        texts = [fields.text(metadata, key) for key in ("license", "dialect")]
        origin = Origin(fields.text(record, "source"), *texts)
        self.origins[origin][split] += 1
        self._place(origin.source, metadata)
        self.describers[fields.text(metadata, "described_by") or BESIDE_CODE] += 1
        self.variations += bool(metadata.get("variation_of"))
        self.languages[language(metadata)] += 1

    def _place(self, source: str, metadata: Record) -> None:
        places = self.places[source]
        if len(places) < MOST_REVISIONS:
            url = REPOSITORY.match(fields.text(metadata, "url"))
            places[url[0] if url else "", fields.text(metadata, "revision")] = None

    @property
    def licences(self) -> Counter[str]:
        """The number of records under each licence."""
        counts: Counter[str] = Counter()
        for origin, splits in self.origins.items():
            counts[origin.licence] += splits.total()
        return counts

    def quantiles(self) -> Iterator[tuple[str, list[int]]]:
        """Each kind of length and its quantiles, by nearest rank."""
        for kind, lengths in self.lengths.items():
            ordered = sorted(lengths) or [0]
            yield kind, [ordered[round(share * (len(ordered) - 1))] for share in QUANTILES]

    def longer(self, kind: str, limit: int) -> int:
        """The number of rows that are longer than the limit."""
        return sum(length > limit for length in self.lengths[kind])


def language(metadata: Record) -> str:
    """The language of the description, in ISO 639-1; "" if unknown."""
    code = fields.text(metadata, "language").lower()
    if re.fullmatch("[a-z]{2}", code):
        return code
    return ENGLISH if fields.text(metadata, "described_by") else ""
