"""Questions asked in batches: hours later, at half the price, into the same cache.

A run that finds a batch under way goes on where the other was stopped (see orders.py). Where a
confirmation was lost, the server is asked for a batch that fits before the order is placed again,
so none is paid for twice.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

import orjson

from mdx.llm import (
    Again,
    Answer,
    GaveUp,
    Held,
    Limits,
    Question,
    Refused,
    Stop,
    Unanswered,
    Unreadable,
)  # fmt: skip
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import TakesBatches
from mdx.llm.batches import Outcome, State, orders
from mdx.llm.batches.orders import Order
from mdx.llm.check import check
from mdx.llm.client import Client, Entry
from mdx.llm.faults import without_key
from mdx.llm.jobs import Answers, Failure, Item, Job, Result
from mdx.llm.patience import Patience

POLL_S = 30.0
MISSING = 10  # looks for what should be there, before it counts as gone: 404 is weather for minutes
LOST = 2  # looks for an order that is not in the list, before it is placed again
CLOCKS_DIFFER_S = 300  # at most, ours and the server's
FOREVER = float("inf")
CALLS = Limits(jobs=1000, tries=10, total_s=FOREVER, max_wait_s=FOREVER)  # of the batches' API
LATER = "run the same command later, it finds its batches again"
WAITING = "it waits in a batch; run the same command later"
ROUNDS = 3  # for what expired or failed without its own fault
T = TypeVar("T")


class Batcher:
    """Gets the jobs of one run answered by batches."""

    sleep = staticmethod(asyncio.sleep)

    def __init__(self, client: Client | AtOnce, tell: Callable[[str], None], wait: bool):
        if isinstance(client, AtOnce) or not isinstance(client.backend, TakesBatches):
            raise Stop("this backend takes no batches; leave out --batch")
        self.client = client
        self.new = client.new
        self.batches = client.backend.batches()
        self.usage = client.usage
        self.tell = tell
        self.wait = wait
        self.patience = Patience(CALLS)
        self.results: dict[str, Result] = {}
        self.summaries: dict[str, str] = {}  # the last one told, by batch

    def answers(
        self, items: Iterable[Item], question: Callable[[Item], Question | None], ahead: int
    ) -> Answers[Item]:
        """Like Client.answers; but all items are read, however many, before one is given back."""
        entries = [self.client.look_up(item, question(item)) for item in items]
        while jobs := {job.key: job for _, _, job in entries if job is not None}:
            self.client.backend.ready()
            asyncio.run(self._all(jobs))
            entries = [self._after(entry) for entry in entries]
        for item, (key, result), _ in entries:
            yield item, key, result

    def _after(self, entry: Entry[Item]) -> Entry[Item]:
        """The entry with what became of its job; with another job where that is to be followed."""
        item, (key, _), job = entry
        if job is None:
            return entry
        result = self.results.get(key) or Failure(WAITING, asked=False)
        more = self.client.more(job.question, result)
        return self.client.look_up(item, more) if more else (item, (key, result), None)

    async def _all(self, jobs: dict[str, Job]) -> None:
        try:
            again: set[str] = set()
            for _ in range(ROUNDS):
                for key in again:
                    self.results.pop(key, None)
                with orders.one_at_a_time():
                    placed = await self._placed(jobs)
                again = await self._collect(placed, jobs)
                if not again or not self.wait:
                    break
        except Unanswered as fault:  # of one of the calls that ask how far a batch is
            raise Stop(f"{self._safe(fault)}; {LATER}") from None
        finally:
            await self.client.backend.close()

    async def _placed(self, jobs: dict[str, Job]) -> list[Order]:
        """What is under way once all the jobs are that may be."""
        placed = [order async for order in self._under_way()]
        keys = {key for order in placed for key in order.keys}
        todo = [job for job in jobs.values() if job.key not in keys | self.results.keys()]
        for group in self._groups(self._afforded(todo)):
            if order := await self._place(group):
                placed.append(order)
        return placed

    async def _under_way(self) -> AsyncIterator[Order]:
        """The orders of earlier runs; one that never reached the server is forgotten."""
        for order in list(orders.under_way(self.client.backend.address)):
            batch_id = order.id or await self._lost(order)
            if batch_id is None:
                yield order
            elif batch_id:
                yield order if order.id else self._confirmed(order, batch_id)
            else:
                orders.forget(order)

    def _afforded(self, jobs: list[Job]) -> Iterator[Job]:
        for job in jobs:
            try:
                self.client.budget.claim(job.tokens + job.most)
            except Held as limit:
                self.results[job.key] = Failure(str(limit), asked=False)
            else:
                yield job

    def _groups(self, jobs: Iterable[Job]) -> Iterator[list[Job]]:
        """The jobs in as many batches as the server's limits make necessary."""
        group: list[Job] = []
        size = 0
        for job in jobs:
            length = len(orjson.dumps(job.request)) + 200  # with its key and punctuation
            full = len(group) == self.batches.max_requests or size + length > self.batches.max_bytes
            if group and full:
                yield group
                group, size = [], 0
            group.append(job)
            size += length
        if group:
            yield group

    async def _place(self, group: list[Job]) -> Order | None:
        """Sends a batch; None where the server refuses all of it."""
        keys = [job.key for job in group]
        now = time.time()
        name = sha256(f"{now} {keys}".encode()).hexdigest()[:16]
        order = Order(name, self.client.backend.address, self.client.model, now, keys)
        orders.keep(order)
        try:
            id = await self._created(order, [(job.key, job.request) for job in group])
        except Unanswered as fault:
            orders.forget(order)
            self.results |= dict.fromkeys(keys, Failure(self._safe(fault)))
            return None
        self.usage.requests += len(group)
        return self._confirmed(order, id) if id else order

    async def _created(self, order: Order, requests: list[tuple[str, dict[str, Any]]]) -> str:
        """The id of the new batch; "" where it may be there, but the server does not tell yet."""

        async def create() -> str:
            try:
                return await self.batches.create(order.name, requests)
            except Again as fault:
                # The order may have arrived, though its confirmation did not.
                for look in range(LOST if fault.billed else 0):
                    if look:
                        await self.sleep(POLL_S)
                    if (id := await self._lost(order)) != "":
                        return id or ""
                raise

        return await self._patiently(create)

    async def _lost(self, order: Order) -> str | None:
        """The id that the server gave this order, though we never heard of it; "" if none, None
        as long as there are batches of which that cannot be told.

        It is known by the keys in it, never by its size or time.
        """
        since = order.made - CLOCKS_DIFFER_S
        taken = {other.id for other in orders.under_way(order.address)}
        try:
            candidates = await self._patiently(lambda: self.batches.find(order.name, since))
            candidates = sorted(
                (f for f in candidates if f.id not in taken), key=lambda f: not f.is_ours
            )
            answer: str | None = ""
            for each in candidates:
                if each.is_ours:
                    return each.id
                keys = await self._present(partial(self.batches.keys, each.id))
                if keys is None:
                    answer = None
                elif keys and keys <= set(order.keys):
                    return each.id
            return answer
        except Unanswered as fault:  # not of the order: it stays, and is looked for again
            raise Stop(f"{self._safe(fault)}; {LATER}") from None

    def _confirmed(self, order: Order, id: str) -> Order:
        order = order._replace(id=id)
        orders.keep(order)
        return order

    async def _collect(self, placed: list[Order], jobs: dict[str, Job]) -> set[str]:
        """Waits for the orders and files their answers; returns the keys to ask for again."""
        again: set[str] = set()
        while True:
            for order in list(placed):
                if not order.id:
                    again |= await self._look_for(order, placed)
                    continue
                state = await self._state(order)
                self._tell(order, state)
                if state is None or state.over:
                    again |= await self._file(order, state, jobs)
                    placed.remove(order)
            if not placed or not self.wait:
                return again & jobs.keys()
            await self.sleep(POLL_S)

    async def _look_for(self, order: Order, placed: list[Order]) -> set[str]:
        """Puts its id into `placed` once it is found; the keys if there is no such batch."""
        batch_id = await self._lost(order)
        if batch_id is None:
            self._say(
                order.name, f"an order of {len(order.keys)} was not confirmed; looking for it"
            )
            return set()
        placed.remove(order)
        if batch_id:
            placed.append(self._confirmed(order, batch_id))
            return set()
        orders.forget(order)
        return set(order.keys)

    async def _state(self, order: Order) -> State | None:
        """How far the server is with it; None if the server no longer has it."""
        return await self._present(lambda: self.batches.state(order.id))

    async def _present(self, call: Callable[[], Awaitable[T]]) -> T | None:
        """The call's result; None where the server says, for minutes, that it is not there."""

        async def attempt() -> T | None:
            try:
                return await call()
            except Stop as stop:
                if stop.status == 404:
                    return None
                raise

        for _ in range(MISSING):
            if (result := await self._patiently(attempt)) is not None:
                return result
            await self.sleep(POLL_S)
        return None

    def _tell(self, order: Order, state: State | None) -> None:
        summary = state.summary if state else "the server no longer has it"
        self._say(order.id, f"batch {order.id} of {len(order.keys)}: {summary}")

    def _say(self, about: str, message: str) -> None:
        if self.summaries.get(about) != message:
            self.summaries[about] = message
            self.tell(message)

    async def _file(self, order: Order, state: State | None, jobs: dict[str, Job]) -> set[str]:
        """Puts what a batch brought into the cache; returns the keys to ask for again."""
        outcomes: dict[str, Outcome] = {}
        if state is not None and not state.fault:
            outcomes = await self._results(order)
        is_sure = any(isinstance(outcome, Answer) for outcome in outcomes.values())
        again: set[str] = set()
        for key in order.keys:
            missing = Unanswered(state.fault) if state and state.fault else Again("not answered")
            outcome = outcomes.get(key, missing)
            if isinstance(outcome, Answer):
                question = jobs[key].question if key in jobs else None
                self.results[key] = self._checked(key, outcome, question, order.model)
                continue
            if isinstance(outcome, Again) and not isinstance(outcome, Unreadable):
                again.add(key)
            self.results[key] = Failure(reason := self._safe(outcome))
            if is_sure and isinstance(outcome, Refused | Unreadable):
                self.client.keep(key, Answer("", fault=reason), order.model)
        orders.forget(order)
        return again

    async def _results(self, order: Order) -> dict[str, Outcome]:
        outcomes = await self._present(lambda: self.batches.results(order.id))
        if outcomes is None:
            raise Stop(
                f"the server has no results for its batch {order.id}; {LATER}, or delete "
                f"{orders.path(order)} to pay for it again"
            )
        return outcomes

    def _checked(self, key: str, answer: Answer, question: Question | None, model: str) -> Result:
        """The answer, which is in the cache by then, or why it is none; without a question if
        an earlier run asked it."""
        self.usage.pay(answer)
        try:
            check(answer, question or Question("", (), ""), self.client.backend.secret)
        except Unanswered as fault:
            self.client.keep(
                key, answer._replace(text=self._safe(answer.text), fault=str(fault)), model
            )
            return Failure(self._safe(fault))
        if question is not None:
            answer = self.client.marked(question, answer)
        self.client.keep(key, answer, model)
        return answer

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The call's result, tried again in bad weather."""
        try:
            return await self.patience.result(call)
        except GaveUp as fault:
            raise Stop(f"{self._safe(fault)}; {LATER}") from None
        except Stop as stop:
            raise Stop(self._safe(stop), stop.status) from None

    def _safe(self, message: object) -> str:
        return without_key(str(message), self.client.backend.secret)
