"""What the fields of a record mean; knows nothing of JSON, streams or tools."""

from typing import Any

Record = dict[str, Any]  # one JSON object, as read or to be written
KEYS = ("description", "code", "source", "metadata")  # of a record
DIALECTS = ("ce", "gl", "cairo", "unknown")

PENDING = "[PENDING_DESCRIPTION]"  # how older sets mark a missing description

# Every key that mdx-extract knows, with its value for "unknown". Records have all of these keys,
# each always of this type, since loaders infer a schema from the first lines. Lists of words are
# one string, separated by spaces, because an empty list has no type.
METADATA: dict[str, Any] = {
    "scene": "",  # the class, or all of a row's classes
    "path": "",
    "lines": "",  # "12-88" in the file, or in the notebook's cell
    "cell": 0,  # of a notebook, counted from 1
    "url": "",
    "revision": "",  # commit or version
    "license": "",  # SPDX
    "license_from": "",  # "README" if nothing else states it
    "dialect": "unknown",  # ce, gl, cairo
    "manim": "",  # the version it was written for, if known
    "priority": 1,
    "youtube_url": "",
    "video_title": "",
    "channel": "",
    "playlist": "",
    "tags": "",
    "language": "",  # of the description, if a set gives it
    "split": "",  # from a set or from mdx-split
    "still": False,  # a picture, not a film
    "original_context": "",  # the text around it
    "docstring": "",
    "narration": "",  # the words spoken over it
    "sections": "",  # their names, one per line
    "needs_description": True,
    "described_by": "",
    "description_key": "",
    "variation_of": "",
    "standalone": False,
    "unresolved": "",  # names that nothing defines
    "ambiguous": "",  # modules that several files match; the nearest was taken
    "abstract": False,  # a base class, which shows nothing itself
    "assets": "",
    "assets_missing": "",
    "packages": "",
    "repaired": "",
    "syntax_error": "",  # of code that does not parse
}

# Keys that other commands add, also each of one type.
ADDED: dict[str, Any] = {
    "duplicate_of": "",
    "similarity": 0.0,
    "similarity_weighted": 0.0,
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

# Results of rendering, which are void once the code changes.
VERDICT = (
    "renders", "render_error", "render_seconds", "film_seconds", "look_issues", "frame", "frames"
)  # fmt: skip


def metadata(record: Record) -> Record:
    """The record's metadata, or an empty dict if it has none."""
    value = record.get("metadata")
    return value if type(value) is dict else {}


def text(record: Record, key: str) -> str:
    """The string under a key of the record, or ""."""
    value = record.get(key)
    return value if type(value) is str else ""


def is_placeholder(description: str) -> bool:
    """Whether this text only stands in for a description."""
    return not description.strip() or description.lstrip().startswith(PENDING)


def needs_description(record: Record) -> bool:
    """Whether the record still lacks what a person would ask for to get its code."""
    if metadata(record).get("needs_description") is True:
        return True
    return is_placeholder(text(record, "description"))


def lookup(record: Record, path: str, default: Any = None) -> Any:
    """The value at a dotted path such as `metadata.dialect`, or `default`."""
    value: Any = record
    for key in path.split("."):
        if not isinstance(value, dict) or key not in value:
            return default
        value = value[key]
    return value


def annotate(record: Record, **values: Any) -> Record:
    """The record itself, with these keys of its metadata set; all other keys keep their order."""
    if type(record.get("metadata")) is not dict:
        record["metadata"] = {}
    record["metadata"].update(values)
    return record
