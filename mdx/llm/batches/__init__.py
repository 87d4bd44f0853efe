"""What a service that takes batches can do: a file here speaks to each."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from mdx.llm import Again, Answer, Unanswered, Unreadable

if TYPE_CHECKING:
    from mdx.llm.wire.batches import Page

Send = Callable[..., Awaitable[bytes]]  # (method, path, body), as backends have it
Outcome = Answer | Again | Unanswered
Row = TypeVar("Row")
PAGES = 1000  # of a list that ever begins anew


class State(NamedTuple):
    """How far the server is with a batch."""

    over: bool
    summary: str
    fault: str = ""  # why none of it was done


class Candidate(NamedTuple):
    """A batch that may be the one whose confirmation was lost."""

    id: str
    is_ours: bool = False  # for sure, by its name


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
    async def find(self, name: str, since: float) -> list[Candidate]:
        """The batches made since then that an order of this name may have become."""

    @abstractmethod
    async def keys(self, id: str) -> set[str] | None:
        """The keys of the requests in a batch; None as long as the service does not tell."""


class HasId(Protocol):
    id: str


Listed = TypeVar("Listed", bound=HasId)


async def listed(
    get: Callable[[str], Awaitable[bytes]], cursor: str, kind: "type[Page[Listed]]"
) -> list[Listed]:
    """All batches that a service lists, each once; `get` asks for a page, `cursor` is the name of
    the field that says after which batch it begins."""
    from mdx.llm import wire

    batches: dict[str, Listed] = {}
    after = ""
    for _ in range(PAGES):
        page = wire.read(await get(f"?limit=100{after}"), kind, "list of batches")
        new = {batch.id: batch for batch in page.data if batch.id not in batches}
        batches |= new
        if not page.has_more or not new:
            break
        after = f"&{cursor}={page.last_id or list(new)[-1]}"
    return list(batches.values())


def rows(body: bytes, kind: type[Row], what: str) -> Iterator[Row]:
    """The rows of a file of results; one that cannot be read is left out."""
    from mdx.llm import wire

    for line in body.splitlines():
        try:
            yield wire.read(line, kind, what)
        except Unreadable:
            continue
