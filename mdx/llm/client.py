"""Questions in, answers out, in order: each asked once in a lifetime, by any tool.

The cache is looked up beforehand, without an event loop; as long as it holds all the answers,
nothing that talks to a network is even imported.
"""

from collections.abc import Callable, Coroutine, Generator, Iterable, Iterator
from contextlib import closing
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from mdx.llm import Answer, Limits, Question, Stop, money
from mdx.llm.backends import Backend
from mdx.llm.follow_up import FollowUp
from mdx.llm.jobs import STOPPED, Answers, Failure, Item, Job, Result
from mdx.llm.money import Budget, Usage
from mdx.llm.store import Keys, Store

if TYPE_CHECKING:
    import asyncio

    from mdx.llm.sender import Sender

NOT_KEPT = "not in the cache; leave out --cache-only to ask"
KEPT = "{} (this is kept; --retry-failed asks again)"
LOOK_S = 0.1, 1.0  # how often to look for an answer that another process asked for: at first, later

Work = TypeVar("Work")
Outcome = TypeVar("Outcome")
Results = dict[str, Result]  # by key
Entry = tuple[Item, tuple[str, Result], Job | None]  # (item, (key, result), what is left to ask)


class Asker(Protocol):
    """Has questions answered, one by one or several at a time."""

    def answers(
        self, items: Iterable[Item], question: Callable[[Item], Question | None], ahead: int
    ) -> Answers[Item]:
        """A caller that stops early must close it, which waits for the requests in flight."""

    def new(
        self, items: Iterable[Item], question: Callable[[Item], Question | None]
    ) -> Iterator[Job]: ...


class Client:
    """Knows what was answered before and what is being asked, and sends the rest."""

    def __init__(
        self,
        backend: Backend,
        model: str,
        store: Store,
        limits: Limits,
        *,
        refresh: bool = False,
        retry_failed: bool = False,
        cache_only: bool = False,
        budget: Budget | None = None,
        tell: Callable[[str], None] = lambda text: None,
        log: Callable[[dict[str, Any]], None] | None = None,
        follow: FollowUp | None = None,
    ):
        self.backend = backend
        self.model = model
        self.keys = Keys(backend.address)
        self.store = store
        self.limits = limits
        self.refresh = refresh
        self.retry_failed = retry_failed
        self.cache_only = cache_only
        self.budget = budget or Budget()
        self.tell = tell
        self.log = log
        self.follow = follow  # what to ask next, where an answer will not do
        self.usage = Usage()
        self.mark: dict[str, Any] = {}  # what can change an answer beside its request
        self.renewed: set[str] = set()  # what was asked again already, though it was kept
        self.flying: dict[str, asyncio.Future[Results]] = {}  # each asks for this key, and others

    @cached_property
    def sender(self) -> "Sender":
        """Created at the first miss, because it imports asyncio."""
        from mdx.llm.sender import Sender

        return Sender(
            self.backend,
            self.limits,
            self.budget,
            self.usage,
            self.keep,
            self.marked,
            self.tell,
            self.log,
        )

    def answers(
        self, items: Iterable[Item], question: Callable[[Item], Question | None], ahead: int
    ) -> Answers[Item]:
        """(item, key, answer) for each item, in order; None if there was no question about it.

        `ahead` bounds how many items are read beyond the one that is waited for.
        """
        entries = (self.look_up(item, question(item)) for item in items)
        with closing(self.run(entries, self._alone, ahead)) as results:
            for item, result in results:
                yield item, *result

    def run(
        self,
        entries: Iterator[tuple[Item, Outcome, Work | None]],
        work: Callable[[Work], Coroutine[Any, Any, Outcome]],
        ahead: int,
    ) -> Generator[tuple[Item, Outcome], None, None]:
        """What requests.awaited yields for the entries; no event loop before one has work.

        If the run has to stop, cached answers still flow out before Stop is raised.
        """
        for entry in entries:
            if entry[2] is not None:
                break
            yield entry[0], entry[1]
        else:
            return
        from mdx.work import requests

        sender = self.sender
        try:
            self.backend.ready()
        except Stop as stop:
            sender.stop(stop)
        ends = requests.Ends(sender.is_over, sender.drain, self.backend.close)
        yield from requests.awaited(chain([entry], entries), work, ahead, ends)
        if sender.stopped is not None:
            raise sender.stopped

    def new(
        self, items: Iterable[Item], question: Callable[[Item], Question | None]
    ) -> Iterator[Job]:
        """The jobs that `answers` would send, each once."""
        seen: set[bytes] = set()
        for item in items:
            _, _, job = self.look_up(item, question(item))
            if job is not None and (digest := bytes.fromhex(job.key)) not in seen:
                seen.add(digest)
                yield job

    def look_up(self, item: Item, question: Question | None) -> Entry[Item]:
        """The item, its (key, result), and the job that is left where there is no result yet."""
        if question is None:
            return item, ("", None), None
        request = self.backend.request(question)
        name, size = self.keys.key(request | self.mark)
        if answer := self.kept(name, question):
            if isinstance(answer, Answer):
                self.budget.seen.note(money.tokens_of(question, size), answer)
            more = self.more(question, answer)
            return self.look_up(item, more) if more else (item, (name, answer), None)
        if self.cache_only:
            return item, (name, Failure(NOT_KEPT, asked=False)), None
        tokens = money.tokens_of(question, size)
        job = Job(name, request, question, tokens, self.backend.max_tokens)
        return item, (name, None), job

    def kept(self, key: str, question: Question) -> Answer | Failure | None:
        """The answer in the cache, or the failure kept there; counted as such.

        None if nothing is kept, or if it should be asked again.
        """
        if self.refresh and key not in self.renewed:
            return None
        answer = self.store.get(key)
        if answer is None or self._is_retried(key, question, answer):
            return None
        self.usage.cached += 1
        self.usage.saved_in += answer.tokens_in
        self.usage.saved_out += answer.tokens_out
        return Failure(KEPT.format(answer.fault)) if answer.fault else answer

    def _is_retried(self, key: str, question: Question, answer: Answer) -> bool:
        """Whether this is a failure that was not asked again in this run."""
        if not self.retry_failed or key in self.renewed:
            return False
        return bool(answer.fault or (self.follow and self.follow.is_in_vain(question, answer)))

    def keep(self, key: str, answer: Answer, model: str = "") -> None:
        """Puts an answer on disk, or why there is none; `model` if another one gave it."""
        self.store.put(key, model or self.model, answer)
        if self.refresh or self.retry_failed:
            self.renewed.add(key)

    def marked(self, question: Question, answer: Answer) -> Answer:
        """The answer, marked if it is good as it is."""
        return self.follow.marked(question, answer) if self.follow else answer

    def more(self, question: Question, result: Result) -> Question | None:
        """What to ask after this result; None if it is the last one."""
        if self.follow is None or not isinstance(result, Answer):
            return None
        return self.follow(question, result)

    async def _alone(self, job: Job) -> tuple[str, Result]:
        return await self.followed(job, (await self.once([job], self.each))[job.key])

    async def followed(self, job: Job, result: Result) -> tuple[str, Result]:
        """The last key and result of the chain that began with this job and result."""
        if (more := self.more(job.question, result)) is None:
            return job.key, result
        _, last, following = self.look_up(job, more)
        return await self._alone(following) if following else last

    async def once(
        self, jobs: Iterable[Job], ask: Callable[[list[Job]], Coroutine[Any, Any, Results]]
    ) -> Results:
        """The results by key; `ask` gets the jobs that are neither kept nor under way."""
        import asyncio

        new, elsewhere = [], {}
        for job in jobs:
            if job.key in self.flying:
                elsewhere[job.key] = self.flying[job.key]
                self.usage.cached += 1
            else:
                new.append(job)
        results: Results = {}
        if new:
            asked: asyncio.Future[Results] = asyncio.get_running_loop().create_future()
            self.flying |= dict.fromkeys((job.key for job in new), asked)
            try:
                results = await self._claimed(new, ask)
                asked.set_result(results)
            finally:
                asked.cancel()  # where it has no result
                for job in new:
                    del self.flying[job.key]
        return results | {key: (await other)[key] for key, other in elsewhere.items()}

    async def _claimed(
        self, jobs: list[Job], ask: Callable[[list[Job]], Coroutine[Any, Any, Results]]
    ) -> Results:
        """The results by key; what another process asks for is waited for, and not paid twice."""
        import asyncio

        results: Results = {}
        pause, longest = LOOK_S
        while jobs and not self.sender.is_over():
            claimed = [job for job in jobs if self.store.claim(job.key)]
            try:
                # Looked up once more: what is claimed now may have been answered just before.
                kept = {job.key: self.kept(job.key, job.question) for job in claimed}
                results |= {key: result for key, result in kept.items() if result is not None}
                if new := [job for job in claimed if kept[job.key] is None]:
                    results |= await ask(new)
            finally:
                for job in claimed:
                    self.store.release(job.key)
            if jobs := [job for job in jobs if job.key not in results]:
                await asyncio.sleep(pause)
                pause = min(2 * pause, longest)
        return results | {job.key: STOPPED for job in jobs}

    async def each(self, jobs: list[Job]) -> Results:
        """The results by key, each job asked by itself; answers are in the cache by then."""
        import asyncio

        answer = self.sender.answer
        if len(jobs) == 1:  # which gather would make a task of
            return {jobs[0].key: await answer(jobs[0])}
        answers = await asyncio.gather(*map(answer, jobs))
        return {job.key: answer for job, answer in zip(jobs, answers, strict=True)}
