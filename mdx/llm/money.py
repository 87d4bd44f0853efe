"""What a run costs, and what it may cost."""

from contextlib import suppress
from threading import Lock
from typing import Any

from mdx.llm import Answer, Held, Question, pictures
from mdx.llm.prices import Prices as Prices

BYTES_PER_TOKEN = 3  # of a request; code and JSON come to 3 to 4, so this errs to the safe side
LEARNED = 5  # answers after which their tokens tell more than an estimate
MARGIN = 1.1  # over what answers took so far, on average


class Usage:
    """Counts of one run; tokens as the server counts them."""

    cache_read = cache_written = 0  # of tokens_in, by the server's own cache

    def __init__(self) -> None:
        self.requests = self.retries = self.cached = 0
        self.tokens_in = self.tokens_out = self.saved_in = self.saved_out = 0

    def pay(self, answer: Answer) -> None:
        """Counts the tokens of an answer, good or not."""
        self.tokens_in += answer.tokens_in
        self.tokens_out += answer.tokens_out
        if answer.read or answer.written:
            self.cache_read += answer.read
            self.cache_written += answer.written

    def cost(self, prices: Prices) -> float | None:
        """The cost so far."""
        kept = self.cache_read, self.cache_written
        return prices.cost(self.tokens_in, self.tokens_out, *kept)

    def counts(self, prices: Prices) -> dict[str, Any]:
        """All counts, for a file; costs only if there are prices."""
        counts = dict(vars(self))
        costs = {
            "cost": self.cost(prices),
            "saved_cost": prices.cost(self.saved_in, self.saved_out),
        }
        return counts | {name: cost for name, cost in costs.items() if cost is not None}

    def clause(self, prices: Prices) -> str:
        """The same for the closing line, as far as there is something to tell."""
        clause, cost = f"{self.requests} requests", self.cost(prices)
        if self.retries:
            clause += f" ({self.retries} of them retries)"
        if self.tokens_in or self.tokens_out:
            clause += f", {self.tokens_in} tokens in, {self.tokens_out} out"
            if self.cache_read or self.cache_written:
                kept = f"{self.cache_read} of them read from the server's cache"
                clause += f" ({kept}, {self.cache_written} written to it)"
            if cost is not None and not prices.date:
                clause += f", cost {cost:.2f}"
        clause += f", {self.cached} cached"
        if self.saved_in or self.saved_out:
            clause += f" (saved {self.saved_in} tokens in, {self.saved_out} out)"
        if self.tokens_in and cost is not None and prices.date:
            clause += f", cost {cost:.2f} dollars by the prices of {prices.date}"
        return clause

    def so_far(self, prices: Prices, seconds: float) -> str:
        """The same during the run, for a terminal; "" if nothing was asked yet."""
        fresh = self.requests - self.retries
        if not fresh:
            return ""
        cost = self.cost(prices)
        money = "" if cost is None else f", cost {cost:.2f}"
        tokens = f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out"
        return f"{fresh / max(seconds, 0.001):.1f} requests/s, {tokens}{money}"


def tokens(request_bytes: int) -> int:
    """The estimated tokens of a request of this many bytes."""
    return request_bytes // BYTES_PER_TOKEN + 1


def tokens_of(question: Question, request_bytes: int) -> int:
    """The same with pictures in it, whose tokens come from their size and not from their bytes."""
    if not (shown := question.pictures):
        return tokens(request_bytes)
    letters = sum(4 * ((len(picture.data) + 2) // 3) for picture in shown)  # in base64
    return tokens(request_bytes - letters) + sum(map(pictures.tokens, shown))


class Seen:
    """What answers took, compared with the estimates for their requests."""

    def __init__(self) -> None:
        self.answers = self.estimated = self.tokens_in = self.tokens_out = 0

    def note(self, estimated: int, answer: Answer) -> None:
        """Counts an answer, unless its tokens are unknown."""
        if answer.tokens_in and estimated:
            self.answers += 1
            self.estimated += estimated
            self.tokens_in += answer.tokens_in
            self.tokens_out += answer.tokens_out

    @property
    def ratio(self) -> float:
        """How many tokens there were for each estimated one; 1 before the first answer."""
        return self.tokens_in / self.estimated if self.estimated else 1.0


class Budget:
    """Limits that hold before a request goes out, those in flight counted at their worst."""

    def __init__(self, requests: int | None = None, tokens: int | None = None):
        self.requests = requests
        self.tokens = tokens
        self.sent = 0
        self.spent = 0
        self.seen = Seen()
        self.held = 0  # tokens that those in flight may come to
        self.waiting: list[Any] = []  # futures, each of the loop of its own client
        self.lock = Lock()  # a judge's client shares the budget, in another thread

    def worst(self, estimated: int, most: int) -> int:
        """The most tokens that a request may take, corrected by how far earlier estimates were
        off."""
        learned = self.seen.answers >= LEARNED
        return int(estimated * (MARGIN * self.seen.ratio if learned else 1.0)) + most

    def claim(self, worst: int) -> None:
        """Takes a request of at most this many tokens out of the budget; raises Held."""
        with self.lock:
            if self.requests is not None and self.sent >= self.requests:
                raise Held(f"--max-requests {self.requests} is reached")
            if self._too_much(worst):
                raise Held(f"--max-tokens-total {self.tokens} leaves no room for a request")
            self.sent += 1
            self.held += worst

    async def admit(self, worst: int) -> None:
        """The same, after those in flight that may yet leave more room than they hold."""
        while self.held and self._too_much(worst):
            await self._change()
        self.claim(worst)

    def _too_much(self, worst: int) -> bool:
        return self.tokens is not None and self.spent + self.held + worst > self.tokens

    async def _change(self) -> None:
        import asyncio

        place = asyncio.get_running_loop().create_future()
        self.waiting.append(place)
        await place

    def settle(self, worst: int, took: int) -> None:
        """Settles an admitted request, which took this many tokens."""
        with self.lock:
            self.held -= worst
            self.spent += took
            waiting, self.waiting = self.waiting, []
        for place in waiting:
            with suppress(RuntimeError):  # its loop has ended, and nothing waits any more
                place.get_loop().call_soon_threadsafe(_wake, place)


def _wake(place: Any) -> None:
    if not place.done():
        place.set_result(None)
