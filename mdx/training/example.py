"""One record, or two, as what is asked for and what is answered: formats make rows of that."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line

FENCE = "```"


class Unfit(ValueError):
    """An example that there is to be no row for: the reason, and details of it for --rejects."""

    def __init__(self, reason: str, **details: Any):
        super().__init__(reason)
        self.details = details


class Example(NamedTuple):
    """What a trainer learns from one record; `system` is "" where there is no system prompt."""

    system: str
    request: str
    answer: str
    line: Line

    @property
    def record(self) -> Record:
        """The record that the row is made of."""
        return self.line.record

    @property
    def records(self) -> tuple[Record, ...]:
        """All that the row is made of."""
        return (self.line.record,)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """What a model reads at once; this counts as its length."""
        yield self.system, self.request, self.answer


class Pair(NamedTuple):
    """What a trainer learns from code that renders and code for the same that does not."""

    working: Example
    broken: Example

    @property
    def line(self) -> Line:
        """Where the answer to learn comes from."""
        return self.working.line

    @property
    def records(self) -> tuple[Record, ...]:
        """All that the row is made of."""
        return self.working.record, self.broken.record

    @property
    def request(self) -> str:
        """What was asked for, by whichever side tells it."""
        return self.working.request or self.broken.request

    @property
    def answer(self) -> str:
        """The answer to learn."""
        return self.working.answer

    @property
    def error(self) -> str:
        """Why the broken code does not render."""
        return fields.text(fields.metadata(self.broken.record), "render_error")

    def texts(self) -> Iterator[tuple[str, ...]]:
        """As those of an Example: first with the one answer, then with the other."""
        yield from self.working.texts()
        yield from self.broken.texts()


class Wording(NamedTuple):
    """What is said around each request and answer."""

    system: str = ""
    fence: bool = False  # whether code stands in a fence, as chat models write it

    def example(self, line: Line) -> Example:
        """The record's description as a request, its code as the answer."""
        record = line.record
        request = "" if fields.needs_description(record) else fields.text(record, "description")
        answer = self.answer(fields.text(record, "code"))
        return Example(self.system, request.strip(), answer, line)

    def answer(self, code: str) -> str:
        """The code as a model is to write it."""
        return fenced(code) if self.fence else code


def fenced(code: str, language: str = "python") -> str:
    """The code in a fence of CommonMark that is longer than any run of backticks in it."""
    longest = max(map(len, re.findall("`{3,}", code)), default=len(FENCE) - 1)
    fence = "`" * (longest + 1)
    end = "" if code.endswith("\n") else "\n"
    return f"{fence}{language}\n{code}{end}{fence}"
