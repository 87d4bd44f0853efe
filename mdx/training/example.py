"""One record as a request and its answer, or a pair of records, which formats turn into rows."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line

FENCE = "```"


class Unfit(ValueError):
    """Why an example gets no row: the reason, with details for --rejects."""

    def __init__(self, reason: str, **details: Any):
        super().__init__(reason)
        self.details = details


class Example(NamedTuple):
    """What a model learns from one record; `system` is "" if there is no system prompt."""

    system: str
    request: str
    answer: str
    line: Line

    @property
    def record(self) -> Record:
        """The record that the row is made from."""
        return self.line.record

    @property
    def records(self) -> tuple[Record, ...]:
        """All records that the row is made from."""
        return (self.line.record,)

    def texts(self) -> Iterator[tuple[str, ...]]:
        """The texts that a model reads together, and whose total length counts."""
        yield self.system, self.request, self.answer


class Pair(NamedTuple):
    """What a model learns from code that renders and code that does not, for the same purpose."""

    working: Example
    broken: Example

    @property
    def line(self) -> Line:
        """The line of the answer to learn."""
        return self.working.line

    @property
    def records(self) -> tuple[Record, ...]:
        """All records that the row is made from."""
        return self.working.record, self.broken.record

    @property
    def request(self) -> str:
        """The request, from whichever side has one."""
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
        """The texts of both sides, as for an Example, the working one first."""
        yield from self.working.texts()
        yield from self.broken.texts()


class Wording(NamedTuple):
    """What surrounds each request and answer."""

    system: str = ""
    fence: bool = False  # whether code is put in a fence, as chat models write it

    def example(self, line: Line) -> Example:
        """The record's description as the request, its code as the answer."""
        record = line.record
        request = "" if fields.needs_description(record) else fields.text(record, "description")
        answer = self.answer(fields.text(record, "code"))
        return Example(self.system, request.strip(), answer, line)

    def answer(self, code: str) -> str:
        """The code as a model should write it."""
        return fenced(code) if self.fence else code


def fenced(code: str, language: str = "python") -> str:
    """The code in a CommonMark fence, longer than any run of backticks in it."""
    longest = max(map(len, re.findall("`{3,}", code)), default=len(FENCE) - 1)
    fence = "`" * (longest + 1)
    end = "" if code.endswith("\n") else "\n"
    return f"{fence}{language}\n{code}{end}{fence}"
