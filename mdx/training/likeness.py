"""How much of a set is duplicated, and how much of it appears in two of its splits."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import TypeVar

from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.same.fingerprints import digest, fingerprints
from mdx.same.seen import Seen
from mdx.wording.openers import parted

Item = TypeVar("Item")
THRESHOLD = 0.85  # the least share of five-token runs that nearly equal code has in common


class Likeness:
    """Compares each row's record with all earlier ones: code at a level of mdx.same, and requests
    except for how they begin. Variations of a record are supposed to be alike, and count only as
    leaks."""

    def __init__(self, split_of: Callable[[Record], str]):
        self.level = "near" if has_numpy() else "layout"
        self.split_of = split_of
        self.copies: Counter[str] = Counter()  # by kind: exact, layout, renamed, near
        self.leaks: Counter[str] = Counter()  # "code" and "request"
        self._seen = Seen(self.level, THRESHOLD, "code")
        self._splits: list[str] = []  # of the records in _seen, by their numbers
        self._requests: dict[int, str] = {}

    def watch(self, items: Iterator[tuple[Line, Item]], jobs: int) -> Iterator[tuple[Line, Item]]:
        """The same items in the same order, once each has been compared."""
        ahead: deque[Item] = deque()

        def lines() -> Iterator[Line]:
            for line, item in items:
                ahead.append(item)
                yield line

        for line, fingerprint in fingerprints(lines(), self.level, jobs):
            split = self.split_of(line.record)
            if match := self._seen.match(line, fingerprint):
                if self._splits[match.survivor] != split:
                    self.leaks["code"] += 1
                elif not fields.metadata(line.record).get("variation_of"):
                    self.copies[match.kind] += 1
            else:
                self._seen.add(line, fingerprint)
                self._splits.append(split)
            self._see_request(line, split)
            yield line, ahead.popleft()

    def _see_request(self, line: Line, split: str) -> None:
        if not fields.needs_description(line.record):
            _, asked = parted(fields.text(line.record, "description"))
            if self._requests.setdefault(digest(asked.encode(errors="replace")), split) != split:
                self.leaks["request"] += 1


def has_numpy() -> bool:
    """Whether numpy is installed, which finding nearly equal code needs."""
    from importlib.util import find_spec

    return find_spec("numpy") is not None
