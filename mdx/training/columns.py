"""The columns of a row that describe its record: mdx's own keys, and all others as one string.

Loaders infer a schema from the first rows and fail when a key or a type appears later. So all rows
of a set have the same columns of the same types, and keys that mdx does not know, which may appear
anywhere with any type, go into one column as JSON.
"""

from typing import Any

from mdx.records import fields, jsonl
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.scenes.features import features

# Every key of metadata that mdx writes, with its value for "unknown", which has the key's type.
OWN = fields.METADATA | {"code_features": features("", set(), "", False)} | fields.ADDED
FOREIGN = "foreign"  # the column


def of_record(line: Line) -> Record:
    """`source`, `metadata` with those of mdx's own keys that the record has, and `foreign`: all
    other keys as JSON, or ""."""
    record = line.record
    source, metadata = record.get("source", ""), fields.metadata(record)
    own = {key: own_value(value, OWN[key]) for key, value in metadata.items() if is_own(key, value)}
    is_whole = type(source) is str and len(own) == len(metadata)
    columns = {"source": source if type(source) is str else "", "metadata": own, FOREIGN: ""}
    if not is_whole or any(key not in fields.KEYS for key in record):
        exact = line.copy()
        others = {key: value for key, value in exact.items() if key not in fields.KEYS}
        if type(source) is not str:
            others["source"] = exact["source"]
        left = {k: v for k, v in fields.metadata(exact).items() if k not in own}
        columns[FOREIGN] = jsonl.dumps(others | ({"metadata": left} if left else {})).decode()[:-1]
    return columns


def completed(columns: Record, keys: list[str]) -> Record:
    """The columns, whose `metadata` now has all of these keys, in this order."""
    metadata = columns["metadata"]
    columns["metadata"] = {key: metadata.get(key, OWN[key]) for key in keys}
    return columns


def is_own(key: str, value: Any) -> bool:
    """Whether the key is one of mdx's own and the value has its type."""
    if key not in OWN:
        return False
    default = OWN[key]
    if type(default) is dict:
        return type(value) is dict and all(
            name in default and fits(one, default[name]) for name, one in value.items()
        )
    return fits(value, default)


def fits(value: Any, default: Any) -> bool:
    """Whether the value has the type of the default; an integer of 64 bits also fits a float."""
    if type(default) is float and type(value) is int:
        return True
    return type(value) is type(default) and (type(value) is not int or abs(value) < 1 << 63)


def own_value(value: Any, default: Any) -> Any:
    """The value as written in a column."""
    if type(default) is dict:
        return default | value
    return float(value) if type(default) is float else value
