"""Finds the program in an answer, whatever text is around it."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import orjson

from mdx.scenes.repair import repaired
from mdx.scenes.scene import scenes_of
from mdx.scenes.syntax import SyntaxFault, parse, parses
from mdx.sources.formats import markdown
from mdx.sources.formats.example import imports_something
from mdx.sources.rows.columns import is_wrong, lists, plain

THOUGHTS = ("think", "thinking", "thought", "thoughts", "reasoning", "scratchpad", "analysis")
PAIRS_OF_THOUGHTS = (
    *((f"<{tag}>", f"</{tag}>") for tag in THOUGHTS),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("[THINK]", "[/THINK]"),
)
NOT_SAID = ("thinking", "reasoning", "redacted_thinking", "tool_result")  # types of parts
LEVELS = 10  # how deep a program may be nested
CODE_TAGS = ("code", "python", "manim", "answer", "solution", "output", "script", "final")
LIBRARIES = {"manim", "manimlib", "manimgl", "manimce", "manim_imports_ext"}
OLD_LIBRARY = "big_ol_pile_of_manim_imports"
# What Manim looks like even if it does not parse, or its lines run together.
LOOKS_SO = re.compile(
    r"\b(?:from|import)\s+(?:manim|big_ol_pile)|\bclass\s+\w+\s*\([^()\n]{0,80}(?:Scene|Slide)\b"
)
SIGN = re.compile(r"\bdef\s+\w+\s*\(|\bclass\s+\w+\s*[(:]|\w\s?=\s?\w+\(|\bself\.\w+\(")
BEGINS = re.compile(r"^(?:from\s+\S+\s+import\b|import\s+\w)", re.MULTILINE)
CLASS = re.compile(r"^class\s", re.MULTILINE)
PARAGRAPH = re.compile(r"\n[ \t]*\n")
LAST_PARAGRAPHS = 8  # after a program without fences; these may be prose


def without_thoughts(text: str) -> str:
    """The text without spans of thinking, including those cut off at either end."""
    for opening, closing in PAIRS_OF_THOUGHTS:
        if opening not in text and closing not in text:
            continue
        kept, end = [], 0
        while (start := text.find(opening, end)) >= 0:
            kept.append(text[end:start])
            end = text.find(closing, start)
            end = end + len(closing) if end >= 0 else len(text)
        text = "".join([*kept, text[end:]])
        text = text.rpartition(closing)[2]  # a span that the prompt opened
    return text


def is_manim(code: str) -> bool:
    """Whether this is Python that imports Manim or defines a scene."""
    if "anim" not in code and "Scene" not in code and "Slide" not in code:
        return False
    try:
        tree = parse(code)
    except SyntaxFault:
        return False
    own = set(_others(tree))
    return any(_is_manims(node, own) for node in ast.walk(tree))


def _others(tree: ast.Module) -> Iterator[str]:
    """Names of scenes that are not Manim's but the module's own, or another library's."""
    for node in tree.body:
        match node:
            case ast.ClassDef():
                yield node.name
            case ast.ImportFrom() if not node.level and not _is_library(node.module or ""):
                yield from ("Scene" for alias in node.names if alias.name == "Scene")


def _is_manims(node: ast.AST, own: set[str]) -> bool:
    match node:
        case ast.Import():
            return any(_is_library(alias.name) for alias in node.names)
        case ast.ImportFrom():
            return not node.level and _is_library(node.module or "")
        case ast.ClassDef():
            names = (base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "")
                     for base in node.bases)  # fmt: skip
            return any(name.endswith(("Scene", "Slide")) and name not in own for name in names)
    return False


def _is_library(module: str) -> bool:
    first = module.partition(".")[0]
    return first in LIBRARIES or first == OLD_LIBRARY or first.startswith("manim_")


def looks_so(code: str) -> bool:
    """Whether this looks like Manim, even if it does not parse."""
    return LOOKS_SO.search(code) is not None


def is_code_of_manim(said: str) -> bool:
    """Whether this looks like Manim and is not just prose that mentions it."""
    return looks_so(said) and SIGN.search(said) is not None


def damaged(said: str) -> str:
    """An answer's code that looks like Manim but does not parse, without fences; "" otherwise."""
    code = unfenced(said) if is_code_of_manim(said) else ""
    return "" if parses(code) else code


def is_certain(code: str) -> bool:
    """Whether this is Manim, at least once known damage is repaired."""
    return is_manim(code) or (looks_so(code) and is_manim(repaired(code)[0]))


def program(said: str) -> str:
    """The program in an answer as it came: the last in fences, with those above it that it needs;
    or the answer itself, or what is tagged or quoted as code in it. "" if nothing in it is
    Python that imports Manim or defines a scene."""
    said = without_thoughts(said)
    if not (looks_so(said) or "Scene" in said or "anim" in said):
        return ""
    if is_manim(said):
        return said
    if fenced := [code for _, code, _, _ in markdown.blocks(said) if code.strip()]:
        for last in range(len(fenced) - 1, -1, -1):
            for code in (fenced[last], _quoted(fenced[last])):
                if code and is_certain(code):
                    return completed(code, fenced[:last])
    return next((code for code in _elsewhere(said) if code and is_certain(code)), "")


def _elsewhere(said: str) -> Iterator[str]:
    """The places where an answer without fences may hold code."""
    yield _quoted(said)
    for tag in CODE_TAGS:
        start = said.rfind(f"<{tag}>")
        end = said.find(f"</{tag}>", start)
        if start >= 0:
            inner = said[start + len(tag) + 2 : end if end >= 0 else None].strip("\n")
            yield program(inner) if inner.strip() else ""
    yield said
    yield from _after_words(said)


def _after_words(said: str) -> Iterator[str]:
    """The text from its first import on, with fewer and fewer paragraphs at the end."""
    start = BEGINS.search(said)
    if not start:
        return
    code = said[start.start() :]
    ends = [len(code), *(gap.start() for gap in reversed(list(PARAGRAPH.finditer(code))))]
    for end in ends[:LAST_PARAGRAPHS]:
        if CLASS.search(code, 0, end):
            yield code[:end] + "\n"


def _quoted(said: str) -> str:
    """The program inside a text of JSON, under any name."""
    start, end = said.find("{"), said.rfind("}")
    if not 0 <= start < end or said[:start].count("\n") > 20:
        return ""
    try:
        value = orjson.loads(said[start : end + 1])
    except orjson.JSONDecodeError:
        return ""
    return anywhere(value)


def anywhere(value: Any, but: frozenset[str] = frozenset(), levels: int = LEVELS) -> str:
    """The program anywhere in an object or a list: names for code come first, and the last item of
    a list. Names in `but`, and those that say the code is wrong, are left out."""
    if isinstance(value, str):
        return program(value)
    if not levels or not isinstance(value, dict | list):
        return ""
    if isinstance(value, list):
        inner = list(reversed(value))
    elif value.get("type") in NOT_SAID:
        return ""
    else:
        order = {name: place for place, name in enumerate(lists()["code"])}
        names = {name: plain(str(name)) for name in value}
        kept = [name for name in value if names[name] not in but and not is_wrong(str(name))]
        inner = [value[n] for n in sorted(kept, key=lambda n: order.get(names[n], len(order)))]
    return next((code for item in inner if (code := anywhere(item, but, levels - 1))), "")


def completed(code: str, above: list[str]) -> str:
    """A program preceded by those earlier blocks that define or import what it lacks."""
    kept = [above[number].rstrip("\n") for number in needed(code, above)]
    return "\n\n".join([*kept, code]) if kept else code


def needed(code: str, above: list[str]) -> list[int]:
    """Which of the earlier blocks define or import what a program lacks."""
    if not above:
        return []
    try:
        scenes = scenes_of(code)
    except SyntaxFault:
        return []
    own = {scene.name for scene in scenes}
    missing = {name.partition(".")[0] for scene in scenes for name in scene.unresolved}
    has_imports = imports_something(code)
    kept: list[int] = []
    for number in range(len(above) - 1, -1, -1):
        names = _defined(above[number])
        brings = missing & names or (not has_imports and imports_something(above[number]))
        if names is not NONE and brings and not own & names:
            kept.insert(0, number)
            missing -= names
    return kept


NONE: set[str] = set()


def _defined(block: str) -> set[str]:
    """The names that a block binds at its top level; NONE if it is not Python."""
    try:
        tree = parse(block)
    except SyntaxFault:
        return NONE
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(a.asname or a.name).partition(".")[0] for a in node.names}
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def unfenced(code: str) -> str:
    """The code inside fences, the longest if there are several; the text itself without any."""
    if "```" not in code and "~~~" not in code:
        return code
    try:
        if parse(code):
            return code
    except SyntaxFault:
        pass
    blocks = [block for block in markdown.blocks(code) if block[1].strip()]
    python = [block for language, block, _, _ in blocks if language in markdown.PYTHON]
    return max(python or [block for _, block, _, _ in blocks], key=len, default=code)
