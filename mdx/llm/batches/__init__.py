"""What a service that takes batches can do: a file here speaks to each."""

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from mdx.llm import Again, Answer, Unanswered

Send = Callable[..., Awaitable[bytes]]  # (method, path, body), as backends have it
Outcome = Answer | Again | Unanswered


class State(NamedTuple):
    """How far the server is with a batch."""

    over: bool
    summary: str
    fault: str = ""  # why none of it was done


class Batches(ABC):
    """The batches of one service; all coroutines raise Again, Unanswered or Stop."""

    max_requests = 10_000  # in one batch; the APIs take more, but results are read as a whole
    max_bytes: int

    def __init__(self, send: Send, read: Callable[[bytes], Answer]):
        self.send = send
        self.read = read  # an answer out of a body

    @abstractmethod
    async def create(self, name: str, requests: list[tuple[str, dict[str, Any]]]) -> str:
        """The id of a new batch of (key, request) pairs."""

    @abstractmethod
    async def state(self, id: str) -> State:
        """How far it is; a Stop of status 404 says that there is no such batch."""

    @abstractmethod
    async def results(self, id: str) -> dict[str, Outcome]:
        """What came of each request, by key."""

    @abstractmethod
    async def find(self, name: str, size: int, since: float) -> list[str]:
        """The ids that an order of this name and size may have got since that time."""


def parsed(body: bytes) -> dict[str, Any]:
    """The object that a server sent; raises Again where it is none."""
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Again("the server's answer is no batch", billed=True)
    return value


def by_key(body: bytes, read: Callable[[dict[str, Any]], Answer]) -> dict[str, Outcome]:
    """What came of each request, one JSON object a line; `read` raises what is no answer."""
    outcomes: dict[str, Outcome] = {}
    for line in body.splitlines():
        row = parsed(line)
        outcome: Outcome
        try:
            outcome = read(row)
        except (Again, Unanswered) as fault:
            outcome = fault
        outcomes[str(row.get("custom_id"))] = outcome
    return outcomes
