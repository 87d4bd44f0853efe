"""What the fields of a record mean; knows no JSON, no streams and no tools."""

from typing import Any

Record = dict[str, Any]  # one JSON object, as it came or as it leaves

PENDING = "[PENDING_DESCRIPTION]"  # how older sets write "not described yet"

# Every key that mdx-extract knows, with what stands for "unknown". A record has all of them, each
# always of this type: loaders infer a schema from the first lines. Several items of text are one
# string, separated by spaces, because an empty list has no type.
METADATA: dict[str, Any] = {
    "scene": "",  # the class, or all of a row's classes
    "path": "",
    "lines": "",  # "12-88" in the file, or in the notebook's cell
    "cell": 0,  # of a notebook, from 1
    "url": "",
    "revision": "",  # commit or version
    "license": "",  # SPDX
    "license_from": "",  # "README" where nothing else states it
    "dialect": "unknown",  # ce, gl, cairo
    "manim": "",  # the version it was written for, where that is known
    "priority": 1,
    "youtube_url": "",
    "video_title": "",
    "channel": "",
    "playlist": "",
    "tags": "",
    "language": "",  # that people speak, where a set tells it
    "split": "",  # that a set gives it, or mdx-split
    "still": False,  # a picture, no film
    "original_context": "",  # words that stood around it
    "docstring": "",
    "narration": "",  # what is spoken over it
    "sections": "",  # their names, one a line
    "needs_description": True,
    "described_by": "",
    "description_key": "",
    "variation_of": "",
    "standalone": False,
    "unresolved": "",  # names that nothing defines
    "ambiguous": "",  # modules of which several files fit; the nearest was taken
    "abstract": False,  # a class to derive others from, which shows nothing itself
    "assets": "",
    "assets_missing": "",
    "packages": "",
    "repaired": "",
    "syntax_error": "",  # of code that does not parse
}

# What other commands add, likewise each of one type.
ADDED: dict[str, Any] = {
    "duplicate_of": "",
    "similarity": 0.0,
    "code_key": "",
    "renamed_key": "",
    "ported_from": "",
    "ported": "",
    "port_left": "",
    "quality": 0.0,
    "quality_code": 0.0,
    "quality_description": 0.0,
    "issues": "",
    "renders": False,
    "render_error": "",
    "render_seconds": 0.0,
    "film_seconds": 0.0,
    "look_issues": "",
    "frame": "",
    "frames": "",
    "contradictions": "",
    "judged": "",
    "judged_by": "",
}

# What rendering said of code, which says nothing of other code.
VERDICT = (
    "renders", "render_error", "render_seconds", "film_seconds", "look_issues", "frame", "frames"
)  # fmt: skip


def metadata(record: Record) -> Record:
    """The record's metadata, or an empty dict where it has none."""
    value = record.get("metadata")
    return value if type(value) is dict else {}


def text(record: Record, key: str) -> str:
    """The string under a key of the record; "" where there is none."""
    value = record.get(key)
    return value if type(value) is str else ""


def is_placeholder(description: str) -> bool:
    """Whether these words only hold the place of a description."""
    return not description.strip() or description.lstrip().startswith(PENDING)


def needs_description(record: Record) -> bool:
    """Whether nobody has said yet what a person would ask for to get this code."""
    if metadata(record).get("needs_description") is True:
        return True
    return is_placeholder(text(record, "description"))


def lookup(record: Record, path: str, default: Any = None) -> Any:
    """The value at a dotted path such as `metadata.dialect`; `default` where there is none."""
    value: Any = record
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return default
        value = value[key]
    return value


def annotate(record: Record, **values: Any) -> Record:
    """The record itself, with these keys set in its metadata; all other keys keep their order."""
    if type(record.get("metadata")) is not dict:
        record["metadata"] = {}
    record["metadata"].update(values)
    return record
