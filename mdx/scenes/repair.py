"""Undoes damage that published data sets have done to their code, where that is certain."""

import html
import re
from collections.abc import Callable, Mapping
from functools import partial

from mdx.scenes.one_line import statements
from mdx.scenes.syntax import lines_joined, parses

_TOKENS = re.compile(r"</?s>|<pad>|<unk>|<\|[a-z_]{1,30}\|>|\[/?INST\]")
_FENCE = re.compile(r"^[ \t]*+(`{3,}+|~{3,}+)[ \t]*+([\w+-]*+)[^\n`]*+$", re.MULTILINE)
_MARGIN = re.compile(
    r"(?P<import>\bfrom \S+ import )|(?<=\S) (?=from \S+ import |import |class \w+[(:]|@)"
)
_ESCAPED = {r"\n": "\n", r"\t": "\t", r"\r": "", r"\"": '"', r"\'": "'", r"\\": "\\"}
_ENDS, _STDNE = re.compile(r"(?:\s|\\n)*+"), re.compile(r"(?:\s|n\\)*+")
# Only matches at the first blank of a run: trying each would take quadratic time on long runs.
_RUN = re.compile(r"(?<! ) ( ++)(?=\S)")
_STRING = re.compile(  # not from an escaped quote: without an end, each of them would be tried
    r"(?<!\\)(?:(\"\"\"|''').*?\1|\"(?:\\.|[^\"\\\n])*+\"|'(?:\\.|[^'\\\n])*+')", re.DOTALL
)


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with known damage undone, and the names of the repairs; unchanged and () if it
    already parses, or if no repair makes it parse.

    tokens    `<s>`, `</s>`, `<|endoftext|>` and the like removed
    fences    only the code inside Markdown fences, wrapped once or twice
    entities  `&lt;` and other entities of HTML
    blanks    no-break and zero-width blanks
    quotes    typographic quotes
    prompts   `>>>` and `...`
    numbers   a number before each line
    newlines  a literal backslash-n for each line end, or some of them at either end
    one-line  a program on one line, if runs of spaces show how its lines were indented, or if its
              only blocks are classes and functions
    ellipsis  `...` after the end

    No repair guesses indentation: what cannot be known is left alone, and the text does not parse.
    """
    if parses(text):
        return text, ()
    states: list[tuple[str, tuple[str, ...]]] = [(lines_joined(text), ())]
    for name, repairs in _REPAIRS:
        for before, names in list(states):
            for repair in repairs:
                after = repair(before)
                if after == before or not after.strip():
                    continue
                if parses(after) and not _is_only_words(after):
                    return after, (*names, name)
                states.append((after, (*names, name)))
    return text, ()


def _is_only_words(text: str) -> bool:
    """Whether a text parses but holds no statement worth keeping."""
    return not re.search(r"\b(class|def|import)\b|[=(]", text)


def _without_tokens(text: str) -> str:
    return _TOKENS.sub("", text).strip() + "\n" if _TOKENS.search(text) else text


def _within_fences(text: str) -> str:
    """The lines between fence lines; what is outside is prose."""
    fences = list(_FENCE.finditer(text))
    if not fences:
        return text
    if len(fences) == 1:  # cut off at one end
        fence = fences[0]
        before, after = text[: fence.start()], text[fence.end() :]
        return (after if len(after) > len(before) else before).strip("\n") + "\n"
    kept = [
        text[opening.end() : closing.start()].strip("\n")
        for opening, closing in zip(fences[::2], fences[1::2], strict=False)
    ]
    return "\n\n".join(filter(None, kept)) + "\n"


def _without_fence_lines(text: str) -> str:
    return _FENCE.sub("", text).strip("\n") + "\n" if _FENCE.search(text) else text


def _trimmed(text: str) -> str:
    """The text without literal backslash-n at either end, and without the blanks around them."""
    first = _ENDS.match(text)
    last = _STDNE.match(text[::-1])
    assert first is not None  # both match nothing, too
    assert last is not None
    begin = text.rfind("\\n", 0, first.end())
    end = text.find("\\n", max(len(text) - last.end(), first.end()))
    return text[begin + 2 if begin >= 0 else 0 : end if end >= 0 else None]


def _unescaped(text: str) -> str:
    """The text read as the inside of a JSON string, since some were encoded twice."""
    return re.sub(r"\\[ntr\"'\\]", lambda match: _ESCAPED[match.group()], text)


def _outside_strings(text: str, changed: Callable[[str], str]) -> str:
    """The text with all that is outside string literals changed."""
    parts, end = [], 0
    for string in _STRING.finditer(text):
        parts += [changed(text[end : string.start()]), string.group()]
        end = string.end()
    return "".join(parts) + changed(text[end:])


def _broken(text: str) -> str:
    """The text with each literal backslash-n outside strings made a line end."""
    return _outside_strings(text, lambda part: part.replace("\\n", "\n"))


def _unrolled(text: str) -> str:
    """A program on one line put back on its lines: a run of n + 1 spaces was a line end and n
    spaces of indentation."""
    if text.strip().count("\n") > 2 or "  " not in text:
        return text
    return _outside_strings(text, lambda part: _RUN.sub(r"\n\1", part))


def _unrolled_to_margin(text: str) -> str:
    """The same, if lines without indentation left only one space before a keyword."""
    unrolled = _unrolled(text)
    if unrolled == text:
        return text
    return _MARGIN.sub(lambda match: match["import"] or "\n", unrolled)


def _unrolled_by_fours(text: str) -> str:
    """The same, if blank lines each left one space too many for an indentation of four."""
    unrolled = _unrolled(text)
    if unrolled == text:
        return text
    return re.sub(r"\n( +)", lambda match: "\n" + match[1][: len(match[1]) // 4 * 4], unrolled)


def _without_ellipsis(text: str) -> str:
    body = text.rstrip()
    for mark in ("...", "…"):
        if body.endswith(mark):
            return body.removesuffix(mark).rstrip() + "\n"
    return text


_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,5}|#x[0-9a-fA-F]{1,4});")
_BLANKS = {0xA0: " ", 0x202F: " ", 0x3000: "  ", **dict.fromkeys(range(0x2000, 0x200B), " ")}
_NO_WIDTH = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_QUOTES = dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f"), '"') | dict.fromkeys(
    map(ord, "\u2018\u2019\u201a\u201b"), "'"
)
_PROMPT = re.compile(r"^(?:>>>|\.\.\.)(?: |$)", re.MULTILINE)
_NUMBER = re.compile(r"[ \t]*(\d+)(?:[:.)|]|[ \t]*\|)?(?:[ \t](.*))?")


def _unescaped_html(text: str) -> str:
    for _ in range(2):  # some were escaped twice
        if _ENTITY.search(text):
            text = html.unescape(text)
    return text


def _translated(text: str, signs: Mapping[int, str | None]) -> str:
    if text.isascii():
        return text
    return _outside_strings(text, lambda part: part.translate(signs))


def _double_quotes(text: str) -> str:
    """Only those that stand for double quotes; single ones may be apostrophes inside them."""
    return text.translate({code: quote for code, quote in _QUOTES.items() if quote == '"'})


def _without_prompts(text: str) -> str:
    """The lines typed into a session; lines without a prompt are its answers."""
    if ">>>" not in text:
        return text
    typed = [line[4:] for line in text.split("\n") if _PROMPT.match(line)]
    return "\n".join(typed).rstrip() + "\n"


def _without_numbers(text: str) -> str:
    """The lines without their numbers, if these are consecutive."""
    kept = []
    last = None
    for line in text.strip("\n").split("\n"):
        number = _NUMBER.fullmatch(line)
        if (
            number is None
            or len(number[1]) > 6
            or (last is not None and int(number[1]) != last + 1)
        ):
            return text
        last = int(number[1])
        kept.append(number[2] or "")
    return "\n".join(kept) + "\n" if len(kept) > 1 else text


_REPAIRS: tuple[tuple[str, tuple[Callable[[str], str], ...]], ...] = (
    ("tokens", (_without_tokens,)),
    ("ellipsis", (_without_ellipsis,)),
    ("entities", (_unescaped_html,)),
    ("blanks", (partial(_translated, signs=_BLANKS | _NO_WIDTH),)),
    ("newlines", (_trimmed, _broken, _unescaped)),
    ("fences", (_within_fences, _without_fence_lines)),
    ("fences", (_within_fences, _without_fence_lines)),
    ("prompts", (_without_prompts,)),
    ("numbers", (_without_numbers,)),
    ("quotes", (_double_quotes, partial(_translated, signs=_QUOTES))),
    ("one-line", (_unrolled, _unrolled_to_margin, _unrolled_by_fours, statements)),
)
