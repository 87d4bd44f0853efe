"""What both APIs tell of batches.

https://docs.anthropic.com/en/api/creating-message-batches
https://platform.openai.com/docs/api-reference/batch
"""

from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct

from mdx.llm.wire import count

Kind = TypeVar("Kind")


class Page(Struct, Generic[Kind]):
    """Some of all batches, the newest first."""

    data: list[Kind]
    has_more: bool | None = False
    last_id: str | None = None


class ClaudeBatch(Struct):
    id: str
    processing_status: str
    request_counts: Any = None
    created_at: Any = None
    ended_at: Any = None


class ClaudeRow(Struct):
    custom_id: str
    result: Any = None


class OpenAIBatch(Struct):
    id: str
    status: str
    request_counts: Any = None
    errors: Any = None
    metadata: Any = None
    created_at: Any = None
    completed_at: Any = None
    failed_at: Any = None
    expired_at: Any = None
    cancelled_at: Any = None
    input_file_id: str | None = None
    output_file_id: str | None = None
    error_file_id: str | None = None


class OpenAIRow(Struct):
    custom_id: str
    response: Any = None
    error: Any = None


def within(value: Any, *path: str) -> Any:
    """The value at the end of this path of names; None if one is missing."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def counts(value: Any) -> dict[str, int]:
    """The numbers among these values, by name."""
    items = value.items() if isinstance(value, dict) else ()
    return {name: count(number) for name, number in items if type(number) is int}


def seconds(moment: Any) -> float | None:
    """A moment since the epoch: a number, or a date in ISO 8601; None for neither."""
    if type(moment) in (int, float):
        return float(moment) if abs(moment) < 1e12 else None
    try:
        return datetime.fromisoformat(str(moment)).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def may_be_since(moment: Any, since: float) -> bool:
    """Whether a moment may be after another one, as far as is known."""
    moment_s = seconds(moment)
    return moment_s is None or moment_s >= since
