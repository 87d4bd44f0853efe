"""The examples of the README, as commands and what they print."""

import re
import shutil

from places import ROOT

README = (ROOT / "README.md").read_text()
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", README, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def needs(section: str) -> set[str]:
    """The programs of other people that a section's examples call and this machine lacks."""
    commands = "".join(command for command, _ in examples(section))
    return {p for p in ("jq", "make") if re.search(rf"\b{p} ", commands) and not shutil.which(p)}


def examples(section: str) -> list[tuple[str, str]]:
    """(command, expected output) pairs: `$ ` begins a command, `> ` goes on with it."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(section):
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:], ""))
            elif line.startswith("> ") and not found[-1][1]:
                found[-1] = (found[-1][0] + line[2:], "")
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found
