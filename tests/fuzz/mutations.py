"""Hostile lines and files made of good ones: changed bytes, values of other types, broken code."""

import json
from copy import deepcopy
from random import Random
from typing import Any

BITS = [
    b"null", b"[]", b"{}", b'""', b"1e999", b"-0", b"NaN", b"123456789012345678901234567890",
    b"\\ud800", b"\\u0000", b"\x00", b"\xff", b"\xc3", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\r",
    b"\r\n", b'"', b"\\", b"{", b"[" * 2000, b"(" * 300, b'{"a":' * 300, b"9" * 5000, b",",
    b'"metadata":', b'"code":', b'"description":null', b"\\n", b"'''", b"#", b"\t", b"\x0c",
    b"class S(Scene):", b"def construct(self):", b"```python\\n", b".. manim:: S\\n", b"%%manim",
    b"from manim import *\\n", b"self.play(", b"lambda: (yield)", b"f'{x!r:{y}}'", b"\\N{DASH}",
    b"async ", b"match x:\\n", b"print 'x'\\n", b"\xf0\x9f\x94\xba", b"\xe2\x80\xae", b"../../x",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "x", "[PENDING_DESCRIPTION]", [], [None], {},
    {"a": {"b": []}}, "\x00", "é" * 10, "1-2", "ce", ["x"] * 50, "a" * 3000, "<s>", "\u2028",
]  # fmt: skip


def line(rng: Random, seeds: list[bytes]) -> bytes:
    """One line, without its newline, that may or may not be a record still."""
    made = rng.choice(seeds)
    way = rng.random()
    if way < 0.35:
        record = retyped(rng, json.loads(made))
        made = json.dumps(record, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
    elif way < 0.65:
        record = json.loads(made)
        key = rng.choice(["code", "code", "description"])
        text = bytes_changed(rng, str(record.get(key, "")).encode())
        record[key] = text.decode(errors="replace")
        made = json.dumps(record).encode()
    elif way < 0.95:
        made = bytes_changed(rng, made)
    return made.replace(b"\n", b"")


def retyped(rng: Random, record: dict) -> dict:
    """The record with values of other types, without keys, or with new ones, at any depth."""
    for _ in range(rng.randint(1, 3)):
        inner = record.get("metadata")
        target = inner if isinstance(inner, dict) and rng.random() < 0.6 else record
        key = rng.choice([*target, "content", "text", "messages", "conversations", "url", "kind"])
        if rng.random() < 0.2:
            target.pop(key, None)
        else:
            target[key] = deepcopy(rng.choice(VALUES))
    return record


def bytes_changed(rng: Random, data: bytes) -> bytes:
    """The bytes with a few of them flipped, inserted, removed, repeated or swapped."""
    made = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        at, size = rng.randint(0, len(made)), rng.choice([1, 1, 2, 8, 64])
        match rng.randrange(5):
            case 0 if at < len(made):
                made[at] ^= 1 << rng.randrange(8)
            case 1:
                made[at:at] = rng.choice(BITS)
            case 2:
                del made[at : at + size]
            case 3:
                made[at:at] = made[at : at + size] * rng.randint(1, 3)
            case 4:
                other = rng.randint(0, len(made))
                made[at : at + size] = made[other : other + size]
    return bytes(made)
