"""Examples in reStructuredText: `.. manim::` directives and Python code blocks."""

import re
from collections.abc import Iterator

from mdx.sources.formats.example import Example, dedented, joined, may_hold_scene, unprompted

DIRECTIVE = re.compile(r"([ \t]*)\.\. (manim|code-block|code|sourcecode)::[ \t]*(.*)")
OPTION = re.compile(r"\s*:([\w-]+):\s*(.*)")
UNDERLINE = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}\s*")
ROLE = re.compile(r":[\w:+-]{1,99}:`~?\.?([^`<]++)(<[^`>]*+>)?`")
LINK = re.compile(r"(?<!`)`([^`<>]++)<[^`<>]*+>`_+")
ANY_DIRECTIVE = re.compile(r"\s*\.\. ")
PYTHON = ("", "python", "python3", "py", "default")


def examples(text: str, *lead: str) -> Iterator[Example]:
    """Each example with the words before it: `lead`, the section's title, the paragraph above."""
    lines = text.expandtabs(8).split("\n")
    title = ""
    index = 0
    while index < len(lines):
        if _is_title(lines, index):
            title = lines[index].strip()
        match = DIRECTIVE.match(lines[index])
        if not match:
            index += 1
            continue
        body_start, options = _options(lines, index + 1)
        end = _end(lines, body_start, len(match[1]))
        is_manim = match[2] == "manim"
        code = unprompted(dedented(lines[body_start:end]))
        if may_hold_scene(code) and (is_manim or match[3].strip().lower() in PYTHON):
            references = [v for k, v in options.items() if k.startswith("ref_")]
            yield Example(
                code=code,
                line=body_start + 1,
                context=joined(*lead, title, _paragraph_above(lines, index)),
                tags=" ".join(" ".join(references).split()),
                still="save_last_frame" in options,
                is_directive=is_manim,
            )
        index = max(end, index + 1)


def _is_title(lines: list[str], index: int) -> bool:
    line = lines[index].strip()
    if not line or index + 1 >= len(lines) or UNDERLINE.fullmatch(line):
        return False
    below = lines[index + 1].strip()
    return bool(UNDERLINE.fullmatch(below)) and len(below) >= len(line) - 1


def _options(lines: list[str], index: int) -> tuple[int, dict[str, str]]:
    """The index of the first line of the body, and the directive's options."""
    options = {}
    while index < len(lines) and (match := OPTION.fullmatch(lines[index])):
        options[match[1]] = match[2]
        index += 1
    while index < len(lines) and not lines[index].strip():
        index += 1
    return index, options


def _end(lines: list[str], index: int, indent: int) -> int:
    """The index after the last line that is indented more than the directive."""
    end = index
    for i in range(index, len(lines)):
        line = lines[i]
        if line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                break
            end = i + 1
    return end


def _paragraph_above(lines: list[str], index: int) -> str:
    """The paragraph before a directive; "" if that is a title or another directive."""
    end = index
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    start = end
    while start > 0 and lines[start - 1].strip():
        start -= 1
        if not _is_prose(lines[start]):
            return ""
    return plain(" ".join(line.strip() for line in lines[start:end]))


def _is_prose(line: str) -> bool:
    """Whether a line is no directive, no line under a title, and not indented as code is."""
    is_markup = ANY_DIRECTIVE.match(line) or UNDERLINE.fullmatch(line.strip())
    return not is_markup and not line.startswith((" " * 8, "\t"))


def plain(words: str) -> str:
    """The words without reST's marks for code and references: :class:`~.Circle` is Circle."""
    shown = ROLE.sub(lambda role: role[1].rstrip() if role[2] else role[1], words)
    shown = LINK.sub(lambda link: link[1].rstrip() or link[1][0], shown)
    return shown.replace("``", "`")
