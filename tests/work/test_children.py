"""Child programs, and threads that wait for them: none is left behind or delays the exit."""

import os
import subprocess
import sys
import threading
import time

import pytest

from mdx.work import children

# Prints its pid and that of a child, which holds the pipe open, and never ends.
STUCK = ["sh", "-c", "sleep 600 & echo $$ $!; wait"]


def is_gone(pid: int) -> bool:
    """Whether the process has ended, as a zombie has."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def all_gone(pids) -> bool:
    for _ in range(100):
        if all(map(is_gone, pids)):
            return True
        time.sleep(0.05)
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


def test_a_program_gets_its_input_and_returns_its_output_and_status():
    done = children.run(["sh", "-c", "cat; echo bad >&2; exit 3"], b"some")
    assert (done.returncode, done.stdout, done.stderr) == (3, b"some", b"bad\n")


def test_a_program_that_does_not_exist_is_an_error():
    with pytest.raises(FileNotFoundError):
        children.run(["no-such-program-of-mdx"])


@linux
@pytest.mark.parametrize("end", [None, KeyboardInterrupt, SystemExit])
def test_the_program_and_all_its_children_end_with_the_block(end):
    pids: list[int] = []

    def block():
        with children.begun(STUCK, stdout=subprocess.PIPE) as process:
            pids.extend(map(int, process.stdout.readline().split()))
            if end:
                raise end

    if end:
        with pytest.raises(end):
            block()
    else:
        block()
    assert len(pids) == 2
    assert all_gone(pids)


def test_threads_pass_each_result_and_each_error_to_the_caller():
    threads = children.Threads(2)
    futures = [threads.submit(int, text) for text in ("1", "2", "three", "4")]
    assert [f.result() for f in (futures[0], futures[1], futures[3])] == [1, 2, 4]
    with pytest.raises(ValueError, match="three"):
        futures[2].result()
    assert len(threads.threads) == 2
    threads.close()
    assert not any(thread.is_alive() for thread in threads.threads)


@linux
def test_closing_kills_what_the_threads_wait_for_and_lets_them_clean_up(tmp_path):
    cleared = []

    def work():
        try:
            command = ["sh", "-c", f"sleep 600 & echo $$ $! > {tmp_path}/pids; wait"]
            return children.run(command)
        finally:
            cleared.append(True)

    threads = children.Threads(1)
    first, second = threads.submit(work), threads.submit(cleared.append, False)
    while not (tmp_path / "pids").exists() or not (tmp_path / "pids").read_text():
        time.sleep(0.01)
    threads.close()
    assert first.result().returncode < 0
    assert cleared == [True]  # jobs not yet begun were dropped
    assert not second.done()
    assert all_gone(map(int, (tmp_path / "pids").read_text().split()))


def test_closing_leaves_the_programs_of_other_threads_alone():
    threads = children.Threads(1)
    threads.submit(int, "1").result()
    with children.begun(["cat"], stdin=subprocess.PIPE) as process:
        threads.close()
        assert process.poll() is None


NEVER = """
import threading
from mdx.work.children import Threads

threads = Threads(1)
threads.submit(threading.Event().wait)
"""


def test_a_thread_that_never_ends_does_not_keep_the_program_from_ending():
    done = subprocess.run([sys.executable, "-c", NEVER], timeout=60)
    assert done.returncode == 0


def test_no_process_is_forked_while_another_thread_runs():
    from mdx.work import processes

    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        made = processes.ordered(lambda block: [os.getpid()] * len(block), range(9), int, 2, 2)
        assert {pid for _, pid in made} == {os.getpid()}
    finally:
        stop.set()
        thread.join()
