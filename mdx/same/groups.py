"""Which records are relatives, and must not part: each kind of group is a key of a record.

A variation that mdx-augment made has the key of its original, also where its scene has another
name. Keys are bytes; equal keys are one group.
"""

import re
from collections.abc import Callable
from typing import Any

from mdx.records import fields, jsonl
from mdx.same.form_parts import without_imports
from mdx.same.normal_form import normal

Key = Callable[[dict[str, Any]], bytes]

_REPOSITORY = re.compile(r"https?://[^/]+/[^/]+/[^/#?]+")


def by_code(record: dict[str, Any]) -> bytes:
    """The normal form of its code but for imports, which sets write anew for what they publish."""
    return without_imports(normal(fields.text(record, "code")))


def by_file(record: dict[str, Any]) -> bytes:
    """Its source and file; without a file, its code."""
    path = _metadata_text(record, "path")
    return _key(record, path=path) if path else by_code(record)


def by_scene(record: dict[str, Any]) -> bytes:
    """Its source, file and lines there, or name where the lines are not known."""
    path, lines = _metadata_text(record, "path"), _metadata_text(record, "lines")
    scene = {"lines": lines} if lines else {"scene": _metadata_text(record, "scene")}
    cell = fields.lookup(record, "metadata.cell", 0)
    return _key(record, path=path, cell=cell, **scene) if path else by_code(record)


def by_repository(record: dict[str, Any]) -> bytes:
    """The repository its metadata.url leads to; else its source; without either, its code."""
    if repository := _REPOSITORY.match(_metadata_text(record, "url")):
        return repository[0].encode("utf-8", "surrogatepass")
    return _key(record) if fields.text(record, "source") else by_code(record)


def by_value(path: str) -> Key:
    """What stands at this path; where nothing does, the code."""

    def key(record: dict[str, Any]) -> bytes:
        value = fields.lookup(record, path)
        return by_code(record) if value in (None, "") else jsonl.dumps({"value": value})

    return key


KINDS: dict[str, Key] = {
    "file": by_file, "repo": by_repository, "scene": by_scene, "code": by_code,
}  # fmt: skip


def _metadata_text(record: dict[str, Any], name: str) -> str:
    return fields.text(fields.metadata(record), name)


def _key(record: dict[str, Any], **more: object) -> bytes:
    return jsonl.dumps({"source": fields.text(record, "source"), **more})
