"""Counts, messages and rejects: the law of every command, and what may be sent to a terminal."""

import json

import pytest

from mdx.records.jsonl import Line
from mdx.shell.tally import Rejects, Tally, printable
from mdx.work.errors import CannotRun

LINE = Line("f", 7, b'{"code":"x"}\n', {"code": "x"})


@pytest.fixture
def tally(tmp_path):
    return Tally("mdx-x", quiet=False, strict=False, rejects=Rejects(str(tmp_path / "why")))


def rejects(tally, tmp_path):
    tally.rejects.close()
    return [json.loads(line) for line in (tmp_path / "why").read_text().splitlines()]


def test_a_drop_is_not_a_fault_and_gives_its_reason(tally, tmp_path, capsys):
    tally.drop(LINE, "short", limit=3)
    assert (tally.status, tally.dropped) == (0, {"short": 1})
    assert capsys.readouterr().err == ""
    assert rejects(tally, tmp_path) == [
        {"where": "f:7", "reason": "short", "limit": 3, "record": {"code": "x"}}
    ]


def test_a_failure_is_reported_and_makes_the_status_1(tally, tmp_path, capsys):
    tally.fail(LINE, "no code")
    assert (tally.status, tally.failed) == (1, 1)
    assert capsys.readouterr().err == "mdx-x: f:7: no code\n"
    assert rejects(tally, tmp_path)[0]["reason"] == "no code"


def test_trouble_makes_the_status_1_and_rejects_nothing(tally, tmp_path):
    tally.trouble("f", "no network")
    assert (tally.status, tally.failed, rejects(tally, tmp_path)) == (1, 0, [])


@pytest.mark.parametrize("fault", [Tally.fail, lambda t, *_: t.trouble("f", "bad")])
def test_strict_stops_at_the_first_fault(fault, tally):
    tally.strict = True
    with pytest.raises(CannotRun, match="--strict"):
        fault(tally, LINE, "bad")


def test_the_closing_line_accounts_for_every_record(tally):
    tally.read, tally.written, tally.failed = 9, 3, 1
    tally.dropped.update({"short": 1, "long": 4})
    tally.note("twice as fast")
    assert tally.summary() == (
        "9 read, 3 written, 5 dropped (4 long, 1 short), 1 failed; twice as fast"
    )


@pytest.mark.parametrize(
    ("raw", "member"),
    [
        (b'{"a":  1e5}\r\n', {"record": {"a": 1e5}}),
        (b"{nonsense}\n", {"line": "{nonsense}"}),
        (b"\xff\n", {"line_base64": "/w=="}),
        (b"", {"line": ""}),
    ],
)
def test_a_reject_keeps_the_bytes_as_they_came(tally, tmp_path, raw, member):
    tally.rejects.add("f:1", "bad", raw, {})
    assert rejects(tally, tmp_path) == [{"where": "f:1", "reason": "bad"} | member]


def test_without_a_file_nothing_is_kept():
    nowhere = Rejects(None)
    nowhere.add("f:1", "bad", b"x", {})
    nowhere.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 数", "plain é 数"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\ud83d", "\\ud83d"),
    ],
)
def test_a_message_holds_nothing_that_a_terminal_would_obey(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 records read; 1 scenes", "1 record read; 1 scene"),
        ("21 records, 0.1 records, 2 scenes", "21 records, 0.1 records, 2 scenes"),
        ("f-1 records, v:1 records", "f-1 records, v:1 records"),
    ],
)
def test_of_one_thing_a_message_speaks_in_the_singular(tally, capsys, text, shown):
    tally.message(text)
    assert capsys.readouterr().err == f"{tally.name}: {shown}\n"
