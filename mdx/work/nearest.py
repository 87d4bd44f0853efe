"""Suggestions for unknown words."""

from collections.abc import Iterable


def nearest(word: str, words: Iterable[str]) -> str:
    """The most similar of these words, or "" if none is similar.

    Case and punctuation do not count. A word inside another counts as similar: `ce` in `manimce`.
    """
    from difflib import SequenceMatcher, get_close_matches

    asked = _folded(word)
    spellings = {_folded(each): each for each in sorted(words, reverse=True)}
    if not asked:
        return ""
    related = [
        other
        for other in spellings
        if (other in asked or asked in other) and len(asked) <= 4 * len(other)
    ]
    close = get_close_matches(asked, spellings, n=3)
    best = max(
        [*related, *close],
        key=lambda other: SequenceMatcher(None, asked, other).ratio(),
        default="",
    )
    return spellings.get(best, "")


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The end of a message about an unknown word, as in `; did you mean ce?`, or ""."""
    meant = nearest(word[:80], words)
    return f"; did you mean {meant}?" if meant else ""


def none_of(word: str, words: Iterable[str]) -> str:
    """The message about a word that should be one of these."""
    words = list(words)
    return f"{shortened(word)!r} is not one of {', '.join(words)}{did_you_mean(word, words)}"


def shortened(word: str) -> str:
    """As much of the word as fits into a one-line message."""
    return word if len(word) <= 40 else word[:37] + "..."


def _folded(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))
