"""Answers on disk, by the key of their request, so that nothing is paid for twice."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

import orjson

from mdx.llm import Answer
from mdx.llm.prices import Prices
from mdx.work.cache import Cache, Damaged

KEY = re.compile(r"[0-9a-f]{64}")
KINDS = {"model": str, "text": str, "tokens_in": int, "tokens_out": int}  # of an entry
# What is kept with an answer besides, as far as it is known.
MORE = {
    "prompt": str, "prompt_version": str, "answered_by": str, "end": str, "good_as": str,
    "verdict": str, "said": str, "at": str, "cost": float,
}  # fmt: skip
clock = time.time
Conditions = Iterable[tuple[str, str]] | None  # (what is told, a glob that matches it)
FORMAT = 1  # a new one makes every older entry a miss


class Keys:
    """Makes the cache keys of requests to one address."""

    def __init__(self, address: str):
        self.address = address
        self.begun: tuple[bytes, Any] | None = None  # how all so far began, and its hash

    def key(self, request: dict[str, Any]) -> tuple[str, int]:
        """SHA-256 of everything that can change the answer: the request as sent, and where to.

        Also returns the number of those bytes. The common beginning of all requests is hashed
        once.
        """
        whole = {"format": FORMAT, "address": self.address, "request": request}
        data = orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)
        start, hashed = self.begun or (data, sha256(data))
        if not data.startswith(start):
            start = data[: _shared(start, data)]
            hashed = sha256(start)
        self.begun = start, hashed
        digest = hashed.copy()
        digest.update(data[len(start) :])
        return digest.hexdigest(), len(data)


def _shared(one: bytes, other: bytes) -> int:
    """How many leading bytes both have in common."""
    least, most = 0, len(one)
    while least < most:
        middle = (least + most + 1) // 2
        if other.startswith(one[:middle]):
            least = middle
        else:
            most = middle - 1
    return least


class Store:
    """The answers of all runs. Trouble with the disk is reported once and ends nothing."""

    def __init__(self, warn: Callable[[str], None]):
        self.cache = Cache("answers")
        self.about: dict[str, Any] = {}  # kept with every new answer: which prompt asked for it
        self.prices = Prices()
        self.warn = warn
        self.warned: set[str] = set()

    def get(self, key: str) -> Answer | None:
        """The answer kept under this key; None if there is none, or it is damaged."""
        if (entry := self._entry(key)) is None:
            return None
        fault = entry.get("verdict") or ""
        tokens = entry["tokens_in"], entry["tokens_out"]
        return Answer(entry["text"], *tokens, str(fault), good_as=entry.get("good_as", ""))

    def put(self, key: str, model: str, answer: Answer) -> None:
        """Keeps an answer, or why there is none.

        A failure has `said` instead of a text, which an mdx that knows no verdicts would take
        for good.
        """
        entry = {
            "model": model,
            "text": "" if answer.fault else answer.text,
            "tokens_in": answer.tokens_in,
            "tokens_out": answer.tokens_out,
        }
        more = self.about | {
            "answered_by": answer.model,
            "end": answer.end,
            "good_as": answer.good_as,
            "verdict": answer.fault,
            "said": answer.text if answer.fault else "",
            "at": _date(int(clock())),
            "cost": self.prices.cost(
                answer.tokens_in, answer.tokens_out, answer.read, answer.written
            ),
        }
        entry |= {name: value for name, value in more.items() if value not in ("", None)}
        try:
            self.cache.put(key, orjson.dumps(entry))
        except OSError as error:
            self._warn_once("write", f"answers are not kept: {self.cache.folder}: {error.strerror}")

    @property
    def is_losing(self) -> bool:
        """Whether some answer could not be kept."""
        return "write" in self.warned

    def claim(self, key: str) -> bool:
        """Whether this run is to ask; if not, another one does."""
        return self.cache.claim(key)

    def release(self, key: str) -> None:
        self.cache.release(key)

    def stats(self) -> dict[str, Any]:
        """A summary: entries, bytes, entries by model, oldest and newest (UTC)."""
        models: Counter[str] = Counter()
        size, times = 0, []
        for key in self.cache:
            if (entry := self._entry(key)) is None or (stat := self.cache.stat(key)) is None:
                continue
            models[str(entry["model"])] += 1
            size += stat.st_size
            times.append(int(stat.st_mtime))
        return {
            "folder": self.cache.folder,
            "entries": len(times),
            "bytes": size,
            "models": dict(sorted(models.items())),
            "oldest": _date(min(times, default=0)),
            "newest": _date(max(times, default=0)),
        }

    def list(self, where: Conditions = ()) -> Iterator[dict[str, Any]]:
        """What is kept with each answer that meets all of `where`, except its words."""
        for key in self.cache:
            if entry := self._entry(key):
                facts = {k: v for k, v in entry.items() if k not in ("text", "said")}
                if _holds(where, facts):
                    yield {"key": key} | facts

    def prune(self, seconds: float, where: Conditions = ()) -> int:
        """Deletes older answers that meet all of `where`; returns how many."""
        before, gone = clock() - seconds, 0
        self.cache.sweep()
        for key in self.cache:
            stat = self.cache.stat(key)
            if stat is None or stat.st_mtime > before:
                continue
            if not where or ((entry := self._entry(key)) and _holds(where, entry)):
                self.cache.discard(key)
                gone += 1
        return gone

    def export(self) -> Iterator[dict[str, Any]]:
        """Every answer as a record that `take` can read."""
        for key in self.cache:
            if entry := self._entry(key):
                yield {"key": key} | entry

    def take(self, exported: dict[str, Any]) -> bool:
        """Keeps an exported answer; False if it is known already. Raises ValueError, OSError."""
        name, entry = exported.get("key"), {k: exported.get(k) for k in KINDS}
        if type(name) is not str or not KEY.fullmatch(name):
            raise ValueError("no answer of --cache-export: key is no SHA-256 in hex")
        for field, kind in KINDS.items():
            if type(entry[field]) is not kind:
                raise ValueError(f"no answer of --cache-export: {field} is missing or wrong")
        if self._entry(name) is not None:
            return False
        more = {field: exported.get(field) for field in MORE}
        entry |= {k: value for k, value in more.items() if type(value) is MORE[k]}
        self.cache.put(name, orjson.dumps(entry))
        return True

    def _entry(self, key: str) -> dict[str, Any] | None:
        """The whole entry; None if there is no usable one."""
        try:
            data = self.cache.get(key)
            if data is None:
                return None
            entry: dict[str, Any] = orjson.loads(data)
            if entry.keys() >= KINDS.keys():
                return entry
        except (Damaged, ValueError, AttributeError):
            pass
        self._warn_once("damaged", f"cache entry {key} is damaged; it counts as missing")
        return None

    def _warn_once(self, kind: str, message: str) -> None:
        if kind not in self.warned:
            self.warned.add(kind)
            self.warn(message)


def _holds(where: Conditions, entry: dict[str, Any]) -> bool:
    from fnmatch import fnmatchcase

    return all(name in entry and fnmatchcase(str(entry[name]), glob) for name, glob in where or ())


def _date(seconds: int) -> str:
    """As in 2026-11-22T20:00:00Z; "" for 0."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)) if seconds else ""
