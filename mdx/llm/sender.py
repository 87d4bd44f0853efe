"""One job, one answer: sent patiently and within budget, counted, checked and kept."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from mdx.llm import Again, Answer, Garbled, Held, Limits, Question, Refused, Stop, Unanswered
from mdx.llm.backends import Backend
from mdx.llm.check import check
from mdx.llm.faults import without_key
from mdx.llm.jobs import STOPPED, Failure, Job
from mdx.llm.money import Budget, Usage
from mdx.llm.patience import Patience

INTERRUPTED = Stop("interrupted")
SLOW_S = 0.02  # for an answer on its way to disk; after that threads write for a while:
THREADS_S = 1.0


class Sender:
    """Sends the jobs of one run; `keep` puts an answer, or why there is none, on disk, and `marked`
    marks one that is good as it stands."""

    def __init__(
        self,
        backend: Backend,
        limits: Limits,
        budget: Budget,
        usage: Usage,
        keep: Callable[[str, Answer], None],
        marked: Callable[[Question, Answer], Answer],
        tell: Callable[[str], None],
        log: Callable[[dict[str, Any]], None] | None = None,
    ):
        self.backend = backend
        self.tell = tell
        self.patience = Patience(limits, lambda text: tell(self.safe(text)))
        self.budget = budget
        self.usage = usage
        self.keep = keep
        self.marked = marked
        self.is_disk_slow = False
        self.disk_slow_until = 0.0
        self.log = log
        self.stopped: Stop | None = None
        self.unsure: list[tuple[Job, Answer]] = []  # verdicts of a server that answered nothing yet

    def stop(self, reason: Stop) -> None:
        """Sends nothing more; the remaining jobs are STOPPED."""
        self.stopped = Stop(self.safe(reason), reason.status)
        self.patience.stop(self.stopped)

    def is_over(self) -> bool:
        return self.patience.over is not None

    async def drain(self) -> None:
        """Sends nothing more, and waits until what is in flight has come back and is kept."""
        self.patience.stop(INTERRUPTED)
        if flying := self.patience.sent:
            self.tell(f"waiting for {flying} in flight; interrupt again to leave at once")
            await self.patience.drained()

    async def answer(
        self, job: Job, is_wanted: Callable[[], bool] = lambda: True
    ) -> Answer | Failure:
        """The answer to a job; one that has a key is kept before another request is sent.

        `is_wanted` is asked when its turn comes, as it may have waited long.
        """
        sent = 0

        async def attempt() -> Answer:
            nonlocal sent
            if not is_wanted():
                raise Held("no longer wanted")
            sent += 1
            answer = await self._send(job, is_retry=sent > 1)
            try:
                check(answer, job.question, self.backend.secret)
            except Unanswered as fault:
                said = self.safe(answer.text)
                await self._file(job, answer._replace(text=said, fault=str(fault)))
                raise
            answer = self.marked(job.question, answer)
            await self._file(job, answer)
            return answer

        try:
            return await self.patience.answer(attempt, job.tokens)
        except Held as limit:
            return Failure(str(limit), asked=False)
        except (Refused, Garbled) as fault:
            reason = self.safe(fault)
            await self._file(job, Answer("", fault=reason), is_sure=self.patience.has_succeeded)
            return Failure(reason)
        except Unanswered as fault:
            return Failure(self.safe(fault))
        except Stop as stop:
            self.stop(stop)
            return STOPPED

    async def _send(self, job: Job, is_retry: bool) -> Answer:
        """The answer to this one request, once the budget has room for it."""
        worst, took = self.budget.worst(job.tokens, job.most), 0
        await self.budget.admit(worst)
        begun = asyncio.get_running_loop().time()
        try:
            if self.patience.over:
                raise self.patience.over
            self.usage.requests += 1
            if is_retry:
                self.usage.retries += 1
            answer = await self.backend.ask(job.request)
            took = answer.tokens_in + answer.tokens_out
        except Again as fault:
            took = worst if fault.billed else 0
            self._note(job, begun, fault=str(fault))
            raise
        except Unanswered as fault:
            self._note(job, begun, fault=str(fault))
            raise
        finally:
            self.budget.settle(worst, took)
        self.usage.pay(answer)
        self.budget.seen.note(job.tokens, answer)
        if self.log:
            self._note(job, begun, **answer._asdict())
        return answer

    def _note(self, job: Job, begun: float, **came: Any) -> None:
        """Writes a line of --log."""
        if self.log:
            took = round(asyncio.get_running_loop().time() - begun, 3)
            safe = {k: self.safe(v) if isinstance(v, str) else v for k, v in came.items()}
            self.log({"key": job.key, "took_s": took, "request": job.request, "answer": safe})

    async def _file(self, job: Job, answer: Answer, is_sure: bool = True) -> None:
        """Keeps what came back for this job, once it is plain that it is no fault of the run's."""
        if not job.key:
            return
        if not is_sure:
            self.unsure.append((job, answer))
            return
        unsure, self.unsure = self.unsure, []
        for filed, verdict in [*unsure, (job, answer)]:
            await self._keep(filed.key, verdict)

    async def _keep(self, key: str, answer: Answer) -> None:
        """Puts it on disk: in a thread once that was slow twice in a row and would hold up the
        others, else here, because a thread takes longer than the disk."""
        begun = time.monotonic()
        if begun < self.disk_slow_until:
            await asyncio.to_thread(self.keep, key, answer)
            return
        self.keep(key, answer)
        was_slow, self.is_disk_slow = self.is_disk_slow, time.monotonic() - begun > SLOW_S
        if was_slow and self.is_disk_slow:
            self.disk_slow_until = time.monotonic() + THREADS_S

    def safe(self, message: object) -> str:
        return without_key(str(message), self.backend.secret)
