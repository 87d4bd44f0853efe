"""Slow work behind a plain generator: order, bounds, and how it ends."""

import asyncio
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.work import requests


async def work(job):
    await asyncio.sleep(job)
    return f"done {job}"


@given(st.lists(st.one_of(st.none(), st.sampled_from([0, 0.001, 0.004])), max_size=30))
@settings(deadline=None, max_examples=25)
def test_results_come_in_the_order_of_the_items_whatever_takes_longest(jobs):
    entries = [(n, "at once", job) for n, job in enumerate(jobs)]
    expected = [(n, "at once" if j is None else f"done {j}") for n, j in enumerate(jobs)]
    assert list(requests.awaited(entries, work, ahead=4)) == expected


def test_no_more_is_read_than_the_window_holds():
    read = []

    def endless():
        while True:
            read.append(len(read))
            yield read[-1], None, 0

    results = requests.awaited(endless(), work, ahead=5)
    for n in range(100):
        next(results)
        assert len(read) <= n + 1 + 5
    results.close()


def test_what_work_raises_ends_everything_after_the_results_before_it():
    cancelled = []

    async def one_fails(job):
        try:
            await asyncio.sleep({0: 0, 1: 0, 2: 0, 3: 0.1}.get(job, 60))
        except asyncio.CancelledError:
            cancelled.append(job)
            raise
        if job == 3:
            raise ValueError("no")
        return job

    results = requests.awaited(((n, None, n) for n in range(8)), one_fails, ahead=8)
    assert [next(results) for _ in range(3)] == [(0, 0), (1, 1), (2, 2)]
    with pytest.raises(ValueError, match="no"):
        next(results)
    assert set(cancelled) <= {4, 5, 6, 7}


def test_what_work_raises_ends_the_work_before_it_as_well():
    async def the_second_fails(job):
        if job == 0:
            return await asyncio.sleep(20)
        raise ValueError("no")

    results = requests.awaited([(n, None, n) for n in range(2)], the_second_fails, ahead=2)
    with pytest.raises(ValueError, match="no"):
        next(results)


def test_what_reading_raises_is_raised_after_all_that_was_read():
    def breaks():
        yield 1, None, 0.01
        raise OSError("gone")

    results = requests.awaited(breaks(), work, ahead=3)
    assert next(results) == (1, "done 0.01")
    with pytest.raises(OSError, match="gone"):
        next(results)


def test_closing_early_cancels_the_work_closes_and_leaves_no_thread():
    said = []

    async def waits(job):
        try:
            await asyncio.sleep(job)
        except asyncio.CancelledError:
            said.append("cancelled")
            raise

    async def close():
        said.append("closed")

    jobs = [(1, None, 0), (2, None, 60), (3, None, 60)]
    results = requests.awaited(jobs, waits, ahead=3, ends=requests.Ends(close=close))
    next(results)
    results.close()
    assert said[-1] == "closed"
    assert [t.name for t in threading.enumerate() if t.name == "work"] == []


def test_closing_early_waits_for_work_in_flight_if_the_caller_asks_for_it():
    said = []
    done = asyncio.Event()

    async def works(job):
        await asyncio.sleep(job)
        said.append(job)
        if job:
            done.set()

    ends = requests.Ends(drain=done.wait)
    results = requests.awaited([(1, None, 0), (2, None, 0.05)], works, ahead=2, ends=ends)
    next(results)
    results.close()
    assert said == [0, 0.05]


def test_a_run_that_must_stop_does_not_wait_for_a_silent_producer():
    silent = threading.Event()
    over = threading.Event()

    def entries():
        yield 1, "kept", None
        yield 2, "kept", None
        silent.wait()

    results = requests.awaited(entries(), work, 4, requests.Ends(is_over=over.is_set))
    assert next(results) == (1, "kept")
    over.set()
    assert list(results) == [(2, "kept")]
    silent.set()


@pytest.mark.parametrize("name", ["work", "read"])
def test_if_a_thread_cannot_start_the_loop_is_closed(monkeypatch, name):
    def start(thread, really=threading.Thread.start):
        if thread.name == name:
            raise RuntimeError("can't start new thread")
        really(thread)

    loops = []
    new = asyncio.new_event_loop
    monkeypatch.setattr(asyncio, "new_event_loop", lambda: loops.append(new()) or loops[-1])
    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(RuntimeError, match="start new thread"):
        list(requests.awaited([(1, None, 0)], work, ahead=5))
    assert [loop.is_closed() for loop in loops] == [True]
