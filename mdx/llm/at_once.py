"""Questions in, answers out, without a model to wait for."""

from collections.abc import Callable, Iterable, Iterator

from mdx.llm import Question
from mdx.llm.backends import AnswersAtOnce
from mdx.llm.jobs import Answers, Item, Job
from mdx.llm.money import Usage


class AtOnce:
    """The Client of a backend that answers at once: nothing is kept, sent or counted."""

    def __init__(self, backend: AnswersAtOnce, model: str):
        self.backend = backend
        self.model = model
        self.usage = Usage()

    def answers(
        self, items: Iterable[Item], question: Callable[[Item], Question | None], ahead: int
    ) -> Answers[Item]:
        """Like Client.answers; an answer has no text if there is nothing to say."""
        for item in items:
            asked = question(item)
            yield item, "", None if asked is None else self.backend.at_once(asked)

    def new(
        self, items: Iterable[Item], question: Callable[[Item], Question | None]
    ) -> Iterator[Job]:
        """Like Client.new: nothing is ever left to ask."""
        for item in items:
            question(item)
        yield from ()
