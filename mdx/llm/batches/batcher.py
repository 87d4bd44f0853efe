"""Questions asked in batches: hours later, at half the price, into the same cache.

What is under way is written down under the cache directory before it is sent: one file a batch,
with the keys in it and, once the server gave one, its id. A run that finds such a file goes on
where the other was stopped. A file without an id is an order whose confirmation was lost: the
server is asked for a batch that fits before the order is placed again, so none is paid twice.

A backend that knows batches has `batches()`, which returns an object with

    create(name, requests)    a coroutine: the id of a batch of (key, request) pairs
    state(id)                 a coroutine: State; raises Stop of status 404 for no such batch
    results(id)               a coroutine: an Answer or an exception by key
    find(name, size, since)   a coroutine: ids that an order of this name and size may have got
    max_requests, max_bytes   the most one batch may hold
"""

import asyncio
import fcntl
import json
import os
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar

import orjson

from mdx.llm import Again, Answer, Held, Question, Stop, Unanswered
from mdx.llm.client import Client, Failure, Job, Result, check
from mdx.work import atomic, cache

POLL_S = 30.0
CLOCKS_DIFFER_S = 300  # at most, ours and the server's
LONGEST_WAIT_S = 60.0
TRIES = 10  # of one call
LATER = "run the same command later, it finds its batches again"
WAITING = "it waits in a batch; run the same command later"
ROUNDS = 3  # for what expired or failed without its own fault
T = TypeVar("T")
Send = Callable[..., Awaitable[bytes]]  # (method, path, body), as backends have it


class State(NamedTuple):
    """How far the server is with a batch."""

    over: bool
    told: str
    fault: str = ""  # why none of it was done


class Order(NamedTuple):
    """A batch that is under way, as it is kept on disk."""

    name: str
    address: str
    model: str
    made: float
    keys: list[str]
    id: str = ""


def parsed(body: bytes) -> dict[str, Any]:
    """The object that a server sent; raises Again where it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Again("the server's answer is no batch", billed=True)
    return found


def folder() -> str:
    return os.path.join(cache.root(), "batches")


def orders(address: str) -> Iterator[Order]:
    """What is under way at this address."""
    names = sorted(os.listdir(folder())) if os.path.isdir(folder()) else []
    for name in names:
        path = os.path.join(folder(), name)
        if not name.endswith(".json"):
            continue
        try:
            with open(path, "rb") as file:
                order = Order(**json.loads(file.read()))
        except FileNotFoundError:
            continue  # another run is done with it
        except (ValueError, TypeError):
            raise Stop(f"{path} is damaged; delete it, and its batch is ordered again") from None
        if order.address == address:
            yield order


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Of several runs one alone looks what is under way and orders what is not."""
    try:
        cache.make_private(folder())
        lock = open(os.path.join(folder(), "lock"), "w")
    except OSError:
        yield  # keep() will tell
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(order: Order) -> None:
    """Writes the order down; without that none may be placed."""
    try:
        cache.make_private(folder())
        with atomic.replacing(_path(order), mode=0o600) as file:
            file.write(orjson.dumps(order._asdict()))
    except OSError as error:
        raise Stop(
            f"no batch without a place to keep its id: {folder()}: {error.strerror}"
        ) from None


def forget(order: Order) -> None:
    with suppress(FileNotFoundError):  # another run waited for it as well
        os.unlink(_path(order))


def _path(order: Order) -> str:
    return os.path.join(folder(), f"{order.name}.json")


class Batcher:
    """Gets the jobs of one run answered by batches."""

    sleep = staticmethod(asyncio.sleep)

    def __init__(self, client: Client, tell: Callable[[str], None], wait: bool):
        if not hasattr(client.backend, "batches"):
            raise Stop("this backend knows no batches; leave out --batch")
        self.client = client
        self.tell = tell
        self.wait = wait
        self.results: dict[str, Result] = {}
        self.told: dict[str, str] = {}

    def answers(
        self, items: Iterable[Any], question: Callable[[Any], Question | None]
    ) -> Iterator[tuple[Any, str, Result]]:
        """Like Client.answers; all items are read before the first one is given back."""
        entries = [self.client.look_up(item, question(item)) for item in items]
        jobs = {job.key: job for _, _, job in entries if job is not None}
        if jobs:
            self.client.backend.ready()
            asyncio.run(self._all(jobs))
        for item, (key, result), job in entries:
            if job is not None:
                result = self.results.get(key) or Failure(WAITING, asked=False)
            yield item, key, result

    async def _all(self, jobs: dict[str, Job]) -> None:
        self.batches = self.client.backend.batches()  # type: ignore[attr-defined]
        try:
            again: set[str] = set()
            for _ in range(ROUNDS):
                for key in again:
                    self.results.pop(key, None)
                with one_at_a_time():
                    open_orders = await self._ordered(jobs)
                again = await self._collect(open_orders, jobs)
                if not again or not self.wait:
                    break
        finally:
            await self.client.backend.close()

    async def _ordered(self, jobs: dict[str, Job]) -> list[Order]:
        """What is under way once all the jobs are that may be."""
        open_orders = [order async for order in self._found()]
        ordered = {key for order in open_orders for key in order.keys}
        todo = [j for j in jobs.values() if j.key not in ordered | self.results.keys()]
        for group in self._groups(self._afforded(todo)):
            if order := await self._place(group):
                open_orders.append(order)
        return open_orders

    async def _found(self) -> Any:
        """The orders of earlier runs; one that never reached the server is forgotten."""
        for order in list(orders(self.client.backend.address)):
            if order.id:
                yield order
            elif id := await self._lost(order):
                yield self._confirmed(order, id)
            else:
                forget(order)

    def _afforded(self, jobs: list[Job]) -> Iterator[Job]:
        for job in jobs:
            try:
                self.client.budget.claim(job.tokens + self.client.backend.max_tokens)
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
        keep(order)
        try:
            id = await self._created(order, [(job.key, job.request) for job in group])
        except Unanswered as fault:
            forget(order)
            self.results |= dict.fromkeys(keys, Failure(self.client.safe(str(fault))))
            return None
        self.client.usage.requests += len(group)
        return self._confirmed(order, id)

    async def _created(self, order: Order, requests: list[tuple[str, dict]]) -> str:
        async def create() -> str:
            try:
                return await self.batches.create(order.name, requests)
            except Again as fault:
                # The order may have arrived, though its confirmation did not.
                if fault.billed and (id := await self._lost(order)):
                    return id
                raise

        return await self._patiently(create)

    async def _lost(self, order: Order) -> str:
        """The id that the server gave this order, though we never heard of it; "" if none."""
        since = order.made - CLOCKS_DIFFER_S
        taken = {other.id for other in orders(order.address)}
        found = await self._patiently(lambda: self.batches.find(order.name, len(order.keys), since))
        return next((id for id in found if id not in taken), "")

    def _confirmed(self, order: Order, id: str) -> Order:
        order = order._replace(id=id)
        keep(order)
        return order

    async def _collect(self, open_orders: list[Order], jobs: dict[str, Job]) -> set[str]:
        """Waits for the orders and files their answers; returns the keys to ask for again."""
        again: set[str] = set()
        while True:
            for order in list(open_orders):
                state = await self._state(order)
                self._tell(order, state)
                if state is None or state.over:
                    again |= await self._file(order, state, jobs)
                    open_orders.remove(order)
            if not open_orders or not self.wait:
                return again & jobs.keys()
            await self.sleep(POLL_S)

    async def _state(self, order: Order) -> State | None:
        """How far the server is with it; None if it knows it no more."""
        try:
            return await self._patiently(lambda: self.batches.state(order.id))
        except Stop as stop:
            if stop.status == 404:
                return None
            raise

    def _tell(self, order: Order, state: State | None) -> None:
        told = state.told if state else "the server knows it no more"
        if self.told.get(order.id) != told:
            self.told[order.id] = told
            self.tell(f"batch {order.id} of {len(order.keys)}: {told}")

    async def _file(self, order: Order, state: State | None, jobs: dict[str, Job]) -> set[str]:
        """Puts what a batch brought into the cache; returns the keys to ask for again."""
        found: dict[str, Any] = {}
        if state is not None and not state.fault:
            found = await self._patiently(lambda: self.batches.results(order.id))
        again: set[str] = set()
        for key in order.keys:
            missing = Unanswered(state.fault) if state and state.fault else Again("not answered")
            result = found.get(key, missing)
            if isinstance(result, Answer):
                question = jobs[key].question if key in jobs else Question("", (), "")
                result = self._checked(key, result, question, order.model)
            if isinstance(result, Exception):
                if isinstance(result, Again):
                    again.add(key)
                result = Failure(self.client.safe(str(result)))
            self.results[key] = result
        forget(order)
        return again

    def _checked(
        self, key: str, answer: Answer, question: Question, model: str
    ) -> Answer | Unanswered:
        usage = self.client.usage
        usage.tokens_in += answer.tokens_in
        usage.tokens_out += answer.tokens_out
        try:
            check(answer, question, self.client.backend.secret)
        except Unanswered as fault:
            return fault
        self.client.store.put(key, model, answer)
        return answer

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        """The call's result, tried again in bad weather."""
        for n in range(TRIES):
            try:
                return await call()
            except Again as fault:
                if n == TRIES - 1:
                    raise Stop(f"{self.client.safe(str(fault))}; {LATER}") from None
                await self.sleep(max(fault.after or 0.0, min(2.0**n, LONGEST_WAIT_S)))
            except Stop as stop:
                raise Stop(self.client.safe(str(stop)), stop.status) from None
        raise AssertionError("the last try returns or raises")
