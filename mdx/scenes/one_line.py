"""Splits a program whose lines were joined by single blanks, where that is certain."""

import io
import keyword
import tokenize

# Nothing says where a block that one of these begins would end.
UNCERTAIN = {"if", "elif", "else", "for", "while", "with", "try", "except", "finally", "async",
             "match", "lambda"}  # fmt: skip
BEGINS = {"class", "def", "from", "import", "return", "pass", "del", "raise", "assert", "global",
          "nonlocal", "break", "continue", "yield", "await"}  # fmt: skip
JOINS = {"and", "or", "not", "in", "is", "as", "import", "from"}
LONGEST = 200_000  # characters


def statements(text: str) -> str:
    """The program with one line per statement; unchanged if it has several lines, or blocks other
    than classes and functions, whose ends cannot be known."""
    line = text.strip()
    if "\n" in line or len(line) > LONGEST or "class " not in line:
        return text
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(line).readline))
    except (tokenize.TokenError, SyntaxError, IndentationError):
        return text
    tokens = [t for t in tokens if t.type not in (tokenize.NEWLINE, tokenize.ENDMARKER)]
    lines = _lines(line, tokens)
    return "\n".join(lines) + "\n" if lines else text


def _lines(line: str, tokens: list[tokenize.TokenInfo]) -> list[str]:
    """The statements, indented; [] if they cannot be told apart."""
    lines: list[str] = []
    indent, depth, start = 0, 0, 0
    head = tokens[0].string if tokens else ""
    for number, token in enumerate(tokens):
        word = token.string
        if token.type == tokenize.COMMENT or (not depth and word in UNCERTAIN):
            return []
        depth += (word in "([{") - (word in ")]}") if token.type == tokenize.OP else 0
        opens = word == ":" and not depth and head in ("class", "def")
        following = tokens[number + 1] if number + 1 < len(tokens) else None
        if following is None or not (opens or (not depth and _ends(token, following, head))):
            continue
        lines.append(" " * indent + line[start : token.end[1]].strip())
        indent = indent + 4 if opens else indent
        start, head = following.start[1], following.string
        if head == "@":
            head = "def" if indent else "class"
        if head == "class":
            indent = 0
        elif head == "def" and not opens and indent:
            first = [t.string for t in tokens[number + 3 : number + 5]]
            if first not in (["(", "self"], ["(", "cls"]):  # a method, or below the class?
                return []
            indent = 4
    return [*lines, " " * indent + line[start:]]


def _ends(token: tokenize.TokenInfo, following: tokenize.TokenInfo, head: str) -> bool:
    """Whether a statement ends between two tokens, as no expression could have them in a row."""
    if following.type not in (tokenize.NAME, tokenize.STRING) and following.string != "@":
        return False
    if following.string in JOINS and not (
        following.string in BEGINS and head not in ("from", "import")
    ):
        return False
    if token.type == tokenize.NAME:
        return not keyword.iskeyword(token.string) or (
            token.string in ("pass", "None", "True", "False", "return", "break", "continue")
            and following.string in BEGINS | {"self"}
            and token.string != "return"
        )
    is_star = token.string == "*" and head == "from"
    return token.type in (tokenize.NUMBER, tokenize.STRING) or token.string in ")]}" or is_star
