"""Progress in a real pseudo-terminal: visible during the run, gone at the end, absent elsewhere."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from contextlib import contextmanager

import pytest
from places import BIN

from mdx.shell import progress
from mdx.shell.progress import Progress

pytestmark = pytest.mark.slow  # it waits until a line is drawn
RECORD = (
    b'{"description": "a circle", "code": "x = %d", "source": "s", "metadata": {"scene": "A"}}\n'
)
DEADLINE_S = 20
LONG_ENOUGH_S = 1.2  # longer than mdx.shell.progress.DELAY_UNSIZED_S


class Terminal:
    """The other end of a pseudo-terminal that is the standard error of commands."""

    def __init__(self):
        self.near, self.far = pty.openpty()
        termios.tcsetwinsize(self.far, (24, 120))
        self.seen = b""

    def read(self, until: bytes = b"", deadline: float = DEADLINE_S) -> bytes:
        """Everything seen so far; waits until it matches a pattern, else until nothing comes."""
        end = time.monotonic() + deadline
        while not until or not re.search(until, self.seen):
            left = end - time.monotonic() if until else 0.05
            assert left > 0, f"never seen: {until!r} in {self.seen!r}"
            if select.select([self.near], [], [], left)[0]:
                self.seen += os.read(self.near, 65536)
            elif not until:
                break
        return self.seen

    def screen(self) -> list[str]:
        """What a person sees at the end: each line as its last carriage return left it."""
        shown = []
        text = re.sub(r"\x1b\[\?7[lh]", "", self.read().decode())
        for line in text.replace("\r\n", "\n").split("\n"):
            cells: list[str] = []
            for part in line.split("\r"):
                if part.startswith("\x1b[K"):
                    cells, part = [], part.removeprefix("\x1b[K")
                cells[: len(part)] = part
            shown.append("".join(cells).rstrip())
        return [line for line in shown if line]


@pytest.fixture
def terminal():
    made = Terminal()
    yield made
    os.close(made.near)
    os.close(made.far)


@pytest.fixture
def start(env, tmp_path, terminal):
    @contextmanager
    def started(*args, **streams):
        streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE} | streams
        command = [sys.executable, str(BIN / args[0]), *args[1:]]
        with subprocess.Popen(
            command, env=env, cwd=tmp_path, stderr=terminal.far, **streams
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    return started


def trickle(process, terminal, until: bytes) -> int:
    """Feeds records until the terminal shows the pattern, and returns how many it took."""
    for number in range(DEADLINE_S * 20):
        process.stdin.write(RECORD % number)
        process.stdin.flush()
        if select.select([terminal.near], [], [], 0.05)[0]:
            terminal.seen += os.read(terminal.near, 65536)
        if re.search(until, terminal.seen):
            return number + 1
    raise AssertionError(f"never seen: {until!r} in {terminal.seen!r}")


def test_an_input_of_unknown_size_shows_counts_rate_and_time(start, terminal, tmp_path):
    with open(tmp_path / "out", "wb") as out, start("mdx-dedupe", stdout=out) as process:
        fed = trickle(process, terminal, rb"mdx-dedupe: 00:0\d, \d+/s, \d+ read, \d+ written")
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 0
    assert terminal.screen() == [f"mdx-dedupe: {fed} read, {fed} written, 0 dropped, 0 failed"]
    assert (tmp_path / "out").read_bytes().count(b"\n") == fed


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_file_shows_the_share_and_the_time_left(start, terminal, tmp_path, suffix):
    import gzip

    records = b"".join(RECORD % n for n in range(20_000))
    path = tmp_path / f"in.jsonl{suffix}"
    path.write_bytes(gzip.compress(records) if suffix else records)
    with start("mdx-dedupe", str(path)) as process:
        time.sleep(LONG_ENOUGH_S)  # it waits with a full pipe meanwhile
        assert process.stdout.read().count(b"\n") == 20_000
        assert process.wait(DEADLINE_S) == 0
    assert re.search(
        rb"mdx-dedupe: +\d+% \|.+\| [\d:?]+ left, [\d,]+/s, [\d,]+ read", terminal.read()
    )
    assert len(terminal.screen()) == 1


def test_messages_do_not_break_the_line(start, terminal, tmp_path):
    with open(tmp_path / "out", "wb") as out, start("mdx-dedupe", stdout=out) as process:
        fed = trickle(process, terminal, b"written")
        process.stdin.write(b"[]\n")
        process.stdin.close()
        process.wait(DEADLINE_S)
    bad = f"mdx-dedupe: stdin:{fed + 1}: expected an object, found a list"
    closing = f"mdx-dedupe: {fed + 1} read, {fed} written, 0 dropped, 1 failed"
    assert terminal.screen() == [bad, closing]


def test_one_command_of_a_pipeline_draws_at_a_time(start, terminal, tmp_path):
    out = open(tmp_path / "out", "wb")
    with (
        out,
        start("mdx-dedupe") as first,
        start("mdx-filter", stdin=first.stdout, stdout=out) as second,
    ):
        trickle(first, terminal, rb"(?s)written.*written.*written")
        drawn = {name for name in (b"mdx-dedupe:", b"mdx-filter:") if name in terminal.seen}
        assert len(drawn) == 1
        first.stdin.close()
        assert (first.wait(DEADLINE_S), second.wait(DEADLINE_S)) == (0, 0)
    assert len(terminal.screen()) == 2


def test_an_interrupt_removes_the_line(start, terminal, tmp_path):
    with open(tmp_path / "out", "wb") as out, start("mdx-dedupe", stdout=out) as process:
        trickle(process, terminal, b"written")
        process.send_signal(2)
        assert process.wait(DEADLINE_S) == 130
    assert terminal.screen() == ["mdx-dedupe: interrupted"]


@pytest.mark.parametrize("way", ["quiet", "records on the terminal", "a dumb terminal"])
def test_nothing_is_drawn_when_nobody_wants_it(start, terminal, tmp_path, env, way):
    options = ["-q"] if way == "quiet" else []
    out = terminal.far if way == "records on the terminal" else subprocess.DEVNULL
    env["TERM"] = "dumb" if way == "a dumb terminal" else "xterm"
    with start("mdx-dedupe", *options, stdout=out) as process:
        process.stdin.write(RECORD % 1)
        process.stdin.flush()
        time.sleep(LONG_ENOUGH_S)
        process.stdin.write(RECORD % 2)
        process.stdin.close()
        assert process.wait(DEADLINE_S) == 0
    shown = [line for line in terminal.screen() if not line.startswith("{")]
    counts = ["mdx-dedupe: 2 read, 2 written, 0 dropped, 0 failed"]
    assert shown == ([] if way == "quiet" else counts)


def test_reading_from_a_terminal_is_announced(start, terminal):
    with start("mdx-dedupe", stdin=terminal.far, stdout=subprocess.DEVNULL) as process:
        terminal.read(until=b"reading JSONL from the terminal; Ctrl-D ends it")
        os.write(terminal.near, b"\x04")
        assert process.wait(DEADLINE_S) == 0


WAITING = [
    (["mdx-filter"], b"mdx-filter: 00:0\\d, waiting for input"),
    (["mdx-split", "--test", "0.1"], b"mdx-split: 00:0\\d, waiting for input"),
    (["mdx-describe", "--llm", "cmd:sleep 99"], b"1 read, 0 written, waiting for the first answer"),
    (["mdx-extract"], b"mdx-extract: 00:0\\d, waiting for input"),
    (["mdx-extract", "slow"], b"mdx-extract: 00:0\\d, .*mdx-extract-slow"),
]


@pytest.mark.parametrize("is_output_a_terminal", [True, False])
@pytest.mark.parametrize(("command", "seen"), WAITING, ids=lambda value: str(value)[:30])
def test_a_command_that_waits_says_what_for(
    start, terminal, tmp_path, env, command, seen, is_output_a_terminal
):
    out = terminal.far if is_output_a_terminal else subprocess.DEVNULL
    plugin = tmp_path / "mdx-extract-slow"
    plugin.write_text("#!/bin/sh\nexec sleep 99\n")
    plugin.chmod(0o755)
    env["PATH"] = f"{tmp_path}{os.pathsep}{env['PATH']}"
    with start(*command, stdout=out) as process:
        if command[0] == "mdx-describe":
            process.stdin.write(RECORD.replace(b"a circle", b"") % 1)
            process.stdin.flush()
        terminal.read(until=seen)


def test_no_colour_is_ever_used(start, terminal, tmp_path):
    """So there is nothing for NO_COLOR to switch off."""
    with open(tmp_path / "out", "wb") as out, start("mdx-dedupe", stdout=out) as process:
        trickle(process, terminal, b"written")
        process.stdin.close()
        process.wait(DEADLINE_S)
    escapes = set(re.findall(rb"\x1b\[[^a-zA-Z]*[a-zA-Z]", terminal.read()))
    assert escapes == {b"\x1b[K", b"\x1b[?7l", b"\x1b[?7h"}


def test_a_window_that_became_narrower_is_wiped_clean(start, terminal, tmp_path, env):
    """Terminals then wrap the line into several and leave the cursor at the end of the last."""
    env.pop("STY", None)
    env.pop("XTERM_VERSION", None)
    env["TERM"] = "xterm-256color"
    with open(tmp_path / "out", "wb") as out, start("mdx-dedupe", stdout=out) as process:
        trickle(process, terminal, rb"mdx-dedupe: 00:0\d, [\d,]+/s, \d+ read, \d+ written")
        termios.tcsetwinsize(terminal.far, (24, 20))
        trickle(process, terminal, rb"\x1b\[[23]A\r\x1b\[J")  # of about 50 cells
        process.stdin.close()
        process.wait(DEADLINE_S)
    after = re.split(rb"\x1b\[[23]A\r\x1b\[J", terminal.read())[1]
    drawn = re.findall(rb"\r\x1b\[K([^\r]*)", after)
    assert all(len(line) < 20 for line in drawn[:-1])


@pytest.mark.parametrize(
    ("cells", "columns", "environ", "erasure"),
    [
        (50, 80, {}, "\r\x1b[K"),
        (79, 80, {}, "\r\x1b[K"),
        (80, 80, {}, "\r\x1b[K"),
        (81, 80, {}, "\x1b[1A\r\x1b[J"),
        (50, 20, {}, "\x1b[2A\r\x1b[J"),
        (50, 20, {"XTERM_VERSION": "XTerm(370)"}, "\r\x1b[K"),
        (50, 20, {"STY": "1.tty"}, "\r\x1b[K"),
        (50, 20, {"TERM": "linux"}, "\r\x1b[K"),
        (0, 20, {}, "\r\x1b[K"),
    ],
)
def test_only_what_the_line_takes_up_is_erased(cells, columns, environ, erasure, monkeypatch):
    for name in ("STY", "XTERM_VERSION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "tmux-256color"} | environ).items():
        monkeypatch.setenv(name, value)
    assert progress._erasure(cells, columns) == erasure


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [("abc", 5, "abc"), ("abcdef", 5, "abcde"), ("数学数", 5, "数学"), ("数", 1, ""), ("", 5, "")],
)
def test_a_line_is_cut_to_the_width_of_the_terminal(text, cells, shown):
    assert progress._cut(text, cells)[0] == shown


@pytest.mark.parametrize(("reads_ahead", "done"), [(False, 4000), (True, 1000)])
def test_the_progress_of_a_command_that_reads_ahead_is_what_it_has_written(
    tmp_path, reads_ahead, done
):
    (tmp_path / "in").write_bytes(b"x" * 8000)
    made = Progress("mdx-x", [str(tmp_path / "in")], reads_ahead)
    made.read, made.written, made.position = 100, 25, lambda: 4000
    assert made._passed() == done
