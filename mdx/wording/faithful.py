"""What a paraphrase lost or made up: numbers, colours, names, formulas, quoted words."""

import re
from collections import Counter

from mdx.manim.colours import HUES
from mdx.wording.enclosed import DISPLAYED, FORMULAS, QUOTATIONS, cut

NUMBER = re.compile(r"(?<![\w.])-?\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_][\w'’-]*")
POSSESSIVE = re.compile("['’]s$")
OPENING = "\"“'("  # what may stand before the first word of a sentence
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"twice": "2", "thrice": "3"}
COLOURS = HUES | set("golden gray violet turquoise lime navy".split())
SHORTEST = 3  # words of a paraphrase
SHARED = 0.3  # of the words that tell what it is about, which both must have
STEM = 5  # letters by which forms of a word are known as one
# Words that tell how one asks, and not what for.
ASKING = set(
    "the and that then with for from into onto its this these those are was not but can could "
    "would should will you your please want need like show make create draw generate animate "
    "animation video scene picture image clip using use let have has give write manim python code "
    "after before while where which what how when them they there here each all some any it's "
    "i'd".split()
)
SAME = {"gray": "grey", "golden": "gold"}


def infidelity(original: str, paraphrase: str) -> str:
    """Why the paraphrase does not say the same as the original; "" if it seems to."""
    formulas, rest = cut(original, (*FORMULAS, DISPLAYED))
    other_formulas, other_rest = cut(paraphrase, (*FORMULAS, DISPLAYED))
    quotations = [part[1:-1] for part in cut(original, QUOTATIONS)[0]]
    other_quotations = [part[1:-1] for part in cut(paraphrase, QUOTATIONS)[0]]
    all_of_it = _close(paraphrase)
    if lost_part := _lost(formulas, other_formulas, all_of_it):
        return f"the formula {lost_part} is lost"
    if lost_part := _lost(quotations, other_quotations, all_of_it):
        return f"the words {lost_part!r} are lost"
    plain, other_plain = cut(rest, QUOTATIONS)[1], cut(other_rest, QUOTATIONS)[1]
    for what, count in (("number", numbers), ("colour", colours)):
        before, after = count(plain), count(other_plain)
        if gone := before - after:
            return f"the {what} {min(gone)} is lost"
        if made_up := after.keys() - before.keys():
            return f"the {what} {min(made_up)} is made up"
    words = {POSSESSIVE.sub("", word) for word in WORD.findall(paraphrase)}
    if lost := sorted(names(plain) - words):
        return f"the name {lost[0]} is lost"
    length = len(WORD.findall(paraphrase))
    if length < min(SHORTEST, len(WORD.findall(original))):
        return "it is too short"
    about = content(original)
    if about and len(about & content(paraphrase)) < max(1, len(about) * SHARED):
        return "it speaks of something else"
    return ""


def _lost(parts: list[str], others: list[str], text: str) -> str:
    """The first part that is neither among the others nor in the text; "" if none."""
    there = set(map(_close, others))
    lost = (part for part in parts if _close(part) not in there and _close(part) not in text)
    return next(lost, "")


def _close(text: str) -> str:
    return "".join(text.split()).strip("$")


def formulas(text: str) -> list[str]:
    """The formulas with their delimiters."""
    return cut(text, (*FORMULAS, DISPLAYED))[0]


def quotations(text: str) -> list[str]:
    """What stands in quotation marks or backticks."""
    return [part[1:-1] for part in cut(text, QUOTATIONS)[0]]


def spoken(text: str) -> str:
    """The text without formulas and quotations, which are compared as they are."""
    return cut(cut(text, (*FORMULAS, DISPLAYED))[1], QUOTATIONS)[1]


def numbers(text: str) -> Counter[str]:
    """How often each number occurs, in digits; "one" and "a" are not worth comparing."""
    digits = [number.rstrip(".,") for number in NUMBER.findall(text)]
    digits += [NUMBER_WORDS.get(word.lower(), "") for word in WORD.findall(text)]
    return Counter(number for number in digits if number not in ("", "1"))


def colours(text: str) -> Counter[str]:
    """How often each colour occurs."""
    words = [word.lower() for word in WORD.findall(text)]
    return Counter(SAME.get(word, word) for word in words if word in COLOURS)


def content(text: str) -> set[str]:
    """The words that say what a text is about, by their first letters."""
    words = (word.lower() for word in WORD.findall(text))
    return {word[:STEM] for word in words if len(word) > 2 and word not in ASKING}


def names(text: str) -> set[str]:
    """Words with a capital letter that do not begin a sentence."""
    words: set[str] = set()
    last_end = 0
    for match in WORD.finditer(text):
        word, gap = match.group(), text[last_end : match.start()]
        if word[0].isupper() and len(word) > 1 and not _begins_sentence(gap, last_end == 0):
            words.add(POSSESSIVE.sub("", word))
        last_end = match.end()
    return words


def _begins_sentence(gap: str, is_first: bool) -> bool:
    """Whether a sentence begins after what stands between two words, or before the first one."""
    before = gap.rstrip(OPENING)
    if not before:
        return is_first
    ended = before.rstrip()
    blanks = before[len(ended) :]
    return "\n" in blanks or (blanks != "" and ended.endswith(tuple(".!?:")))
