"""The manners that every command has, proved over bin/mdx-*: a new one is held to them, too."""

import configparser
import importlib
import json
import os
import re
import signal
import subprocess
import sys

import orjson
import pytest
from places import BIN, ROOT, SCENES

from mdx.shell.command import parser
from mdx.shell.files import InputFile, InputFolder, OutputFile, OutputFolder

TOOLS = sorted(p.name.removeprefix("mdx-") for p in BIN.glob("mdx-*"))
# What a command needs so that it works on anything, alone and without a network.
FLAGS = {"describe": ["--llm", "outline"]}
# A command with operands of its own makes records; the others pass on or change those they read.
MAKERS = [t for t in TOOLS if hasattr(importlib.import_module(f"mdx.{t}"), "OPERANDS")]
FILTERS = [t for t in TOOLS if t not in MAKERS]
# A command that writes records, and no rows of another shape.
PASSING = [t for t in FILTERS if t != "export"]
HEAVY = ["aiohttp", "anthropic", "asyncio", "datasets", "numpy", "platformdirs", "pyarrow", "tqdm"]
CODE = "from manim import *\nclass S{0}(Scene):\n    def construct(self):\n        self.wait({0})\n"

every_tool = pytest.mark.parametrize("tool", TOOLS)
every_filter = pytest.mark.parametrize("tool", FILTERS)
every_passing_filter = pytest.mark.parametrize("tool", PASSING)


def record(number: int, **more) -> dict:
    return {
        "description": f"Wait for {number} seconds.",
        "code": CODE.format(number),
        "source": "test",
        "metadata": {"path": f"{number}.py", "dialect": "ce"},
    } | more


def jsonl(records) -> bytes:
    return b"".join(orjson.dumps(r) + b"\n" for r in records)


def flags(tool: str) -> list[str]:
    return FLAGS.get(tool, [])


def counts(stderr: bytes) -> dict[str, int]:
    """The numbers of the closing line, by their words."""
    closing = stderr.decode().splitlines()[-1]
    return {word: int(n) for n, word in re.findall(r"(\d+) ([a-z]+)", closing)}


@pytest.fixture
def pipe(env, tmp_path):
    """Runs a line of bash over the commands, as users do."""

    def run(line: str, **more) -> subprocess.CompletedProcess:
        more = {"env": env, "cwd": tmp_path, "timeout": 120, "capture_output": True} | more
        return subprocess.run(["bash", "-c", line], **more)

    return run


# --- faults in the input -------------------------------------------------------------------------


@every_tool
@pytest.mark.parametrize("place", [1, 143, 200], ids=["first", "143rd", "last"])
def test_bad_json_is_named_by_its_line_and_skipped(tool, place, mdx):
    lines = jsonl(record(n) for n in range(1, 201)).splitlines()
    lines[place - 1] = b'{"code": nonsense}'
    done = mdx(tool, *flags(tool), input=b"\n".join(lines))  # no final newline either
    assert f"mdx-{tool}: stdin:{place}: invalid JSON: ".encode() in done.stderr
    assert done.returncode == 1
    assert counts(done.stderr)["failed"] == 1
    assert len(done.stdout.splitlines()) >= 199


NO_RECORDS = {
    b"[1, 2]": "expected an object, found a list",
    b"3": "expected an object, found a number",
    b'"text"': "expected an object, found a string",
    b"null": "expected an object, found null",
    b'{"code": "\xff"}': "not UTF-8 (byte 11)",
    b'{"code": NaN}': "invalid JSON",
    b'{"metadata": "text"}': "metadata is not an object",
    b'{"code": ' + b"[" * 100_000: "invalid JSON",
}


@every_tool
def test_a_line_that_is_not_a_record_is_a_bad_line(tool, mdx):
    lines = b"".join(line + b"\n" for line in NO_RECORDS)
    done = mdx(tool, *flags(tool), input=jsonl([record(1)]) + lines + jsonl([record(2)]))
    assert done.returncode == 1
    for number, reason in enumerate(NO_RECORDS.values(), 2):
        if tool == "extract" and "metadata" in reason:  # not a record yet, but anybody's row
            continue
        assert f"mdx-{tool}: stdin:{number}: {reason}".encode() in done.stderr
    assert counts(done.stderr)["failed"] == len(NO_RECORDS)
    assert len(done.stdout.splitlines()) >= 2


@every_tool
def test_messages_name_the_file_of_an_operand(tool, mdx, tmp_path):
    (tmp_path / "some.jsonl").write_bytes(jsonl([record(1)]) + b"{\n")
    done = mdx(tool, *flags(tool), "some.jsonl")
    assert b"some.jsonl:2: invalid JSON" in done.stderr
    assert done.returncode == 1


@every_tool
def test_strict_stops_at_the_first_bad_line(tool, mdx):
    done = mdx(tool, *flags(tool), "--strict", input=b"{\n" + jsonl([record(1)]))
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"stdin:1: invalid JSON" in done.stderr


@every_tool
def test_bom_crlf_blank_lines_and_a_missing_newline_are_accepted(tool, mdx):
    plain = jsonl([record(1), record(2)])
    odd = b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n\r\n  \n").rstrip()
    expected = mdx(tool, *flags(tool), input=plain)
    done = mdx(tool, *flags(tool), input=odd)
    assert done.returncode == 0
    assert [fields(r) for r in done.stdout.splitlines()] == [
        fields(r) for r in expected.stdout.splitlines()
    ]
    assert b"\r" not in done.stdout
    assert done.stdout.endswith(b"\n")
    assert counts(done.stderr)["read"] == 2


def fields(line: bytes) -> dict:
    """A record without what tells the line it came from."""
    found = orjson.loads(line)
    for key in ("path", "lines", "url"):
        found.get("metadata", {}).pop(key, None)
    return found


@every_tool
def test_rejects_keep_bad_lines_as_they_came(tool, mdx, tmp_path):
    bad = [b'{"code": nonsense}', b"[1]", b'{"code": "\xff"}']
    mdx(tool, *flags(tool), "--rejects", "r.jsonl", input=b"\n".join([*bad, b""]))
    rejects = [json.loads(r) for r in (tmp_path / "r.jsonl").read_text().splitlines()]
    assert [r["where"] for r in rejects] == ["stdin:1", "stdin:2", "stdin:3"]
    assert all(r["reason"] for r in rejects)
    assert rejects[0]["line"] == bad[0].decode()
    assert rejects[2]["line_base64"]


@pytest.mark.slow
@every_tool
@pytest.mark.parametrize(
    "line",
    [
        "in.jsonl --rejects in.jsonl",
        "--rejects in.jsonl <in.jsonl",
        "in.jsonl >>in.jsonl",
        "<in.jsonl >>in.jsonl",
        "other.jsonl --rejects in.jsonl >>in.jsonl",
        "other.jsonl --rejects in.jsonl 2>>in.jsonl",
        "other.jsonl --rejects -",
    ],
)
def test_no_output_may_overwrite_an_input_or_another_output(tool, line, pipe, tmp_path):
    for name in ("in.jsonl", "other.jsonl"):
        (tmp_path / name).write_bytes(jsonl([record(1)]))
    done = pipe(f"mdx-{tool} {' '.join(flags(tool))} {line}")
    assert (done.returncode, done.stdout) == (2, b"")
    kept = (tmp_path / "in.jsonl").read_bytes()
    told = kept.removeprefix(jsonl([record(1)])) + done.stderr  # a message may go there
    assert kept.startswith(jsonl([record(1)]))
    assert told.startswith(b"mdx-")
    assert told.count(b"\n") == 1
    assert not (tmp_path / "-").exists()


@every_tool
def test_provenance_adds_one_line_about_the_run(tool, mdx, tmp_path):
    given, path = jsonl([record(1)]) + b"{\n", tmp_path / "made.jsonl"
    path.write_bytes(b'{"command": "of before"}\n')
    plain = mdx(tool, *flags(tool), input=given)
    done = mdx(tool, *flags(tool), "--provenance", "made.jsonl", input=given)
    assert (done.stdout, done.stderr, done.returncode) == (plain.stdout, plain.stderr, 1)
    _, line = path.read_bytes().splitlines()
    entry = json.loads(line)
    assert entry["command"] == f"mdx-{tool}"
    assert entry["flags"] == [*flags(tool), "--provenance", "made.jsonl"]
    assert (entry["counts"]["read"], entry["counts"]["failed"]) == (2, 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry["date"])
    done = mdx(tool, *flags(tool), "--provenance", "/dev/full", input=given)
    assert done.returncode == 2
    assert b"/dev/full: No space left on device" in done.stderr


# --- what must not change ------------------------------------------------------------------------


ODD = [
    b'"n": 123456789012345678901234567890',
    b'"n": -98765432109876543210, "m": 1e5',
    b'"n": 1e5',
    b'"n": "\\u00e9"',
    b'"n": 1, "n": 1',
    b'"n":   0.10',
    b'"unknown": {"deep": [null, {}, []]}',
]


@every_passing_filter
def test_a_record_leaves_as_it_came_or_with_all_its_other_values(tool, mdx):
    lines = [jsonl([record(n)])[:-2] + b", " + odd + b"}\n" for n, odd in enumerate(ODD, 1)]
    done = mdx(tool, *flags(tool), input=b"".join(lines))
    assert done.returncode == 0
    written = done.stdout.splitlines(keepends=True)
    firsts = {json.loads(line)["code"]: line for line in reversed(written)}
    for line in lines:
        came = json.loads(line)
        left = json.loads(firsts[came["code"]])
        if left == came:
            assert firsts[came["code"]] == line
        for key in left["metadata"].keys() - came["metadata"].keys():
            del left["metadata"][key]
        assert json.dumps(left) == json.dumps(came)  # order of the keys, and every value


@every_passing_filter
@pytest.mark.parametrize("number", [b"1", b"123456789012345678901234567890"])
def test_the_deepest_value_that_can_be_read_is_written(tool, number, mdx):
    deep = b"[" * 1_000 + number + b"]" * 1_000
    line = jsonl([record(1)])[:-2] + b',"n":' + deep + b"}\n"
    done = mdx(tool, *flags(tool), input=line)
    assert done.returncode == 0, done.stderr[-300:]
    assert deep in done.stdout


@every_filter
def test_records_without_metadata_source_or_code_are_records(tool, mdx):
    given = b'{"id":1}\n{"metadata":null}\n{"code":null,"description":3}\n{}\n{"code":"x=1"}\n'
    done = mdx(tool, *flags(tool), input=given)
    told = counts(done.stderr)
    assert b"Traceback" not in done.stderr
    assert told["read"] == 5


@every_filter
def test_read_is_written_and_dropped_and_failed(tool, mdx):
    given = SCENES.read_bytes() * 2 + b"{\n[]\n"
    done = mdx(tool, *flags(tool), input=given)
    told = counts(done.stderr)
    assert told["read"] == 26
    added = int((re.search(rb"(\d+) variations added", done.stderr) or [0, 0])[1])
    assert told["read"] + added == told["written"] + told["dropped"] + told["failed"]
    assert told["written"] == len(done.stdout.splitlines())
    assert told["failed"] >= 2


@every_tool
def test_two_hash_seeds_and_two_locales_give_the_same_bytes(tool, mdx, env):
    one = mdx(tool, *flags(tool), input=SCENES.read_bytes(), env=env | {"PYTHONHASHSEED": "1"})
    two = mdx(
        tool, *flags(tool), input=SCENES.read_bytes(),
        env=env | {"PYTHONHASHSEED": "2", "LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Asia/Tokyo"},
    )  # fmt: skip
    assert one.stdout == two.stdout != b""


# --- streams -------------------------------------------------------------------------------------


@every_tool
def test_empty_input_is_accepted(tool, mdx):
    done = mdx(tool, *flags(tool), input=b"")
    assert (done.returncode, done.stdout) == (0, b"")


@every_tool
def test_messages_hold_no_control_characters_and_quiet_means_silent(tool, mdx):
    given = SCENES.read_bytes()
    assert not re.search(rb"[\x00-\x09\x0b-\x1f\x7f]", mdx(tool, *flags(tool), input=given).stderr)
    one = jsonl([record(1)])
    assert mdx(tool, *flags(tool), "-q", input=one).stderr == b""


@every_tool
def test_a_closed_pipe_ends_the_command_silently(tool, pipe, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(jsonl(record(n) for n in range(20_000)))
    line = f"mdx-{tool} {' '.join(flags(tool))} <in.jsonl | head -1 >out; echo ${{PIPESTATUS[0]}}"
    done = pipe(line)
    assert done.stdout == b"141\n"
    assert done.stderr == b""
    assert (tmp_path / "out").read_bytes().count(b"\n") == 1


@every_tool
def test_two_closed_pipes_end_the_command_silently(tool, pipe, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"{\n" + jsonl(record(n) for n in range(20_000)))
    line = f"mdx-{tool} {' '.join(flags(tool))} <in.jsonl 2>&1 | head -1; echo ${{PIPESTATUS[0]}}"
    done = pipe(line)
    status = int(done.stdout.splitlines()[-1])
    assert status in (1, 141)  # 1: the fault came before the reader went
    assert done.stderr == b""


@every_tool
def test_a_full_disk_is_an_error(tool, pipe, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(jsonl([record(1)]))
    done = pipe(f"mdx-{tool} {' '.join(flags(tool))} <in.jsonl >/dev/full")
    assert done.returncode == 2
    assert b"No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


@every_tool
def test_rejects_on_a_full_disk_are_an_error(tool, pipe, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"{\n" * 9)
    done = pipe(f"mdx-{tool} {' '.join(flags(tool))} --rejects /dev/full <in.jsonl")
    assert done.returncode == 2
    assert b"/dev/full: No space left on device" in done.stderr


@every_tool
def test_rejects_that_cannot_be_written_stop_before_anything_is_read(tool, mdx):
    done = mdx(tool, *flags(tool), "--rejects", "nowhere/why.jsonl", input=jsonl([record(1)]))
    assert (done.returncode, done.stdout) == (2, b"")
    said = f"mdx-{tool}: --rejects nowhere/why.jsonl: there is no folder nowhere; create it first\n"
    assert done.stderr.decode() == said


FILE_FLAGS = [
    (tool, action)
    for tool in TOOLS
    for action in parser(importlib.import_module(f"mdx.{tool}"))._actions
    if action.option_strings and re.search(r"FILE|DIR", action.metavar or "")
]


def option_name(value) -> str:
    return value.option_strings[0] if hasattr(value, "option_strings") else value


@pytest.mark.parametrize(("tool", "action"), FILE_FLAGS, ids=option_name)
def test_every_flag_that_names_a_file_is_declared_as_one(tool, action):
    given = action.type("name:path" if ":" in action.metavar else "path")
    kinds = (InputFile, InputFolder, OutputFile, OutputFolder)
    assert any(isinstance(v, kinds) for v in (given if isinstance(given, tuple) else (given,)))


OUTPUT_FLAGS = [
    (tool, action.option_strings[0])
    for tool, action in FILE_FLAGS
    if ":" not in action.metavar and isinstance(action.type("path"), OutputFile)
]


@pytest.mark.slow
@pytest.mark.parametrize(("tool", "flag"), OUTPUT_FLAGS)
@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("in.jsonl in.jsonl", "{flag} in.jsonl is also an input, and would destroy it"),
        ("in.jsonl < in.jsonl", "{flag} in.jsonl is also an input, and would destroy it"),
        ("link in.jsonl", "{flag} link is also an input, and would destroy it"),
        ("other in.jsonl > other", "{flag} other is also an output"),
        ("nosuch/x in.jsonl", "{flag} nosuch/x: there is no folder nosuch; create it first"),
        ("folder in.jsonl", "{flag} folder: is a directory"),
    ],
)
def test_a_file_to_write_is_refused_before_work_begins(tool, flag, rest, said, pipe, tmp_path):
    before = jsonl([record(1)])
    (tmp_path / "in.jsonl").write_bytes(before)
    (tmp_path / "link").symlink_to("in.jsonl")
    (tmp_path / "folder").mkdir()
    if tool in MAKERS:
        rest = rest.replace("in.jsonl < in.jsonl", "in.jsonl in.jsonl")
    done = pipe(f"mdx-{tool} {' '.join(flags(tool))} {flag} {rest}")
    assert done.returncode == 2
    assert done.stderr.decode() == f"mdx-{tool}: {said.format(flag=flag)}\n"
    assert (tmp_path / "in.jsonl").read_bytes() == before


def test_a_split_that_would_overwrite_its_input_is_refused(pipe, tmp_path):
    first = pipe(
        "mdx-split --test 0.3 --out-dir d && cp -r d before && "
        "mdx-split --test 0.3 --out-dir d d/train.jsonl",
        input=jsonl(record(n) for n in range(50)),
    )
    assert first.returncode == 2
    assert b"d/train.jsonl is also an input, and would destroy it" in first.stderr
    assert pipe("diff -r before d").returncode == 0


def test_two_flags_may_not_write_one_file(pipe, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(jsonl([record(1)]))
    done = pipe("mdx-dedupe --report out --rejects out in.jsonl")
    assert (done.returncode, (tmp_path / "out").exists()) == (2, False)
    assert b" out is also what --re" in done.stderr


BROKEN = """
import sys, types
from mdx.shell import command

tool = types.ModuleType("mdx.broken", "Breaks.")
tool.arguments = lambda parser: None

def process(lines, args, tally):
    yield next(lines).raw
    raise LookupError("here")

tool.process = process
sys.exit(command.run(tool))
"""


def test_a_bug_shows_its_traceback_and_keeps_what_was_written(env, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", BROKEN], env=env | {"PYTHONPATH": str(ROOT)},
        input=jsonl([record(1), record(2)]), capture_output=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == jsonl([record(1)])
    assert done.stderr.startswith(b"Traceback")
    assert done.stderr.endswith(b"LookupError: here\n")


def test_a_missing_package_is_named(env, tmp_path):
    missing = BROKEN.replace('raise LookupError("here")', "import nothing_of_this_name")
    done = subprocess.run(
        [sys.executable, "-c", missing], env=env | {"PYTHONPATH": str(ROOT)},
        input=jsonl([record(1)]), capture_output=True, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, jsonl([record(1)]))
    assert done.stderr.startswith(b"mdx-broken: nothing_of_this_name is not installed; pip ")


@pytest.mark.slow
@every_tool
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_an_interrupted_run_leaves_whole_lines(tool, number, status, env, tmp_path):
    process = subprocess.Popen(
        [sys.executable, str(BIN / f"mdx-{tool}"), *flags(tool)],
        env=env, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdin.write(b"{\n" + jsonl(record(n) for n in range(150)))
    process.stdin.flush()
    process.stderr.readline()  # it has begun to read; its input stays open
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == status
    assert b"Traceback" not in err
    assert all(type(orjson.loads(line)) is dict for line in out.splitlines())
    assert out.endswith(b"\n") or not out


INTERRUPT = """
import os, signal, sys

class Interrupt:
    def find_spec(name, path=None, target=None):
        if name == os.environ["AT"]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt)
"""


@pytest.mark.slow
@every_tool
@pytest.mark.parametrize("at", ["argparse", "orjson", "mdx.{}", "mdx.shell.output"])
def test_an_interrupt_during_imports_ends_the_command_silently(tool, at, env, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(INTERRUPT)
    env = env | {"AT": at.format(tool), "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, str(BIN / f"mdx-{tool}"), *flags(tool)]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")


@every_tool
def test_an_ignored_interrupt_stays_ignored_during_imports(tool, env, tmp_path, pipe):
    (tmp_path / "sitecustomize.py").write_text(INTERRUPT)
    (tmp_path / "in.jsonl").write_bytes(jsonl([record(1)]))
    command = f"mdx-{tool} {' '.join(flags(tool))} <in.jsonl"
    done = pipe(f"trap '' INT; export AT=orjson PYTHONPATH={tmp_path}; {command}")
    assert done.returncode == 0
    assert done.stdout


@pytest.mark.slow
@every_tool
@pytest.mark.parametrize(
    ("closed", "status", "told"),
    [
        ("<&-", 2, b"mdx-%b: stdin: Bad file descriptor\n"),
        ("<in.jsonl >&-", 2, b"mdx-%b: standard output: Bad file descriptor\n"),
        ("--help >&-", 2, b"mdx-%b: standard output: Bad file descriptor\n"),
        ("<in.jsonl 2>&-", 0, b""),
        ("<in.jsonl >&- 2>&-", 2, b""),
        ("<&- >&- 2>&-", 2, b""),
        ("--rejects why.jsonl <&-", 2, b"mdx-%b: stdin: Bad file descriptor\n"),
    ],
)
def test_a_closed_stream_is_reported_and_no_file_takes_its_place(
    tool, closed, status, told, pipe, tmp_path
):
    (tmp_path / "in.jsonl").write_bytes(jsonl([record(1)]))
    done = pipe(f"mdx-{tool} {' '.join(flags(tool))} {closed}")
    assert done.returncode == status
    assert done.stderr == told.replace(b"%b", tool.encode())
    assert all(type(orjson.loads(line)) is dict for line in done.stdout.splitlines())
    assert bool(done.stdout) is (status == 0)


@every_tool
def test_nonblocking_standard_input_is_read_to_its_end(tool, env, tmp_path):
    given, taken = os.pipe()
    os.set_blocking(given, False)
    process = subprocess.Popen(
        [sys.executable, str(BIN / f"mdx-{tool}"), *flags(tool)],
        env=env, cwd=tmp_path, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    one = jsonl([record(1)])
    os.write(taken, b"nothing\n" + one[:50])  # "{" might begin a longer object
    process.stderr.readline()  # it has come to the end of what there is
    os.write(taken, one[50:] + jsonl([record(2)]))
    os.close(taken)
    out, _ = process.communicate(timeout=60)
    os.close(given)
    assert len(out.splitlines()) >= 2


@every_filter
def test_a_file_that_cannot_be_read_to_its_end_is_named(tool, mdx):
    done = mdx(tool, *flags(tool), "/proc/self/mem")
    assert done.returncode == 2
    assert done.stderr == f"mdx-{tool}: /proc/self/mem: Input/output error\n".encode()


@every_tool
def test_messages_that_cannot_be_written_make_the_status_2(tool, pipe, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(jsonl([record(1)]))
    done = pipe(f"mdx-{tool} {' '.join(flags(tool))} <in.jsonl 2>/dev/full")
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) >= 1


# --- the command line ----------------------------------------------------------------------------


@every_tool
def test_help_and_version_are_on_standard_output(tool, mdx):
    done = mdx(tool, "--help")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Examples:" in done.stdout
    assert f"mdx-{tool}".encode() in done.stdout
    done = mdx(tool, "--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.fullmatch(rb"mdx-[a-z]+ \d+\.\d+\.\d+\n", done.stdout)


@every_tool
def test_help_to_a_full_disk_is_an_error(tool, pipe):
    done = pipe(f"mdx-{tool} --help >/dev/full")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
@every_tool
@pytest.mark.parametrize("flag", ["--no-such-flag", "--quie", "--rejects"])
def test_a_wrong_flag_is_two_lines_and_status_2(tool, flag, mdx):
    done = mdx(tool, flag)
    assert (done.returncode, done.stdout) == (2, b"")
    message, hint = done.stderr.decode().splitlines()
    assert message.startswith(f"mdx-{tool}: ")
    assert hint == f"try 'mdx-{tool} --help'"


@every_filter
def test_a_missing_file_stops_before_anything_is_written(tool, mdx, tmp_path):
    (tmp_path / "here.jsonl").write_bytes(jsonl([record(1)]))
    done = mdx(tool, *flags(tool), "here.jsonl", "not-here.jsonl")
    assert (done.returncode, done.stdout) == (2, b"")
    said = f"mdx-{tool}: not-here.jsonl: no such file; did you mean here.jsonl?"
    assert done.stderr.splitlines()[0] == said.encode()


@every_filter
def test_two_dashes_end_the_options(tool, mdx, tmp_path):
    (tmp_path / "-q").write_bytes(jsonl([record(1)]))
    (tmp_path / "in.jsonl").write_bytes(jsonl([record(2)]))
    done = mdx(tool, "in.jsonl", *flags(tool), "--", "-q")
    assert done.returncode == 0
    assert counts(done.stderr)["read"] == 2


@every_tool
def test_help_imports_nothing_heavy_and_writes_nothing(tool, env, tmp_path):
    script = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); sys.argv = ['mdx-{tool}', '--help']\n"
        f"from mdx.{tool} import main\n"
        "status = main()\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, cwd=tmp_path, capture_output=True, timeout=60
    )
    assert done.stderr == b"[]\n"
    assert os.listdir(tmp_path) == ["home"]
    assert not os.listdir(tmp_path / "home")


@every_tool
def test_the_package_installs_the_command(tool):
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg")
    scripts = config["options.entry_points"]["console_scripts"].split("\n")
    assert f"mdx-{tool} = mdx.shell.start:{tool}" in scripts
