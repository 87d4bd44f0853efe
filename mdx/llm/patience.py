"""When to send the next request, and when to give one up.

One that fails waits by itself, and the others go on. Where a share of what comes back says that the
server is busy, all of them leave it alone until the longest pause it asked for is over, and fewer
are in flight: half, at most once for those that went out together (TCP, RFC 5681, in spirit), and
a quarter more for each round that went well. Jitter is added on top of a wait, never below it, so
that nobody comes early and not all come at once.
"""

import asyncio
import heapq
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mdx.llm import Again, Answer, Garbled, GaveUp, Limits, Refused, Stop, Unanswered, Unreadable

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 60.0
STEP, STEP_ALONE = 3, 1.5  # from one wait to the next, and where the others fare well
JITTER = 0.25  # of the wait, at most
GROWTH = 0.25  # of the window, for each round that went well
CROWD = 10  # of what came back last a share is told from, or as many as are in flight
OTHERS_S = 0.5  # how long a refusal of the first waits for others to be sent
SHARE = 0.4  # of these, from where on it is a matter of all of us
FEWEST = 8  # part of the user's number that is always in flight: each waits longer by itself
FINE, FAULTY, BUSY = range(3)
HOPELESS = 20  # requests in a row for which the server had nothing but faults
GARBAGE = 100  # requests in a row without a readable answer: too many to blame the data
ABSENT = 4  # tries of a request, where nothing has ever answered
LATER = "run the same command later, no answer is lost"
T = TypeVar("T")


class Patience:
    """The pace of one run, shared by all of its requests."""

    clock = staticmethod(time.monotonic)
    sleep = staticmethod(asyncio.sleep)
    chance = staticmethod(random.random)

    def __init__(self, limits: Limits, tell: Callable[[str], None] = lambda text: None):
        self.limits = limits
        self.tell = tell
        self.requests = Pace(limits.rpm)
        self.tokens = Pace(limits.tpm)
        self.in_line = asyncio.Lock()  # for the paces: one waits for them, the others for it
        self.window = float(limits.jobs)  # in flight, between 1 and jobs
        self.flying = 0  # have a place
        self.sent = 0  # are on their way
        self.unsure = 0  # of these wait to hear whether the key is good
        self.back: list[asyncio.Future[None]] = []  # who waits for one of them to come back
        self.waiting: list[tuple[int, asyncio.Future[None]]] = []  # a heap: the oldest goes first
        self.tickets = 0
        self.closed_until = 0.0
        self.cut_at = float("-inf")
        self.lately: deque[int] = deque(maxlen=max(CROWD, limits.jobs))  # how each came back
        self.failed_in_a_row = self.garbled_in_a_row = 0
        self.good = self.bad = 0  # attempts that came back with an answer, or with none
        self.has_answered = False  # with whatever
        self.has_told = False  # that something is tried again
        self.over: Stop | None = None  # what ended the run

    async def answer(self, attempt: Callable[[], Awaitable[Answer]], tokens: int) -> Answer:
        """Like `result`, with the true number of tokens on account once it is known."""
        answer = await self.result(attempt, tokens)
        self.tokens.settle(answer.tokens_in + answer.tokens_out - tokens)
        return answer

    async def result(self, attempt: Callable[[], Awaitable[T]], tokens: int = 0) -> T:
        """What `attempt` returns at last; raises Unanswered (GaveUp after too many tries) or Stop.

        `tokens` is the estimate for one attempt, for --tpm. After a Stop no other one is
        started.
        """
        try:
            return await self._result(attempt, tokens)
        except Stop as stop:
            self.stop(stop)
            raise

    def stop(self, reason: Stop) -> None:
        """Starts nothing new; requests that wait get the reason."""
        self.over = self.over or reason
        while self.waiting:
            self._admit_oldest()

    async def drained(self) -> None:
        """Waits until everything on its way has come back."""
        while self.sent:
            await self._one_back()

    async def _result(self, attempt: Callable[[], Awaitable[T]], tokens: int) -> T:
        self.tickets += 1
        ticket, begun = self.tickets, self.clock()
        garbled: tuple[int, int, int] | None = None  # the first such try, and all by then
        for n in range(1, self.limits.tries + 1):
            await self._enter(ticket)
            sent = self.clock()
            try:
                await self._turn(tokens)
                sent = self.clock()
                result = await self._attempt(attempt)
            except Again as fault:
                if isinstance(fault, Unreadable):
                    garbled = garbled or (n, self.good, self.bad)
                wait = self._pause(fault, n, sent)
                tries = min(fault.tries or self.limits.tries, self.limits.tries)
                if n >= tries or self.clock() + wait - begun > self.limits.total_s:
                    raise self._given_up(fault, n, garbled) from None
            else:
                self._went_well()
                return result
            finally:
                self._leave()
            await self.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _attempt(self, attempt: Callable[[], Awaitable[T]]) -> T:
        self.sent += 1
        try:
            result = await attempt()
            self._succeeded()
            return result
        except Again as fault:
            self.bad += 1
            self.has_answered |= not fault.absent
            raise
        except Refused as fault:
            self.has_answered = True
            if fault.bad_key and not await self._is_key_good():
                raise Stop(fault.bad_key, 403) from None
            raise
        except Unanswered:
            self._succeeded()
            raise
        finally:
            self.sent -= 1
            back, self.back = self.back, []
            for place in back:
                if not place.done():
                    place.set_result(None)

    async def _is_key_good(self) -> bool:
        """Whether it opened anything to those that went out together, once that can be told."""
        self.unsure += 1
        try:
            if self.sent == self.unsure:  # others may be about to go
                await self.sleep(OTHERS_S)
            while not self.has_succeeded and self.sent > self.unsure:
                await self._one_back()
        finally:
            self.unsure -= 1
        return self.has_succeeded

    async def _one_back(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self.back.append(place)
        await place

    async def _enter(self, ticket: int) -> None:
        """Waits for a slot among the requests in flight."""
        if self.over is None and self.flying >= int(self.window):
            place = asyncio.get_running_loop().create_future()
            heapq.heappush(self.waiting, (ticket, place))
            try:
                await place
            except asyncio.CancelledError:
                if place.done() and not place.cancelled():
                    self._leave()
                raise
        else:
            self.flying += 1
        if self.over is not None:
            self._leave()
            raise self.over

    def _leave(self) -> None:
        self.flying -= 1
        while self.waiting and self.flying < int(self.window):
            self._admit_oldest()

    def _admit_oldest(self) -> None:
        """Hands a slot to the request that has waited longest."""
        _, place = heapq.heappop(self.waiting)
        if not place.done():
            self.flying += 1
            place.set_result(None)

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
        """How long this request waits now; if the server is busy, the others wait too."""
        if fault.after is not None and fault.after > self.limits.max_wait_s:
            raise Stop(
                f"the server asks for a pause of {fault.after:.0f} s, more than --max-wait "
                f"{self.limits.max_wait_s:.0f} ({fault}); {LATER}"
            )
        if fault.absent and not self.has_answered and n >= min(ABSENT, self.limits.tries):
            raise Stop(str(fault))
        self.lately.append(BUSY if fault.busy else FAULTY)
        step = STEP if self._is_share(FAULTY) else STEP_ALONE
        wait = max(fault.after or 0.0, min(FIRST_WAIT_S * step ** (n - 1), LONGEST_WAIT_S))
        if fault.busy and self._is_share(BUSY):
            pause = max(fault.after or 0.0, FIRST_WAIT_S)
            self.closed_until = max(self.closed_until, self.clock() + pause)
            if sent > self.cut_at:
                self.window = max(1.0, self.limits.jobs / FEWEST, self.window / 2)
                self.cut_at = self.clock()
                self.lately.clear()
        if not self.has_told:
            self.has_told = True
            self.tell(f"{fault}; trying again; further retries are not reported")
        return self._with_jitter(wait)

    def _is_share(self, kind: int) -> bool:
        """Whether so much of what came back last was of this kind or worse."""
        last = max(len(self.lately), self.limits.jobs)
        return sum(each >= kind for each in self.lately) >= SHARE * last

    def _went_well(self) -> None:
        self.lately.append(FINE)
        self.window = min(float(self.limits.jobs), self.window + GROWTH)

    @property
    def has_succeeded(self) -> bool:
        return self.good > 0

    def _succeeded(self) -> None:
        self.good += 1
        self.has_answered = True
        self.failed_in_a_row = self.garbled_in_a_row = 0

    def _given_up(
        self, fault: Again, n: int, garbled: tuple[int, int, int] | None
    ) -> Unanswered | Stop:
        reason = f"{fault} (tried {'once' if n == 1 else f'{n} times'})"
        if isinstance(fault, Unreadable) and garbled:
            self.failed_in_a_row = 0
            self.garbled_in_a_row += 1
            if self.garbled_in_a_row >= GARBAGE:
                said = f"{GARBAGE} requests in a row have no answer that can be read"
                return Stop(f"{said}, the last one: {reason}; see --base-url")
            return (Garbled if self._is_alone(n, *garbled) else Unanswered)(reason)
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= HOPELESS:
            return Stop(f"{HOPELESS} requests failed in a row, the last one: {reason}; {LATER}")
        return GaveUp(reason)

    def _is_alone(self, n: int, first: int, good: int, bad: int) -> bool:
        """Whether only this request has no readable answer, in its tries from `first` to `n`: the
        server answered others meanwhile, or did so before and nothing else was asked since."""
        others_fared_badly = self.bad - bad > n - first
        return self.good > good or (self.has_succeeded and not others_fared_badly)


class Pace:
    """At most this much a minute, spread evenly; 0 means no limit."""

    def __init__(self, per_minute: float):
        self.per_minute = per_minute
        self.free_at = 0.0  # when the next may go

    def take(self, amount: float, now: float) -> None:
        """Books this amount now."""
        self.free_at = max(self.free_at, now)
        self.settle(amount)

    def settle(self, more: float) -> None:
        """Corrects an estimate once the true amount is known."""
        if self.per_minute:
            self.free_at += 60 * more / self.per_minute
