"""English grammar in small: articles, plurals, lists, verb forms, numbers; knows no Manim."""

import re
from collections.abc import Sequence

NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
VOWEL_SOUND = re.compile(r"(?!uni|one\b|eu|use)[aeiou]|8|11\b|18\b|hour|honest", re.I)
IRREGULAR = {"hedron": "hedra", "torus": "tori", "matrix": "matrices"}  # the ends of plurals
DOUBLED = set("dim flip run spin swap scan wrap put set plot let pan".split())
QUOTED = 100  # characters of a text or formula that stand in a sentence
SINGLE = re.compile(r"\{\{([^{}]*)\}\}")  # double braces that only keep parts of a formula apart


def a(noun: str) -> str:
    """The words with an indefinite article: "an orange circle"."""
    return ("an " if VOWEL_SOUND.match(noun) else "a ") + noun


def plural(noun: str) -> str:
    """The plural of a noun: "red boxes", "sets of lines"."""
    if of := re.search(r" (?:of|with|from) ", noun):
        return plural(noun[: of.start()]) + noun[of.start() :]
    for one, many in IRREGULAR.items():
        if noun.endswith(one):
            return noun.removesuffix(one) + many
    return noun + ("es" if re.search(r"(s|x|z|ch|sh)$", noun) else "s")


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


def measure(value: float, places: int = 2) -> str:
    """A number as a person writes it: "2", "0.5"."""
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if places else text
    return text.removeprefix("-") if float(text) == 0 else text


def coordinates(point: Sequence[float]) -> str:
    """A point as a person writes it: "(2, 1)"; the third number only where it is not 0."""
    return f"({', '.join(measure(part) for part in (point if any(point[2:]) else point[:2]))})"


def quote(label: str, style: str, longest: int = QUOTED) -> str:
    """Words or a formula as they can stand in a sentence; "" if they are too long for one."""
    label = SINGLE.sub(r"\1", " ".join(label.split()))
    if not label or len(label) > longest or not label.isprintable():
        return ""
    if style == "formula":
        whole = "$" not in label and label.count("{") == label.count("}")
        return f"${label}$" if whole else ""
    if style == "plain":
        return label
    return f'"{label}"' if '"' not in label else f"“{label}”"


def coloured(noun: str, colour: str) -> str:
    """The noun with its colour: "red circle", "set of red lines"."""
    if not colour:
        return noun
    kind = re.match(r"(?:set|pair|cloud|field) of ", noun)
    return noun[: kind.end()] + f"{colour} " + noun[kind.end() :] if kind else f"{colour} {noun}"


def times(count: int) -> str:
    """How often: "twice", "three times"; "several times" for a number that is not known (0)."""
    return {0: "several times", 1: "once", 2: "twice"}.get(count, f"{number(count)} times")
