"""A row with what is known of its record: mdx's own keys as columns, all others as one string.

Loaders infer a schema from the first rows and die when a key or a type comes later. So all rows of
a set have the same columns of the same types, and keys that mdx does not know, which may be of any
type and anywhere, stand in one column as JSON.
"""

from typing import Any

from mdx.records import fields, jsonl
from mdx.records.fields import Record
from mdx.records.jsonl import Line
from mdx.scenes.features import features

# Every key of metadata that mdx writes, with what stands for "unknown", which is of its type.
OWN = fields.METADATA | {"code_features": features("", set(), "", False)} | fields.ADDED
RECORD = ("description", "code", "source", "metadata")
FOREIGN = "foreign"  # the column


def of_record(line: Line) -> Record:
    """`source`, `metadata` with those of mdx's own keys that the record has, and `foreign`: the
    other keys as JSON, "" where there are none."""
    record = line.record
    source, metadata = record.get("source", ""), fields.metadata(record)
    own = {key: own_value(value, OWN[key]) for key, value in metadata.items() if is_own(key, value)}
    is_whole = type(source) is str and len(own) == len(metadata)
    columns = {"source": source if type(source) is str else "", "metadata": own, FOREIGN: ""}
    if not is_whole or any(key not in RECORD for key in record):
        exact = line.copy()
        others = {key: value for key, value in exact.items() if key not in RECORD}
        if type(source) is not str:
            others["source"] = exact["source"]
        left = {k: v for k, v in fields.metadata(exact).items() if k not in own}
        columns[FOREIGN] = jsonl.dumps(others | ({"metadata": left} if left else {})).decode()[:-1]
    return columns


def completed(columns: Record, keys: list[str]) -> Record:
    """The columns with all of these keys of mdx's own, in this order."""
    metadata = columns["metadata"]
    columns["metadata"] = {key: metadata.get(key, OWN[key]) for key in keys}
    return columns


def is_own(key: str, value: Any) -> bool:
    """Whether the key is mdx's own, and the value of the type that it always has."""
    if key not in OWN:
        return False
    default = OWN[key]
    if type(default) is dict:
        return type(value) is dict and all(
            name in default and fits(one, default[name]) for name, one in value.items()
        )
    return fits(value, default)


def fits(value: Any, default: Any) -> bool:
    """Whether a value is of the type of this one; a whole number fits where a fraction may be."""
    if type(default) is float and type(value) is int:
        return True
    return type(value) is type(default) and (type(value) is not int or abs(value) < 1 << 63)


def own_value(value: Any, default: Any) -> Any:
    """The value as it stands in a column."""
    if type(default) is dict:
        return default | value
    return float(value) if type(default) is float else value
