"""One question to a model, with patience; see backends/ for what asks which model.

A backend never waits, retries or counts: patience.py, sender.py and client.py do, for all of them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

CUT_OFF = "the answer was cut off; raise --max-tokens"
REFUSED = "the model refused to answer"


class Picture(NamedTuple):
    """A PNG that is shown with a question, and its size in pixels."""

    data: bytes
    width: int
    height: int


class Question(NamedTuple):
    """What to ask: what never changes stands first, so that a server can keep it."""

    system: str
    examples: tuple[tuple[str, str], ...]  # (what was asked, what a good answer was)
    text: str
    code: str = ""  # what it is about, for a backend that reads code itself
    form: str = "prose"  # of a good answer, one of good.FORMS
    pictures: tuple[Picture, ...] = ()
    schema: dict[str, Any] | None = (
        None  # of the JSON that the answer is to be, where that is wanted
    )
    attempt: int = 1  # the second follows an answer that would not do


class Answer(NamedTuple):
    """What a model said, and what it took."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    fault: str = ""  # why it is not whole, though it was paid for
    model: str = ""  # that answered, as the server names it
    end: str = ""  # why it stopped there, in the server's word
    read: int = 0  # of tokens_in, those that the server had kept from requests before
    written: int = 0  # of tokens_in, those that it keeps for requests to come
    good_as: str = ""  # good.mark() of the form in which its text was found good as it stands


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


class Refused(Unanswered):
    """The server will never accept this request, because of its content.

    `bad_key` is what it may mean instead until the key was accepted once; "" if it cannot.
    """

    def __init__(self, reason: str, bad_key: str = ""):
        super().__init__(reason)
        self.bad_key = bad_key


class Garbled(Unanswered):
    """No answer to it can be read, though the server answers others: asking again is no use."""


class GaveUp(Unanswered):
    """The server's own faults lasted longer than our patience."""


class Held(Exception):
    """This request was not sent, because of a limit that the user set."""


class Again(Exception):
    """The same request may succeed later: `after` seconds if the server said so.

    `busy`: the server is overloaded or we are too fast; `billed`: it may have done the work,
    though its answer did not arrive; `absent`: nothing is there to answer; `tries`: how many
    attempts are worthwhile, 0 for as many as the user allows.
    """

    def __init__(
        self,
        reason: str,
        after: float | None = None,
        busy: bool = False,
        billed: bool = False,
        absent: bool = False,
        tries: int = 0,
    ):
        super().__init__(reason)
        self.after = after
        self.busy = busy
        self.billed = billed
        self.absent = absent
        self.tries = tries


class Unreadable(Again):
    """A good status with something else than an answer; a proxy's page may be gone next time."""

    def __init__(self, reason: str):
        super().__init__(reason, billed=True, tries=3)
