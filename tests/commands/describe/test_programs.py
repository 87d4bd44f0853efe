"""Any program as a model."""

import os
import signal

from describing import lines, out, scene, scenes, until


def program(tmp_path, body):
    path = tmp_path / "model"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return f"cmd:{path} -x 'a b'"


def test_a_program_gets_the_prompt_and_its_output_is_the_answer(mdx, tmp_path):
    llm = program(tmp_path, 'echo "$2, $(grep -o "# [0-9]*" | tail -1)"')
    done = mdx("describe", "--llm", llm, input=lines(scenes(3)))
    assert [r["description"] for r in out(done)] == ["a b, # 0", "a b, # 1", "a b, # 2"]
    assert out(done)[0]["metadata"]["described_by"] == llm


def test_a_program_that_fails_fails_the_record_and_tells_its_last_words(mdx, tmp_path):
    llm = program(tmp_path, "echo one >&2; echo no luck >&2; exit 3")
    done = mdx("describe", "--llm", llm, "--tries", "1", input=lines(scenes(1)))
    assert done.returncode == 1
    assert b"status 3: no luck (tried once)" in done.stderr


def test_a_program_that_hangs_is_killed(mdx, tmp_path):
    llm = program(tmp_path, "sleep 600; echo")
    flags = ["--tries", "1", "--timeout", "0.3"]
    done = mdx("describe", "--llm", llm, *flags, input=lines(scenes(1)), timeout=30)
    assert done.returncode == 1
    assert b"no answer within 0.3 s" in done.stderr


def test_a_program_that_is_not_there_stops_the_run(mdx):
    done = mdx("describe", "--llm", "cmd:no-such-program-here", input=lines(scenes(1)))
    assert done.returncode == 2
    assert b"there is no program 'no-such-program-here'" in done.stderr


def test_a_program_is_ended_quietly_when_the_reader_goes_away(start, tmp_path):
    llm = program(tmp_path, 'grep -q "# 0" && echo words || sleep 600')
    process = start("--jobs", "4", llm=llm)
    process.stdin.write(lines([scene(0), scene(0, source="again"), scene(1), scene(2)]))
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert b"waiting for 2 in flight" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    assert process.stderr.read() == b""
    assert process.wait() == 143


def test_a_program_that_runs_at_a_first_interrupt_from_the_terminal_goes_on_and_its_answer_is_kept(
    start, mdx, tmp_path
):
    wait = "touch begun; until test -e go; do sleep 0.02; done"
    llm = program(tmp_path, f"trap 'exit 9' INT; {wait}; echo Draw a circle.")
    process = start(llm=llm)
    process.stdin.write(lines(scenes(1)))
    process.stdin.flush()
    until((tmp_path / "begun").exists)
    os.killpg(process.pid, signal.SIGINT)
    assert b"waiting for 1 in flight" in process.stderr.readline()
    (tmp_path / "go").touch()
    assert process.stderr.read() == b"mdx-describe: interrupted\n"
    assert process.wait() == 130
    done = mdx("describe", "--llm", llm, "--cache-only", input=lines(scenes(1)))
    assert [r["description"] for r in out(done)] == ["Draw a circle."]


def test_a_program_that_has_never_worked_is_run_once_for_a_record(mdx, tmp_path):
    llm = program(tmp_path, "echo x >> ran; exit 1")
    done = mdx("describe", "--llm", llm, input=lines(scenes(5)))
    assert done.returncode == 1
    assert (tmp_path / "ran").read_text() == "x\n" * 5


def test_a_program_that_has_worked_is_run_again_when_it_fails(mdx, tmp_path):
    llm = program(tmp_path, "echo x >> ran; test $(wc -l < ran) = 2 && exit 1; echo Words here.")
    done = mdx("describe", "--llm", llm, "--jobs", "1", input=lines(scenes(3)))
    assert done.returncode == 0
    assert (tmp_path / "ran").read_text() == "x\n" * 4
