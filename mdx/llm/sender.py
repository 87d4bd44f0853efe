"""One job, one answer: sent within the budget and with patience, counted, checked and kept."""

import asyncio
from collections.abc import Callable

from mdx.llm import Again, Answer, Held, Limits, Stop, Unanswered
from mdx.llm.backends import Backend
from mdx.llm.check import check
from mdx.llm.faults import without_key
from mdx.llm.jobs import Failure, Job
from mdx.llm.money import Budget, Usage
from mdx.llm.patience import Patience


class Sender:
    """Sends the jobs of one run; `keep` puts an answer on disk."""

    def __init__(
        self,
        backend: Backend,
        limits: Limits,
        budget: Budget,
        usage: Usage,
        keep: Callable[[str, Answer], None],
    ):
        self.backend = backend
        self.patience = Patience(limits)
        self.budget = budget
        self.usage = usage
        self.keep = keep

    async def answer(self, job: Job) -> Answer | Failure:
        """The answer to a job; one that has a key is kept before another request is sent."""
        sent = 0

        async def attempt() -> Answer:
            nonlocal sent
            sent += 1
            answer = await self._send(job, is_retry=sent > 1)
            if job.key:  # in a thread, because a slow disk would hold up all the others
                await asyncio.to_thread(self.keep, job.key, answer)
            return answer

        try:
            return await self.patience.answer(attempt, job.tokens)
        except Held as limit:
            return Failure(str(limit), asked=False)
        except Unanswered as fault:
            return Failure(self.safe(fault))
        except Stop as stop:
            raise Stop(self.safe(stop)) from None

    async def _send(self, job: Job, is_retry: bool) -> Answer:
        """A good answer to this one request, once the budget has room for it."""
        worst = job.tokens + job.most
        await self.budget.admit(worst)
        self.usage.requests += 1
        if is_retry:
            self.usage.retries += 1
        took = 0
        try:
            answer = await self.backend.ask(job.request)
            took = answer.tokens_in + answer.tokens_out
        except Again as fault:
            took = worst if fault.billed else 0
            raise
        finally:
            self.budget.settle(worst, took)
        self.usage.pay(answer)
        check(answer, job.question, self.backend.secret)
        return answer

    def safe(self, message: object) -> str:
        return without_key(str(message), self.backend.secret)
