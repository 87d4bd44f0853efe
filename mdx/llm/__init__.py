"""One question to a model, with patience.

A backend is one file of this folder, found by its name: a class `Backend` that is made from
`Options` and has

    request(question)   the complete request, a dict that goes out as it is (and is hashed)
    ask(request)        a coroutine: one attempt, an Answer; raises Again, Unanswered or Stop
    max_tokens          the most an answer can take
    close()             a coroutine
    ready()             raises Stop where it is plain beforehand that no request can succeed
    address, secret     where requests go; what must appear in no message ("" if nothing)

One that knows batches has batches() as well (see batch.py); one that can hold an answer to a
JSON schema has structured(request, schema, answers), the same request for an answer in that form
with room for so many (see pack.py); one that counts tokens has count(request), a coroutine: an
Answer without words, whose tokens_in they are. Or, where there is nothing to wait for,
at_once(question) alone: an Answer that is not kept, or with no words where it has nothing to say.

It never waits, retries or counts: patience.py and client.py do that, for all of them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

CUT_OFF = "the answer was cut off; raise --max-tokens"
REFUSED = "the model refused to answer"


class Question(NamedTuple):
    """What to ask: what never changes stands first, so that a server can keep it."""

    system: str
    examples: tuple[tuple[str, str], ...]  # (what was asked, what a good answer was)
    text: str
    code: str = ""  # what it is about, for a backend that reads code itself


class Answer(NamedTuple):
    """What a model said, and what it took."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    fault: str = ""  # why it is not whole, though it was paid for


class Options(NamedTuple):
    """What a backend is made from."""

    name: str  # as the user named it
    model: str
    base_url: str  # "" is the backend's own
    max_tokens: int = 2000
    timeout_s: float = 300
    jobs: int = 8
    fields: Mapping[str, Any] | None = None  # put into every request


class Stop(Exception):
    """No request of this run can succeed any more; the message says what to do."""

    def __init__(self, reason: str, status: int = 0):
        super().__init__(reason)
        self.status = status  # of the HTTP answer that said so


class Unanswered(Exception):
    """This one request has no good answer; others may."""


class Held(Exception):
    """This request was not sent, because of a limit that the user set."""


class Again(Exception):
    """The same request may succeed later: `after` seconds if the server said so.

    `busy` tells that the server is overloaded or we are too fast, and not just unlucky; `billed`
    that it may have done the work, though its answer did not arrive.
    """

    def __init__(
        self, reason: str, after: float | None = None, busy: bool = False, billed: bool = False
    ):
        super().__init__(reason)
        self.after = after
        self.busy = busy
        self.billed = billed


class Backend(Protocol):
    address: str
    secret: str
    max_tokens: int

    def request(self, question: Question) -> dict[str, Any]: ...
    def ready(self) -> None: ...
    async def ask(self, request: dict[str, Any]) -> Answer: ...
    async def close(self) -> None: ...
