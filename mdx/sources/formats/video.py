"""The words about a video in the folder of its code: what it is about, what is spoken."""

import posixpath
import re

from mdx.sources.formats import text
from mdx.sources.formats.example import joined
from mdx.sources.tree import Tree, Unreadable

ABOUT = ("DESCRIPTION.md", "DESCRIPTION.txt")
SCRIPTS = ("SCRIPT.md", "SCRIPT.txt")
LONGEST = 4000  # characters of a script that go into every scene's record
PLACEHOLDER = re.compile(r"\s*<[^<>\n]+>\s*", re.MULTILINE)  # as templates have it
RULE = re.compile(r"[ \t]*([-*_])\1{2,}[ \t]*")
FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
LATEX = re.compile(r"^[^\S\n]*\\\w+.*$", re.MULTILINE)
CUE = re.compile(r"(?<!\d)\d+\n\d+:\d\d:\d\d[,.]\d+ --> .*\n")
LEAST_SPOKEN = 40  # characters; shorter subtitles and scripts only try the film out


def words(tree: Tree, paths: list[str]) -> str:
    """What these files of one folder say about its video; "" for unfilled templates."""
    by_name = {posixpath.basename(path): path for path in paths}
    about = "\n\n".join(_about(read(tree, by_name[name])) for name in ABOUT if name in by_name)
    subtitles = [path for path in sorted(paths) if path.endswith(".srt")]
    spoken = _spoken(read(tree, subtitles[0])) if subtitles else ""
    for name in SCRIPTS:
        if not spoken and name in by_name:
            spoken = script_words(read(tree, by_name[name]))
    return joined(about, spoken[:LONGEST])


def is_about_a_video(path: str) -> bool:
    return posixpath.basename(path) in ABOUT + SCRIPTS or path.endswith(".srt")


OWN_VIDEO = re.compile(
    r"[\s#*:>-]*(?:(?:my|the|this|full|final|finished|youtube|yt|rendered|link|to|for|of|related)\s+)"
    r"{0,6}(?:video|youtube|watch)"
    r"(?:\s+(?:the|this|full|final|my|video|url|link|here|at|on|youtube|it)){0,4}\s*[:=-]?\s*"
    r"[(<\[]?(https?://(?:www\.)?(?:youtu\.be/|youtube\.com/)[^\s)>\]\"']{1,200})",
    re.IGNORECASE,
)
HEAD = 40  # lines of a file that may say which video it is of
LONGEST_LINE = 400  # characters of one that does


def own(code: str) -> str:
    """The address of the video that a Python file says it was made for, in the remarks or the
    docstring at its top; "" if it names none or several."""
    urls = set()
    for line in code.split("\n", HEAD)[:HEAD]:
        if line.startswith(("import ", "from ", "class ", "def ")):
            break
        if len(line) <= LONGEST_LINE and (match := OWN_VIDEO.match(line)):
            urls.add(match[1])
    return urls.pop() if len(urls) == 1 else ""


def read(tree: Tree, path: str) -> str:
    try:
        return text.prose(tree.read(path))
    except Unreadable:
        return ""


def _about(text: str) -> str:
    """The text above the first rule, without hashtags."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines) if RULE.fullmatch(line)), len(lines))
    kept = "\n".join(line for line in lines[:end] if not re.match(r"#\w", line))
    return "" if PLACEHOLDER.fullmatch(kept) else kept.strip()


def script_words(text: str) -> str:
    """A script's prose, without its front matter and typesetting."""
    text = LATEX.sub("", FRONT_MATTER.sub("", text))
    kept = re.sub(r"\n{3,}", "\n\n", text).strip()
    said = [s for s in kept.split("\n") if not (RULE.fullmatch(s) or PLACEHOLDER.fullmatch(s))]
    return kept if sum(map(len, said)) >= LEAST_SPOKEN else ""


def _spoken(text: str) -> str:
    """The words of subtitles, without their numbers and times."""
    words = " ".join(CUE.sub("", text + "\n").split())
    return words if len(words) >= LEAST_SPOKEN else ""
