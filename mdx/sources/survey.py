"""The cheap look before investing in a source: what there is of it, as one flat object."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from statistics import median
from typing import Any

from mdx.same.normal_form import normal
from mdx.sources.source import Source

WORDS = ("narration", "docstring", "original_context")
DIALECTS = ("ce", "gl", "cairo", "unknown")


class Survey:
    """Looks at sources one after the other, and tells which scenes it has seen before."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()

    def of(self, source: Source, records: Iterator[dict[str, Any]]) -> dict[str, Any]:
        """What the records of a source add up to; shares are of its scenes, 0 to 1.

        files            those that hold scenes
        overlap          scenes that stood, but for layout, in a source before
        copies           scenes that stood, but for layout, in this source before
        median_chars     of the code of a scene, with what it takes along
        """
        dialects: Counter[str] = Counter()
        files: set[str] = set()
        sizes: list[int] = []
        here: set[bytes] = set()
        counts: Counter[str] = Counter()
        licence = source.license
        for record in records:
            metadata = record["metadata"]
            files.add(metadata["path"])
            dialects[metadata["dialect"]] += 1
            sizes.append(len(record["code"]))
            licence = metadata["license"] or licence
            assets = metadata["assets"].split()
            counts["standalone"] += metadata["standalone"]
            counts["described"] += not metadata["needs_description"]
            counts["with_words"] += any(metadata[key] for key in WORDS)
            counts["assets"] += len(assets)
            counts["assets_present"] += len(assets) - len(metadata["assets_missing"].split())
            key = sha256(normal(record["code"])).digest()
            counts["overlap"] += key in self._seen
            counts["copies"] += key in here
            here.add(key)
        self._seen |= here
        scenes = len(sizes)
        share = {
            key: round(counts[key] / scenes, 3) if scenes else 0.0
            for key in ("standalone", "described", "with_words", "overlap", "copies")
        }
        return {
            "name": source.name,
            "url": source.url,
            "files": len(files),
            "scenes": scenes,
            **{dialect: dialects[dialect] for dialect in DIALECTS},
            **share,
            "assets": counts["assets"],
            "assets_present": counts["assets_present"],
            "license": licence,
            "median_chars": int(median(sizes)) if sizes else 0,
        }
