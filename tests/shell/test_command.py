"""How a run ends: one line for an error that users can fix, a traceback for a bug."""

import errno
import types

import pytest

from mdx.shell import command
from mdx.work.errors import CannotRun


def tool(process) -> types.ModuleType:
    made = types.ModuleType("mdx.made", "Does as it is told.\n\nMore.")
    made.arguments = lambda parser: parser.add_argument("--number", type=int, default=1)
    made.process = process
    return made


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (CannotRun("no such thing"), 2, "mdx-made: no such thing\n"),
        (ChildProcessError("a process died"), 2, "mdx-made: a process died\n"),
        (OSError(errno.ENOSPC, "No space left", "f"), 2, "mdx-made: f: No space left\n"),
        (OSError(errno.EIO, "Bad disk"), 2, "mdx-made: Bad disk\n"),
        (MemoryError(), 2, "mdx-made: out of memory\n"),
        (ModuleNotFoundError(name="orjson"), 2, "mdx-made: orjson is not installed; pip install"),
        (RuntimeError("can't start new thread"), 2, "mdx-made: cannot start another thread"),
        (KeyboardInterrupt(), 130, "mdx-made: interrupted\n"),
        (SystemExit(143), 143, ""),
        (RuntimeError("a bug"), 2, "Traceback"),
        (CannotRun("one\ntwo\x1b"), 2, "mdx-made: one\ntwo\\x1b\n"),
    ],
)
def test_what_ends_a_run_is_reported_and_what_was_written_stays(error, status, said, capfdbinary):
    def process(lines, args, tally):
        yield b'{"kept":1}\n'
        raise error

    assert command.run(tool(process), []) == status
    out, err = capfdbinary.readouterr()
    assert out == b'{"kept":1}\n'
    assert err.startswith(said.encode())
    if "Traceback" not in said:
        assert err.count(b"\n") == said.count("\n") or not said.endswith("\n")


def test_the_tools_own_flags_come_before_those_of_every_command():
    shown = command.parser(tool(None)).format_help()
    assert shown.startswith("usage: mdx-made [OPTIONS] [FILE...]\n\nDoes as it is told.")
    assert shown.index("--number") < shown.index("options of every mdx command")
    for flag in (
        "--help",
        "--version",
        "--quiet",
        "--strict",
        "--rejects FILE",
        "--provenance FILE",
    ):
        assert flag in shown


@pytest.mark.parametrize(
    ("argv", "operands", "number"),
    [
        ([], [], 1),
        (["a", "--number", "2", "b"], ["a", "b"], 2),
        (["--", "--number", "2"], ["--number", "2"], 1),
        (["a", "--", "-"], ["a", "-"], 1),
        (["-"], ["-"], 1),
    ],
)
def test_operands_may_stand_among_flags_and_anything_is_one_after_two_dashes(
    argv, operands, number
):
    args = command._parsed(command.parser(tool(None)), argv)
    assert (args.operands, args.number) == (operands, number)


@pytest.mark.parametrize("argv", [["--num", "2"], ["--nosuch"], ["--number", "x"], ["--number"]])
def test_a_usage_error_is_two_lines_and_flags_are_not_abbreviated(argv, capfd):
    assert command.run(tool(None), argv) == 2
    err = capfd.readouterr().err.splitlines()
    assert len(err) == 2
    assert err[1] == "try 'mdx-made --help'"
