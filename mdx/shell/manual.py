"""Man pages and shell completions, from the commands' own argument parsers and the manual.

    python -m mdx.shell.manual PREFIX mdx-filter ...

writes below PREFIX/share, where systems look for them. Wheels include them (see packaging.py).

`man mdx-filter` shows the command's help, its options and its chapter of mdx/manual. Chapters that
are not about a single command are pages of section 7, as in `man mdx-record`. Needs
argparse-manpage and markdown-it-py.
"""

import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import mdx
from mdx.shell import command, completion
from mdx.shell.troff import title, troff
from mdx.work import atomic

CHAPTERS = Path(mdx.__path__[0], "manual")
MAN_PAGE = "share/man/man1/{}.1"
TOPIC = "share/man/man7/{}.7"
# Characters that troff would turn into typographic ones.
PLAIN = str.maketrans({"'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})
# Where each shell looks, below the prefix of an installation.
COMPLETIONS = {
    "bash": "share/bash-completion/completions/{}",
    "fish": "share/fish/vendor_completions.d/{}.fish",
    "zsh": "share/zsh/site-functions/_{}",
}


def man_page(tool: ModuleType) -> str:
    """The man page of a tool in troff, with its chapter, if it has one, at the end."""
    from argparse_manpage.manpage import Manpage

    page = Manpage(command.parser(tool))
    page.date, page.source, page.manual = "", f"mdx {mdx.__version__}", "mdx"
    page.description = (tool.__doc__ or "").partition("\n")[0].rstrip(".")
    text = re.sub(r"(?m)(?:^ .*\n)+", _unfilled, str(page))
    path = CHAPTERS / f"{tool.__name__.rpartition('.')[2]}.md"
    return text + troff(path.read_text("utf-8")) if path.exists() else text


def topic(name: str) -> str:
    """A chapter that is not about a single command, as a page of its own."""
    chapter = (CHAPTERS / f"{name}.md").read_text("utf-8")
    head = f'.TH MDX\\-{name.upper()} "7" "" "mdx {mdx.__version__}" "mdx"\n'
    return f"{head}.SH NAME\nmdx\\-{name} \\- {title(chapter)}\n{troff(chapter)}"


def _unfilled(block: re.Match[str]) -> str:
    """Indented lines exactly as they are, so that they can be copied from the page and run."""
    return f".nf\n{block[0].translate(PLAIN)}.fi\n"


def files(commands: list[str]) -> Iterator[tuple[str, str]]:
    """(path below the prefix, text) of each file about these commands."""
    for name in commands:
        tool = import_module(name.replace("-", "."))
        yield MAN_PAGE.format(name), man_page(tool)
        what = completion.command(tool, command.parser(tool))
        for shell, place in COMPLETIONS.items():
            yield place.format(name), completion.script([what], shell)
    for path in sorted(CHAPTERS.glob("*.md")):
        if f"mdx-{path.stem}" not in commands:
            yield TOPIC.format(f"mdx-{path.stem}"), topic(path.stem)


def main() -> None:
    prefix, *commands = sys.argv[1:]
    for place, text in files(commands):
        path = os.path.join(prefix, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with atomic.replacing(path) as file:
            file.write(text.encode())


if __name__ == "__main__":
    main()
