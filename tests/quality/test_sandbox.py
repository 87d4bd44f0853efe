"""Hostile scenes, killed runs and runs side by side under --renders: verdicts, and nothing left."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from attacks import ANSWER, BEFORE, ENDS, HELD, MALFORMED
from places import BIN
from prison import NOBODY, Prison, python_of
from rendering import HEAD, install_stand_in, lines_of, linux, render, sandboxed, verdicts

from mdx.quality.sandbox import calls, kernel

# ruff: noqa: F401, F811 - a fixture is a name that is imported and then a parameter

pytestmark = linux


@pytest.fixture(scope="module", params=["root", "a user"])
def prison(request):
    """A Prison of root, and one of a user without rights."""
    if request.param == "root" and os.geteuid():
        pytest.skip("these tests are not run as root")
    uid = 0 if request.param == "root" else os.geteuid() or NOBODY
    folder = Path(tempfile.mkdtemp(prefix="mdx-prison-"))
    folder.chmod(0o755)
    try:
        started = Prison(folder, uid, python_of(uid))
        try:
            if refused := started.first.get("refused"):
                pytest.skip(f"this system allows {request.param} no sandbox: {refused}")
            yield started
        finally:
            started.close()
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize("attack", HELD)
def test_an_attack_is_held(prison, attack):
    answer = prison.answer(f"{BEFORE}\n{HELD[attack]}\nraise Held")
    assert (answer["error"], answer["fault"]) == ("Held", "")
    assert prison.victim.is_unharmed()
    assert prison.answer(HEAD + "pass")["error"] == "", "what comes after it is judged as ever"


@pytest.mark.slow
@pytest.mark.parametrize("attack", ENDS)
def test_a_hostile_scene_ends_as_a_verdict_of_its_own(prison, attack):
    code, begins = ENDS[attack]
    answer = prison.answer(code, frame=True)
    assert answer["error"].startswith(begins)
    assert (answer["frames"], answer["fault"]) == ([], "")
    assert prison.victim.is_unharmed()
    assert prison.answer(HEAD + "1/0")["error"].startswith("ZeroDivisionError")


def test_a_forged_answer_is_about_the_scene_that_forged_it(prison):
    forged = prison.answer(ANSWER + "answer({'error': 'forged'}, b'')")
    assert forged["error"] == "forged", "what a scene says of itself nobody can check"
    guessed = "os.write(writer, json.dumps({'word': 'guessed'}).encode() + b'\\n'); os._exit(0)"
    assert prison.answer(ANSWER + guessed)["error"] == MALFORMED
    twice = "line = json.dumps({'word': word, 'error': 'first'}).encode() + b'\\n'\n"
    assert prison.answer(ANSWER + twice + "os.write(writer, line * 9); os._exit(0)")["error"]
    for error in ("", "ZeroDivisionError: division by zero", ""):
        answer = prison.answer(HEAD + ("1/0" if error else "pass"))
        assert (answer["id"], answer["error"]) == (7, error)


@pytest.mark.slow
def test_what_many_processes_share_and_have_is_bounded_in_all(prison):
    free = int(Path("/proc/meminfo").read_text().split("MemAvailable:")[1].split()[0])
    if free < 10 << 20:
        pytest.skip("less than 10 GiB of memory are free here")
    code = "import os, mmap\nfor n in range(6):\n    if not os.fork():\n"
    for taken in ("b = b'x' * (1 << 30)", "m = mmap.mmap(-1, 1 << 30); m.write(b'x' * (1 << 30))"):
        answer = prison.answer(f"{code}        {taken}\n        break\nwhile True: pass")
        assert answer["error"].startswith(("MemoryError: more than 4 GiB in all", "Timeout"))


@pytest.fixture
def no_namespaces(monkeypatch):
    """For subprocesses: no new namespaces, as in a container."""
    monkeypatch.setattr(calls, "NOT_PERMITTED", ["unshare"])
    container = calls.Filter()

    def begin():
        kernel.control(kernel.SET_NO_NEW_PRIVS, 1)
        container.load()

    return begin


def test_where_the_system_allows_no_walls_it_refuses_and_says_what_to_do(
    env, tmp_path, no_namespaces
):
    install_stand_in(tmp_path / "site")
    env["PYTHONPATH"] = str(tmp_path / "site")
    command = [sys.executable, BIN / "mdx-filter", "--renders", "--annotate"]
    given = {"input": lines_of([HEAD + "open('MARK', 'w')"]), "env": env, "cwd": tmp_path}
    done = subprocess.run(command, capture_output=True, preexec_fn=no_namespaces, **given)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"this system allows no sandbox (unshare: Operation not permitted)" in done.stderr
    assert b"--no-sandbox" in done.stderr
    trusting = [*command, "--no-sandbox"]
    done = subprocess.run(trusting, capture_output=True, preexec_fn=no_namespaces, **given)
    assert verdicts(done.stdout)[0]["renders"]
    assert b"NO sandbox" in done.stderr


def sandboxes(tmp_path: Path) -> list[str]:
    """The processes of sandboxes that were started with this folder in their environment."""
    names = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"quality/sandbox/" in (process / "cmdline").read_bytes():
                if str(tmp_path).encode() in (process / "environ").read_bytes():
                    names.append(process.name)
        except OSError:
            continue
    return names


def wait_until(condition) -> None:
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came about")


def start(env, tmp_path, codes, jobs=2) -> subprocess.Popen:
    (tmp_path / "codes.jsonl").write_bytes(lines_of(codes))
    flags = ["--renders", "--annotate", "--render-seconds", "20", "--jobs", str(jobs)]
    command = [sys.executable, str(BIN / "mdx-filter"), *flags, "codes.jsonl"]
    return subprocess.Popen(command, env=env, cwd=tmp_path, stdout=subprocess.PIPE)


@pytest.mark.slow
def test_a_killed_run_leaves_no_process_and_the_next_one_goes_on(sandboxed, render, env, tmp_path):
    codes = [HEAD + f"import time; time.sleep(0.2); {n}" for n in range(12)]

    def known():
        return {p: p.stat().st_mtime_ns for p in (tmp_path / "cache").rglob("*") if p.is_file()}

    run = start(env, tmp_path, codes)
    wait_until(lambda: len(known()) >= 3)
    run.kill()
    run.wait()
    run.stdout.close()
    wait_until(lambda: not sandboxes(tmp_path))
    before = known()
    answer = verdicts(start(env, tmp_path, codes).communicate()[0])
    assert [m["renders"] for m in answer] == [True] * 12
    assert len(known()) == 12
    assert before.items() <= known().items(), "nothing known was rendered again"


@pytest.mark.slow
def test_two_runs_at_once_say_the_same(sandboxed, render, env, tmp_path):
    codes = [HEAD + ("1/0" if n % 3 == 0 else str(n)) for n in range(9)]
    runs = [start(env, tmp_path, codes) for _ in range(2)]
    first, second = (verdicts(run.communicate()[0]) for run in runs)
    for answer in (first, second):
        assert [m["renders"] for m in answer] == [False, True, True] * 3
