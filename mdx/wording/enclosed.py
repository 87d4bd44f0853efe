"""What stands between two marks, as formulas and quotations do, found in one pass over the text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Pair(NamedTuple):
    """Two marks; between them stand at least so many characters, of one line or of several."""

    opener: str
    closer: str
    least: int = 1
    lines: bool = False


FORMULAS = (Pair("$$", "$$", lines=True), Pair("\\(", "\\)", lines=True), Pair("$", "$"))
DISPLAYED = Pair("\\[", "\\]", lines=True)
QUOTATIONS = (Pair('"', '"'), Pair("“", "”"), Pair("`", "`"))


def spans(text: str, pairs: Sequence[Pair], whole: str = "") -> Iterator[tuple[int, int]]:
    """Where each enclosed part begins and ends with its marks, in order; none lies in another.

    `whole` is a pattern of further parts, which have no marks. An opener without its closer is
    text like any other. The time grows with the text alone: where no closer was found, none is
    looked for again, which a regular expression would do at every opener.
    """
    by_opener = {pair.opener: pair for pair in pairs}
    searched = dict.fromkeys(by_opener, 0)  # no closer stands between the last opener and here
    openers = "|".join(map(re.escape, by_opener))
    pattern = re.compile(f"(?P<opener>{openers})|{whole}" if whole else f"(?P<opener>{openers})")
    place = 0
    while match := pattern.search(text, place):
        start, place = match.span()
        if match["opener"] is None:
            yield start, place
            continue
        pair = by_opener[match["opener"]]
        if start >= searched[pair.opener]:
            end, is_closed = _end(text, place, pair)
            if is_closed:
                place = end
                yield start, end
                continue
            searched[pair.opener] = end
        place = start + 1


def _end(text: str, begin: int, pair: Pair) -> tuple[int, bool]:
    """Where the part ends whose content begins here, and whether with its closer."""
    if pair.lines:
        closer = text.find(pair.closer, begin + pair.least)
        return (len(text), False) if closer < 0 else (closer + len(pair.closer), True)
    run = re.compile(f"[^{pair.closer}\n]*+").match(text, begin)
    end = run.end() if run else begin
    is_closed = end - begin >= pair.least and text.startswith(pair.closer, end)
    return (end + len(pair.closer), True) if is_closed else (end, False)


def cut(text: str, pairs: Sequence[Pair]) -> tuple[list[str], str]:
    """The enclosed parts, and the text with a blank in the place of each."""
    parts: list[str] = []
    rest: list[str] = []
    place = 0
    for start, end in spans(text, pairs):
        parts.append(text[start:end])
        rest += (text[place:start], " ")
        place = end
    return parts, "".join((*rest, text[place:]))
