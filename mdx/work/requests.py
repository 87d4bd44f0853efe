"""Slow work, bounded and in order, behind a plain generator.

A thread reads the jobs, another does the work (asyncio), which waits on the network, and the caller
takes results when it likes, so that none of them holds up another: a slow producer delays no
finished result, and a slow consumer no work in flight.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from contextlib import suppress
from threading import Event, Lock, Semaphore, Thread
from typing import Any, NamedTuple, TypeVar

from mdx.work.collector import rarely

SILENCE_S = 0.5  # of the producer, after which a run that must stop no longer waits for it
GATHER_S = 0.002  # for results that the caller hears of at one time
END = object()

Item = TypeVar("Item")
Job = TypeVar("Job")
Result = TypeVar("Result")


async def _nothing() -> None: ...


class Ends(NamedTuple):
    """How a run stops: once `is_over()`, only entries that come without delay are still taken;
    `drain` is awaited before unfinished work is cancelled, and `close` at the very end.
    """

    is_over: Callable[[], bool] = bool
    drain: Callable[[], Awaitable[None]] = _nothing
    close: Callable[[], Awaitable[None]] = _nothing


def awaited(
    entries: Iterable[tuple[Item, Result, Job | None]],
    work: Callable[[Job], Coroutine[Any, Any, Result]],
    ahead: int,
    ends: Ends | None = None,
) -> Generator[tuple[Item, Result], None, None]:
    """(item, result) for each (item, result, job), in order; if the job is not None, the result is
    `await work(job)`.

    At most `ahead` entries are read beyond the last result taken, and only these have tasks. An
    exception in `work` cancels all other tasks, and is raised here after the results before it.
    """
    ends = ends or Ends()
    with rarely():
        window = _Window(entries, work, ahead)
        try:
            yield from window.results(ends.is_over)
        finally:
            window.stop(ends)


class _Slot:
    """An entry's place in the order, and what came of it."""

    __slots__ = ("done", "fault", "item", "job", "result", "task")

    def __init__(self, item: Any, result: Any, job: Any, done: bool, fault: Any = None):
        self.item = item
        self.result = result
        self.job = job
        self.done = done
        self.fault: BaseException | None = fault
        self.task: asyncio.Task[None] | None = None  # kept here, for a loop forgets its tasks


class _Window:
    def __init__(
        self,
        entries: Iterable[tuple[Any, Any, Any]],
        work: Callable[[Any], Coroutine[Any, Any, Any]],
        ahead: int,
    ):
        self.entries = entries
        self.work = work
        self.room = Semaphore(ahead - 1)
        self.some = max(1, ahead // 8)  # results taken before the reader is woken
        self.slots: deque[_Slot] = deque()
        self.first_done = Event()  # the first slot, or there is one now
        self.is_telling = False  # the caller hears of what is done in a moment
        self.fault: BaseException | None = None
        self.stopped = False
        self.handing_over = Lock()  # so that no job reaches a stopped loop
        self.new: list[_Slot] = []  # whose jobs the loop has not begun
        self.loop = asyncio.new_event_loop()
        self.worker = Thread(target=self.loop.run_forever, name="work", daemon=True)
        # A daemon, because nothing can interrupt its read of standard input.
        self.reader = Thread(target=self._read, name="read", daemon=True)
        try:
            self.worker.start()
            self.reader.start()
        except RuntimeError:  # cannot start another thread
            self._end_loop()
            raise

    def _end_loop(self) -> None:
        if self.worker.is_alive():
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.worker.join()
        self.loop.close()

    def _read(self) -> None:
        end: BaseException | None = None
        try:
            for item, result, job in self.entries:
                slot = _Slot(item, result, job, done=job is None)
                with self.handing_over:
                    if self.stopped:
                        return
                    if job is not None:
                        self._hand_over(slot)
                self._put(slot)
                self.room.acquire()
        except BaseException as error:  # raised again in the caller's thread
            end = error
        self._put(_Slot(END, None, None, done=True, fault=end))

    def _put(self, slot: _Slot) -> None:
        self.slots.append(slot)
        self._tell()

    def _tell(self) -> None:
        """Wakes the caller if there is something for it."""
        with suppress(IndexError):  # it has taken all of them
            if self.slots[0].done:
                self.first_done.set()

    def _hand_over(self, slot: _Slot) -> None:
        """Wakes the loop once for all jobs that it has not begun."""
        self.new.append(slot)
        if len(self.new) == 1:
            self.loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        with self.handing_over:
            new, self.new = self.new, []
        for slot in new:
            slot.task = self.loop.create_task(self._run(slot))

    async def _run(self, slot: _Slot) -> None:
        try:
            if self.fault is not None:
                raise self.fault
            slot.result = await self.work(slot.job)
        except asyncio.CancelledError as cancelled:
            slot.fault = self.fault or cancelled
        except Exception as error:
            slot.fault = error
            if self.fault is None:
                self.fault = error
                self._cancel_all()
        slot.done = True
        # Wakes the caller later: many tasks end at a time, and the caller would get in their way.
        if not self.is_telling:
            self.is_telling = True
            self.loop.call_later(GATHER_S, self._tell_of_all)

    def _tell_of_all(self) -> None:
        self.is_telling = False
        self._tell()

    def _cancel_all(self) -> None:
        current = asyncio.current_task(self.loop)
        for task in asyncio.all_tasks(self.loop):
            if task is not current:
                task.cancel()

    def results(self, is_over: Callable[[], bool]) -> Iterator[tuple[Any, Any]]:
        taken = 0
        while (slot := self._next(is_over)) is not None:
            if slot.fault is not None:
                raise slot.fault
            if slot.item is END:
                return
            yield slot.item, slot.result
            taken += 1
            if taken == self.some:
                self.room.release(taken)
                taken = 0

    def _next(self, is_over: Callable[[], bool]) -> _Slot | None:
        """The next slot once it is done; None if the run is over and none has come for a while."""
        while True:
            self.first_done.clear()
            if self.slots and self.slots[0].done:
                return self.slots.popleft()
            if not self.first_done.wait(SILENCE_S) and not self.slots and is_over():
                return None

    def stop(self, ends: Ends) -> None:
        with self.handing_over:
            self.stopped = True
        self.room.release()
        try:  # an interrupt during this wait goes on to cancel the tasks
            asyncio.run_coroutine_threadsafe(_all(ends.drain), self.loop).result()
        finally:
            try:
                asyncio.run_coroutine_threadsafe(self._end(ends.close), self.loop).result()
            finally:
                self._end_loop()

    async def _end(self, close: Callable[[], Awaitable[None]]) -> None:
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not current]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await close()


async def _all(wait: Callable[[], Awaitable[None]]) -> None:
    await wait()
