"""What licences forbid or demand of those who use a set."""

import re

NONE_STATED = "no licence is stated, so no use is permitted"
FORBIDS = (
    ("NC", "forbids commercial use"),
    ("ND", "forbids changed versions, such as excerpts"),
)
SHARE_ALIKE = re.compile(r"(?:A?GPL|LGPL|CC-BY-(?:NC-)?SA|MPL|EUPL|OSL)-\d")
CREATIVE_COMMONS = re.compile(r"CC-BY(?:-NC)?(?:-ND)?-\d")

# The ids that hubs know: those of SPDX in lower case, without -only and -or-later.
HUB = frozenset(
    "afl-3.0 agpl-3.0 apache-2.0 artistic-2.0 bsd-2-clause bsd-3-clause bsl-1.0 cc-by-2.0 "
    "cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 "
    "cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 "
    "cc0-1.0 eupl-1.1 gpl-2.0 gpl-3.0 isc lgpl-2.1 lgpl-3.0 mit mpl-2.0 unlicense wtfpl "
    "zlib".split()
)
ELSEWHERE = frozenset(("0bsd", "mit-0", "psf-2.0", "python-2.0"))  # known, though hubs lack them


def on_a_hub(licences: list[str]) -> str:
    """The hub's id for the licence of a set; "other" for several, or one that hubs do not know."""
    names = {re.sub(r"-(?:only|or-later)$", "", licence).lower() for licence in licences}
    return names.pop() if len(names) == 1 and names <= HUB else "other"


def warning(licence: str) -> str:
    """What an SPDX expression, in any case, forbids or demands, in words; "" if only a notice.
    Unknown licences have terms that must be read."""
    words = re.sub(r"[()]", " ", licence.upper()).split()
    if not words or words == ["NONE"]:
        return NONE_STATED
    names = [
        re.sub(r"(?:-ONLY|-OR-LATER|\+)$", "", word)
        for before, word in zip(["", *words], words, strict=False)
        if before != "WITH" and word not in ("AND", "OR", "WITH")
    ]
    demands = [what for mark, what in FORBIDS if any(mark in name.split("-") for name in names)]
    if not all(map(is_known, names)):
        demands.append("has terms of its own, which you must read")
    if any(map(SHARE_ALIKE.match, names)):
        demands.append("requires derived works to be shared under the same licence")
    return "; ".join(demands)


def is_known(name: str) -> bool:
    """Whether it is known here what a licence, named in upper case, forbids or demands."""
    is_of_a_family = SHARE_ALIKE.match(name) or CREATIVE_COMMONS.match(name)
    return bool(is_of_a_family) or name.lower() in HUB | ELSEWHERE
