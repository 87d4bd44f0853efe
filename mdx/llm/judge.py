"""A second model's yes or no to each description, asked, kept and paid for like any answer."""

import os
from collections.abc import Generator, Iterable
from contextlib import closing
from typing import Any, NamedTuple, Protocol, TypeVar

from mdx.llm import Answer, Question, good
from mdx.llm.client import Asker
from mdx.llm.jobs import Failure
from mdx.llm.prompt import read
from mdx.llm.second import no_answer


class Described(Protocol):
    """What may be judged: words about a record, "" where there are none."""

    @property
    def record(self) -> dict[str, Any]: ...

    @property
    def text(self) -> str: ...


Item = TypeVar("Item", bound=Described)


class Verdict(NamedTuple):
    """What the judge said: "yes", "no", or "" with what kept it from that."""

    said: str = ""
    fault: str = ""


def verdicts(
    items: Iterable[Item], asker: Asker, max_code: int, ahead: int
) -> Generator[tuple[Item, Verdict], None, None]:
    """Each item with the verdict on it, in order."""
    template = read(os.path.join(os.path.dirname(__file__), "judge.txt"))

    def question(item: Item) -> Question | None:
        if not item.text:
            return None
        return template.question(item.record | {"description": item.text}, max_code)

    with closing(asker.answers(items, question, ahead)) as answers:
        for item, _, answer in answers:
            yield item, _verdict(answer)


def _verdict(answer: Answer | Failure | None) -> Verdict:
    if answer is None:
        return Verdict()
    if isinstance(answer, Failure):
        return Verdict(fault=answer.reason)
    said, fault = good.read(answer, "yes-no")
    return Verdict(fault=no_answer(fault)) if fault else Verdict(said)
