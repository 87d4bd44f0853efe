"""Questions asked in batches: hours later, at half the price, into the same cache.

A run that finds a batch under way continues where the earlier run stopped (see orders.py). If a
confirmation got lost, the server is searched for a matching batch before the order is placed
again, so that none is paid for twice.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

import orjson

from mdx.llm import Again, Held, Question, Stop, Unanswered
from mdx.llm.at_once import AtOnce
from mdx.llm.batches import State, orders
from mdx.llm.batches.calls import POLL_S, Calls
from mdx.llm.batches.filing import filed
from mdx.llm.batches.lost import LOOKS, batch_of
from mdx.llm.batches.orders import Order
from mdx.llm.client import Client, Entry
from mdx.llm.jobs import Answers, Failure, Item, Job, Result

WAITING = "it waits in a batch; run the same command later"
ROUNDS = 3  # for what expired or failed without its own fault


class Batcher:
    """Has the jobs of one run answered in batches."""

    def __init__(self, client: Client | AtOnce, tell: Callable[[str], None], wait: bool):
        if isinstance(client, AtOnce):
            raise Stop("this backend takes no batches; leave out --batch")
        self.client = client
        self.new = client.new
        self.calls = Calls(client.backend)
        self.batches = self.calls.batches
        self.usage = client.usage
        self.tell = tell
        self.wait = wait
        self.results: dict[str, Result] = {}
        self.summaries: dict[str, str] = {}  # the last one told, by batch

    def answers(
        self, items: Iterable[Item], question: Callable[[Item], Question | None], ahead: int
    ) -> Answers[Item]:
        """Like Client.answers, but reads all items before it returns the first one."""
        entries = [self.client.look_up(item, question(item)) for item in items]
        while jobs := {job.key: job for _, _, job in entries if job is not None}:
            self.client.backend.ready()
            asyncio.run(self._all(jobs))
            entries = [self._after(entry) for entry in entries]
        for item, (key, result), _ in entries:
            yield item, key, result

    def _after(self, entry: Entry[Item]) -> Entry[Item]:
        """The entry with the result of its job, or with the job that follows from it."""
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
            raise self.calls.later(fault) from None
        finally:
            await self.client.backend.close()

    async def _placed(self, jobs: dict[str, Job]) -> list[Order]:
        """The orders under way, once all jobs that may be ordered are."""
        placed = [order async for order in self._under_way()]
        keys = {key for order in placed for key in order.keys}
        todo = [job for job in jobs.values() if job.key not in keys | self.results.keys()]
        for group in self._groups(self._afforded(todo)):
            if order := await self._place(group):
                placed.append(order)
        return placed

    async def _under_way(self) -> AsyncIterator[Order]:
        """The orders of earlier runs; forgets one that never reached the server."""
        for order in list(orders.under_way(self.client.backend.address)):
            batch_id = order.id or await batch_of(order, self.calls)
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
        """The jobs in as few batches as the server's limits allow."""
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
        """Sends a batch; None if the server refuses all of it."""
        keys = [job.key for job in group]
        now = time.time()
        name = sha256(f"{now} {keys}".encode()).hexdigest()[:16]
        order = Order(name, self.client.backend.address, self.client.model, now, keys)
        orders.keep(order)
        try:
            id = await self._created(order, [(job.key, job.request) for job in group])
        except Unanswered as fault:
            orders.forget(order)
            self.results |= dict.fromkeys(keys, Failure(self.calls.safe(fault)))
            return None
        self.usage.requests += len(group)
        return self._confirmed(order, id) if id else order

    async def _created(self, order: Order, requests: list[tuple[str, dict[str, Any]]]) -> str:
        """The id of the new batch; "" if it may exist, but the server does not list it yet."""

        async def create() -> str:
            try:
                return await self.batches.create(order.name, requests)
            except Again as fault:
                # The order may have arrived, though its confirmation did not.
                looks = 0 if fault.absent else 1 if fault.busy else LOOKS
                if looks and (id := await batch_of(order, self.calls, looks)) != "":
                    return id or ""
                raise

        return await self.calls.patiently(create)

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
                    results, more = await filed(order, state, self.calls, self.client, jobs)
                    self.results |= results
                    again |= more
                    placed.remove(order)
            is_ours = any(not jobs.keys().isdisjoint(order.keys) for order in placed)
            if not is_ours or not self.wait:  # who ordered the others waits for them
                return again & jobs.keys()
            await self.calls.sleep(POLL_S)

    async def _look_for(self, order: Order, placed: list[Order]) -> set[str]:
        """Puts the order into `placed` with its id; the keys if there is no such batch."""
        batch_id = await batch_of(order, self.calls)
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
        """How far the server has got with it; None if the server no longer has it."""
        return await self.calls.present(lambda: self.batches.state(order.id))

    def _tell(self, order: Order, state: State | None) -> None:
        summary = state.summary if state else "the server no longer has it"
        self._say(order.id, f"batch {order.id} of {len(order.keys)}: {summary}")

    def _say(self, about: str, message: str) -> None:
        if self.summaries.get(about) != message:
            self.summaries[about] = message
            self.tell(message)
