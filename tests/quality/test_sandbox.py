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
from attacks import ANSWER, BEFORE, ENDS, HELD
from places import BIN, ROOT
from rendering import HEAD, install_stand_in, lines_of, linux, render, verdicts

from mdx.quality.sandbox import calls, kernel

# ruff: noqa: F401, F811 - a fixture is a name that is imported and then a parameter

pytestmark = linux
NOBODY = 65534
PYTHONS = (sys.executable, "/usr/bin/python3")


class Victim:
    """A user's folder, sockets and process, all within reach of the same user."""

    def __init__(self, folder: Path, uid: int):
        self.folder, self.uid = folder / "victim", uid
        self.folder.mkdir()
        self.kept = self.folder / "kept"
        self.kept.write_text("kept")
        self.port, self.door, self.abstract = (
            socket.create_server(("127.0.0.1", 0)),
            socket.socket(socket.AF_UNIX),
            socket.socket(socket.AF_UNIX),
        )
        self.name = f"mdx-test-{os.getpid()}-{uid}"
        self.door.bind(str(self.folder / "door"))
        self.abstract.bind("\0" + self.name)
        self.door.listen()
        self.abstract.listen()
        for path in (self.folder, self.kept, self.folder / "door"):
            os.chown(path, uid, uid)
            path.chmod(0o777)
        self.process = subprocess.Popen(["sleep", "600"], user=uid, group=uid)

    def meant(self, code: str) -> str:
        """The code with what it names of this victim."""
        words = {"VICTIM": str(self.folder), "NAME": self.name, "PID": str(self.process.pid)}
        words |= {"PORT": str(self.port.getsockname()[1]), "HOME": pwd.getpwuid(self.uid).pw_dir}
        for word, meaning in words.items():
            code = code.replace(word, meaning)
        return code

    def is_unharmed(self) -> bool:
        names = sorted(path.name for path in self.folder.iterdir())
        alive = self.process.poll() is None
        return self.kept.read_text() == "kept" and names == ["door", "kept"] and alive

    def close(self) -> None:
        for each in (self.port, self.door, self.abstract):
            each.close()
        self.process.kill()
        self.process.wait()


class Prison:
    """The sandbox as a process of some user, with a victim beside it."""

    def __init__(self, folder: Path, uid: int, python: str):
        package = folder / "mdx" / "quality"
        shutil.copytree(ROOT / "mdx" / "quality" / "sandbox", package / "sandbox")
        shutil.copy(ROOT / "mdx" / "quality" / "looks.py", package)
        for part in (package, package.parent):
            (part / "__init__.py").touch()
        install_stand_in(folder / "site")
        self.victim = Victim(folder, uid)
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}/site"}
        self.process = subprocess.Popen(
            [python, "-P", package / "sandbox" / "__main__.py", "2"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd="/",
            user=uid, group=uid, extra_groups=[],
        )  # fmt: skip
        self.first = json.loads(self.process.stdout.readline() or b'{"refused": "it died"}')

    def answer(self, code: str, frame: bool = False) -> dict:
        """The answer for one scene."""
        request = {"id": 7, "code": self.victim.meant(code), "scene": "A", "frame": frame}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)
        self.victim.close()


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


def python_of(uid: int) -> str:
    """A Python that this user can run, for root's own home is closed to others."""
    needed = "import sys; assert sys.version_info >= (3, 11)"
    for python in PYTHONS:
        try:
            run = subprocess.run([python, "-c", needed], user=uid, group=uid, capture_output=True)
        except OSError:
            continue
        if run.returncode == 0:
            return python
    pytest.skip("there is no Python 3.11 that a user without rights can run")


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
def test_a_killed_run_leaves_no_process_and_the_next_one_goes_on(render, env, tmp_path):
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


def test_two_runs_at_once_say_the_same(render, env, tmp_path):
    codes = [HEAD + ("1/0" if n % 3 == 0 else str(n)) for n in range(9)]
    runs = [start(env, tmp_path, codes) for _ in range(2)]
    first, second = (verdicts(run.communicate()[0]) for run in runs)
    for answer in (first, second):
        assert [m["renders"] for m in answer] == [False, True, True] * 3
