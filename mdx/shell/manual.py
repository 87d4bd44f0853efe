"""Man pages and shell completions, made from the commands' own argument parsers.

    python -m mdx.shell.manual PREFIX mdx-filter ...

writes below PREFIX/share, where systems look.

A wheel carries them (see packaging.py). Needs argparse-manpage and shtab.
"""

import os
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

import mdx
from mdx.shell import command
from mdx.work import atomic

MAN_PAGE = "share/man/man1/{}.1"
# What troff would make typographic signs of.
PLAIN = str.maketrans({"'": r"\(aq", "`": r"\(ga", "^": r"\(ha", "~": r"\(ti"})
# Where each shell looks, below the prefix of an installation.
COMPLETIONS = {
    "bash": "share/bash-completion/completions/{}",
    "fish": "share/fish/vendor_completions.d/{}.fish",
    "zsh": "share/zsh/site-functions/_{}",
}


def man_page(tool: ModuleType) -> str:
    """The manual of a tool in troff."""
    from argparse_manpage.manpage import Manpage

    page = Manpage(command.parser(tool))
    page.date, page.source, page.manual = "", f"mdx {mdx.__version__}", "mdx"
    page.description = (tool.__doc__ or "").partition("\n")[0].rstrip(".")
    return re.sub(r"(?m)(?:^ .*\n)+", _unfilled, str(page))


def _unfilled(block: re.Match[str]) -> str:
    """Indented lines as they are, so that what is copied from the manual can be run."""
    return f".nf\n{block[0].translate(PLAIN)}.fi\n"


def completion(tool: ModuleType, shell: str) -> str:
    """What a shell (bash, zsh, fish) sources to complete the options of a tool."""
    import shtab

    parser = command.parser(tool)
    for action in parser._actions:
        if action.metavar in ("FILE", "SOURCE"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    return shtab.complete(parser, shell=shell)


def files(command: str) -> Iterator[tuple[str, str]]:
    """Each file about a command: its path below the prefix, and its text."""
    tool = import_module(command.replace("-", "."))
    yield MAN_PAGE.format(command), man_page(tool)
    for shell, place in COMPLETIONS.items():
        yield place.format(command), completion(tool, shell)


def main() -> None:
    prefix, *commands = sys.argv[1:]
    for name in commands:
        for place, text in files(name):
            path = os.path.join(prefix, place)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with atomic.replacing(path) as file:
                file.write(text.encode())


if __name__ == "__main__":
    main()
