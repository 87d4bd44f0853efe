"""What a service that takes batches can do: a file here speaks to each."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from mdx.llm import Again, Answer, Unanswered, Unreadable

if TYPE_CHECKING:
    from mdx.llm.wire.batches import Page

Send = Callable[..., Awaitable[bytes]]  # (method, path, body), as backends have it
Outcome = Answer | Again | Unanswered
Row = TypeVar("Row")
# By somebody who does not want it, so this run does not order it again.
CANCELLED = "its batch was cancelled; run the same command to order it again"
PAGES = 1000  # of a list, which might never end


class State(NamedTuple):
    """How far the server has got with a batch."""

    over: bool
    summary: str
    fault: str = ""  # why none of it was done


class Candidate(NamedTuple):
    """A batch that may be the one whose confirmation got lost."""

    id: str
    is_ours: bool = False  # for sure, by its name
    size: int = 0  # requests in it, where that is told


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
        """How far it has got; a Stop of status 404 means that there is no such batch."""

    @abstractmethod
    async def results(self, id: str) -> dict[str, Outcome]:
        """The outcome of each request, by key."""

    @abstractmethod
    async def find(self, name: str, since: float) -> list[Candidate]:
        """The batches made since then that an order of this name may have become."""

    @abstractmethod
    async def keys(self, id: str) -> set[str] | None:
        """The keys of the requests in a batch; None as long as the service does not say."""


class HasId(Protocol):
    id: str


Listed = TypeVar("Listed", bound=HasId)


async def listed(
    get: Callable[[str], Awaitable[bytes]], cursor: str, kind: "type[Page[Listed]]"
) -> list[Listed]:
    """All batches that a service lists, each once; `get` asks for a page, `cursor` is the field
    that says after which batch the page begins."""
    from urllib.parse import quote

    from mdx.llm import wire

    batches: dict[str, Listed] = {}
    after = ""
    for _ in range(PAGES):
        page = wire.read(await get(f"?limit=100{after}"), kind, "list of batches")
        new = {batch.id: batch for batch in page.data if batch.id not in batches}
        batches |= new
        if not page.has_more or not page.data:
            return list(batches.values())
        if not new:
            break
        after = f"&{cursor}={quote(page.last_id or list(new)[-1])}"
    raise Unreadable("the server's list of batches has no end")


def rows(body: bytes, kind: type[Row]) -> list[Row]:
    """The rows of a file of results, without unreadable ones. Raises Unreadable if there is
    none, or the last one breaks off: what was paid for may arrive the next time."""
    from mdx.llm import wire

    found, is_whole = [], True
    for line in body.splitlines():
        try:
            found.append(wire.read(line, kind, "result of a batch"))
            is_whole = True
        except Unreadable:
            is_whole = False
    if not found or not (is_whole or body.endswith(b"\n")):
        raise Unreadable("the server's file of results " + ("breaks off" if found else "has none"))
    return found


def by_key(outcomes: Iterable[tuple[str, Outcome]]) -> dict[str, Outcome]:
    """The outcome of each request; where a server tells several, an answer goes first."""
    chosen: dict[str, Outcome] = {}
    for key, outcome in outcomes:
        if not isinstance(chosen.get(key), Answer):
            chosen[key] = outcome
    return chosen
