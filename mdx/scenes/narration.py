"""The words that are already in a scene: what is spoken over it, its sections and docstrings."""

import ast
import re

# Methods of a scene that take words, with the keyword and position of those that are spoken.
SPEAKERS = {
    "voiceover": ("text", 0), "add_voiceover_text": ("text", 0), "add_subcaption": ("content", 0),
    "play": ("subcaption", -1), "wait": ("subcaption", -1), "next_slide": ("notes", -1),
    "pause": ("notes", -1), "next_section": ("", -1),
}  # fmt: skip
_BOOKMARK = re.compile(r"<bookmark\s+mark\s*=\s*['\"]([^'\"]*)['\"]\s*/?>")


def docstring(scene: ast.ClassDef, construct: ast.AST | None) -> str:
    """The docstring of the class, else of its construct method; "" if there is none."""
    for node in (scene, construct):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            text = ast.get_docstring(node)
            if text:
                return text.strip()
    return ""


def narration(calls: list[ast.Call]) -> str:
    """What calls of SPEAKERS say in source order, one line per call: speech, subcaptions, notes."""
    calls = sorted(calls, key=lambda call: (call.lineno, call.col_offset))
    said = (" ".join(_BOOKMARK.sub(" ", spoken_text(call)).split()) for call in calls)
    return "\n".join(line for line in said if line)


def spoken_text(call: ast.Call) -> str:
    """The words of one call of SPEAKERS, without anything that is not constant."""
    return _argument(call, *SPEAKERS[_method(call)])


def sections(calls: list[ast.Call]) -> str:
    """The names of the sections that `self.next_section(...)` begins, in order, one per line."""
    named = [call for call in calls if _method(call) == "next_section"]
    named.sort(key=lambda call: (call.lineno, call.col_offset))
    names = (" ".join(_argument(call, "name", 0).split()) for call in named)
    return "\n".join(name for name in names if name)


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _argument(call: ast.Call, name: str, place: int) -> str:
    """The words of an argument, by its keyword or, unless that is negative, its position."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return text_of(keyword.value)
    return text_of(call.args[place]) if 0 <= place < len(call.args) else ""


def text_of(node: ast.AST) -> str:
    """The constant text of an expression: a string, a concatenation or the fixed parts of an
    f-string, even if a method such as `strip` or `format` is called on it."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(text_of(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
        if isinstance(node.op, ast.Mod):
            return text_of(node.left)
        return text_of(node.left) + text_of(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return text_of(node.func.value)
    return ""


def marks(text: str) -> tuple[int, dict[str, int]]:
    """The number of words in a spoken text, and the number before each of its bookmarks."""
    parts = _BOOKMARK.split(text)  # text, mark, text, mark, text ...
    count = len(parts[0].split())
    before = {}
    for mark, words in zip(parts[1::2], parts[2::2], strict=True):
        before[mark] = count
        count += len(words.split())
    return count, before
