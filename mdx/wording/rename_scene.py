"""A scene's class under another name, everywhere in its code."""

import re

OTHER_NAMES = ("{}Scene", "{}Animation", "Show{}", "Animated{}", "{}Demo", "{}Clip", "The{}")
_NAME = re.compile(r"[A-Za-z_]\w*")
# Not `tokenize`: that of Python 3.12 takes a square of the time for a long line, and looks into
# f-strings, which that of 3.11 does not.
_TOKEN = re.compile(
    r"""
      (?P<skipped> \\\r?\n | \#[^\r\n]* )
    | (?P<string> [bfrtuBFRTU]{0,2} (?:
        \'\'\' (?: [^\\'] | \\. | '(?!'') )*+ \'\'\'
      | \"\"\" (?: [^\\"] | \\. | "(?!"") )*+ \"\"\"
      | (?!\'\'\') ' (?: [^\\'\r\n] | \\. )*+ '
      | (?!\"\"\") " (?: [^\\"\r\n] | \\. )*+ " ) )
    | (?P<open> ['"] )
    | (?P<word> \w+ )
    | (?P<sign> == | \S )
    """,
    re.VERBOSE | re.DOTALL,
)


def otherwise(code: str, scene: str, share: float) -> tuple[str, str] | None:
    """Another name for the scene, and the code with it; None if no name is safe.

    `share`, from 0 to below 1, decides which name is tried first.
    """
    first = int(share * len(OTHER_NAMES))
    for pattern in OTHER_NAMES[first:] + OTHER_NAMES[:first]:
        if pattern.replace("{}", "") in scene:
            continue  # no SceneScene
        new = pattern.format(scene)
        if (other_code := renamed(code, scene, new)) is not None:
            return new, other_code
    return None


def renamed(code: str, old: str, new: str) -> str | None:
    """The code with the class renamed at every token that means it; all else byte for byte.

    None where that cannot be done safely: the name is no class of this code, the new one is
    taken, or the old one is also an attribute, a keyword argument or part of an f-string.
    """
    if not re.search(rf"^class\s+{re.escape(old)}\b", code, re.MULTILINE) or new in words(code):
        return None
    pieces: list[str] = []
    end = 0
    one_before = before = ""
    for token in _TOKEN.finditer(code):
        kind, text = token.lastgroup, token[0]
        if kind == "skipped":
            continue
        if kind == "open" or (kind == "string" and _in_f_string(text, old)):
            return None
        if before == old and text == "=" and one_before in ("(", ","):
            return None
        if text == old:
            if before == ".":
                return None
            pieces += (code[end : token.start()], new)
            end = token.end()
        one_before, before = before, text
    return "".join((*pieces, code[end:]))


def words(code: str) -> set[str]:
    """All names and words in the code."""
    return set(_NAME.findall(code))


def _in_f_string(literal: str, name: str) -> bool:
    prefix = literal[: len(literal) - len(literal.lstrip("rRbBfFuU"))]
    return "f" in prefix.lower() and name in words(literal)


def replaced(text: str, old: str, new: str) -> str:
    """A text with the name replaced where it cannot be a common word: "MyScene", not "Intro"."""
    if re.search(r"[a-z0-9][A-Z]|_", old):
        return re.sub(rf"\b{re.escape(old)}\b", new, text)
    said = rf"\b((?:[Cc]lass|[Ss]cene)(?: named| called)?) {re.escape(old)}\b"
    return re.sub(said, rf"\1 {new}", text)
