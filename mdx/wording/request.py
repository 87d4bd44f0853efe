"""A description taken apart: what kind of request it is, and what is asked for."""

import re
import sys
from typing import NamedTuple

from mdx.wording.enclosed import FORMULAS, QUOTATIONS, spans

NOWHERE = (sys.maxsize, sys.maxsize)
THING = "thing"  # "Create {an animation} {that} {draws a circle}."
DO = "do"  # "{draw a circle}"
SEE = "see"  # "I want to see {how a circle is drawn}."
ASK = "ask"  # a question about the matter itself: "How is a circle drawn?"
TOLD = "told"  # a caption or a statement, which asks for nothing
FIXED = "fixed"  # a request of a form that is not understood: nothing may be put around it


class Request(NamedTuple):
    """A description in parts; `rest` is what follows its first sentence, as it stands."""

    kind: str
    core: str  # without its final mark; the whole first sentence where `kind` is ASK or TOLD
    rest: str = ""
    thing: str = ""  # "an animation"
    link: str = ""  # "that"
    asks: bool = False  # whether the first sentence is a question


KINDS_OF_THING = (
    "animation|scene|video|clip|film|movie|visuali[sz]ation|picture|image|diagram|illustration|"
    "graphic|figure|drawing|simulation|demonstration|intro|sequence"
)
MAKING = (
    "create|make|generate|produce|build|render|design|prepare|write|develop|construct|"
    "give me|show me|draw|provide"
)
THING_PATTERN = (
    r"(?P<thing>(?:an?|the|one)\s+(?:(?!(?:that|which|where|of)\b)[\w'-]+\s+){0,4}?"
    rf"(?:{KINDS_OF_THING})(?:\s+on\s+an?\s++[\w-][\w -]*?(?<!\s)\s++background)?)\s+"
    r"(?P<link>that|which|where|in\s+which|showing|of|about|demonstrating|illustrating|explaining|"
    r"depicting|visuali[sz]ing)\s+(?P<core>.+)"
)
WISH = r"(?:I|we)(?:\s*+'d|\s++would)?\s*+(?:need|want|like|am\s+looking\s+for)"
FOR_A_THING = re.compile(
    rf"(?:(?:please,?|kindly)\s+)?(?:(?:{MAKING})(?:\s+(?:me|us))?"
    rf"|{WISH}(?:\s+to\s+(?:have|see|get))?)\s+{THING_PATTERN}",
    re.IGNORECASE | re.DOTALL,
)
A_THING = re.compile(THING_PATTERN, re.IGNORECASE | re.DOTALL)
TO_SEE = re.compile(rf"{WISH}\s+to\s+see\s+(?P<core>.+)", re.IGNORECASE | re.DOTALL)
SHOW_ME = re.compile(
    r"(?:please,?\s+)?(?:(?:show|let)\s+(?:me|us)\s+(?:see\s+)?|let['’]s\s+see\s+)(?P<core>.+)",
    re.IGNORECASE | re.DOTALL,
)
HELP_ME = re.compile(
    r"(?:(?:please,?\s+)?help\s+(?:me|us)\s+(?:to\s+)?)++(?P<do>.+)", re.IGNORECASE | re.DOTALL
)
CAN_YOU = re.compile(r"(?:can|could|would|will)\s+you\s+(?:please\s+)?(?P<do>.+)", re.I | re.DOTALL)
POLITE = re.compile(r"(?:(?:please,?|kindly)\s+)", re.IGNORECASE)

# Verbs in their base form that begin a request. Those of the second set are also nouns, and
# count only before a word that no noun stands before.
VERBS = set(
    "animate build create demonstrate depict derive describe design display draw explain explore "
    "generate illustrate introduce make prove render show simulate solve visualise visualize "
    "write construct produce compute".split()
)
VERBS_OR_NOUNS = set(
    "add compare count fade fill graph grow highlight let morph move place plot present put rotate "
    "shift sketch take trace transform turn use zoom".split()
)
SHOWS = {verb + ("es" if verb.endswith(("ch", "sh")) else "s") for verb in VERBS}
SHOWS_OR_NOUNS = {verb + ("es" if verb.endswith("ch") else "s") for verb in VERBS_OR_NOUNS}
DETERMINERS = set(
    "a an the this that these those one two three four five six seven eight nine ten several some "
    "all both each every its it with in out from by up".split()
)

WRAPPED = re.compile(r"(?<![ \t])[ \t]*+\n[ \t]*(?=[a-z(])")  # a line's end within a sentence

# A question, whether it has its mark or not: "How can I draw a circle".
QUESTION = re.compile(
    r"(?:how|what|why|where|when|which|who)\s+(?:can|could|do|does|did|is|are|would|will|should|to)\b"
    r"|(?:can|could|would|will)\s+(?:you|i|we|someone|anyone|somebody|anybody)\b",
    re.IGNORECASE,
)

# A request that begins after something else: "Using Manim, create ...", "Your task is to draw".
REQUEST_WITHIN = re.compile(
    rf"(?:[,:;.!?]\s+|\b(?:please|to|you|should|must|and)\s+|^)(?:{MAKING}|animate|show|visuali[sz]e)\b"
    rf"|\b(?:{WISH})\b|\?",
    re.IGNORECASE,
)

# What holds full stops that end no sentence: formulas, quotations, abbreviations.
SHELTERS = (*FORMULAS, *(pair._replace(least=0) for pair in QUOTATIONS))
ABBREVIATION = r"\b(?:e\.g|i\.e|etc|vs|cf|Dr|Mr|Mrs|Fig|Eq|approx|resp)\.|\b[A-Z]\.(?=\s[A-Z])"
END = re.compile(r"(?<![.!?])[.!?]++[\"”')\]]*+(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")


def parse(text: str) -> Request:
    """Takes a description apart."""
    sentence, rest = first_sentence(text.strip())
    sentence = WRAPPED.sub(" ", sentence)
    if QUESTION.match(sentence) and sentence[-1].isalnum():
        sentence += "?"
    asks = sentence.endswith("?")
    core = sentence.rstrip(".!?").rstrip() if sentence[-1:] in ".!?" else sentence
    if asks and (asked := CAN_YOU.fullmatch(core)):
        demand = _demand(asked["do"])
        return demand._replace(rest=rest, asks=True) if demand else Request(ASK, sentence, rest)
    if asks:
        return Request(ASK, sentence, rest)
    if not core or core[-1] in ":;,-" or core[0] == "#" or "\n" in core:
        return Request(FIXED, sentence, rest)
    demand = _demand(core)
    if demand:
        return demand._replace(rest=rest)
    return Request(FIXED if REQUEST_WITHIN.search(text) else TOLD, sentence, rest)


def _demand(core: str) -> Request | None:
    """The request that these words begin with; None if they are no request."""
    if (match := FOR_A_THING.fullmatch(core)) or (match := A_THING.fullmatch(core)):
        thing = match["thing"][0].lower() + match["thing"][1:]
        if match["link"].lower() in ("that", "which") and is_imperative(match["core"]):
            return None  # "an animation that Create a circle"
        return Request(THING, match["core"], "", thing, match["link"].lower())
    if (match := TO_SEE.fullmatch(core)) or (match := SHOW_ME.fullmatch(core)):
        return Request(SEE, match["core"])
    if match := HELP_ME.fullmatch(core):
        return _demand(match["do"])
    core = POLITE.sub("", core, count=1) if POLITE.match(core) else core
    if FOR_A_THING.fullmatch(core):
        return None  # of a form that was not understood above
    if is_imperative(core):
        return Request(DO, core[0].lower() + core[1:])
    if begins_with(core, SHOWS, SHOWS_OR_NOUNS):  # "Draws a circle."
        return Request(THING, core[0].lower() + core[1:], "", "an animation", "that")
    return None


def is_imperative(text: str) -> bool:
    """Whether a sentence begins by telling someone to do something."""
    return begins_with(text, VERBS, VERBS_OR_NOUNS)


def begins_with(text: str, verbs: set[str], verbs_or_nouns: set[str]) -> bool:
    """Whether a sentence begins with one of the verbs, used as a verb."""
    words = re.findall(r"[\w'-]+", text[:80].lower())
    if len(words) < 2 or not text[:1].isalpha():
        return False
    if words[0] in verbs:
        return words[1] not in ("of", "by", "is", "are", "was")
    return words[0] in verbs_or_nouns and (words[1] in DETERMINERS or words[1].isdigit())


def first_sentence(text: str) -> tuple[str, str]:
    """The first sentence, and the rest with the blank before it."""
    sheltered = spans(text, SHELTERS, ABBREVIATION)
    start, end = next(sheltered, NOWHERE)
    for mark in END.finditer(text):
        while end <= mark.start():
            start, end = next(sheltered, NOWHERE)
        if mark.start() < start:
            stop = mark.end() if mark.group().strip() else mark.start()
            return text[:stop], text[stop:]
    return text, ""
