"""What is said in a record's video, from YouTube's transcripts: fetched once, kept on disk.

A video without a transcript is no fault. What cannot be fetched now (no network, too many requests)
is reported once, not kept, and asked for again by the next run.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson

from mdx.records import fields
from mdx.work.cache import Cache, Damaged

LONGEST = 4000  # characters of a transcript that one question gets
TIMEOUT_S = 20
LANGUAGES = ("en", "en-US", "en-GB")
# Answers of the service that will be the same tomorrow (youtube_transcript_api's exceptions).
FINAL = {
    "AgeRestricted", "InvalidVideoId", "NoTranscriptFound", "TranscriptsDisabled",
    "VideoUnavailable", "VideoUnplayable",
}  # fmt: skip

_ID = r"([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])"
_URL = re.compile(
    rf"youtu\.be/{_ID}|youtube(?:-nocookie)?\.com/"
    rf"(?:(?:watch\?(?:[^#]{{0,500}}&)?v=)|(?:embed|shorts|live|v)/){_ID}"
)
_WORD = re.compile(r"[A-Z]?[a-z]{3,}")

Snippets = list[tuple[float, str]]  # (second of its beginning, words)


class NotInstalled(Exception):
    """The package that talks to YouTube is not there; the message says how to get it."""


def video_id(url: str) -> str:
    """The id in the address of a YouTube video; "" if there is none."""
    match = _URL.search(url)
    return (match[1] or match[2]) if match else ""


class Transcripts:
    """Transcripts by video. `offline` only uses kept ones, `refresh` asks again once per run."""

    def __init__(self, warn: Callable[[str], None], offline: bool = False, refresh: bool = False):
        self.cache = Cache("transcripts")
        self.warn = warn
        self.refresh = refresh
        self.fetch = None if offline else _fetcher()
        self.last: tuple[str, Snippets] = ("", [])  # scenes of one video follow each other
        self.fetched: set[str] = set()

    def about(self, record: dict[str, Any]) -> str:
        """What the record's video says about its scene; "" if that is not known or needed.

        A scene whose code contains the words spoken over it needs no transcript.
        """
        url = fields.lookup(record, "metadata.youtube_url")
        if fields.lookup(record, "metadata.narration") or type(url) is not str:
            return ""
        video = video_id(url)
        if not video:
            return ""
        if self.last[0] != video:
            self.last = (video, self._snippets(video))
        return fitting(self.last[1], fields.text(record, "code"))

    def _snippets(self, video: str) -> Snippets:
        again = self.refresh and video not in self.fetched
        kept = None if again and self.fetch else self._kept(video)
        if kept is not None or self.fetch is None:
            return kept or []
        self.fetched.add(video)
        try:
            snippets = self.fetch(video)
        except Exception as fault:  # the package lets those of requests and its own through
            name = type(fault).__name__
            if name not in FINAL:
                reason = f"{video}: {_reason(fault)}; the next run asks again"
                self.warn(f"no transcripts from now on: {reason}")
                self.fetch = None
                return []
            snippets = []
        try:
            self.cache.put(video, orjson.dumps(snippets))
        except OSError as error:
            self.warn(f"transcripts are not kept: {self.cache.folder}: {error.strerror}")
        return snippets

    def _kept(self, video: str) -> Snippets | None:
        try:
            data = self.cache.get(video)
            return None if data is None else [(float(t), str(w)) for t, w in orjson.loads(data)]
        except (Damaged, ValueError, TypeError):
            return None


def _reason(fault: Exception) -> str:
    return next((line.strip() for line in str(fault).splitlines() if line.strip()), repr(fault))


def _fetcher() -> Callable[[str], Snippets]:
    try:
        from requests import Session
        from youtube_transcript_api import YouTubeTranscriptApi
    except ImportError:
        raise NotInstalled(
            "--transcripts needs youtube-transcript-api; pip install 'mdx-tools[transcripts]'"
        ) from None
    session = Session()
    session.request = partial(session.request, timeout=TIMEOUT_S)  # it has none of its own
    return partial(_fetch, YouTubeTranscriptApi(http_client=session))


def _fetch(api: Any, video: str) -> Snippets:
    """The English transcript, or else the first one."""
    there = list(api.list(video))
    there.sort(key=lambda t: t.language_code not in LANGUAGES)
    return [(float(s.start), str(s.text)) for s in there[0].fetch()] if there else []


def fitting(snippets: Snippets, code: str, longest: int = LONGEST) -> str:
    """The stretch of the transcript that shares most words with the code, of bounded length.

    The fewer snippets a word is in, the more it counts, so that "the" decides nothing.
    """
    said = [" ".join(words.split()) for _, words in snippets]
    if sum(map(len, said)) + len(said) <= longest:
        return " ".join(said)
    theirs = [{word.lower() for word in _WORD.findall(words)} for words in said]
    wanted = {word.lower() for word in _WORD.findall(code)}
    often = Counter(word for words in theirs for word in words & wanted)
    weights = [sum(1 / often[word] for word in words & wanted) for words in theirs]
    first, last = _heaviest(weights, [len(words) + 1 for words in said], longest)
    stretch = " ".join(said[first:last])[:longest]
    return ("... " if first else "") + stretch + (" ..." if last < len(said) else "")


def _heaviest(weights: list[float], lengths: list[int], longest: int) -> tuple[int, int]:
    """The window [first, last) of the greatest weight among those that are not too long."""
    best, window = -1.0, (0, 1)
    first, weight, length = 0, 0.0, 0
    for last, (more, size) in enumerate(zip(weights, lengths, strict=True), 1):
        weight, length = weight + more, length + size
        while length > longest and first < last - 1:
            weight, length = weight - weights[first], length - lengths[first]
            first += 1
        if weight > best + 1e-9:
            best, window = weight, (first, last)
    return window
