"""Questions in, answers out, in order: each asked once in a lifetime, by any tool.

The cache is looked up beforehand, without an event loop; as long as it knows all the answers,
nothing that talks to a network is even imported.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from mdx.llm import Again, Answer, Backend, Held, Question, Stop, Unanswered, money
from mdx.llm.money import Budget, Usage
from mdx.llm.store import Store, key

UNKNOWN = "not in the cache; leave out --cache-only to ask"


class Failure(NamedTuple):
    """Why there is no answer; `asked` is false where nobody was to be asked."""

    reason: str
    asked: bool = True


class Job(NamedTuple):
    key: str  # of its answer; "" where that is taken apart first
    request: dict[str, Any]
    question: Question
    tokens: int  # of the request, by estimate
    answers: int = 1  # that it asks for


Result = Answer | Failure | None
Entry = tuple[Any, tuple[str, Result], Job | None]  # (item, (key, result), what is left to ask)


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
        budget: Budget | None = None,
    ):
        self.backend = backend
        self.model = model
        self.store = store
        self.new_patience = patience  # called at the first miss: it imports asyncio
        self.refresh = refresh
        self.cache_only = cache_only
        self.budget = budget or Budget()
        self.usage = Usage()
        self.mark: dict[str, Any] = {}  # what can change an answer beside its request
        self.wordless = 0  # questions that an at_once backend has nothing to say to
        self.asked: set[str] = set()  # with --refresh, what was asked again already
        self.flying: dict[str, Any] = {}  # key -> the task that asks for it, maybe with others

    def answers(
        self, items: Iterable[Any], question: Callable[[Any], Question | None], ahead: int
    ) -> Iterator[tuple[Any, str, Result]]:
        """(item, key, answer) for each item, in order; None where `question` had none to ask.

        `ahead` bounds how many items are read beyond the one that is waited for.
        """
        entries = (self.look_up(item, question(item)) for item in items)
        for item, result in self.run(entries, self._alone, ahead):
            yield item, *result

    def run(
        self,
        entries: Iterator[tuple[Any, Any, Any]],
        work: Callable[[Any], Coroutine[Any, Any, Any]],
        ahead: int,
    ) -> Iterator[tuple[Any, Any]]:
        """What pool.ordered gives for the entries; no event loop before one has a job."""
        for entry in entries:
            item, result, job = entry
            if job is not None:
                break
            yield item, result
        else:
            return
        self.backend.ready()
        self.patience = self.new_patience()
        from mdx.work import requests

        yield from requests.ordered(chain([entry], entries), work, ahead, self.backend.close)

    def new(
        self, items: Iterable[Any], question: Callable[[Any], Question | None]
    ) -> Iterator[Job]:
        """What `answers` would ask for, each once."""
        seen: set[bytes] = set()
        for item in items:
            _, _, job = self.look_up(item, question(item))
            if job is not None and (name := bytes.fromhex(job.key)) not in seen:
                seen.add(name)
                yield job

    def plan(self, jobs: Iterator[Job], prices: money.Prices, count: int = 0) -> dict[str, Any]:
        """What these jobs would take, with nobody asked for an answer.

        Tokens are estimated, or counted by the server, with `count` jobs read ahead.
        """
        plan = money.Plan()
        sized: Iterator[tuple[Job, int]] = ((job, job.tokens) for job in jobs)
        if count:
            if not hasattr(self.backend, "count"):
                raise Stop("this backend counts no tokens; --dry-run alone estimates them")
            sized = self.run(((job, None, job) for job in jobs), self._counted, count)
        for job, tokens in sized:
            plan.add(tokens, self.backend.max_tokens * job.answers)
        return plan.told(self.usage.cached, prices)

    async def _counted(self, job: Job) -> int:
        """The tokens of a request, as the server counts them."""
        try:
            counted = await self.patience.answer(
                lambda: self.backend.count(job.request)  # type: ignore[attr-defined]
            )
        except Unanswered as fault:
            raise Stop(self.safe(f"the server does not count the tokens: {fault}")) from None
        except Stop as stop:
            raise Stop(self.safe(str(stop))) from None
        return counted.tokens_in

    def look_up(self, item: Any, question: Question | None) -> Entry:
        """The item, its (key, result), and the job that is left where the result is not known."""
        if question is None:
            return item, ("", None), None
        if at_once := getattr(self.backend, "at_once", None):
            return item, self._at_once(at_once, question), None
        request = self.backend.request(question)
        name, size = key(self.backend.address, request | self.mark)
        job = Job(name, request, question, money.size(size))
        if found := self.known(job.key):
            return item, (job.key, found), None
        if self.cache_only:
            return item, (job.key, Failure(UNKNOWN, asked=False)), None
        return item, (job.key, None), job

    def _at_once(self, ask: Callable[..., Answer], question: Question) -> tuple[str, Result]:
        answer = ask(question)
        if answer.text:
            return "", answer
        self.wordless += 1  # which is no failure: asking again would change nothing
        return "", None

    def known(self, key: str) -> Answer | None:
        """The answer in the cache, counted as such; None where there is none to use."""
        if self.refresh and key not in self.asked:
            return None
        found = self.store.get(key)
        if found:
            self.usage.cached += 1
            self.usage.saved_in += found.tokens_in
            self.usage.saved_out += found.tokens_out
        return found

    async def _alone(self, job: Job) -> tuple[str, Result]:
        return job.key, (await self.once([job], self.each))[job.key]

    async def once(
        self,
        jobs: Iterable[Job],
        ask: Callable[[list[Job]], Coroutine[Any, Any, dict[str, Result]]],
    ) -> dict[str, Result]:
        """The results by key; `ask` gets the jobs that are neither known nor under way already."""
        import asyncio

        found: dict[str, Result] = {}
        elsewhere, new = {}, []
        for job in jobs:
            if task := self.flying.get(job.key):
                elsewhere[job.key] = task
                self.usage.cached += 1
            elif known := self.known(job.key):  # answered since it was looked up
                found[job.key] = known
            else:
                new.append(job)
        if new:
            task = asyncio.ensure_future(ask(new))
            self.flying |= {job.key: task for job in new}
            try:
                found |= await task
            finally:
                for job in new:
                    del self.flying[job.key]
        for name, other in elsewhere.items():
            found[name] = (await other)[name]
        return found

    async def each(self, jobs: list[Job]) -> dict[str, Result]:
        """The results by key, each job asked by itself; answers are in the cache by then."""
        import asyncio

        answers = await asyncio.gather(*map(self.answer, jobs))
        return {job.key: answer for job, answer in zip(jobs, answers, strict=True)}

    async def answer(self, job: Job) -> Answer | Failure:
        """The answer to a job; one that has a key is kept before another request is sent."""
        import asyncio

        attempt = self._attempts(job)

        async def kept() -> Answer:
            answer = await attempt()
            if job.key:  # in a thread, because a slow disk would hold up all the others
                await asyncio.to_thread(self.keep, job.key, answer)
            return answer

        try:
            return await self.patience.answer(kept, job.tokens)
        except Held as limit:
            return Failure(str(limit), asked=False)
        except Unanswered as fault:
            return Failure(self.safe(str(fault)))
        except Stop as stop:
            raise Stop(self.safe(str(stop))) from None

    def keep(self, key: str, answer: Answer) -> None:
        self.store.put(key, self.model, answer)
        if self.refresh:
            self.asked.add(key)

    def _attempts(self, job: Job) -> Callable[[], Awaitable[Answer]]:
        """What sends the job once each time it is called, within the budget, and counts it."""
        worst = job.tokens + self.backend.max_tokens * job.answers
        sent = 0

        async def attempt() -> Answer:
            nonlocal sent
            await self.budget.admit(worst)
            self.usage.requests += 1
            self.usage.retries += sent > 0
            sent += 1
            took = 0
            try:
                answer = await self.backend.ask(job.request)
                took = answer.tokens_in + answer.tokens_out
            except Again as fault:
                took = worst if fault.billed else 0
                raise
            finally:
                self.budget.settle(worst, took)
            self.usage.tokens_in += answer.tokens_in
            self.usage.tokens_out += answer.tokens_out
            check(answer, job.question, self.backend.secret)
            return answer

        return attempt

    def safe(self, message: str) -> str:
        """The message without the key, which some servers repeat."""
        secret = self.backend.secret
        return message.replace(secret, "[key]") if secret else message


def check(answer: Answer, question: Question, secret: str = "") -> None:
    """Raises Unanswered where the answer is not whole, or none though the server says so."""
    words = answer.text.strip()
    if answer.fault:
        raise Unanswered(answer.fault)
    if not words:
        raise Unanswered("the answer is empty; thinking may have used up --max-tokens")
    if _is_echo(words, question):
        raise Unanswered("the answer repeats the prompt; try another --llm or --prompt")
    if not words.isascii() and any("\ud800" <= char <= "\udfff" for char in words):
        raise Unanswered("the answer holds halves of characters")
    if secret and secret in words:
        raise Unanswered("the answer holds the key; look at what --base-url leads to")


def _is_echo(words: str, question: Question) -> bool:
    """Whether this is the code, or most of the prompt; a note in it may be a good answer."""
    code, asked = question.code.strip(), question.text.strip()
    if code and (words in code or code in words):
        return True
    return bool(asked) and (asked in words or (words in asked and len(words) > len(asked) / 2))
