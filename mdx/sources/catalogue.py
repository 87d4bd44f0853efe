"""The sources that mdx knows by name: catalogue.toml, and over it the user's own sources.toml."""

import os
import shutil
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from mdx.sources.addresses import ad_hoc, repository
from mdx.sources.source import Source, SourceError, from_dict, name_of
from mdx.sources.tree import ARCHIVES, CODE, ROWS
from mdx.work.errors import CannotRun

PLUGIN = "mdx-extract-"  # an executable of this name and a source's runs as that source


def user_file() -> str:
    """Where the user's own catalogue is, whether it is there or not."""
    folder = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(folder, "mdx", "sources.toml")


def load() -> list[Source]:
    """All sources in the order of `all`: by falling priority, then as they are written.

    A name in the user's file takes the place of all sources of that name.
    """
    ours = _shipped()
    theirs: list[Source] = []
    path = user_file()
    if os.path.exists(path):
        with open(path, "rb") as file:
            theirs = _parsed(file.read(), path)
    overridden = {source.name for source in theirs}
    kept = [source for source in ours if source.name not in overridden]
    return sorted(kept + theirs, key=lambda source: -source.priority)


def names() -> list[str]:
    """The name of each source, without those in the user's file if it is broken."""
    try:
        sources = load()
    except SourceError:
        sources = _shipped()
    return list(dict.fromkeys(source.name for source in sources))


def _shipped() -> list[Source]:
    return _parsed(files("mdx.sources").joinpath("catalogue.toml").read_bytes(), "catalogue.toml")


def _parsed(text: bytes, path: str) -> list[Source]:
    try:
        tables = tomllib.loads(text.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SourceError(f"{path}: {error}") from None
    unknown = sorted(set(tables) - {"source"})
    if unknown or not isinstance(tables.get("source", []), list):
        raise SourceError(f"{path}: expected tables [[source]], found {', '.join(unknown)}")
    try:
        return [from_dict(entry) for entry in tables.get("source", [])]
    except SourceError as error:
        raise SourceError(f"{path}: {error}") from None


def find(operand: str, catalogue: Iterable[Source]) -> list[Source]:
    """The sources that an operand means; raises SourceError if it means none, CannotRun if it is
    the path of a missing file."""
    if operand.startswith("-"):
        raise SourceError(f"{operand}: no name of a source begins with '-'")
    catalogue = list(catalogue)
    if operand == "all":
        return [source for source in catalogue if not source.restricted]
    if named := [source for source in catalogue if source.name == operand]:
        return named
    if "://" not in operand and os.path.exists(operand):
        return [_local(operand)]
    if source := ad_hoc(operand):
        return [source]
    if "/" not in operand and (executable := shutil.which(PLUGIN + operand)):
        return [Source(operand, "plugin", executable)]
    if not os.path.exists(operand.partition("/")[0]) and (source := repository(operand)):
        return [source]
    if "/" in operand or operand.startswith(".") or operand.endswith(CODE + ROWS + ARCHIVES):
        raise CannotRun(f"{operand}: no such file or folder")
    raise SourceError(f"{operand}: {_unknown(operand, catalogue)}")


def _local(path: str) -> Source:
    """A folder, an archive, or a file alone."""
    base = os.path.basename(os.path.abspath(path))
    name = name_of(base.partition(".")[0] if os.path.isfile(path) else base)
    return Source(name, "local", path)


def _unknown(operand: str, catalogue: list[Source]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(operand, {source.name for source in catalogue}, n=1)
    hint = f"did you mean {near[0]}?" if near else "mdx-extract --list tells the names"
    return f"no such source, file or {PLUGIN}{operand} on the PATH; {hint}"
