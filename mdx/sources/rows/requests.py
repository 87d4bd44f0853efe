"""What the last program of an exchange answers."""

import re

from mdx.sources.rows import answers
from mdx.sources.rows.turn import Turn

BEGINS_AS_ERROR = re.compile(
    r"Traceback \(most recent call last\)|^\s{0,40}(?:\w+\.){0,9}\w*(?:Error|Exception)\b\s{0,9}:",
    re.MULTILINE,
)
# The same of a turn that follows a program.
ERROR = re.compile(
    r"Traceback \(most recent call last\)|\b(?:[A-Z]\w*Error|Exception)\b"
    r"|\b(?:[lL]a[tT]e[xX]|[cC]ompilation|[sS]yntax|[rR]untime|[rR]endering) errors?\b"
    r"|\bexit(?:ed)? (?:code|status|with)\b"
)
ABOUT_ERRORS = re.compile(
    r"\b(?:errors?|traceback|exceptions?|fail(?:s|ed|ing)?|crash(?:es|ed)?|bugs?|fix(?:ed)?|"
    r"broken|debug|doesn'?t (?:work|run|render)|did(?:n'?t| not) (?:work|run|render))\b",
    re.IGNORECASE,
)
COMPLAINT = frozenset(
    """a again an and at bug but can code continue crashes do does doesn't doesnt don't error
    errors fail failed fails fix fixed get getting gives go got i in is isn't issue it it's me not
    now ok okay on please problem render rendered renders run running runs same sorry still thank
    thanks that the there this to try with work worked working works wrong you""".split()
)
SENTENCE = re.compile(r"(?<=\w[.!?])\s+|\n+")
FENCED = re.compile(r"^[ \t]*```", re.MULTILINE)


def asked_and_answered(turns: list[Turn]) -> tuple[str, str]:
    """What was asked for the last program of an exchange, and that program; ("", "") if no answer
    holds any. If an earlier answer holds one, all requests from the first on count, since each says
    only what to change; the same goes for requests that were answered by a question."""
    coded = [number for number, turn in enumerate(turns) if turn.role == "assistant"
             and _may_hold(turn.said)]  # fmt: skip
    programs = {number: code for number in coded if (code := answers.program(turns[number].said))}
    if not programs:
        return "", ""
    last = max(programs)
    earlier = [n for n in coded if n < last and answers.looks_so(turns[n].said)]
    requests = [n for n, turn in enumerate(turns[:last]) if turn.role == "user"]
    if not earlier:
        requests = _latest(turns, requests)
    asked = (request(turns[n].said, follows=n != requests[0]) for n in requests)
    return "\n\n".join(dict.fromkeys(filter(None, asked))), programs[last]


def _may_hold(said: str) -> bool:
    return "import" in said or "class" in said


def _latest(turns: list[Turn], requests: list[int]) -> list[int]:
    """The last request that asks for something, with those before it that led to a question."""
    kept: list[int] = []
    for number in reversed(requests):
        if (
            kept
            and request(turns[kept[0]].said, follows=True)
            and not _was_asked_back(turns, number, kept[0])
        ):
            break
        kept.insert(0, number)
    return kept


def _was_asked_back(turns: list[Turn], number: int, following: int) -> bool:
    between = [turn for turn in turns[number + 1 : following] if turn.role == "assistant"]
    return not between or between[-1].said.rstrip().endswith("?")


def request(said: str, follows: bool = False) -> str:
    """What a turn asks for, without the text of errors and what is said about them. After a
    program, a mere complaint asks for nothing either."""
    said = answers.without_thoughts(said).strip()
    if follows and set(re.findall(r"[a-z']+", said.lower())) <= COMPLAINT:
        return ""
    if not (ERROR if follows else BEGINS_AS_ERROR).search(said):
        return said
    outside = "\n".join(FENCED.split(said)[::2])
    outside = outside.partition("Traceback (most recent call last)")[0]
    kept = [
        part.strip()
        for part in SENTENCE.split(outside)
        if part.strip() and not ERROR.search(part) and not ABOUT_ERRORS.search(part)
    ]
    return " ".join(part for part in kept if len(part.split()) > 2)
