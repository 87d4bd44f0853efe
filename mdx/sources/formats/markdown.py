"""Python in the fences of Markdown, and Markdown's own words."""

import re
from collections.abc import Iterator

from mdx.sources.formats.example import Example, dedented, joined, may_hold_scene, unprompted

QUOTE = re.compile(r"[ \t]*> ?")
FENCE = re.compile(r"[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+([\w+#.-]*+)[^`]*+")
HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(.*)")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
PYTHON = ("", "python", "python3", "py", "ipython", "manim")


def blocks(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Each fenced block: language, code, and the indices of its first line and of its fence."""
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        opening = FENCE.fullmatch(lines[index])
        index += 1
        if not opening:
            continue
        start, mark = index, opening[1]
        while index < len(lines) and not _closes(lines[index], mark):
            index += 1
        inside = lines[start:index]
        if QUOTE.match(opening[0]):
            inside = [QUOTE.sub("", line, count=1) for line in inside]
        yield opening[2].lower(), dedented(inside), start, start - 1
        index += 1


def _closes(line: str, mark: str) -> bool:
    line = line.strip(" \t>")
    return len(line) >= len(mark) and not line.strip(mark[0])


def examples(text: str) -> Iterator[Example]:
    """Each scene-like block with the heading and the paragraph above it."""
    lines = text.split("\n")
    headings = _headings(lines)
    for language, code, start, fence in blocks(text):
        code = unprompted(code)
        if language in PYTHON and may_hold_scene(code):
            context = joined(headings[fence], _paragraph_above(lines, fence))
            yield Example(code=code, line=start + 1, context=context)


def _headings(lines: list[str]) -> list[str]:
    """The heading above each line."""
    headings = []
    inside = False
    last = ""
    for line in lines:
        headings.append(last)
        if FENCE.fullmatch(line):  # a comment in a fence looks like a heading
            inside = not inside
        elif not inside and (match := HEADING.fullmatch(line)):
            words = match[1].split()
            while words and not words[-1].strip("#"):  # "# Title #", but not "# C#"
                words.pop()
            last = " ".join(words)
    return headings


def _paragraph_above(lines: list[str], index: int) -> str:
    end = index
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    start = end
    while start > 0 and lines[start - 1].strip() and not _ends_words(lines[start - 1]):
        start -= 1
    return TAG.sub("", " ".join(line.strip() for line in lines[start:end])).strip()


def _ends_words(line: str) -> bool:
    return bool(FENCE.fullmatch(line) or HEADING.fullmatch(line))
