"""Who may be asked: each file here is a backend, found by its name.

It has a class `Backend`, created from `Options`, which either answers at once or follows the
protocol Backend; its further methods show what else it can do.
"""

from typing import Any, Protocol, runtime_checkable

from mdx.llm import Answer, Question
from mdx.llm.batches import Batches


class Backend(Protocol):
    """Asks a model whose answers take time."""

    address: str  # where requests go
    secret: str  # what must appear in no message; "" if nothing
    max_tokens: int  # the most that one answer can take

    def request(self, question: Question) -> dict[str, Any]:
        """The complete request, which is sent as it is (and hashed)."""

    def ready(self) -> None:
        """Raises Stop if it is clear in advance that no request can succeed."""

    async def ask(self, request: dict[str, Any]) -> Answer:
        """The answer of one attempt; raises Again, Unanswered or Stop."""

    async def close(self) -> None: ...


@runtime_checkable
class AnswersAtOnce(Protocol):
    """Answers at once; its answers are not worth keeping."""

    def at_once(self, question: Question) -> Answer:
        """The answer; without text if there is nothing to say."""


@runtime_checkable
class CountsTokens(Protocol):
    async def count(self, request: dict[str, Any]) -> int:
        """The tokens of a request as the server counts them; raises as `ask` does."""


@runtime_checkable
class FollowsSchemas(Protocol):
    def structured(
        self, request: dict[str, Any], schema: dict[str, Any], answers: int
    ) -> dict[str, Any]:
        """The same request for JSON of this schema, with room for that many answers."""


@runtime_checkable
class SeesPictures(Protocol):
    sees: bool  # whatever it is: the question's pictures are part of its requests


@runtime_checkable
class TakesBatches(Protocol):
    def batches(self) -> Batches: ...
