"""The results of a run: counts, messages, rejects, and the closing line."""

import re
import sys
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, BinaryIO

from mdx.records import jsonl
from mdx.records.jsonl import Line
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from mdx.shell.progress import Progress

OK, FAILED = 0, 1
SHOWN = 10  # messages of a kind; the rest are counted
COUNTED = "records scenes faults files pictures variations rewordings requests rows".split()
ONE = re.compile(rf"(?<![\w.,:/-])1 ({'|'.join(COUNTED)})\b")


class Tally:
    """Counts what happens to each record and reports what went wrong.

    The law of every command: read = written + dropped + failed.
    """

    def __init__(self, name: str, quiet: bool, strict: bool, rejects: "Rejects"):
        self.name = name
        self.quiet = quiet
        self.strict = strict
        self.rejects = rejects
        self.read = self.written = self.failed = self.troubled = 0
        self.dropped: Counter[str] = Counter()
        self.notes: list[str] = []
        self.reported: Counter[str] = Counter()  # messages by kind
        self.hints: list[str] = []
        self.closing_line = not quiet
        self.progress: Progress | None = None
        self.argv: list[str] = []
        self.facts: dict[str, Any] = {}  # from the tool, for --provenance

    def drop(self, line: Line, reason: str, **details: Any) -> None:
        """Counts a record that is left out by design; the details go to --rejects."""
        self.dropped[reason] += 1
        if self.rejects.file:
            self.rejects.add(line.where, reason, line.raw, details)

    def fail(self, line: Line, reason: str, **details: Any) -> None:
        """Counts and reports a record that could not be passed on; status 1."""
        self.bad(line.where, reason, line.raw, details)

    def bad(
        self,
        where: str,
        reason: str,
        raw: bytes = b"",
        details: dict[str, Any] | None = None,
        kind: str = "",
    ) -> None:
        """Counts and reports something that is not a record, with its bytes; status 1."""
        self.failed += 1
        self.report(kind or _kind(reason), f"{where}: {reason}")
        self.rejects.add(where, reason, raw, details or {})
        self._stop_if_strict()

    def trouble(self, where: str, reason: str) -> None:
        """Reports a fault of something that is passed on all the same; status 1."""
        self.troubled += 1
        self.report(_kind(reason), f"{where}: {reason}")
        self._stop_if_strict()

    def report(self, kind: str, text: str) -> None:
        """Shows a message if it is one of the first of its kind, and counts it."""
        self.reported[kind] += 1
        if self.reported[kind] <= SHOWN:
            self.message(text)

    def hint(self, words: str) -> None:
        """Shows these words at the end of the run, once."""
        if words not in self.hints:
            self.hints.append(words)

    def close(self) -> None:
        """Ends the progress line, reports what was only counted, and closes --rejects."""
        if self.progress:
            self.progress.close()
        more = {kind: count - SHOWN for kind, count in self.reported.items() if count > SHOWN}
        for kind, count in more.items():
            self.message(f"and {count:,} more like it" + (f": {kind}" if len(more) > 1 else ""))
        for words in self.hints:
            self.message(words)
        self.rejects.close()

    def _stop_if_strict(self) -> None:
        if self.strict:
            raise CannotRun("stopped at the first fault, because of --strict")

    def message(self, text: str) -> None:
        """Writes one line to standard error, with the command's name and no control characters.

        Of one thing it speaks in the singular, whoever counted: "1 record".
        """
        with self.progress.aside() if self.progress else nullcontext():
            text = ONE.sub(lambda one: one[0][:-1], text)
            print(printable(f"{self.name}: {text}"), file=sys.stderr, flush=True)

    def doing(self, text: str) -> None:
        """Shows in the progress line what is taking time now; "" when it is over."""
        if self.progress:
            self.progress.doing = printable(text)

    def say(self, text: str) -> None:
        """Shows a message unless --quiet is given."""
        if not self.quiet:
            self.message(text)

    def note(self, text: str) -> None:
        """Adds a clause to the closing line."""
        self.notes.append(text)

    @property
    def status(self) -> int:
        return FAILED if self.failed or self.troubled else OK

    def summary(self) -> str:
        """The closing line: read = written + dropped + failed, and the tool's own notes."""
        dropped = f"{self.dropped.total()} dropped"
        if self.dropped:
            kinds = ", ".join(f"{n} {reason}" for reason, n in self.dropped.most_common())
            dropped += f" ({kinds})"
        parts = [f"{self.read} read", f"{self.written} written", dropped, f"{self.failed} failed"]
        return "; ".join([", ".join(parts), *self.notes])


def _kind(reason: str) -> str:
    """The beginning of the reason, before its details."""
    return re.split("[:(\\d'\"`]", reason, maxsplit=1)[0].strip()


class Rejects:
    """The file for what is not passed on; without a path, nothing is written."""

    def __init__(self, path: str | None):
        self.path = path
        self.file: BinaryIO | None = open(path, "wb") if path else None

    def add(self, where: str, reason: str, raw: bytes, details: dict[str, Any]) -> None:
        """Writes one object: place, reason, details, and the bytes spliced in untouched."""
        if self.file is None:
            return
        head = jsonl.dumps({"where": where, "reason": reason} | details)[:-2]
        try:
            self.file.write(head + b"," + _as_came(raw) + b"}\n")
        except OSError as error:
            raise CannotRun(f"{self.path}: {error.strerror}") from None

    def close(self) -> None:
        if self.file is not None:
            try:
                self.file.close()
            except OSError as error:
                raise CannotRun(f"{self.path}: {error.strerror}") from None


def _as_came(raw: bytes) -> bytes:
    """A JSON member for these bytes: a record unchanged, text as a string, all else in base64."""
    raw = raw.rstrip(b"\r\n")
    try:
        jsonl.loads(raw)
        return b'"record":' + raw
    except jsonl.BadLine:
        pass
    try:
        return jsonl.dumps({"line": raw.decode()})[1:-2]
    except UnicodeDecodeError:
        from base64 import b64encode

        return jsonl.dumps({"line_base64": b64encode(raw).decode()})[1:-2]


def printable(text: str) -> str:
    """The text on one line, with escapes for all that a terminal would obey or not show."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
