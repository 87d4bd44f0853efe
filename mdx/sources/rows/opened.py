"""Unwraps a row as services and tools export it."""

import ast
import base64
import re
from binascii import Error as NoBase64
from typing import Any

import orjson

from mdx.sources.formats import html
from mdx.sources.rows.answers import looks_so
from mdx.sources.rows.columns import is_row
from mdx.sources.rows.turns import turns_in

DEEPEST = 10  # how many nested objects and lists are opened
IN_TEXT = 2  # how many of these may hold JSON as text: deeper, it is what somebody said
LONGEST = 4 << 20  # characters of a text that is parsed
DOTTED = re.compile(r"\w+(?:\.\w+){1,9}")
FILE = re.compile(r"[\w./ -]+\.(?:py|ipynb|md|txt)")
BASE64 = re.compile(r"[A-Za-z0-9+/\s]++=*+\s*+")
LEAST_BASE64 = 40
# Types that Firestore, DynamoDB and MongoDB wrap around each value.
TAGS = frozenset("stringValue integerValue doubleValue booleanValue S N BOOL $oid $date".split())


def opened(row: dict[str, Any], depth: int = 0) -> dict[str, Any]:
    """The row with dotted keys (`a.0.b`) and JSON texts as objects, maps from file names to texts
    as lists, base64 as text, HTML as Markdown, and typed values as plain ones."""
    row = {key: _value(value, depth + 1) for key, value in row.items()}
    return _nested(row) if any("." in str(key) for key in row) else row


def _value(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _text(value, depth)
    if not isinstance(value, dict | list) or depth > DEEPEST:
        return value
    if isinstance(value, list):
        if value and all(map(_is_segment, value)):
            return "".join(item["text"] for item in value)
        is_texts = all(isinstance(item, str) for item in value[:1])
        return value if is_texts else [_value(item, depth + 1) for item in value]
    if value and all(isinstance(v, str) and FILE.fullmatch(str(k)) for k, v in value.items()):
        return [{"path": path, "content": content} for path, content in value.items()]
    if len(value) == 1 and (tag := next(iter(value))) in TAGS:
        return _value(value[tag], depth)
    return opened(value, depth)


def _is_segment(item: Any) -> bool:
    """Whether this is a piece of a text, labelled for training, as in Axolotl's sets."""
    return (
        isinstance(item, dict) and type(item.get("label")) is bool and type(item.get("text")) is str
    )


def _text(value: str, depth: int) -> Any:
    if depth <= IN_TEXT and value[:1].strip() in ("", "[", "{") and len(value) <= LONGEST:
        held = _parsed(value.strip())
        if isinstance(held, list) or (isinstance(held, dict) and (is_row(held) or turns_in(held))):
            return _value(held, depth)
    if " " not in value and len(value) >= LEAST_BASE64 and BASE64.fullmatch(value):
        try:
            plain = base64.b64decode(value).decode()
        except (NoBase64, UnicodeDecodeError):
            return value
        return plain if looks_so(plain) else value
    return html.as_markdown(value)


def _parsed(value: str) -> Any:
    """The value of a JSON text, or of a Python list as pandas writes it; None if it is neither."""
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        if not value.startswith("[") or not value.endswith("]"):
            return None
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None


def _nested(row: dict[str, Any]) -> dict[str, Any]:
    """The row with dotted keys as nested objects, or as lists if the parts are numbers."""
    nested: dict[str, Any] = {}
    for key, value in row.items():
        first, *inner = key.split(".") if DOTTED.fullmatch(str(key)) else [key]
        held, names = nested, [first, *inner]
        for name in names[:-1]:
            deeper = held.setdefault(name, {})
            held = deeper if isinstance(deeper, dict) else held
        held[names[-1]] = value
    return {key: _lists(value) for key, value in nested.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict) or not value:
        return value
    value = {key: _lists(inner) for key, inner in value.items()}
    return list(value.values()) if all(map(str.isdecimal, map(str, value))) else value
