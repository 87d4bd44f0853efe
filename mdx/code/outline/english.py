"""English grammar in small: articles, plurals, lists, verb forms, numbers; knows no Manim."""

import re
from collections.abc import Sequence

NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
VOWEL_SOUND = re.compile(r"(?!uni|one\b|eu|use)[aeiou]|8|11\b|18\b|hour|honest", re.I)
DOUBLED = {
    "flip",
    "run",
    "spin",
    "swap",
    "zoom out",
    "scan",
    "wrap",
    "put",
    "set",
    "plot",
    "let",
    "pan",
}


def a(noun: str) -> str:
    """The words with an indefinite article: "an orange circle"."""
    return ("an " if VOWEL_SOUND.match(noun) else "a ") + noun


def plural(noun: str, irregular: dict[str, str]) -> str:
    """The plural of a noun whose last word is inflected: "red boxes"."""
    for one, many in irregular.items():
        if noun == one or noun.endswith(" " + one):
            return noun[: len(noun) - len(one)] + many
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + "s"


def number(count: int) -> str:
    """A count in words up to twelve, in digits above."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def listed(items: Sequence[str]) -> str:
    """The items as a list in running text: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def third_person(phrase: str) -> str:
    """ "draw a line" as "draws a line"."""
    verb, _, rest = phrase.partition(" ")
    if re.search(r"(s|x|z|ch|sh|o)$", verb):
        verb += "es"
    elif re.search(r"[^aeiou]y$", verb):
        verb = verb[:-1] + "ies"
    else:
        verb += "s"
    return f"{verb} {rest}".rstrip()


def gerund(phrase: str) -> str:
    """ "fade out the line" as "fading out the line"."""
    verb, _, rest = phrase.partition(" ")
    if verb in DOUBLED:
        verb += verb[-1]
    elif re.search(r"[^eoy]e$", verb):
        verb = verb[:-1]
    return f"{verb}ing {rest}".rstrip()


def measure(value: float) -> str:
    """A number as a person writes it: "2", "0.5"."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def times(count: int) -> str:
    """How often: "twice", "three times"; "several times" for a number that is not known (0)."""
    return {0: "several times", 1: "once", 2: "twice"}.get(count, f"{number(count)} times")
