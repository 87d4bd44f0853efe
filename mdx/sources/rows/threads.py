"""Exchanges whose turns are lines of their own: sessions of agents, trees of messages."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from mdx.records.jsonl import Line
from mdx.sources.rows.columns import ROLE_KEYS, WORD_KEYS, is_turn
from mdx.sources.rows.turn import turn

WRAPPED = ("message", "payload")  # under which a line may hold its turn
IDS, PARENTS = ("uuid", "message_id"), ("parentUuid", "parent_id")
KEPT = 10_000  # requests; an answer stands close below its own


def answering(lines: Iterator[Line]) -> Iterator[Line]:
    """Each line; one that is the turn of an assistant comes with the request that it answers: that
    of its parent, or the latest where lines name none."""
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
    """The id under the first of these keys; "" for lines in the order of what was said."""
    return next((str(record[key]) for key in keys if key in record), "")


def _joined(record: dict[str, Any], key: str, request: dict[str, Any]) -> dict[str, Any]:
    """The line with its request before its turn."""
    if key:
        return record | {key: [request, record[key]]}
    own = {name: value for name, value in record.items() if name in (*ROLE_KEYS, *WORD_KEYS)}
    rest = {name: value for name, value in record.items() if name not in own}
    return rest | {"messages": [request, own]}
