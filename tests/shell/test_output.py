"""Standard output of a filter, and signals that never cut a line in two."""

import signal
import time

import pytest

from mdx.shell.output import STOPPING, Output


@pytest.fixture
def handlers():
    before = {number: signal.getsignal(number) for number in STOPPING}
    for number in STOPPING:  # nohup and shells' background jobs ignore some
        ending = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, ending)
    yield {number: signal.getsignal(number) for number in STOPPING}
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(
    ("number", "end", "status"),
    [
        (signal.SIGINT, KeyboardInterrupt, None),
        (signal.SIGTERM, SystemExit, 143),
        (signal.SIGHUP, SystemExit, 129),
    ],
)
def test_a_signal_becomes_an_exception_and_the_handlers_come_back(handlers, number, end, status):
    with pytest.raises(end) as raised, Output().obeying_signals():
        signal.raise_signal(number)
    assert status is None or raised.value.code == status
    assert {n: signal.getsignal(n) for n in STOPPING} == handlers


@pytest.mark.parametrize("number", STOPPING)
def test_an_ignored_signal_stays_ignored(handlers, number):
    signal.signal(number, signal.SIG_IGN)
    with Output().obeying_signals():
        signal.raise_signal(number)
        assert signal.getsignal(number) is signal.SIG_IGN
    assert signal.getsignal(number) is signal.SIG_IGN


def test_a_signal_during_a_write_waits_for_its_end(handlers, capfdbinary):
    out = Output()

    def write():
        with out.obeying_signals():
            out.gathered.append(b"line\n")
            out.writing = True
            signal.raise_signal(signal.SIGTERM)
            assert out.awaiting == signal.SIGTERM
            out.flush()

    with pytest.raises(SystemExit):
        write()
    assert capfdbinary.readouterr().out == b"line\n"


def test_a_second_signal_does_not_wait(handlers):
    out = Output()
    out.writing, out.awaiting = True, signal.SIGTERM
    with pytest.raises(SystemExit), out.obeying_signals():
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize("number", STOPPING)
def test_a_signal_that_a_finalizer_swallows_comes_again(handlers, capfd, number):
    class Finalized:
        def __del__(self):
            signal.raise_signal(number)

    def work():
        with Output().obeying_signals():
            Finalized()
            time.sleep(60)  # the signal ends it

    with pytest.raises((KeyboardInterrupt, SystemExit)):
        work()
    assert capfd.readouterr().err == ""
