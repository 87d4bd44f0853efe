"""Faults and what is right, as tests/data/pairs.txt has them, with what the real renderer said.

A block of that file is a finding, lines with `-` that have it, and lines with `+` that are right:
lines of a construct, or of a module where they have a class.
"""

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import orjson
from faulty import scene

DATA = Path(__file__).parent.parent / "data"
TABLE = DATA / "pairs.txt"
VERDICTS = DATA / "pairs-manim-0.22.0.json"  # key(code) -> the error, "" for what renders


class Pair(NamedTuple):
    issue: str
    bad: str
    good: str


def pairs() -> list[Pair]:
    found = []
    for block in TABLE.read_text().split("\n\n"):
        issue, *lines = block.strip("\n").split("\n")
        bad, good = ([line[2:] for line in lines if line[0] == sign] for sign in "-+")
        found.append(Pair(issue, module(bad), module(good)))
    return found


def module(lines: list[str]) -> str:
    if not any(line.startswith("class ") for line in lines):
        return scene(*lines)
    head = "" if lines[0].startswith("import ") else "from manim import *\n\n\n"
    return head + "\n".join(lines) + "\n"


def key(code: str) -> str:
    return sha256(code.encode()).hexdigest()[:16]


def verdicts() -> dict[str, str]:
    told: dict[str, str] = orjson.loads(VERDICTS.read_bytes())
    return told
