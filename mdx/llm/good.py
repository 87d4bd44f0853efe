"""Whether a model's answer has words to keep, and those words without anything around them.

Answers are kept as they came and judged when they are read, so that better rules cost nothing. One
whose whole text was found good is marked with these rules, and not judged again until they change.
The forms that a prompt may ask for are `prose`, `list` (numbered steps, one a line), `yes-no`, and
`any`.
"""

import os
import re
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from mdx.llm import Answer
from mdx.llm.unwrapped import is_quoted, unwrapped, without_thoughts

FORMS = ("prose", "list", "yes-no", "any")
LONGEST = 20_000  # characters; more than any answer should have
START = 600  # characters in which a refusal shows itself


class Good(NamedTuple):
    """The words alone, and why they are no answer; "" if they are one."""

    text: str
    fault: str = ""


def good(answer: str, form: str = "prose") -> Good:
    """The answer without what stands around it, and what is wrong with it in this form."""
    if len(answer) > LONGEST:
        return Good(answer, "it is longer than any answer should be")
    text = without_thoughts(answer.strip())
    if text is None:
        return Good(answer.strip(), "it thinks and never comes to an answer")
    text = unwrapped(text)
    return _yes_or_no(text) if form == "yes-no" else Good(text, _fault(text, form))


def read(answer: Answer, form: str) -> Good:
    """The result of `good` for an answer, which may have been judged before."""
    return Good(answer.text) if answer.good_as == mark(form) else good(answer.text, form)


def marked(answer: Answer, form: str) -> Answer:
    """The answer, with a mark if all of its text is good, so that it is not judged again."""
    is_good = good(answer.text, form) == (answer.text, "")
    return answer._replace(good_as=mark(form)) if is_good else answer


@cache
def mark(form: str) -> str:
    """Identifies these rules and the form."""
    rules = sha256()
    for name in ("good.py", "unwrapped.py", "refusals.txt"):
        with open(os.path.join(os.path.dirname(__file__), name), "rb") as file:
            rules.update(file.read())
    return f"{form} {rules.hexdigest()[:8]}"


_QUOTED = re.compile(
    r"\"[^\"\n]{0,400}\"|“[^”\n]{0,400}”|`[^`\n]{1,400}`|«[^»\n]{0,400}»|"
    r"‘[^’\n]{1,400}’(?!\w)|(?<!\w)'[^'\n]{1,200}'(?!\w)"
)
# Without one of these signs a slower pattern cannot match: most answers have none.
_QUOTES, _SIGNS, _MARKS = map(
    re.compile, ("[\"“`«‘']", r"[(=#>@\\]|import|manim", r"[#*<\[|`~]|--")
)
_NOTHING = re.compile(
    r"(?:ok(?:ay)?|yes|no|sure|done|certainly|understood|got it|n/?a|none|null|nil|undefined|todo|"
    r"tbd|unknown|nothing|empty|true|false|nan|string|text|description|request|answer|"
    r"here you go|thank you|thanks|good|great|hello|hi)?[\s.!…?:;,_\-*#]*|\d+[.\d]*|"
    r"[\[<{(][^\n\])>}\"':]{0,80}[\])>}]",
    re.I,
)
# Also those that turn the direction of a line: what one reads is then not what is there.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LEAD = re.compile(
    r"(?:\W{0,3}(?:hi|hello|hey|well|hmm|oh|ok(?:ay)?|no(?=[,.!])|sure|but|however|"
    r"thank(?:s| you)(?: for[^.,!\n]{0,80})?|i (?:understand|see|appreciate)[^.\n]{0,120}[.,;] but|"
    r"i(?:'d| would) be (?:happy|glad) to (?:help|assist)[^.!\n]{0,80})"
    r"\b[,.!:;]{0,2}\s{1,3}){1,3}",
    re.I,
)
_CANNOT = (
    r"(?:i|we)\s?(?:can't|cannot|can not|(?:won't|will not)(?: be able to)?|couldn't|could not|"
    r"(?:am|'m|are) (?:unable|not able|not allowed|not permitted)(?: to)?|"
    r"must (?:decline|refuse)(?: to)?|do(?:n't| not) feel comfortable)"
)
_ITEM = re.compile(r"^[ \t]*(?:[-*•–]|\(?\d{1,2}[.):]|\(?[a-hA-H][.)])[ \t]+\S", re.M)
_STEP = re.compile(r"^[ \t]*\(?\d{1,3}[.):][ \t]+(?=\S)", re.M)
_OPTION = re.compile(
    r"\b\w{1,12} version ?:|"
    r"(?:^|[\n.:;!?])[*_#\s(\[]{0,6}(?:option|version|variant|variation|alternative|rewording|"
    r"suggestion|request|description|caption|draft) ?#?(?:\d|[A-E]\b|one|two|three)"
    r"[^\n]{0,40}?[:.)\-–—\n*]",
    re.I,
)
_OR = re.compile(
    r"\n[ \t]*(?:[*_]{0,2}or[*_]{0,2}[,:]?[ \t]*\n|[*_]{0,2}(?:or )?alternatively\b|-{3,}[ \t]*\n)",
    re.I,
)
_PROGRAM = re.compile(
    r"""^[ \t]*(?:from\ [\w.]+\ import\ |import\ [\w.]+(?:\ as\ \w+)?[ \t]*$|
        class\ \w+(?:\([\w.,\ ]*\))?:[ \t]*(?:\#.*)?$|(?:async\ )?def\ \w+\([^)\n]*\)[^\n:]{0,40}:|
        @\w[\w.]*(?:\([^)\n]*\))?[ \t]*$|self\.\w+[^\n]{0,40}[(=]|
        \w+\ =\ \w[\w.]*\([^\n]*\)?[ \t]*$|\#include\b|public\ class\ |function\ \w+\(|
        (?:const|let|var)\ \w+\ =\ |\\documentclass|\\begin\{document\}|\#!/|>>>\ )|
        \bself\.(?:play|add|wait|remove)\(|\bdef\ construct\(|\bclass\ \w{1,60}\([\w.,\ ]{0,99}\):|
        \bmanim(?:gl)?\ -\w""",
    re.M | re.X,
)
_CALL = re.compile(r"[A-Za-z_][\w.]*\([^\n]*\)(?:\s*#[^\n]*)?")
_JSON = re.compile(r"(?:[\[{].*[\]}]|\{\s*[\"'][^\"'\n]{0,80}[\"']\s*:.*)", re.S)
_MARKUP = re.compile(
    r"""^[ \t]{0,3}\#{1,6}[ \t]+\S|(?<![\w)*])\*\*(?=[^\s*])[^*\n]{1,200}\*\*(?![\w(*])|
        </?[biuap]>|<a\ href|<!doctype|<!--|<\?xml|<\|[a-z_]{1,20}\|>|\[/?INST\]|
        </?(?:div|span|br|[uo]l|li|h[1-6]|code|pre|strong|em|html|body|head|table|tr|td|th|img|svg|
        item|answer|output|request|description|caption|response|scene|prompt|think|thinking|
        reasoning|tool_call|function|result|final|steps?|user|assistant|system|document|xml)
        \b[^>\n]{0,200}>|!?\[[^\]\n]{1,200}\]\([^)\n]{1,300}\)|
        ^[ \t]{0,3}\|?[ \t]{0,3}:?-{3,}:?[ \t]{0,3}\||```|~~~""",
    re.I | re.M | re.X,
)
_OF_CODE = re.compile(
    r"(?:this|the|your|that)(?: (?:provided|given|following|above|python|manim|short|simple))*"
    r" (?:code|script|program|snippet|class|function|module)(?: (?:above|below|here))? "
    r"(?:is|does|sets?|uses?|shows?|draws?|(?:create|define|animate|generate|implement|demonstrate|"
    r"display|render|construct|produce|start|begin|consist|contain|import|visuali[sz]e)s?)\b",
    re.I,
)
_YES_NO = re.compile(r"[\s*_\"'“‘(\[`]{0,4}(yes|no)\b", re.I)
_AT_LAST = re.compile(r"\W{0,4}(?:\w+\W{1,3}){0,3}?(yes|no)\W{0,4}", re.I)


def _fault(text: str, form: str) -> str:
    if _NOTHING.fullmatch(text) or not any(map(str.isalnum, text)):
        return "it says nothing"
    spoken = _QUOTED.sub(" ", text) if _QUOTES.search(text) else text
    if refuses(spoken):
        return "it refuses"
    if not text.isprintable() and _CONTROLS.search(text):
        return "it holds control characters"
    if form == "any":
        return ""
    if _JSON.fullmatch(text):
        return "it is JSON"
    if _is_program(text, spoken):
        return "it is a program"
    if form == "list":
        return "it holds markup" if _is_marked(_STEP.sub("", spoken)) else ""
    if _is_several(text, spoken):
        return "it is a list, or gives several to choose from"
    if _is_marked(spoken):
        return "it holds markup"
    return "it speaks of the code" if _OF_CODE.match(spoken.strip()) else ""


def refuses(spoken: str) -> bool:
    """Whether these words, without what they quote, begin by refusing or by asking for more."""
    start = spoken.strip()[:START].replace("’", "'")
    if lead := _LEAD.match(start):
        start = start[lead.end() :]
    return bool(_refusals().match(start.lstrip("*_#> \"'`.-\n")))


@cache
def _refusals() -> re.Pattern[str]:
    """All patterns of refusals.txt as one."""
    with open(os.path.join(os.path.dirname(__file__), "refusals.txt"), encoding="utf-8") as file:
        rows = [row for row in file.read().splitlines() if row and not row.startswith("#")]
    return re.compile("|".join(rows).replace("{cannot}", _CANNOT), re.I)


def _is_program(text: str, spoken: str) -> bool:
    return bool((_SIGNS.search(spoken) and _PROGRAM.search(spoken)) or _CALL.fullmatch(text))


def _is_marked(spoken: str) -> bool:
    return bool(_MARKS.search(spoken) and _MARKUP.search(spoken))


def _is_several(text: str, spoken: str) -> bool:
    if "\n" not in text and text.count(":") < 2:
        return False
    if len(_ITEM.findall(text)) > 1 or len(_OPTION.findall(spoken)) > 1 or _OR.search(text):
        return True
    parts = [part.strip() for part in text.split("\n") if part.strip()]
    return len(parts) > 1 and all(map(is_quoted, parts))


def _yes_or_no(text: str) -> Good:
    last = text.rpartition("\n")[2]
    match = _YES_NO.match(text) or _AT_LAST.fullmatch(last)
    return Good(match[1].lower()) if match else Good(text, "it is neither yes nor no")
