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
from typing import TypeVar

from mdx.llm import Again, Answer, GaveUp, Limits, Stop, Unanswered

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 60.0
JITTER = 0.25  # of the wait, at most
HOPELESS = 20  # failures in a row without a success
LATER = "run the same command later, no answer is lost"
T = TypeVar("T")


class Patience:
    """The rules of one run, shared by all of its requests."""

    clock = staticmethod(time.monotonic)
    sleep = staticmethod(asyncio.sleep)
    chance = staticmethod(random.random)

    def __init__(self, limits: Limits):
        self.limits = limits
        self.requests = Pace(limits.rpm)
        self.tokens = Pace(limits.tpm)
        self.in_line = asyncio.Lock()  # for the paces: one waits for them, the others for it
        self.window = float(limits.jobs)  # in flight, between 1 and jobs
        self.flying = 0
        self.waiting: list[tuple[int, asyncio.Future[None]]] = []  # a heap: the oldest goes first
        self.tickets = 0
        self.closed_until = 0.0
        self.cut_at = float("-inf")
        self.failed_in_a_row = 0
        self.over: Stop | None = None  # what ended the run

    async def answer(self, attempt: Callable[[], Awaitable[Answer]], tokens: int) -> Answer:
        """Like `result`, with the true number of tokens on account once it is known."""
        answer = await self.result(attempt, tokens)
        self.tokens.settle(answer.tokens_in + answer.tokens_out - tokens)
        return answer

    async def result(self, attempt: Callable[[], Awaitable[T]], tokens: int = 0) -> T:
        """What `attempt` returns at last; raises Unanswered (GaveUp after too many tries) or Stop.

        `tokens` is what one attempt may cost by estimate, for --tpm. After one Stop none is begun.
        """
        try:
            return await self._result(attempt, tokens)
        except Stop as stop:
            self.over = stop
            while self.waiting:
                self._admit_oldest()
            raise

    async def _result(self, attempt: Callable[[], Awaitable[T]], tokens: int) -> T:
        self.tickets += 1
        ticket, begun = self.tickets, self.clock()
        for n in range(1, self.limits.tries + 1):
            await self._enter(ticket)
            sent = self.clock()
            try:
                await self._turn(tokens)
                sent = self.clock()
                result = await attempt()
            except Again as fault:
                wait = self._pause(fault, n, sent)
                if n == self.limits.tries or self.clock() + wait - begun > self.limits.total_s:
                    tried = "once" if n == 1 else f"{n} times"
                    raise self._failed(GaveUp(f"{fault} (tried {tried})")) from None
            except Unanswered as fault:
                raise self._failed(fault) from None
            else:
                self._went_well()
                return result
            finally:
                self._leave()
            await self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _enter(self, ticket: int) -> None:
        """Waits for a place among those in flight."""
        while self.over is None and self.flying >= int(self.window):
            place = asyncio.get_running_loop().create_future()
            heapq.heappush(self.waiting, (ticket, place))
            await place
        if self.over is not None:
            raise self.over
        self.flying += 1

    def _leave(self) -> None:
        self.flying -= 1
        free = int(self.window) - self.flying
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
            if self.limits.rpm or self.limits.tpm:
                async with self.in_line:
                    await self._paces()
                    # Taken when it goes and not before: the gate may shut while it waits.
                    if self.closed_until > self.clock():
                        continue
                    self.requests.take(1, self.clock())
                    self.tokens.take(tokens, self.clock())
            if self.over is not None:
                raise self.over
            return

    async def _paces(self) -> None:
        """Waits until both paces have room."""
        while (wait := max(self.requests.free_at, self.tokens.free_at) - self.clock()) > 0:
            await self.sleep(wait)

    def _with_jitter(self, wait: float) -> float:
        return wait * (1 + JITTER * self.chance())

    def _pause(self, fault: Again, n: int, sent: float) -> float:
        """How long this request waits now; where the server is busy, the others do too."""
        if fault.after is not None and fault.after > self.limits.max_wait_s:
            raise Stop(
                f"the server asks for a pause of {fault.after:.0f} s, more than --max-wait "
                f"{self.limits.max_wait_s:.0f} ({fault}); {LATER}"
            )
        wait = max(fault.after or 0.0, min(FIRST_WAIT_S * 2 ** (n - 1), LONGEST_WAIT_S))
        if fault.busy or fault.after is not None:
            self.closed_until = max(self.closed_until, self.clock() + wait)
        if fault.busy and sent > self.cut_at:
            self.window = max(1.0, self.window / 2)
            self.cut_at = self.clock()
        return self._with_jitter(wait)

    def _went_well(self) -> None:
        self.failed_in_a_row = 0
        self.window = min(float(self.limits.jobs), self.window + 1 / self.window)

    def _failed(self, fault: Unanswered) -> Unanswered | Stop:
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= HOPELESS:
            last = f"{HOPELESS} requests failed in a row, the last one: {fault}"
            return Stop(f"{last}; {LATER}")
        return fault


class Pace:
    """At most so much a minute, evenly; 0 is no limit."""

    def __init__(self, per_minute: float):
        self.per_minute = per_minute
        self.free_at = 0.0  # when the next may go

    def take(self, amount: float, now: float) -> None:
        """This amount goes now."""
        self.free_at = max(self.free_at, now)
        self.settle(amount)

    def settle(self, more: float) -> None:
        """Corrects an estimate once the true amount is known."""
        if self.per_minute:
            self.free_at += 60 * more / self.per_minute
