"""What is written on things: texts and formulas as words, read out of TeX and markup."""

import re
from html import unescape
from typing import Any

from mdx.outline import colours, words
from mdx.outline.english import listed, quote
from mdx.outline.given import Args, Kwargs
from mdx.outline.things import Look, Thing
from mdx.outline.values import shade

ALL_TEXT = re.compile(r"\\(?:text\w*|mathrm|mbox)\s*\{([^{}$]*)\}")
TYPST = re.compile(r"[#\\@<>\[\]{}]")  # signs of its markup that stand for something else
COLOURED = re.compile(r"<[^<>]*(color|foreground|gradient)")
WORDS = re.compile(r"[A-Za-z]{3,}|[A-Za-z]+(?: [A-Za-z]+)+")
LONGEST_TEX = 10_000  # characters of a text that is read
TEX_LEVELS = 4  # of commands in commands
FORMULA = re.compile(r"\$[^$]+\$")
# What is left of a command: its name, the text that it sets in another face, nothing.
TEX_COMMANDS = [(re.compile(pattern), left) for pattern, left in words.TEX_COMMANDS.items()]


def text(name: str, args: Args, kwargs: Kwargs) -> Look:
    """A text or formula; with its label only if every part of it is known."""
    is_formula = name in words.FORMULAS
    noun = "formula" if is_formula else words.TEXTS[name]
    colour = colours.MIXED if words.LETTER_COLOURS & kwargs.keys() else ""
    spots = next((kwargs[k] for k in ("t2c", "tex_to_color_map") if k in kwargs), None)
    detail = spotted(spots) if type(spots) is dict else ""
    given = args or [kwargs[k] for k in ("text", "tex_string") if k in kwargs]
    if name in words.FIRST_IS_TEXT:
        given = given[:1]
    if not given or not all(type(part) is str for part in given):
        return Look(noun, colour)
    if name == "BulletedList":
        return Look(noun, colour, listed([f'"{part}"' for part in given]), "plain")
    label = (" ".join(given) if is_formula else joined(given, name in words.SPACED)).strip()
    if is_formula and (text := ALL_TEXT.fullmatch(label)):
        return Look("text", colour, plain_tex(text[1]))
    if is_formula or (inside := only_formula(label)):
        return Look("formula", colour, label if is_formula else inside, "formula", detail)
    if name == "Typst":
        label = "" if TYPST.search(label) else re.sub(r"^=+ |[*_]", "", label)
    if name == "MarkupText":
        colour = colours.MIXED if COLOURED.search(label) else colour
        label = unescape(re.sub(r"<[^<>]+>", "", label))
    label = label if name in words.FIRST_IS_TEXT else plain_tex(label)
    return Look(noun, colour, label, detail=detail)


def spotted(colour_of: dict[str, Any]) -> str:
    """The parts of a text that have colours of their own, if they are few: 'with "a" in red'."""
    said = [f"{quote(part, 'text')} in {shade(one)}" for part, one in colour_of.items()
            if type(part) is str and shade(one) and quote(part, "text")]  # fmt: skip
    return "with " + listed(said) if 0 < len(said) == len(colour_of) < 5 else ""


def joined(parts: list[str], spaced: bool = False) -> str:
    """The parts as one text, with a blank between a formula and the word or formula beside it.

    `spaced` is whether words of two parts are two words.
    """
    label = ""
    for part in parts:
        before, after = label[-1:], part[:1]
        apart = spaced or "$" in (before, after)
        ends = before.isalnum() or before in ("$?!.,:;”)" if spaced else "$")
        apart = apart and ends and (after.isalnum() or after == "$")
        label += " " + part if apart and label else part
    return label


def only_formula(label: str) -> str:
    """The formula, if the text consists of nothing else; "" if not."""
    whole = re.fullmatch(r"\s*+(?:\$[^$]++\$\s*+)++", label)
    return " ".join(part.strip() or " " for part in label.split("$")[1::2]) if whole else ""


def part_style(label: str, whole: Look) -> str:
    """How a part of a text or a formula is quoted."""
    is_text = whole.noun != "formula" or ("\\text" in whole.label and WORDS.fullmatch(label))
    return "text" if is_text else "formula"


def plain_tex(label: str) -> str:
    """The text that TeX makes of this, formulas as they are; "" for what needs TeX to be read."""
    for written, meant in words.TEX_SIGNS.items():
        label = label.replace(written, meant)
    label = label.replace("$$", "$")[:LONGEST_TEX]
    formulas, outside = iter(FORMULA.findall(label)), FORMULA.sub("$", label)
    for _ in range(TEX_LEVELS):
        for command, left in TEX_COMMANDS:
            outside = command.sub(left, outside)
    if re.search(r"[\\{}]", outside):
        return ""
    text = re.sub(r"\$", lambda _: next(formulas, "$"), outside)
    return " ".join(text.replace("\ue000", "\\$" if "$" in text else "$").split())


def worded(value: Any, style: str = "formula") -> str:
    """The words of a label, which is a string, a Text or a MathTex; "" if unknown."""
    if type(value) is str:
        return quote(value, style)
    own = list(value.leaves()) if isinstance(value, Thing) else []
    return quote(own[0].look.label, own[0].look.style) if len(own) == 1 else ""
