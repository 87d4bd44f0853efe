"""Which packages a tree publishes, by its build files: those that others get from an index."""

import configparser
import posixpath
import re
import tomllib
from typing import Any

from mdx.sources.tree import Tree, Unreadable

BUILD_FILES = ("pyproject.toml", "setup.cfg", "setup.py")

_SETUP_NAME = re.compile(r"\bname\s*=\s*[\"']([\w.-]+)[\"']")


def published(tree: Tree) -> dict[str, set[str]]:
    """Folder of a build file -> the names that its packages are imported by."""
    packages: dict[str, set[str]] = {}
    for path in tree.paths:
        folder, name = posixpath.split(path)
        if name in BUILD_FILES:
            try:
                text = tree.read(path).decode("utf-8", "replace")
            except Unreadable:
                continue
            packages.setdefault(folder, set()).update(map(_imported, _names(name, text)))
    return packages


def _names(file: str, text: str) -> list[str]:
    """The name of the distribution in a build file, and the names of the packages that it lists."""
    if file == "setup.py":
        return _SETUP_NAME.findall(text)
    if file == "setup.cfg":
        parser = configparser.RawConfigParser(strict=False)
        try:
            parser.read_string(text)
        except configparser.Error:
            return []
        return [parser.get("metadata", "name", fallback="")]
    try:
        settings = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    names = [_at(settings, "project", "name"), _at(settings, "tool", "poetry", "name")]
    names.append(_at(settings, "tool", "flit", "module", "name"))
    own = [name for name in names if isinstance(name, str)]
    for listed in (
        _at(settings, "tool", "setuptools", "packages"),
        _at(settings, "tool", "hatch", "build", "targets", "wheel", "packages"),
        [_at(p, "include") for p in _items(_at(settings, "tool", "poetry", "packages"))],
    ):
        packages = [posixpath.basename(p) for p in _items(listed) if isinstance(p, str)]
        own += [package for package in packages if _is_after(package, names)]
    return own


def _is_after(package: str, names: list[Any]) -> bool:
    """Whether a package is named after its distribution, as mdx after mdx-tools, or that has no
    name: `utils`, listed only to be importable from everywhere, is in no index."""
    short = _letters(package)
    own = [_letters(name) for name in names if isinstance(name, str)]
    return not own or any(short.startswith(name) or name.startswith(short) for name in own)


def _at(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _imported(name: str) -> str:
    return re.sub(r"[-.]+", "_", name).lower()
