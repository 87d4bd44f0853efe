"""One record as what is asked for and what is answered, from which every format makes its row."""

from typing import NamedTuple

from mdx.records import fields
from mdx.records.fields import Record

FENCE = "```"


class Example(NamedTuple):
    """What a trainer learns from one record; `system` is "" where there is no system prompt."""

    system: str
    request: str
    answer: str
    record: Record


class Wording(NamedTuple):
    """What is said around each request and answer."""

    system: str = ""
    fence: bool = False  # whether code stands in a fence, as chat models write it

    def example(self, record: Record) -> Example:
        """The record's description as a request, its code as the answer."""
        request = fields.text(record, "description").strip()
        return Example(self.system, request, self.answer(fields.text(record, "code")), record)

    def answer(self, code: str) -> str:
        """The code as a model is to write it."""
        return fenced(code) if self.fence else code


def fenced(code: str, language: str = "python") -> str:
    """The code in a fence of CommonMark that is longer than any run of backticks in it."""
    fence = FENCE
    while fence in code:
        fence += "`"
    end = "" if code.endswith("\n") else "\n"
    return f"{fence}{language}\n{code}{end}{fence}"
