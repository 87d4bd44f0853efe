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


def of(tree: Tree, holds: Callable[[str], bool] = lambda folder: not folder) -> str:
    """The SPDX id of the licence file at the tree's top, or in a folder that `holds` one; "" where
    none is known."""
    for path in sorted(tree.paths, key=len):
        folder, _, name = path.rpartition("/")
        if LICENCE.match(name) and holds(folder):
            try:
                if found := identified(tree.read(path)):
                    return found
            except Unreadable:
                continue
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
