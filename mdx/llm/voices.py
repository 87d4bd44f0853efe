"""Whose voice a description should have: drawn for each record, so that not all sound alike."""

import os
import tomllib
from functools import cached_property
from hashlib import sha256
from itertools import product
from math import gcd
from typing import NamedTuple

TABLES = {"register": "In the words of {}.", "length": "{}", "open": "{}"}
APART = 0.618  # of all voices lie between two that are drawn for one record


class BadVoices(ValueError):
    """The list of voices cannot be read; the message says why."""


class Voice(NamedTuple):
    name: str  # as in "learner, short, wide"
    text: str  # what the model is told


class Voices:
    """A list of voices, and which of them speaks of a record."""

    def __init__(self, text: str):
        """Reads TOML that may hold some of the tables; raises BadVoices."""
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BadVoices(f"no TOML: {error}") from None
        if unknown := tables.keys() - TABLES.keys():
            raise BadVoices(f"unknown table {min(unknown)}; there are {', '.join(TABLES)}")
        for name, table in tables.items():
            if not isinstance(table, dict) or not table or not all(map(_is_text, table.values())):
                raise BadVoices(f"{name} must be a table of names and texts")
        if not tables:
            raise BadVoices(f"none of the tables {', '.join(TABLES)} is there")
        self.tables: dict[str, dict[str, str]] = {n: tables[n] for n in TABLES if n in tables}

    @cached_property
    def all(self) -> list[Voice]:
        """Every combination of one entry from each table."""
        forms = [TABLES[name] for name in self.tables]
        return [
            Voice(
                ", ".join(name for name, _ in chosen),
                " ".join(form.format(text) for form, (_, text) in zip(forms, chosen, strict=True)),
            )
            for chosen in product(*(table.items() for table in self.tables.values()))
        ]

    @cached_property
    def step(self) -> int:
        """How far apart two voices lie that follow each other; it meets all of them in turn."""
        count = len(self.all)
        return next(n for n in range(max(1, int(APART * count)), 2 * count) if gcd(n, count) == 1)

    def drawn(self, code: str, seed: int, turn: int = 0) -> Voice:
        """The voice for this code; each further turn gives another one until all were used."""
        digest = sha256(f"{seed}\0{code}".encode(errors="surrogatepass")).digest()
        first = int.from_bytes(digest[:8])
        return self.all[(first + turn * self.step) % len(self.all)]


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def load(path: str = "") -> Voices:
    """The voices of a file, those that come with mdx by default; raises BadVoices and OSError."""
    try:
        with open(path or os.path.join(os.path.dirname(__file__), "voices.toml"), "rb") as file:
            return Voices(file.read().decode())
    except UnicodeDecodeError as error:
        raise BadVoices(f"not UTF-8 (byte {error.start + 1})") from None
