"""When to send the next request, and when to give one up.

One gate for all: a server that is busy is left alone by everybody until the longest pause it
asked for is over. How many requests are in flight follows TCP (RFC 5681, in spirit): halved when
the server is busy, at most once for the requests that went out together, and one more for each
round that went well. Jitter is added on top of a wait, never below it, so that nobody comes early
and not all come at once.
"""

import asyncio
import heapq
import random
import time
from collections.abc import Awaitable, Callable

from mdx.llm import Again, Answer, Stop, Unanswered

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
JITTER = 0.25  # of the wait, at most
HOPELESS = 20  # failures in a row without a success


class Patience:
    """The rules of one run, shared by all of its requests."""

    clock = staticmethod(time.monotonic)
    sleep = staticmethod(asyncio.sleep)
    chance = staticmethod(random.random)

    def __init__(
        self,
        jobs: int = 8,
        tries: int = 10,
        total_s: float = 900,
        max_wait_s: float = 300,
        rpm: float = 0,
        tpm: float = 0,
    ):
        self.jobs = jobs
        self.tries = tries
        self.total_s = total_s
        self.max_wait_s = max_wait_s
        self.requests = Pace(rpm)
        self.tokens = Pace(tpm)
        self.limit = float(jobs)  # in flight, between 1 and jobs
        self.flying = 0
        self.waiting: list[tuple[int, asyncio.Future[None]]] = []  # a heap: the oldest goes first
        self.tickets = 0
        self.closed_until = 0.0
        self.cut_at = float("-inf")
        self.failed_in_a_row = 0
        self.over: Stop | None = None  # what ended the run

    async def answer(self, attempt: Callable[[], Awaitable[Answer]], tokens: int = 0) -> Answer:
        """What `attempt` returns at last; raises Unanswered or Stop.

        `tokens` is what one attempt may cost by estimate, for --tpm. After one Stop none is begun.
        """
        try:
            return await self._answer(attempt, tokens)
        except Stop as stop:
            self.over = stop
            while self.waiting:
                self._admit_oldest()
            raise

    async def _answer(self, attempt: Callable[[], Awaitable[Answer]], tokens: int) -> Answer:
        self.tickets += 1
        ticket, begun = self.tickets, self.clock()
        for n in range(1, self.tries + 1):
            await self._enter(ticket)
            sent = self.clock()
            try:
                await self._turn(tokens)
                if self.over is not None:
                    raise self.over
                sent = self.clock()
                answer = await attempt()
            except Again as fault:
                wait = self._pause(fault, n, sent)
                if n == self.tries or self.clock() + wait - begun > self.total_s:
                    tried = "once" if n == 1 else f"{n} times"
                    raise self._failed(f"{fault} (tried {tried})") from None
            except Unanswered as fault:
                raise self._failed(str(fault)) from None
            else:
                self._went_well(answer.tokens_in + answer.tokens_out - tokens)
                return answer
            finally:
                self._leave()
            await self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _enter(self, ticket: int) -> None:
        """Waits for a place among those in flight."""
        while self.over is None and self.flying >= int(self.limit):
            place = asyncio.get_running_loop().create_future()
            heapq.heappush(self.waiting, (ticket, place))
            await place
        if self.over is not None:
            raise self.over
        self.flying += 1

    def _leave(self) -> None:
        self.flying -= 1
        free = int(self.limit) - self.flying
        while free > 0 and self.waiting:
            free -= self._admit_oldest()

    def _admit_oldest(self) -> bool:
        """Whether it was still waiting."""
        _, place = heapq.heappop(self.waiting)
        if place.done():
            return False
        place.set_result(None)
        return True

    async def _turn(self, tokens: int) -> None:
        """Waits until the gate is open and the paces allow one more request."""
        while True:
            while (wait := self.closed_until - self.clock()) > 0:
                await self.sleep(self._with_jitter(wait))
            now = self.clock()
            wait = max(self.requests.wait(1, now), self.tokens.wait(tokens, now))
            if wait == 0:
                return
            await self.sleep(wait)
            if self.closed_until <= self.clock():
                return

    def _with_jitter(self, wait: float) -> float:
        return wait * (1 + JITTER * self.chance())

    def _pause(self, fault: Again, n: int, sent: float) -> float:
        """How long this request waits now; where the server is busy, the others do too."""
        if fault.after is not None and fault.after > self.max_wait_s:
            raise Stop(
                f"the server asks for a pause of {fault.after:.0f} s, more than --max-wait "
                f"{self.max_wait_s:.0f} ({fault}); run the same command later, no answer is lost"
            )
        wait = max(fault.after or 0.0, min(FIRST_WAIT_S * 2 ** (n - 1), LONGEST_WAIT_S))
        if fault.busy or fault.after is not None:
            self.closed_until = max(self.closed_until, self.clock() + wait)
        if fault.busy and sent > self.cut_at:
            self.limit = max(1.0, self.limit / 2)
            self.cut_at = self.clock()
        return self._with_jitter(wait)

    def _went_well(self, more_tokens: int) -> None:
        self.failed_in_a_row = 0
        self.limit = min(float(self.jobs), self.limit + 1 / self.limit)
        self.tokens.settle(more_tokens)

    def _failed(self, reason: str) -> Exception:
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= HOPELESS:
            last = f"{HOPELESS} requests failed in a row, the last one: {reason}"
            return Stop(f"{last}; run the same command later, no answer is lost")
        return Unanswered(reason)


class Pace:
    """At most so much a minute, evenly; 0 is no limit."""

    def __init__(self, per_minute: float):
        self.per_minute = per_minute
        self.free_at = 0.0

    def wait(self, amount: float, now: float) -> float:
        """Seconds until this amount may go; it counts as gone."""
        if not self.per_minute:
            return 0.0
        start = max(self.free_at, now)
        self.free_at = start + 60 * amount / self.per_minute
        return start - now

    def settle(self, more: float) -> None:
        """Corrects an estimate once the true amount is known."""
        if self.per_minute:
            self.free_at += 60 * more / self.per_minute
