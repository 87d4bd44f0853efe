"""What a run takes, and what it may take."""

from typing import Any, NamedTuple

from mdx.llm import Answer, Held

BYTES_PER_TOKEN = 3  # of a request; code and JSON come to 3 to 4, so this errs to the safe side
MILLION = 1_000_000


class Prices(NamedTuple):
    """What the user says a million tokens cost, in any currency; None where nothing is said."""

    tokens_in: float | None = None
    tokens_out: float | None = None

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        if self.tokens_in is None or self.tokens_out is None:
            return None
        return round((tokens_in * self.tokens_in + tokens_out * self.tokens_out) / MILLION, 6)


class Usage:
    """Counts of one run; tokens as the server counts them."""

    def __init__(self) -> None:
        self.requests = self.retries = self.cached = 0
        self.tokens_in = self.tokens_out = self.saved_in = self.saved_out = 0

    def pay(self, answer: Answer) -> None:
        """Counts what an answer took, a good one or not."""
        self.tokens_in += answer.tokens_in
        self.tokens_out += answer.tokens_out

    def counts(self, prices: Prices) -> dict[str, Any]:
        """All counts, for a file; costs only where there are prices."""
        counts = dict(vars(self))
        for name, tokens in (
            ("cost", (self.tokens_in, self.tokens_out)),
            ("saved_cost", (self.saved_in, self.saved_out)),
        ):
            if (cost := prices.cost(*tokens)) is not None:
                counts[name] = cost
        return counts

    def clause(self, prices: Prices) -> str:
        """The same for the closing line, as far as there is something to tell."""
        clause = f"{self.requests} requests"
        if self.retries:
            clause += f" ({self.retries} of them retries)"
        if self.tokens_in or self.tokens_out:
            clause += f", {self.tokens_in} tokens in, {self.tokens_out} out"
            if (cost := prices.cost(self.tokens_in, self.tokens_out)) is not None:
                clause += f", cost {cost:.2f}"
        clause += f", {self.cached} cached"
        if self.saved_in or self.saved_out:
            clause += f" (saved {self.saved_in} tokens in, {self.saved_out} out)"
        return clause


def tokens(request_bytes: int) -> int:
    """Tokens of a request of so many bytes, by estimate."""
    return request_bytes // BYTES_PER_TOKEN + 1


class Budget:
    """Limits that hold before a request goes out, those in flight counted at their worst."""

    def __init__(self, requests: int | None = None, tokens: int | None = None):
        self.requests = requests
        self.tokens = tokens
        self.sent = 0
        self.spent = 0
        self.held = 0  # tokens that those in flight may come to
        self.waiting: list[Any] = []

    def claim(self, worst: int) -> None:
        """Takes a request of at most so many tokens out of the budget; raises Held."""
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
        """A request that was admitted is over, and took so many tokens."""
        self.held -= worst
        self.spent += took
        waiting, self.waiting = self.waiting, []
        for place in waiting:
            if not place.done():
                place.set_result(None)
