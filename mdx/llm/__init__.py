"""One question to a model, with patience; see backends/ for what asks which model.

A backend never waits, retries or counts: patience.py, sender.py and client.py do, for all of them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

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


class Limits(NamedTuple):
    """How hard a run may try; 0 a minute is no limit."""

    jobs: int = 8  # in flight
    tries: int = 10  # of one request
    total_s: float = 900  # for one request, waits included
    max_wait_s: float = 300  # the longest pause that a server may ask for
    rpm: float = 0  # requests a minute
    tpm: float = 0  # tokens a minute


class Stop(Exception):
    """No request of this run can succeed any more; the message says what to do."""

    def __init__(self, reason: str, status: int = 0):
        super().__init__(reason)
        self.status = status  # of the HTTP answer that said so


class Unanswered(Exception):
    """This one request has no good answer; others may."""


class GaveUp(Unanswered):
    """The server's own faults lasted longer than our patience."""


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
