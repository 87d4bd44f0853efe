"""Streams as they come in real workloads: packed, slow, endless, of other kinds, with odd names."""

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
import threading

import orjson
import pytest
from places import BIN

TOOLS = sorted(p.name.removeprefix("mdx-") for p in BIN.glob("mdx-*"))
FILTERS = [tool for tool in TOOLS if tool != "extract"]
FLAGS = {"describe": ["--llm", "outline"]}
CODE = "from manim import *\nclass S{0}(Scene):\n    def construct(self):\n        self.wait({0})\n"

every_tool = pytest.mark.parametrize("tool", TOOLS)
every_filter = pytest.mark.parametrize("tool", FILTERS)


def jsonl(count: int, begin: int = 0) -> bytes:
    return b"".join(
        orjson.dumps(
            {"description": f"Wait for {n} seconds.", "code": CODE.format(n), "metadata": {}}
        )
        + b"\n"
        for n in range(begin, begin + count)
    )


def zst(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").compress(data)


PACKERS = {"gzip": gzip.compress, "zstd": zst, "xz": lzma.compress, "bzip2": bz2.compress}


# --- what is packed ------------------------------------------------------------------------------


@pytest.mark.slow
@every_tool
@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_compressed_input_is_recognized_by_its_first_bytes(tool, pack, mdx):
    flags = FLAGS.get(tool, [])
    plain = mdx(tool, *flags, input=jsonl(3))
    packed = mdx(tool, *flags, input=pack(jsonl(3)))
    assert (packed.returncode, packed.stdout) == (0, plain.stdout)
    assert packed.stdout


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_compressed_file_is_read_whatever_its_name(pack, mdx, tmp_path):
    (tmp_path / "scenes.jsonl").write_bytes(pack(jsonl(3)))
    assert mdx("filter", "scenes.jsonl").stdout == jsonl(3)


def test_a_compressed_stream_that_comes_byte_by_byte_is_read(env, tmp_path):
    process = begun("filter", env, tmp_path)
    for byte in gzip.compress(jsonl(3)):
        process.stdin.write(bytes([byte]))
        process.stdin.flush()
    out, _ = process.communicate(timeout=60)
    assert out == jsonl(3)


def test_a_compressed_stream_that_was_cut_off_is_named(mdx):
    done = mdx("filter", input=gzip.compress(jsonl(99))[:-20])
    assert done.returncode == 2
    assert b"mdx-filter: stdin: damaged compressed data: it is truncated" in done.stderr


# --- what is no JSONL ----------------------------------------------------------------------------

PRETTY = json.dumps(json.loads(jsonl(1)), indent=2).encode() + b"\n"
OTHERS = {
    "pretty-printed": (PRETTY * 400, "`jq -c . FILE | mdx-filter`"),
    "an array": (b"[" + jsonl(400).strip().replace(b"\n", b",\n") + b"]", "`jq -c '.[]' FILE"),
    "lines of an array": (b"[\n" + jsonl(99).replace(b"\n", b",\n") + b"]", "`jq -c '.[]' FILE"),
    "UTF-16": (jsonl(30).decode().encode("utf-16"), "`iconv -f UTF-16 -t UTF-8`"),
    "CSV": (b"description,code\n" + b"Draw,x = 1\n" * 99, "`mdx-extract FILE.csv` reads it"),
    "a program": (CODE.format(1).encode() * 9, "`mdx-extract FILE | mdx-filter` cuts its scenes"),
    "HTML": (b"<!DOCTYPE html>\n<html>\n" + b"<p>\n" * 99, "this is HTML or XML"),
    "repr": (b"{'code': 'x'}\n" * 99, "json.dumps writes JSON"),
}


@pytest.mark.parametrize(("given", "said"), OTHERS.values(), ids=OTHERS)
def test_a_flood_of_faults_is_ten_of_them_a_count_and_a_hint(given, said, mdx):
    done = mdx("filter", input=given)
    assert done.returncode == 1
    *messages, hint, closing = done.stderr.decode().splitlines()
    failed = int(closing.split(", ")[3].split()[0])
    assert len(messages) == min(failed, 10) + (failed > 10)
    if failed > 10:
        assert messages[-1] == f"mdx-filter: and {failed - 10:,} more like it"
    assert said in hint


@every_filter
def test_a_flood_of_bad_lines_is_short_in_every_command(tool, mdx):
    done = mdx(tool, *FLAGS.get(tool, []), input=PRETTY * 400)
    assert f"mdx-{tool}: and ".encode() in done.stderr
    assert done.stderr.count(b"\n") == 13


def test_rejects_hold_all_of_a_flood(mdx, tmp_path):
    mdx("filter", "--rejects", "why", input=PRETTY * 400)
    assert (tmp_path / "why").read_bytes().count(b"\n") == PRETTY.count(b"\n") * 400


def test_a_flood_in_files_that_are_compared_with_is_short_too(mdx, tmp_path):
    (tmp_path / "pretty.json").write_bytes(PRETTY * 400)
    done = mdx("dedupe", "--against", "pretty.json", input=jsonl(1))
    assert done.returncode == 1
    assert done.stderr.count(b"\n") < 40


def test_few_bad_lines_among_good_ones_are_told_without_a_guess(mdx):
    done = mdx("filter", input=jsonl(5) + b"{\n" + jsonl(5))
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("given", [PRETTY, b"[" + PRETTY + b"]", PRETTY * 3], ids=len)
def test_extract_reads_json_of_any_shape_as_it_is(given, mdx):
    done = mdx("extract", input=given)
    assert (done.returncode, bool(done.stdout)) == (0, True)


# --- what is long --------------------------------------------------------------------------------


@every_filter
def test_a_line_beyond_the_limit_is_a_fault_and_the_others_pass(tool, mdx):
    long = jsonl(1)[:-2] + b', "more": "' + b"x" * (1 << 20) + b'"}\n'
    flags = [*FLAGS.get(tool, []), "--max-line", "1"]
    done = mdx(tool, *flags, input=jsonl(1, 1) + long + jsonl(1, 2))
    assert done.returncode == 1
    assert f"mdx-{tool}: stdin:2: longer than 1 MB; --max-line allows".encode() in done.stderr
    assert len(done.stdout.splitlines()) >= 2
    assert b"xxx" not in done.stdout
    assert mdx(tool, *FLAGS.get(tool, []), "--max-line", "2", input=long).returncode == 0


LIMITED = "ulimit -v {}; head -c {} /dev/zero | tr '\\0' x | mdx-filter"


@pytest.mark.slow
def test_a_line_of_a_gigabyte_takes_no_gigabyte(env, tmp_path):
    line = LIMITED.format(600_000, "1G")
    done = subprocess.run(["bash", "-c", line], env=env, cwd=tmp_path, capture_output=True)
    assert done.returncode == 1
    assert b"stdin:1: longer than 64 MB" in done.stderr


# --- what is slow --------------------------------------------------------------------------------


def begun(tool: str, env, folder, *flags: str) -> subprocess.Popen:
    pipe = subprocess.PIPE
    command = [sys.executable, str(BIN / f"mdx-{tool}"), *FLAGS.get(tool, []), *flags]
    return subprocess.Popen(command, env=env, cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe)


STREAMING = [
    ("filter",), ("filter", "--parses"), ("filter", "--min-quality", "0"), ("dedupe",),
    ("dedupe", "--exact"), ("dedupe", "--renamed"), ("split", "--test", "0.1"), ("augment",),
    ("port",), ("export",), ("describe",), ("extract",),
]  # fmt: skip


@pytest.mark.parametrize("line", STREAMING, ids=" ".join)
def test_a_record_is_passed_on_before_the_next_one_is_there(line, env, tmp_path):
    """As with `tail -f`: it would wait for ever if anything waited for more."""
    tool, *flags = line
    process = begun(tool, env, tmp_path, *flags)
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    for number in range(3):
        process.stdin.write(jsonl(1, number))
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"{")
    rest, _ = process.communicate(timeout=60)
    watchdog.cancel()
    assert process.returncode == 0
    assert rest.count(b"\n") == rest.count(b'"variation_of"')  # what augment adds to the last


def test_input_in_pieces_gives_the_same_bytes_as_input_at_once(env, tmp_path, mdx):
    process = begun("filter", env, tmp_path, "--annotate", "--jobs", "2")
    reader = threading.Thread(target=lambda: results.append(process.stdout.read()))
    results: list[bytes] = []
    reader.start()
    given = jsonl(200)
    for begin in range(0, len(given), 977):
        process.stdin.write(given[begin : begin + 977])
        process.stdin.flush()
    process.stdin.close()
    reader.join(60)
    assert process.wait(60) == 0
    process.stderr.close()
    assert results == [mdx("filter", "--annotate", "--jobs", "1", input=given).stdout]


# --- names and numbers ---------------------------------------------------------------------------

ODD_NAMES = ["a\nb.jsonl", "-x.jsonl", "two  blanks.jsonl", "\x1b[31m.jsonl", "数.jsonl", "'.jsonl"]


@pytest.mark.slow
@every_filter
@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_a_file_of_any_name_is_read_and_told_on_one_line(tool, name, mdx, tmp_path):
    (tmp_path / name).write_bytes(jsonl(1) + b"nothing\n")
    done = mdx(tool, *FLAGS.get(tool, []), "--", name)
    assert done.returncode == 1
    assert done.stdout
    fault = next(line for line in done.stderr.split(b"\n") if b":2: invalid JSON" in line)
    assert fault.startswith(f"mdx-{tool}: ".encode())


@pytest.mark.slow
def test_ten_thousand_operands_are_read_in_their_order(mdx, tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number}.jsonl").write_bytes(b'{"n":%d}\n' % number)
    names = [f"{number}.jsonl" for number in range(10_000)]
    done = mdx("filter", *names)
    assert done.returncode == 0
    assert done.stdout == b"".join(b'{"n":%d}\n' % number for number in range(10_000))


def test_ten_commands_in_one_pipe_live_with_few_open_files(env, tmp_path):
    stages = [
        "mdx-filter", "mdx-dedupe", "mdx-filter --parses", "mdx-port", "mdx-describe --llm outline",
        "mdx-filter --min-quality 0", "mdx-dedupe --renamed", "mdx-split --test 0.5",
        "mdx-augment", "mdx-filter",
    ]  # fmt: skip
    (tmp_path / "in.jsonl").write_bytes(jsonl(200))
    line = f"ulimit -n 64; cat in.jsonl | {' | '.join(stages)} > out.jsonl; echo ${{PIPESTATUS[@]}}"
    done = subprocess.run(["bash", "-c", line], env=env, cwd=tmp_path, capture_output=True)
    assert done.stdout.split() == [b"0"] * 11, done.stderr
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") >= 200


def test_all_commands_read_from_a_named_pipe(env, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    line = "cat in.jsonl > pipe & mdx-filter pipe"
    (tmp_path / "in.jsonl").write_bytes(jsonl(9))
    done = subprocess.run(["bash", "-c", line], env=env, cwd=tmp_path, capture_output=True)
    assert (done.returncode, done.stdout) == (0, jsonl(9))
