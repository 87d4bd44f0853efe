"""Calls to a batch service, with patience: for hours, or until it is clear why they fail."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from mdx.llm import GaveUp, Limits, Stop
from mdx.llm.backends import Backend, TakesBatches
from mdx.llm.faults import without_key
from mdx.llm.patience import Patience

POLL_S = 30.0
MISSING = 10  # looks for what should be there, before it counts as gone: 404 is weather for minutes
FOREVER = float("inf")
CALLS = Limits(jobs=1000, tries=10, total_s=FOREVER, max_wait_s=FOREVER)
LATER = "run the same command later, it finds its batches again"
T = TypeVar("T")


class Calls:
    """Calls the methods of `batches`; no message contains the key."""

    sleep = staticmethod(asyncio.sleep)

    def __init__(self, backend: Backend):
        if not isinstance(backend, TakesBatches):
            raise Stop("this backend takes no batches; leave out --batch")
        self.batches = backend.batches()
        self.secret = backend.secret
        self.patience = Patience(CALLS)

    def safe(self, message: object) -> str:
        return without_key(str(message), self.secret)

    async def patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The call's result, tried again in bad weather; raises Unanswered or Stop."""
        try:
            return await self.patience.result(call)
        except GaveUp as fault:
            raise self.later(fault) from None
        except Stop as stop:
            raise Stop(self.safe(stop), stop.status) from None

    def later(self, fault: object) -> Stop:
        """The exception that ends a run without losing anything."""
        return Stop(f"{self.safe(fault)}; {LATER}")

    async def here(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """The call's result; None if the server says that there is none."""

        async def attempt() -> T | None:
            try:
                return await call()
            except Stop as stop:
                if stop.status == 404:
                    return None
                raise

        return await self.patiently(attempt)

    async def present(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """The same; None only if there is none for minutes."""
        for _ in range(MISSING):
            if (result := await self.here(call)) is not None:
                return result
            await self.sleep(POLL_S)
        return None
