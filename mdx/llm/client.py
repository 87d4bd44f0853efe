"""Questions in, answers out, in order: each asked once in a lifetime, by any tool.

The cache is looked up beforehand, without an event loop; as long as it knows all the answers,
nothing that talks to a network is even imported.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from mdx.llm import Answer, Backend, Question, Stop, Unanswered
from mdx.llm.store import Store, key


class Failure(NamedTuple):
    """Why there is no answer."""

    reason: str


class Job(NamedTuple):
    key: str
    request: dict[str, Any]
    question: Question


Result = Answer | Failure | None


@dataclass
class Usage:
    """What a run took; tokens as the server counts them."""

    requests: int = 0
    retries: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    saved_in: int = 0
    saved_out: int = 0


class Client:
    """Asks one backend, knows what it answered before."""

    def __init__(
        self,
        backend: Backend,
        model: str,
        store: Store,
        patience: Callable[[], Any],
        *,
        refresh: bool = False,
        cache_only: bool = False,
    ):
        self.backend = backend
        self.model = model
        self.store = store
        self.new_patience = patience  # called at the first miss: it imports asyncio
        self.refresh = refresh
        self.cache_only = cache_only
        self.usage = Usage()
        self.asked: set[str] = set()  # with --refresh, what was asked again already
        self.flying: dict[str, Any] = {}  # key -> the task that asks

    def answers(
        self, items: Iterable[Any], question: Callable[[Any], Question | None], ahead: int
    ) -> Iterator[tuple[Any, str, Result]]:
        """(item, key, answer) for each item, in order; None where `question` had none to ask.

        `ahead` bounds how many items are read beyond the one that is waited for.
        """
        jobs = (self._look_up(item, question(item)) for item in items)
        for entry in jobs:
            item, result, job = entry
            if job is not None:
                break
            yield item, *result
        else:
            return
        self.backend.ready()
        self.patience = self.new_patience()
        from mdx import pool

        for item, result in pool.ordered(
            chain([entry], jobs), self._ask_once, ahead, self.backend.close
        ):
            yield item, *result

    def _look_up(
        self, item: Any, question: Question | None
    ) -> tuple[Any, tuple[str, Result], Job | None]:
        if question is None:
            return item, ("", None), None
        if at_once := getattr(self.backend, "at_once", None):
            return item, self._at_once(at_once, question), None
        request = self.backend.request(question)
        job = Job(key(self.backend.address, request), request, question)
        if found := self._known(job.key):
            return item, (job.key, found), None
        if self.cache_only:
            return item, (job.key, Failure("not in the cache")), None
        return item, (job.key, None), job

    def _at_once(self, ask: Callable[..., Answer], question: Question) -> tuple[str, Result]:
        try:
            return "", ask(question)
        except Unanswered as fault:
            return "", Failure(str(fault))

    def _known(self, key: str) -> Answer | None:
        if self.refresh and key not in self.asked:
            return None
        found = self.store.get(key)
        if found:
            self.usage.cached += 1
            self.usage.saved_in += found.tokens_in
            self.usage.saved_out += found.tokens_out
        return found

    async def _ask_once(self, job: Job) -> tuple[str, Result]:
        """The answer to a job; equal jobs that are under way at the same time share one."""
        import asyncio

        if task := self.flying.get(job.key):
            self.usage.cached += 1
        elif found := self._known(job.key):  # answered since it was looked up
            return job.key, found
        else:
            task = self.flying[job.key] = asyncio.ensure_future(self._ask(job))
            task.add_done_callback(lambda _: self.flying.pop(job.key))
        return job.key, await task

    async def _ask(self, job: Job) -> Result:
        try:
            answer = await self.patience.answer(lambda: self._attempt(job))
        except Unanswered as fault:
            return Failure(self._safe(str(fault)))
        except Stop as stop:
            raise Stop(self._safe(str(stop))) from None
        self.store.put(job.key, self.model, answer)
        if self.refresh:
            self.asked.add(job.key)
        return answer

    async def _attempt(self, job: Job) -> Answer:
        self.usage.requests += 1
        answer = await self.backend.ask(job.request)
        self.usage.tokens_in += answer.tokens_in
        self.usage.tokens_out += answer.tokens_out
        check(answer.text, job.question, self.backend.secret)
        return answer

    def _safe(self, message: str) -> str:
        """The message without the key, which some servers repeat."""
        secret = self.backend.secret
        return message.replace(secret, "[key]") if secret else message


def check(text: str, question: Question, secret: str = "") -> None:
    """Raises Unanswered where the text is no answer, though the server takes it for one."""
    words = text.strip()
    if not words:
        raise Unanswered("the answer is empty; thinking may have used up --max-tokens")
    if words in question.text or question.text.strip() in words:
        raise Unanswered("the answer repeats the prompt; try another --llm or --prompt")
    if secret and secret in text:
        raise Unanswered("the answer holds the key; look at what --base-url leads to")
