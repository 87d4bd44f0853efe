"""What there is to ask, and the results."""

from collections.abc import Generator
from typing import Any, NamedTuple, TypeVar

from mdx.llm import Answer, Question


class Job(NamedTuple):
    """A request that has not been answered yet."""

    key: str  # of its answer; "" where that is taken apart first
    request: dict[str, Any]
    question: Question
    tokens: int  # of the request, by estimate
    most: int  # tokens that come back


class Failure(NamedTuple):
    """Why there is no answer; `asked` is false if nobody was asked."""

    reason: str
    asked: bool = True


STOPPED = Failure("", asked=False)  # the run had to stop, which is told once for all


Result = Answer | Failure | None  # None: there was nothing to ask
Item = TypeVar("Item")
Answers = Generator[tuple[Item, str, Result], None, None]  # (item, key, result) for each item
