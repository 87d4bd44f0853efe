"""Other wordings of a description, from the templates."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from mdx.wording.request import ASK, KINDS_OF_THING, Request, parse

OF_MY_OWN, OF_MINE = re.compile(r"\bI\b|\bme\b"), re.compile(r"\b(?:me|my|us|you|your)\b", re.I)
MARKS = (".", "!", "?")
OPEN = (":", ";", ",", "-")  # what a description ends with that something should follow
ONCE = ("animat", "manim", "write", "scene", "show", ":")  # what is not said a second time
A_THING = re.compile(rf"\b(?:{KINDS_OF_THING})s?\b", re.I)
LIST_ITEM = re.compile(r"\s*(?:[-*•]|\d+[.)])\s|```")
# Words by which a language is known; what is in another one is not put into English words.
ENGLISH = set("the a an of and is are with from that to how it on by for at into its".split())
FOREIGN = set(
    "der das ein eine einen und mit ist von zu wird el la los una un que y con del por le les des "
    "et une dans est il che di per um uma os com ao".split()
)


class Facts(NamedTuple):
    """What is known of a record beyond its words, to decide whether a constraint holds."""

    dialect: str = ""  # "ce", "gl" or other
    scene: str = ""  # the class, if there is one of that name
    only_scene: bool = False  # whether the code holds no other class


@cache
def templates() -> dict[str, dict[str, list[str]]]:
    """templates.toml: kind -> style -> wordings."""
    import tomllib

    with open(os.path.join(os.path.dirname(__file__), "templates.toml"), "rb") as file:
        return tomllib.load(file)


def variations(text: str, facts: Facts, styles: Sequence[str], seed: str) -> Iterator[str]:
    """Distinct other wordings, in an order that the seed and the text alone decide.

    The styles take turns, so that the first few are of different styles.
    """
    if text.rstrip().endswith(OPEN) or not is_english(text):
        return
    request = parse(text)
    queues = []
    for style in styles:
        wordings = list(dict.fromkeys(_wordings(request, text, facts, style)))
        queues.append(sorted(wordings, key=lambda words: _rank(seed, text, words)))
    queues.sort(key=lambda queue: _rank(seed, text, *queue[:1]))
    seen = {_bare(text)}
    while any(queues):
        for queue in queues:
            while queue:
                words = queue.pop(0)
                if _bare(words) not in seen:
                    seen.add(_bare(words))
                    yield words
                    break


def is_english(text: str) -> bool:
    """Whether the text may be English; a few unrevealing words may."""
    letters = [c for c in text if c.isalpha()]
    if sum(not c.isascii() for c in letters) > len(letters) / 4:
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    return sum(w in FOREIGN for w in words) <= sum(w in ENGLISH for w in words)


def _rank(*parts: str) -> bytes:
    return sha256("\0".join(parts).encode(errors="surrogatepass")).digest()


def _bare(text: str) -> str:
    """The words without case, blanks and punctuation, which must differ."""
    return "".join(c for c in text.lower() if c.isalnum())


def _wordings(request: Request, text: str, facts: Facts, style: str) -> Iterator[str]:
    if style == "constraint":
        body = text.strip()
        is_list = LIST_ITEM.match(body.rpartition("\n")[2]) is not None
        body += "" if body.endswith(MARKS) or is_list else "."
        for sentence in _constraints(facts):
            if "manim" in sentence.lower() and "manim" in body.lower():
                continue
            yield f"{body}{chr(10) if chr(10) in body else ' '}{sentence}"
        return
    if (request.asks or request.kind == ASK) and style != "question":
        return
    fields: dict[str, Any] = {
        "thing": request.thing,
        "Thing": request.thing[:1].upper() + request.thing[1:],
        "link": request.link,
        "core": request.core,
        "Core": request.core[:1].upper() + request.core[1:],
    }
    whole = request.core + request.rest.rstrip()
    already_said = (whole if request.kind == ASK else request.core).lower()
    for template in templates().get(request.kind, {}).get(style, ()):
        if OF_MY_OWN.search(template) and OF_MINE.search(request.core):
            continue  # "I want to give me"
        if any(word in template.lower() and word in already_said for word in ONCE):
            continue  # "Write code to write", "Animation: An animation"
        if "In a short animation" in template and A_THING.search(request.core):
            continue  # "In a short animation, create a video"
        if template.startswith("How would I") and request.rest:
            continue  # "How would I draw a dot? Then move it."
        if request.kind == ASK:
            yield template.replace("{core}", whole)  # what is asked stays together
        else:
            yield template.format(**fields) + request.rest


def _constraints(facts: Facts) -> Iterator[str]:
    constraints = templates()["constraint"]
    yield from constraints["any"]
    yield from constraints.get(facts.dialect, ())
    if facts.scene:
        yield from (sentence.format(scene=facts.scene) for sentence in constraints["scene"])
    if facts.only_scene:
        yield from constraints["one"]
