"""Standard output as a filter owes it, and signals that never cut a line in two."""

import os
import signal

import pytest

from mdx.shell.output import STOPPING, Output


@pytest.fixture
def handlers():
    before = {number: signal.getsignal(number) for number in STOPPING}
    yield before
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
        os.kill(os.getpid(), number)
        signal.sigtimedwait([], 1)
    assert status is None or raised.value.code == status
    assert {n: signal.getsignal(n) for n in STOPPING} == handlers


@pytest.mark.parametrize("number", STOPPING)
def test_an_ignored_signal_stays_ignored(handlers, number):
    signal.signal(number, signal.SIG_IGN)
    with Output().obeying_signals():
        os.kill(os.getpid(), number)
        assert signal.getsignal(number) is signal.SIG_IGN
    assert signal.getsignal(number) is signal.SIG_IGN


def test_a_signal_during_a_write_waits_for_its_end_and_a_second_one_does_not(handlers, capfdbinary):
    out = Output()
    out.gathered.append(b"line\n")
    with pytest.raises(SystemExit), out.obeying_signals():
        out.writing = True
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 0)
        assert out.awaiting == signal.SIGTERM
        out.flush()
    assert capfdbinary.readouterr().out == b"line\n"
    with pytest.raises(SystemExit), out.obeying_signals():
        out.writing, out.awaiting = True, signal.SIGTERM
        os.kill(os.getpid(), signal.SIGTERM)
        signal.sigtimedwait([], 1)
