"""The examples of the README and the manual, as commands and what they print."""

import re
import shlex
import shutil
from collections.abc import Iterator

from places import ROOT

PAGES = {p.stem: p for p in [ROOT / "README.md", *sorted((ROOT / "mdx" / "manual").glob("*.md"))]}
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.M | re.S)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")


def text(page: str) -> str:
    return PAGES[page].read_text()


def needs(page: str) -> set[str]:
    """The programs of other people that a page's examples call and this machine lacks."""
    commands = "".join(command for command, _ in examples(page))
    return {p for p in ("jq", "make") if re.search(rf"\b{p} ", commands) and not shutil.which(p)}


def examples(page: str) -> list[tuple[str, str]]:
    """(command, expected output) pairs: `$ ` begins a command, `> ` goes on with it."""
    found: list[tuple[str, str]] = []
    for language, block in FENCE.findall(text(page)):
        for line in block.splitlines(keepends=True) if language == "console" else ():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            elif line.startswith(("> ", ">\n")) and not found[-1][1]:
                found[-1] = (found[-1][0] + (line[2:] or "\n"), "")
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found


def mentions(page: str) -> Iterator[list[str]]:
    """The commands of mdx in indented blocks, which no test runs: they need a key or a network."""
    prose = FENCE.sub("", text(page))
    for line in re.findall(r"^    (.*)", prose, re.M):
        words = shlex.shlex(line, posix=True, punctuation_chars="|<>")
        words.whitespace_split, words.commenters = True, "#"
        yield from _commands(list(words))


def _commands(words: list[str]) -> Iterator[list[str]]:
    """Each command of a pipeline that is one of mdx, without what is read from or written to."""
    command: list[str] = []
    for word in [*words, "|"]:
        if word != "|":
            command.append(word)
            continue
        end = next((n for n, word in enumerate(command) if word in ("<", ">")), len(command))
        if command and command[0].startswith("mdx-"):
            yield command[:end]
        command = []
