"""What servers send, read once, at the edge, into checked types: one file per API.

Nothing else in the room looks into foreign JSON. These modules are imported with the first answer,
because msgspec takes as long to load as a small run that knows all its answers.
"""

import json
from typing import Any, TypeVar

import msgspec

from mdx.llm import Unreadable

T = TypeVar("T")
MOST = 10**9  # tokens that any answer could take


def read(body: bytes, kind: type[T], what: str) -> T:
    """The body as this kind; raises Unreadable with what it should have been.

    msgspec refuses lone surrogates, which models do produce, and numbers beyond any float, which
    may occur in fields that nobody reads; the standard library accepts both.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (ValueError, RecursionError):
        pass
    try:
        return msgspec.convert(json.loads(body), kind)
    except (ValueError, RecursionError):
        raise Unreadable(f"the server's answer is no {what}{_instead(body)}") from None


class Named(msgspec.Struct):
    id: str


def named(body: bytes) -> str:
    """The id of a new object."""
    return read(body, Named, "confirmation").id


def _instead(body: bytes) -> str:
    """What came instead; "" if that cannot be told."""
    head = body[:200].lstrip().lower()
    if not head:
        return ", but empty"
    if head.startswith((b"<!doctype html", b"<html")):
        return ", but a page of HTML"
    if head.startswith((b"data:", b"event:", b": ")):
        return ", but an event stream"
    return ""


def count(value: Any) -> int:
    """A number of tokens; 0 for anything else, which must not spoil the answer it came with."""
    return value if type(value) is int and 0 < value < MOST else 0


def word(value: Any) -> str:
    """A short name, such as a model's; "" for anything else."""
    return value[:200] if isinstance(value, str) and value.isprintable() else ""
