"""Scripts beside the code with one section per scene: the words spoken over it."""

import posixpath
import re

from mdx.sources.formats import markdown
from mdx.sources.formats.video import script_words

NAME = re.compile(r"(?:.*[_-])?(?:narration|voice-?over|script)(?:[_-].*)?\.md", re.IGNORECASE)
NUMBERED = re.compile(r"(?:scene|part|section|chapter|sc)[ _.#-]*0*(\d+)", re.IGNORECASE)
LEADING = re.compile(r"[a-z]?0*(\d+)(?:\D|$)", re.IGNORECASE)
SIGNS = re.compile(r"[\W_]+")
LEAST_NAME = 5  # letters of a name that a heading may hold by something else than chance

Section = tuple[str, str]  # heading, words


def is_script(path: str) -> bool:
    """Whether a file has the name of a script."""
    return NAME.fullmatch(posixpath.basename(path)) is not None


def sections(text: str) -> list[Section]:
    """The sections of a script, each with its heading."""
    parts: list[tuple[str, list[str]]] = []
    is_code = False
    for line in text.split("\n"):
        is_code ^= markdown.FENCE.fullmatch(line) is not None
        heading = None if is_code else markdown.HEADING.fullmatch(line)
        if heading:
            parts.append((heading[1].strip(), []))
        elif parts:
            parts[-1][1].append(line)
    return [(name, words) for name, lines in parts if (words := script_words("\n".join(lines)))]


def spoken(script: list[Section], path: str, scene: str) -> str:
    """The words of the section that names a scene, or has its number or that of its file; "" if
    none or several do."""
    plain = SIGNS.sub("", scene).lower()
    named = [words for heading, words in script if plain and _names(heading, plain)]
    if len(named) == 1:
        return named[0]
    stem = posixpath.basename(path).rpartition(".")[0]
    for number in (_number(scene), _number(stem), _leading(stem)):
        fitting = [words for heading, words in script if number and _number(heading) == number]
        if len(fitting) == 1:
            return fitting[0]
    return ""


def _names(heading: str, plain: str) -> bool:
    return len(plain) >= LEAST_NAME and plain in SIGNS.sub("", heading).lower()


def _number(words: str) -> str:
    match = NUMBERED.search(words)
    return match[1] if match else ""


def _leading(stem: str) -> str:
    match = LEADING.match(stem)
    return match[1] if match else ""
