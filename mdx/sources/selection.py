"""Which files of a source are read, and which of them are tables."""

import posixpath

from mdx.sources.source import Source, SourceError
from mdx.sources.tree import CODE, ROWS, Tree, escaped, matches

CARD = "README.md"
# JSON files that published sets keep beside their tables.
ABOUT_TABLES = (
    "dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json",
    "dataset-metadata.json", "datapackage.json", "croissant.json",
)  # fmt: skip


def paths(source: Source, tree: Tree) -> list[str]:
    """The files to look for scenes in, in the tree's order, tables last.

    A local folder or archive with no code but its README is a data set, so its tables count. Raises
    SourceError if the files that the source names are not there.
    """
    globs = source.paths if tree.asked is None else tree.asked
    wanted = [path for path in tree.paths if _is_wanted(path, globs, tree, tree.formats)]
    if source.kind == "local" and {posixpath.basename(path) for path in wanted} <= {CARD}:
        wanted = [path for path in tree.paths if _is_wanted(path, globs, tree, CODE + ROWS)]
    wanted = [path for path in wanted if not matches(path, source.exclude)]
    if not wanted and (globs or tree.formats is ROWS):
        there = ", ".join(tree.paths[:5]) or "none"
        raise SourceError(f"none of its files is one to read; there are {there}")
    return sorted(wanted, key=lambda path: path.endswith(ROWS))


def _is_wanted(path: str, globs: tuple[str, ...], tree: Tree, formats: tuple[str, ...]) -> bool:
    if globs:
        named = escaped(path) in globs
        return named or (matches(path, globs) and path.endswith(CODE + ROWS))
    if tree.alone:
        return path == tree.alone
    return path.endswith(formats) and posixpath.basename(path) not in ABOUT_TABLES


def is_found(source: Source, tree: Tree) -> bool:
    """Whether a source is neither called a data set nor named with its tables."""
    return tree.formats is CODE and not tree.alone and not source.paths


def is_table(tree: Tree, path: str) -> bool:
    """Whether a file is a table, by its name or, if that says nothing, by its first byte."""
    if path.endswith(CODE + ROWS):
        return path.endswith(ROWS)
    with tree.open(path) as stream:
        return stream.read(1) in (b"{", b"[")
