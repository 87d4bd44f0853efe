"""Work on several cores: in order, no process for little work, none left behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from contextlib import closing, suppress
from multiprocessing.connection import Connection

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.work import processes


def squares(block):
    return [number * number for number in block]


def pids(block):
    return [os.getpid()] * len(block)


@given(st.integers(0, 40), st.integers(1, 5), st.integers(1, 3))
@settings(deadline=None, max_examples=15)
def test_results_come_with_their_items_in_order(number, block, many):
    items = [str(n) for n in range(number)]
    made = processes.ordered(squares, items, int, block, many)
    assert list(made) == [(str(n), n * n) for n in range(number)]


def test_only_the_first_block_is_processed_here():
    made = [pid for _, pid in processes.ordered(pids, range(9), int, 3, 2)]
    assert made[:3] == [os.getpid()] * 3
    assert os.getpid() not in made[3:]


def test_no_more_is_read_than_the_processes_work_on():
    read = []
    made = processes.ordered(squares, map(read.append, range(1000)), lambda _: 0, 1, 2)
    next(made), next(made)
    assert len(read) <= 2 + 1 + 2 * processes.AHEAD
    made.close()


def test_stopping_early_leaves_no_process():
    def stuck(block):
        while 2 in block:
            time.sleep(1)
        return block

    made = processes.ordered(stuck, range(9), int, 1, 2)
    assert next(made) == (0, 0)
    assert next(made) == (1, 1)
    made.close()
    assert not multiprocessing.active_children()


def test_a_process_that_is_killed_while_it_writes_its_result_is_not_waited_for(tmp_path):
    begun = tmp_path / "begun"

    def half_written(block):
        send = Connection._send

        def size_alone(self, part):  # comes before a large message
            send(self, part)
            begun.touch()
            time.sleep(600)

        Connection._send = size_alone
        return [b"x" * 100_000]

    def results():
        with suppress(ChildProcessError, CancelledError):
            list(cores.ordered(range(4), int, 1))

    cores = processes.cores(half_written, 2)
    threading.Thread(target=results, daemon=True).start()
    while not begun.exists():
        time.sleep(0.01)
    ending = threading.Thread(target=cores.close, daemon=True)
    ending.start()
    ending.join(60)
    assert not ending.is_alive()


def test_an_error_in_the_work_is_raised_here():
    def refuses(block):
        if 5 in block:
            raise ValueError("five")
        return block

    with pytest.raises(ValueError, match="five"):
        list(processes.ordered(refuses, range(9), int, 2, 2))


def test_a_killed_process_is_reported():
    def dies(block):
        if 5 in block:
            os.kill(os.getpid(), signal.SIGKILL)
        return block

    cores = processes.Cores(dies, 2)  # `ordered` would do the first block itself
    with closing(cores), pytest.raises(ChildProcessError, match="fewer --jobs"):
        list(cores.ordered(range(9), int, 2))


def refused(*_):
    raise BlockingIOError("no more of them")


@pytest.mark.parametrize("what", ["thread", "second process"])
def test_if_not_all_can_start_no_process_is_left(monkeypatch, what):
    if what == "thread":
        monkeypatch.setattr(threading.Thread, "start", refused)
    else:
        fork, begun = os.fork, []
        monkeypatch.setattr(os, "fork", lambda: refused() if begun else begun.append(1) or fork())
    with pytest.raises(BlockingIOError):
        list(processes.ordered(squares, range(9), int, 2, 2))
    for process in multiprocessing.active_children():
        process.join(60)
    assert not multiprocessing.active_children()


ORPHANS = """
import os, signal
from mdx.work.processes import Cores
made = Cores(lambda block: [os.getpid() for _ in block], 2).ordered(range(99), int, 1)
print(*{pid for _, pid in made}, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_process_outlives_a_command_that_is_killed():
    # The output ends when no process holds it open any more.
    done = subprocess.run([sys.executable, "-c", ORPHANS], stdout=subprocess.PIPE, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert len(done.stdout.split()) > 0
