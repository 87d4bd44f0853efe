"""What a paraphrase lost or made up: numbers, colours, names, formulas, quoted words."""

import re
from collections import Counter

FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
QUOTED = re.compile(r"\"([^\"\n]+)\"|“([^”\n]+)”|`([^`\n]+)`")
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:[.,]\d+)*")
WORD = re.compile(r"[^\W\d_][\w'’-]*")
POSSESSIVE = re.compile("['’]s$")
SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*)[\"“'(]*$")
NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"twice": "2", "thrice": "3"}
COLOURS = set(
    "red green blue yellow orange purple pink teal gold golden maroon grey gray white black brown "
    "cyan magenta violet turquoise lime navy".split()
)
SAME = {"gray": "grey", "golden": "gold"}


def infidelity(original: str, paraphrase: str) -> str:
    """Why the paraphrase says something else than the original; "" if nothing was found."""
    for formula in FORMULA.findall(original):
        if _close(formula) not in _close(paraphrase):
            return f"the formula {formula} is lost"
    for found in QUOTED.findall(original):
        if _close("".join(found)) not in _close(paraphrase):
            return f"the words {''.join(found)!r} are lost"
    one, two = _plain(original), _plain(paraphrase)
    for what, find in (("number", numbers), ("colour", colours)):
        before, after = find(one), find(two)
        if gone := before - after:
            return f"the {what} {min(gone)} is lost"
        if made_up := after.keys() - before.keys():
            return f"the {what} {min(made_up)} is made up"
    words = {POSSESSIVE.sub("", word) for word in WORD.findall(paraphrase)}
    lost = sorted(names(one) - words)
    return f"the name {lost[0]} is lost" if lost else ""


def _close(text: str) -> str:
    return "".join(text.split()).strip("$")


def _plain(text: str) -> str:
    """The text without formulas and quotations, which are compared as they are."""
    return QUOTED.sub(" ", FORMULA.sub(" ", text))


def numbers(text: str) -> Counter[str]:
    """How often each number is there, in digits; "one" and "a" are none worth comparing."""
    found = [number.rstrip(".,") for number in NUMBER.findall(text)]
    found += [NUMBER_WORDS.get(word.lower(), "") for word in WORD.findall(text)]
    return Counter(number for number in found if number not in ("", "1"))


def colours(text: str) -> Counter[str]:
    words = [word.lower() for word in WORD.findall(text)]
    return Counter(SAME.get(word, word) for word in words if word in COLOURS)


def names(text: str) -> set[str]:
    """Words written with a capital letter where no sentence begins."""
    return {
        POSSESSIVE.sub("", match.group())
        for match in WORD.finditer(text)
        if match.group()[0].isupper()
        and len(match.group()) > 1
        and not SENTENCE_START.search(text[: match.start()])
    }
