"""Exchanges with one turn per line: agents' sessions and trees of messages."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from mdx.records.jsonl import Line
from mdx.sources.rows.columns import ROLE_KEYS, WORD_KEYS, is_turn
from mdx.sources.rows.turn import turn

WRAPPED = ("message", "payload")  # keys under which a line may hold its turn
IDS, PARENTS = ("uuid", "message_id"), ("parentUuid", "parent_id")
KEPT = 10_000  # requests; an answer follows its own closely


def answering(lines: Iterator[Line]) -> Iterator[Line]:
    """Each line, with the request added to the turns of an assistant: their parent's, or the latest
    if lines do not name parents."""
    requests: OrderedDict[Any, dict[str, Any]] = OrderedDict()
    for line in lines:
        record = line.record
        key = next((key for key in WRAPPED if is_turn(record.get(key))), "")
        held = record[key] if key else record if is_turn(record) else None
        if held is not None:
            request = requests.get(_named(record, PARENTS))
            side, said = turn(held)
            if side == "user" and said.strip():
                request = {"role": "user", "content": said}
            if request and side == "assistant":
                line = Line(line.name, line.number, line.raw, _joined(record, key, request))
            if request:
                requests[_named(record, IDS)] = request
                if len(requests) > KEPT:
                    requests.popitem(last=False)
        yield line


def _named(record: dict[str, Any], keys: tuple[str, ...]) -> str:
    """The id under the first of these keys that is there; "" if none is."""
    return next((str(record[key]) for key in keys if key in record), "")


def _joined(record: dict[str, Any], key: str, request: dict[str, Any]) -> dict[str, Any]:
    """The record with the request before its turn."""
    if key:
        return record | {key: [request, record[key]]}
    own = {name: value for name, value in record.items() if name in (*ROLE_KEYS, *WORD_KEYS)}
    rest = {name: value for name, value in record.items() if name not in own}
    return rest | {"messages": [request, own]}
