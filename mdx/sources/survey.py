"""A quick look at a source before using it: what it contains, as one flat object."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from statistics import median
from typing import Any

from mdx.quality.score import Scorer
from mdx.records.fields import DIALECTS
from mdx.same.normal_form import normal
from mdx.sources.source import Source

WORDS = ("narration", "docstring", "original_context")
HEADS = (
    f"{'source':20} {'scenes':>6} {'files':>5} {'dialect':8} {'renders':>7} {'alone':>5} "
    f"{'words':>5} {'copies':>6} licence\n"
)
SHARES = ("standalone", "likely_to_render", "described", "with_words", "overlap", "copies")


class Survey:
    """Surveys sources one after the other, and knows which scenes were in earlier ones."""

    def __init__(self, as_table: bool = False) -> None:
        self._heads = HEADS if as_table else ""
        self._as_table = as_table
        self._seen: set[bytes] = set()
        self._scorer = Scorer()

    def line(self, source: Source, records: Iterator[dict[str, Any]]) -> dict[str, Any] | bytes:
        """What a source contains: an object, or a line of a table, the first below the head."""
        survey = self.of(source, records)
        if not self._as_table:
            return survey
        heads, self._heads = self._heads, ""
        return f"{heads}{row(survey)}\n".encode()

    def of(self, source: Source, records: Iterator[dict[str, Any]]) -> dict[str, Any]:
        """What the records of a source add up to; shares are of its scenes, 0 to 1.

        files            those that hold scenes
        overlap          scenes already seen, except for layout, in an earlier source
        copies           scenes already seen, except for layout, in this source
        median_chars     of the code of a scene, with what it takes along
        likely_to_render the share that renders with the newest manim, as its scores predict
        """
        sums = _Sums(source.license)
        for record in records:
            sums.add(record)
            sums.counts["likely_to_render"] += self._scorer.assess(record["code"], "").code
            key = sha256(normal(record["code"])).digest()
            sums.counts["overlap"] += key in self._seen
            sums.counts["copies"] += key in sums.keys
            sums.keys.add(key)
        self._seen |= sums.keys
        return {"name": source.name, "url": source.url, **sums.as_dict()}


class _Sums:
    """What the records of one source add up to."""

    def __init__(self, licence: str) -> None:
        self.licence = licence
        self.dialects: Counter[str] = Counter()
        self.files: set[str] = set()
        self.sizes: list[int] = []
        self.keys: set[bytes] = set()  # of code, whatever its layout
        self.counts: dict[str, float] = defaultdict(float)

    def add(self, record: dict[str, Any]) -> None:
        """Counts what the metadata of a record says."""
        metadata, counts = record["metadata"], self.counts
        self.files.add(metadata["path"])
        self.dialects[metadata["dialect"]] += 1
        self.sizes.append(len(record["code"]))
        self.licence = metadata["license"] or self.licence
        assets = metadata["assets"].split()
        counts["standalone"] += metadata["standalone"]
        counts["described"] += not metadata["needs_description"]
        counts["with_words"] += any(metadata[key] for key in WORDS)
        counts["assets"] += len(assets)
        counts["assets_present"] += len(assets) - len(metadata["assets_missing"].split())

    def as_dict(self) -> dict[str, Any]:
        """The members of a survey, in their order."""
        scenes, counts = len(self.sizes), self.counts
        return {
            "files": len(self.files),
            "scenes": scenes,
            **{dialect: self.dialects[dialect] for dialect in DIALECTS},
            **{key: round(counts[key] / scenes, 3) if scenes else 0.0 for key in SHARES},
            "assets": counts["assets"],
            "assets_present": counts["assets_present"],
            "license": self.licence,
            "median_chars": int(median(self.sizes)) if self.sizes else 0,
        }


def row(survey: dict[str, Any]) -> str:
    """What there is of a source as a line below HEADS, for a terminal.

    The dialect is the most frequent one, with its share; words are a description or other words;
    copies also those of sources before.
    """
    scenes = survey["scenes"]
    dialect = max(DIALECTS, key=lambda name: survey[name])
    spoken = f"{dialect} {_percent(survey[dialect] / scenes)}" if scenes else ""
    words = max(survey["described"], survey["with_words"])
    copies = survey["overlap"] + survey["copies"]
    shares = (survey["likely_to_render"], survey["standalone"], words, copies)
    renders, alone, words, copies = map(_percent, shares)
    line = (
        f"{survey['name'][:20]:20} {scenes:6} {survey['files']:5} {spoken:8} {renders:>7} "
        f"{alone:>5} {words:>5} {copies:>6} {survey['license']}"
    )
    return "".join(char if char.isprintable() else "?" for char in line.rstrip())


def _percent(share: float) -> str:
    return f"{min(1.0, share):.0%}"
