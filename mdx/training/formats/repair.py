"""Broken code and its error, answered by code that renders: a conversation as in `messages`."""

from mdx.records import fields
from mdx.records.fields import Record
from mdx.training.example import Pair, fenced
from mdx.training.formats.messages import prompt
from mdx.training.pairs import by_place

KEY = by_place

BROKEN = "This Manim code does not render. Please repair it."
ASKED_FOR = "It should show what was asked for: {}"
ERROR = "The error is:"


def row(pair: Pair) -> Record:
    """`messages`: the broken code, the request for it if there is one, and its error; the fix."""
    parts = [
        BROKEN,
        *([ASKED_FOR.format(pair.request)] if pair.request else []),
        fenced(fields.text(pair.broken.record, "code")),
        ERROR,
        fenced(pair.error, language=""),
    ]
    answer = {"role": "assistant", "content": pair.working.answer}
    return {"messages": [*prompt(pair.working.system, "\n\n".join(parts)), answer]}
