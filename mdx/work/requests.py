"""Slow work, bounded and in order, behind a plain generator.

A thread reads the jobs, another does the work (asyncio), which waits on the network, and the caller
takes results when it likes, so that none of them holds up another: a slow producer delays no
finished result, and a slow consumer no work in flight.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import Any, NamedTuple, TypeVar

SILENCE_S = 0.5  # of the producer, after which a run that must stop no longer waits for it

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
    window = _Window(entries, work, ahead)
    try:
        yield from window.results(ends.is_over)
    finally:
        window.stop(ends)


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
        # (item, result or Future), then None or an exception
        self.slots: SimpleQueue[Any] = SimpleQueue()
        self.fault: BaseException | None = None
        self.stopped = False
        self.handing_over = Lock()  # so that no job reaches a stopped loop
        self.new: list[tuple[Any, Future[Any]]] = []  # jobs that the loop has not begun
        self.tasks: dict[asyncio.Task[Any], Future[Any]] = {}
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
                with self.handing_over:
                    if self.stopped:
                        return
                    if job is not None:
                        result = self._handed_over(job)
                self.slots.put((item, result))
                self.room.acquire()
        except BaseException as error:  # raised again in the caller's thread
            end = error
        self.slots.put(end)

    def _handed_over(self, job: Any) -> "Future[Any]":
        """The future result of a job; wakes the loop once for all jobs that it has not begun."""
        result: Future[Any] = Future()
        self.new.append((job, result))
        if len(self.new) == 1:
            self.loop.call_soon_threadsafe(self._begin)
        return result

    def _begin(self) -> None:
        with self.handing_over:
            new, self.new = self.new, []
        for job, result in new:
            task = self.loop.create_task(self._run(job))
            self.tasks[task] = result
            task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[Any]") -> None:
        # Wakes the caller here, not in the task: many tasks end in one turn of the loop, and the
        # caller would get in their way.
        result = self.tasks.pop(task)
        if task.cancelled():
            result.cancel()
        elif fault := task.exception():
            result.set_exception(fault)
        else:
            result.set_result(task.result())

    async def _run(self, job: Any) -> Any:
        if self.fault is not None:
            raise self.fault
        try:
            return await self.work(job)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            if self.fault is None:
                self.fault = error
                self._cancel_all()
            raise

    def _cancel_all(self) -> None:
        current = asyncio.current_task(self.loop)
        for task in asyncio.all_tasks(self.loop):
            if task is not current:
                task.cancel()

    def results(self, is_over: Callable[[], bool]) -> Iterator[tuple[Any, Any]]:
        taken = 0
        while type(slot := self._next(is_over)) is tuple:
            item, result = slot
            if type(result) is Future:
                try:
                    result = result.result()
                except CancelledError:
                    raise self.fault or RuntimeError("cancelled") from None
            yield item, result
            taken += 1
            if taken == self.some:
                self.room.release(taken)
                taken = 0
        if slot is not None:
            raise slot

    def _next(self, is_over: Callable[[], bool]) -> Any:
        while True:
            try:
                return self.slots.get(timeout=SILENCE_S)
            except Empty:
                if is_over():
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
