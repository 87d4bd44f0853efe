"""Which licence a tree's own licence file is."""

import os
import re
import tempfile
from collections.abc import Callable

from mdx.sources.tree import LICENCE, Tree, Unreadable

# identify's texts leave out Creative Commons' non-commercial ones, and take them for their freer
# neighbours; so these are known by the title that the deed's text begins with.
CREATIVE_COMMONS = re.compile(
    r"\s*(?:Creative Commons\s+)?Attribution(-NonCommercial)?(-ShareAlike|-NoDerivatives)?"
    r"\s+(\d\.\d) International",
    re.IGNORECASE,
)
LONGEST_TITLE = 400
README = re.compile(r"readme(?:\.md|\.rst|\.txt)?", re.IGNORECASE)


def of(tree: Tree, holds: Callable[[str], bool] = lambda folder: not folder) -> str:
    """The SPDX id of the licence file at the tree's top, or in a folder that `holds` one; or ""."""
    for path in sorted(tree.paths, key=len):
        folder, _, name = path.rpartition("/")
        if LICENCE.match(name) and holds(folder):
            try:
                if spdx := identified(tree.read(path)):
                    return spdx
            except Unreadable:
                continue
    return ""


# Licences as READMEs call them, the more special ones first.
NAMES = (
    (r"CC[ -]BY[ -]NC[ -]SA(?:[ -](\d\.\d))?", "CC-BY-NC-SA-"),
    (r"CC[ -]BY[ -]NC[ -]ND(?:[ -](\d\.\d))?", "CC-BY-NC-ND-"),
    (r"CC[ -]BY[ -]NC(?:[ -](\d\.\d))?", "CC-BY-NC-"),
    (r"CC[ -]BY[ -]SA(?:[ -](\d\.\d))?", "CC-BY-SA-"),
    (r"CC[ -]BY(?:[ -](\d\.\d))?\b(?![ -][A-Z])", "CC-BY-"),
    (r"CC0", "CC0-1.0"), (r"Unlicense", "Unlicense"), (r"Apache", "Apache-2.0"),
    (r"AGPL", "AGPL-3.0"), (r"LGPL", "LGPL-3.0"),
    (r"GPL[ -]?v?2", "GPL-2.0"), (r"GPL|GNU General Public", "GPL-3.0"),
    (r"BSD[ -]2", "BSD-2-Clause"), (r"BSD", "BSD-3-Clause"), (r"MPL|Mozilla", "MPL-2.0"),
    (r"\bMIT\b", "MIT"),
)  # fmt: skip
STATED = re.compile(
    r"^[ \t]*(?:#{1,6}[^\n]{0,40}\blicen[cs]e|\*{0,2}licen[cs]e\*{0,2}[ \t]*:)"
    r"|img\.shields\.io/badge/licen[cs]e|^licen[cs]e[ \t]*\n[-=~]{3,}",
    re.IGNORECASE | re.MULTILINE,
)
LONGEST_STATEMENT = 300  # characters


def stated(readme: str) -> str:
    """The SPDX id of the one licence that a README states; "" if it states none, or several."""
    ids = set()
    for start in STATED.finditer(readme):
        words = readme[start.start() : start.start() + LONGEST_STATEMENT]
        words = re.split(r"\n#{1,6} ", words[1:])[0]
        for name, spdx in NAMES:
            if match := re.search(name, words, re.IGNORECASE if name.startswith("CC") else 0):
                version = (match[1] or "4.0") if spdx.endswith("-") else ""
                ids.add(spdx + version)
                break
    return ids.pop() if len(ids) == 1 else ""


def declared(metadata: str) -> str:
    """The SPDX id in a distribution's metadata (core metadata 2.4: License-Expression; before that
    License, in any words); "" if it states none that is known."""
    head = metadata.partition("\n\n")[0]
    if match := re.search(r"^License-Expression: *([\w.+-]{1,80})$", head, re.MULTILINE):
        return match[1]
    match = re.search(r"^License: *(.{1,80})$", head, re.MULTILINE)
    return next((spdx for name, spdx in NAMES if match and not spdx.endswith("-")
                 and re.search(name, match[1])), "")  # fmt: skip


def in_readme(tree: Tree) -> str:
    """The licence that the README at the tree's top states, or ""."""
    for path in tree.paths:
        if README.fullmatch(path):
            try:
                return stated(tree.read(path).decode("utf-8", "replace"))
            except Unreadable:
                return ""
    return ""


def identified(text: bytes) -> str:
    """The SPDX id of a licence's text, or ""."""
    if match := CREATIVE_COMMONS.match(text[:LONGEST_TITLE].decode("utf-8", "replace")):
        commercial, share, version = match.groups()
        share = {"-sharealike": "-SA", "-noderivatives": "-ND"}.get((share or "").lower(), "")
        return f"CC-BY{'-NC' if commercial else ''}{share}-{version}"
    from identify.identify import license_id

    with tempfile.NamedTemporaryFile(prefix="mdx-", suffix=".txt") as file:  # it reads files alone
        file.write(text.decode("utf-8", "replace").encode())
        file.flush()
        return license_id(os.fspath(file.name)) or ""
