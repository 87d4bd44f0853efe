"""A second model's yes or no to each description, asked, kept and billed like any answer."""

import os
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import Any, NamedTuple, Protocol, TypeVar

import orjson

from mdx.llm import Answer, Question, good
from mdx.llm.client import Asker, Client
from mdx.llm.follow_up import no_answer
from mdx.llm.jobs import Failure
from mdx.llm.money import tokens
from mdx.llm.prices import Prices
from mdx.llm.prompt import read


class Described(Protocol):
    """What may be judged: words about a record, "" if there are none."""

    @property
    def record(self) -> dict[str, Any]: ...

    @property
    def text(self) -> str: ...


class HasRecord(Protocol):
    @property
    def record(self) -> dict[str, Any]: ...


Item = TypeVar("Item", bound=Described)
Asked = TypeVar("Asked", bound=HasRecord)
STAND_IN = "x" * 400  # for words that are not there yet: as long as most of them


class Verdict(NamedTuple):
    """The judge's verdict: "yes", "no", or "" with the reason why there is none."""

    said: str = ""
    fault: str = ""


def verdicts(
    items: Iterable[Item], asker: Asker, max_code: int, ahead: int
) -> Generator[tuple[Item, Verdict], None, None]:
    """Each item with the verdict on it, in order."""
    about = _about(max_code)

    def question(item: Item) -> Question | None:
        return about(item.record, item.text) if item.text else None

    with closing(asker.answers(items, question, ahead)) as answers:
        for item, _, answer in answers:
            yield item, _verdict(answer)


class Planned:
    """What judging would take, counted along with the questions whose answers it would judge."""

    def __init__(self, judge: Client, max_code: int):
        self.judge = judge
        self.about = _about(max_code)
        self.requests = self.tokens_in = 0

    def counted(self, question: Callable[[Asked], Question | None]) -> Callable[[Asked], Any]:
        """The function that makes the questions; it counts a judgement of each answer as well."""

        def make(item: Asked) -> Question | None:
            asked = question(item)
            if asked and (judged := self.about(item.record, STAND_IN)):
                self.requests += 1
                self.tokens_in += tokens(len(orjson.dumps(self.judge.backend.request(judged))))
            return asked

        return make

    def counts(self, prices: Prices) -> dict[str, Any]:
        """At most: what was judged before is counted, too."""
        out = self.requests * self.judge.backend.max_tokens
        counts = {
            "requests_at_most": self.requests,
            "tokens_in": self.tokens_in,
            "tokens_out_at_most": out,
            "cost_at_most": prices.cost(self.tokens_in, out),
        }
        return {name: count for name, count in counts.items() if count is not None}


def _about(max_code: int) -> Callable[[dict[str, Any], str], Question | None]:
    """The function that asks whether these words fit a record."""
    template = read(os.path.join(os.path.dirname(__file__), "judge.txt"))
    return lambda record, words: template.question(record | {"description": words}, max_code)


def _verdict(answer: Answer | Failure | None) -> Verdict:
    if answer is None:
        return Verdict()
    if isinstance(answer, Failure):
        return Verdict(fault=answer.reason)
    said, fault = good.read(answer, "yes-no")
    return Verdict(fault=no_answer(fault)) if fault else Verdict(said)
