"""What makes two pieces of code alike: every five tokens in a row, as numbers.

A token here is a word, a string, or the signs between two of them, of the normal form. The lines
that all scenes share (imports, the class line, the line of construct) are left out. The numbers are
made for many texts at once, in passes over arrays: 64-bit polynomial hashes (Karp and Rabin 1987)
of the tokens and then of five in a row, mixed by the finaliser of SplitMix64 (Steele, Lea and
Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
"""

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from mdx.same.marks import GAP, NUL, STRING, UNREADABLE

SIZE = 5  # tokens in a shingle

_SHARED = re.compile(rb"\n(?:import\x02|from\b|class\x02|def\x02\.?construct\()[^\n\x01]*(?=\n|\Z)")
_U64 = np.uint64
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_SEEDS = np.array([pow(_BASE, 2 * k + 3, 1 << 64) for k in range(SIZE)], _U64)
_PUNCTUATION, _WORD, _STRING, _GAP = range(4)


def _classes() -> np.ndarray:
    classes = np.full(256, _PUNCTUATION, np.uint8)
    classes[[c for c in range(256) if bytes([c]).isalnum() or c == ord("_") or c >= 128]] = _WORD
    classes[STRING[0]] = _STRING
    classes[GAP[0]] = _GAP
    return classes


def _mixed(numbers: np.ndarray) -> np.ndarray:
    numbers = (numbers ^ (numbers >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> _U64(27))) * _U64(0x94D049BB133111EB)
    numbers ^= numbers >> _U64(31)
    return numbers


_CLASS = _classes()
_BYTE = _mixed(np.arange(1, 257, dtype=_U64) * _U64(_BASE))


@lru_cache(8)
def _powers(n: int) -> tuple[np.ndarray, np.ndarray]:
    """The first n powers of the base, and of its inverse modulo 2**64."""
    factors = np.full((2, n), [[_BASE], [pow(_BASE, -1, 1 << 64)]], _U64)
    factors[:, 0] = 1
    powers, inverse = np.multiply.accumulate(factors, axis=1)
    return powers, inverse


def _span_hashes(numbers: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """A number for the numbers of each span, the same wherever they stand."""
    n = len(numbers)
    powers, inverse = _powers(1 << n.bit_length())
    sums = np.zeros(n + 1, _U64)
    np.cumsum(numbers * powers[:n], out=sums[1:])
    return _mixed((sums[ends] - sums[starts]) * inverse[starts])


def shingles(forms: Sequence[bytes]) -> list[np.ndarray]:
    """For each normal form the numbers of its shingles: uint64, sorted, distinct.

    Empty for a text that could not be read, or has fewer tokens than a shingle.
    """
    texts, strings = [], []
    for form in forms:
        text, *contents = [b""] if form.startswith(UNREADABLE) else form.split(NUL)
        texts.append(_SHARED.sub(b"", text) + b"\n")
        strings += contents
    begins = np.cumsum([0, *map(len, texts)])
    tokens, starts = _tokens(np.frombuffer(b"".join(texts), np.uint8), begins[:-1], strings)
    n = max(len(tokens) - SIZE + 1, 0)
    rows = sum((tokens[k : n + k] * seed for k, seed in enumerate(_SEEDS)), np.zeros(n, _U64))
    rows = _mixed(rows)
    bounds = np.searchsorted(starts, begins).tolist()
    return [
        _distinct(rows[start : max(end - SIZE + 1, start)])
        for start, end in itertools.pairwise(bounds)
    ]


def _tokens(
    buffer: np.ndarray, begins: np.ndarray, strings: list[bytes]
) -> tuple[np.ndarray, np.ndarray]:
    """The tokens' numbers, and where each begins."""
    kinds = _CLASS[buffer]
    first = kinds == _STRING
    first[begins] = True
    first[1:] |= kinds[1:] != kinds[:-1]
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(buffer))
    starts, ends = (at[kinds[starts] != _GAP] for at in (starts, ends))
    tokens = _span_hashes(_BYTE[buffer], starts, ends)
    tokens[kinds[starts] == _STRING] = _string_hashes(strings)
    return tokens, starts


def _string_hashes(strings: list[bytes]) -> np.ndarray:
    ends = np.cumsum([0, *map(len, strings)])
    buffer = np.frombuffer(b"".join(strings), np.uint8)
    return _mixed(_span_hashes(_BYTE[buffer], ends[:-1], ends[1:]) + _U64(_BASE))


def _distinct(numbers: np.ndarray) -> np.ndarray:
    """The same numbers, sorted, each once."""
    numbers = np.sort(numbers)
    keep = np.ones(len(numbers), bool)
    keep[1:] = numbers[1:] != numbers[:-1]
    return numbers[keep]
