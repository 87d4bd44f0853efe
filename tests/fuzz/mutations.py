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
    b"\xc2\x85", b"\x0b", b"\x1c", b"\xe2\x80\xa9", b"\xed\xa0\x80", b"1" * 400, b"1e308",
    b"18446744073709551616", b"0x", b"1_0", b"\\x", b"b'\\xff'", b"rf'''", b"t'{x}'", b"\xc2\xad",
    b"[" * 500 + b"]" * 500, b"\\u2028", b"type X = int\\n", b"except* E:\\n", b"a\xcc\x81",
    b"# -*- coding: latin-1 -*-\\n", b"# coding: nonsense\\n", b"\\\r\n", b"\x1a", b"global x\\n",
    b"f'{f'{1}'}'", b"5e-324", b"\xef\xbd\x81",
]  # fmt: skip
VALUES: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "x", "[PENDING_DESCRIPTION]", [], [None], {},
    {"a": {"b": []}}, "\x00", "é" * 10, "1-2", "ce", ["x"] * 50, "a" * 3000, "<s>", "\u2028",
    -(2**63) - 1, 2**64, 1e308, -0.0, "\ud800", "\udfff\ud800", "a\nb\rc\x85d", "\ufeff", "{code}",
    "{metadata.x.__class__}", "%s%n", "../../etc/passwd", "9-1", "0-0", "1-99999999999999999999",
    "MIT OR (Apache-2.0", "http://[::1", "ß" * 100, "I\u0307", {"": {"": ""}}, [[[]]] * 3, "1e5",
]  # fmt: skip
LINE_ENDS = [
    "\r",
    "\r\n",
    "\n\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x85",
    "\u2028",
    "\u2029",
    "\n\n",
    "\\\n",
]
BLOCKS = [
    "if x:", "for i in x:", "while x:", "with a as b:", "try:", "class C:", "def f(x):", "else:",
    "async def f():", "async with a:", "match x:", "case {'a': [*_, b]} if b:", "except* E as e:",
]  # fmt: skip
NESTS = [
    ("(", ")"), ("[", "]"), ("{", "}"), ("-", ""), ("not ", ""), ("lambda: ", ""), ("f(", ")"),
    ("a.", ""), ("x if x else ", ""), ("*", ""), ("{0: ", "}"), ("(x := ", ")"), ("await ", ""),
    ("a[", "]"), ("1 + ", ""), ("x < ", ""), ("f'{", "}'"), ("Create(", ", x=1)"), ("(yield ", ")"),
    ("[x for x in ", "]"), ('"""', '"""'), ("x and ", ""), ("~", ""), ("2 ** ", ""), ("x @ ", ""),
]  # fmt: skip


def line(rng: Random, seeds: list[bytes]) -> bytes:
    """One line, without its newline, that may or may not be a record still."""
    made = rng.choice(seeds)
    way = rng.random()
    if way < 0.30:
        record = retyped(rng, json.loads(made))
        made = json.dumps(record, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
    elif way < 0.45:
        record = json.loads(made)
        key = rng.choice(["code", "code", "description"])
        text = bytes_changed(rng, str(record.get(key, "")).encode())
        record[key] = text.decode(errors="replace")
        made = json.dumps(record).encode()
    elif way < 0.75:
        record = json.loads(made)
        other = json.loads(rng.choice(seeds))
        record["code"] = code_changed(rng, str(record.get("code", "")), str(other.get("code", "")))
        made = json.dumps(record, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")
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
        elif rng.random() < 0.02:
            target[key] = deep(rng)
        else:
            target[key] = deepcopy(rng.choice(VALUES))
    return record


def deep(rng: Random) -> Any:
    """A list or an object that is deeper than orjson writes, or as deep as it reads."""
    value: Any = rng.choice([0, 10**30])
    is_list = rng.random() < 0.5
    for _ in range(rng.choice([250, 960])):
        value = [value] if is_list else {"a": value}
    return value


def code_changed(rng: Random, code: str, other: str) -> str:
    """The code with other line ends, lines or nesting, or with a part of other code in it."""
    for _ in range(rng.choice([1, 1, 2])):
        lines = code.splitlines(keepends=True) or [""]
        at = rng.randrange(len(lines))
        match rng.randrange(6):
            case 0:
                end = rng.choice(LINE_ENDS)
                if rng.random() < 0.5:
                    code = code.replace("\n", end)
                else:
                    code = "".join([*lines[:at], lines[at].rstrip("\n"), end, *lines[at + 1 :]])
            case 1:
                code = _nested_blocks(rng, code)
            case 2:
                code = _nested_expression(rng, code)
            case 3:
                to = rng.randrange(len(lines))
                lines[at], lines[to] = lines[to], lines[at]
                code = "".join(lines[: rng.choice([len(lines), at + 1])])
            case 4:
                lines[at] = rng.choice([" ", "\t", "    ", "", "\f"]) + lines[at].lstrip()
                lines[at:at] = lines[at : at + 1] * rng.choice([1, 1, 50])
                code = "".join(lines)
            case 5:
                there = rng.randint(0, len(other))
                here = rng.randint(0, len(code))
                code = code[:here] + other[there : there + rng.choice([5, 50, 500])] + code[here:]
    return code


def _nested_blocks(rng: Random, code: str) -> str:
    """The code inside some, many or too many blocks."""
    depth = rng.choice([1, 2, 5, 19, 40, 99, 101])
    kinds = rng.sample(BLOCKS, 2)
    heads = [" " * n + rng.choice(kinds) + "\n" for n in range(depth)]
    body = [" " * depth + text for text in code.splitlines(keepends=True)]
    tails = ["finally:\n pass\n"] if heads[0] == "try:\n" and rng.random() < 0.7 else []
    return "".join([*heads, *body, *tails])


def _nested_expression(rng: Random, code: str) -> str:
    """The code with a deep expression somewhere in it, closed or not."""
    left, right = rng.choice(NESTS)
    depth = rng.choice([2, 10, 50, 95, 200, 1_000, 5_000])
    deep = left * depth + "x" + right * rng.choice([depth, depth, depth - 1])
    at = rng.choice([code.find("("), code.rfind("("), code.find("=") + 1, len(code)]) + 1
    return code[:at] + deep + rng.choice(["", ",", "\n"]) + code[at:]


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
