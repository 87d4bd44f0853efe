"""A model's words without what stands around them: thoughts, fences, quotes, labels, courtesies."""

import re

ROUNDS = 8  # of one thing around the other

_THOUGHTS = r"(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|analysis|scratchpad)"
_OPENED = re.compile(rf"\s*(?:<{_THOUGHTS}>|\[{_THOUGHTS}\]|◁{_THOUGHTS}▷)", re.I)
_CLOSED = re.compile(rf"(?:</{_THOUGHTS}>|\[/{_THOUGHTS}\]|◁/{_THOUGHTS}▷)", re.I)
_TAGS = re.compile("[<\\[◁]")
_FINAL = re.compile(r"<\|channel\|>final<\|message\|>")  # of the gpt-oss models
_TOKENS = re.compile(r"(?:\s{0,3}(?:<\|[a-z_]{1,20}\|>|</s>|<end_of_turn>|<eos>))+$", re.I)

_NAME = (
    r"(?:(?:user(?:'s)?|person(?:'s)?|animation|image|scene|video|final|short|original|rewritten|"
    r"reworded|corrected|revised|natural[- ]language|plain|concise|the|your|my|an?)\s+){0,4}"
    r"(?:requests?|descriptions?|captions?|prompts?|answers?|responses?|outputs?|instructions?|"
    r"rewordings?|steps|user|assistant)"
)
_LABEL = re.compile(rf"[#>*_\s]{{0,8}}{_NAME}\s?[*_]{{0,3}}:[*_]{{0,3}}\s+", re.I)
_HEADING = re.compile(rf"(?:#{{1,6}} |[*_]{{2,3}}){_NAME}[*_: ]{{0,5}}\n\s*", re.I)
_EAGER = re.compile(
    r"(?:sure(?: thing)?|certainly|of course|absolutely|okay|ok|got it|understood|great|alright|"
    r"no problem|gladly|with pleasure)(?:[!.,:…—–-]{1,3}\s+|[ \t]{0,3}\n\s*)",
    re.I,
)
_HERE = re.compile(
    r"(?:here(?:'s|’s| is| are)|below is|the following is|this is|"
    r"i(?:'d|’d| would) (?:say|ask|write)|based on (?:the|this|your)|"
    r"(?:a|the) (?:person|user) (?:might|would|could))\b"
    r"[^\n:]{0,160}:[*_]{0,3}\s+",
    re.I,
)
_OF_ANSWER = re.compile(
    r"\b(?:requests?|descriptions?|captions?|prompts?|answers?|rewordings?|versions?|code|wrote|phrase|"
    r"written|say|ask|words|steps)\b",
    re.I,
)
_REMARK = re.compile(
    r"\n\s*[(*_>]{0,4}(?:let me know (?:if|whether|how|what)|(?:i )?hope (?:this|that|it)|"
    r"would you like me|do you want me|is there anything else|"
    r"if you(?:'d|’d| would) like(?: me)? to|"
    r"feel free to (?:ask|let|reach|adjust|modify|edit|tweak)|"
    r"(?:please )?note[^\n]{0,300}\b(?:i|i've|i’ve|the code|th(?:e|is) (?:request|description))\b|"
    r"th(?:is|e above) (?:request|description|caption|version|prompt) \w+s\b)[^\n]{0,600}$",
    re.I,
)
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]{0,3}[\w+-]{0,20}[ \t]{0,3}\n")
_TAG = re.compile(r"<([a-zA-Z][\w-]{0,30})>")
_HTML = {
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "html",
    "body",
    "div",
    "h1",
    "h2",
    "h3",
    "b",
    "i",
    "u",
    "a",
}
_EMPHASIS = re.compile(r"([*_]{1,3})(?=\S)([^*_\n]+)(?<=\S)\1$")
_BULLET = re.compile(r"(?:[-*•–]|\(?\d{1,2}[.)])[ \t]+(?=\S)")
_PAIRS = {'"': '"', "“": "”", "„": "“", "«": "»", "‘": "’", "'": "'", "`": "`", "「": "」"}


def without_thoughts(text: str) -> str | None:
    """The text after the model's thoughts; None if they never end.

    Some servers remove the opening tag and leave the closing one.
    """
    if not _TAGS.search(text):
        return text
    if final := list(_FINAL.finditer(text)):
        text = text[final[-1].end() :]
    text = _TOKENS.sub("", text)
    while True:
        opened = _OPENED.match(text)
        closed = next((m for m in _CLOSED.finditer(text) if not _in_quotes(text, m)), None)
        if closed is None:
            return None if opened else text.strip()
        if not opened and _OPENED.search(text[: closed.start()]):
            return text.strip()  # thoughts in the midst of words
        text = text[closed.end() :]


def _in_quotes(text: str, tag: re.Match[str]) -> bool:
    before, after = text[: tag.start()][-1:], text[tag.end() :][:1]
    return before in _PAIRS and _PAIRS[before] == after


def unwrapped(text: str) -> str:
    """The text without a surrounding fence, quotes, label, introduction or remark."""
    for _ in range(ROUNDS):
        before = text
        for take_off in (_unlabelled, _unfenced, _unquoted, _unremarked):
            text = take_off(text).strip()
        if text == before:
            break
    return text


def _unlabelled(text: str) -> str:
    if match := _EAGER.match(text):
        text = text[match.end() :]
        text = text[:1].upper() + text[1:]
    if (match := _HERE.match(text)) and _OF_ANSWER.search(match.group()):
        text = text[match.end() :]
    for label in (_HEADING, _LABEL):
        if match := label.match(text):
            text = text[match.end() :]
    return text


def _unfenced(text: str) -> str:
    if text[:1].isalpha():
        return text
    if match := _FENCE.match(text):
        inner, end, after = text[match.end() :].rpartition(match[1])
        return inner if end and not after.strip("`~ ") and match[1] not in inner else text
    if (match := _TAG.match(text)) and match[1].lower() not in _HTML:
        end = f"</{match[1]}>"
        inner = text[match.end() : -len(end)]
        return inner if text.endswith(end) and f"<{match[1]}" not in inner else text
    if match := _EMPHASIS.fullmatch(text):
        return str(match[2])
    lines = text.splitlines()
    if len(lines) == 1 and (match := _BULLET.match(text)):
        return text[match.end() :]
    if lines and all(line.startswith(">") for line in lines if line):
        return "\n".join(line[1:].strip() for line in lines)
    return text


def _unquoted(text: str) -> str:
    """The text without quotation marks around all of it, unless they belong to its words."""
    opening, closing = text[:1], text[-1:]
    if len(text) < 3 or _PAIRS.get(opening) != closing:
        return text
    inner = text[1:-1]
    if opening == '"' and '"' not in (plain := inner.replace('\\"', "")):
        return inner if plain == inner else inner.replace('\\"', '"')
    mark = rf"(?<!\w){opening}|{closing}(?!\w)" if opening in "'‘" else f"[{opening}{closing}]"
    following = re.search(mark, inner)
    return inner if following is None or _opens(inner, following.start(), closing) else text


def _opens(inner: str, place: int, closing: str) -> bool:
    """Whether the mark at this place opens an inner quotation, and does not close the outer one."""
    if inner[place] != closing:
        return True
    before, after = inner[:place][-1:], inner[place + 1 :][:1]
    return (before.isspace() or before in "([{") and before != "" and not after.isspace()


def is_quoted(text: str) -> bool:
    """Whether there are quotation marks at both ends."""
    return len(text) > 2 and _PAIRS.get(text[0]) == text[-1]


def _unremarked(text: str) -> str:
    """The text without the model's closing words to its user."""
    match = _REMARK.match(text, text.rfind("\n")) if "\n" in text else None
    return text[: match.start()] if match else text
