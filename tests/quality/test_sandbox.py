"""Hostile scenes, killed runs and runs side by side under --renders: verdicts, and nothing left."""

import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from places import BIN
from rendering import HEAD, both, lines_of, linux, render, verdicts

# ruff: noqa: F401, F811 - a fixture is a name that is imported and then a parameter

pytestmark = linux

HOSTILE = {
    "an endless loop": "while True: pass",
    "a fork bomb": "import os\nwhile True: os.fork()",
    "a patient fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "a flood of words": "import sys\nwhile True: print('x' * 10**6, file=sys.stderr)",
    "a list of 10 GB": HEAD + "x = [0] * (10 * 1024**3 // 8)",
    "a full disk": "i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb').write(bytes(10**8))",
    "a kill of everything": "import os\nos.kill(-1, 9)\n" + HEAD + "1/0",
    "a kill of its parent": "import os\nos.kill(os.getppid(), 9)\n" + HEAD + "1/0",
    "a write outside": "open('MARK', 'w')\n" + HEAD + "pass",
    "a new user": "open('/etc/passwd').read()\nopen('/etc/passwd', 'a').write('x')",
    "a look at home": "open('HOME').read()\n" + HEAD + "pass",
    "a look at the keys": "import os\nassert 'SECRET' not in str(os.environ)\n1/0",
    "a way out by a socket": "import socket\nsocket.create_connection(('127.0.0.1', PORT), 2)",
    "a link to elsewhere": "import os\nos.symlink('KEPT', 'a')\nos.symlink('/', 'b')\n1/0",
    "a write through a link": "import os\nos.symlink('KEPT', 'a')\nopen('a/x', 'w').write('taken')",
    "a daemon": "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
    "        time.sleep(600)\n    os._exit(0)\n1/0",
}  # fmt: skip
# How a verdict may begin; where time runs out first, that is one, too.
ERRORS = {
    "an endless loop": ["Timeout"],
    "a flood of words": ["Timeout"],
    "a list of 10 GB": ["MemoryError"],
    "a new user": ["OSError", "PermissionError"],
    "a look at home": ["FileNotFoundError", "PermissionError"],
    "a look at the keys": ["ZeroDivisionError"],
    "a way out by a socket": ["OSError: [Errno 101]"],
    "a link to elsewhere": ["ZeroDivisionError"],
    "a write through a link": ["OSError", "FileNotFoundError", "PermissionError"],
}


@pytest.mark.slow
@both
def test_hostile_scenes_end_as_verdicts_and_change_nothing(render, env, tmp_path):
    env["ANTHROPIC_API_KEY"] = "SECRET"
    passwords = Path("/etc/passwd").read_bytes()
    (kept := tmp_path / "kept").mkdir(mode=0o777)
    (kept / "x").write_text("kept")
    (kept / "x").chmod(0o666)
    home = next(filter(Path.is_file, Path.home().glob("*")), Path.home() / "nothing")
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = {"MARK": tmp_path / "mark", "KEPT": kept, "HOME": home}
        words["PORT"] = server.getsockname()[1]
        codes = list(HOSTILE.values())
        for word, meant in words.items():
            codes = [code.replace(word, str(meant)) for code in codes]
        told, done = render(*codes, HEAD + "pass", flags=("--annotate", "--jobs", 2))
    assert told[-1]["renders"], "what comes after them is judged as ever"
    if b"walls off no" in done.stderr:
        pytest.skip("this system allows no namespaces: " + done.stderr.decode())
    errors = dict(zip(HOSTILE, (m["render_error"] for m in told), strict=False))
    assert all(errors.values()), errors
    wrong = {k: errors[k] for k, v in ERRORS.items() if not errors[k].startswith((*v, "Timeout"))}
    assert not wrong
    assert not (tmp_path / "mark").exists()
    assert (kept / "x").read_text() == "kept"
    assert Path("/etc/passwd").read_bytes() == passwords
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not sandboxes(tmp_path)


def sandboxes(tmp_path: Path) -> list[str]:
    """The processes of sandboxes that were started with this folder in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"sandbox.py" in (process / "cmdline").read_bytes():
                if str(tmp_path).encode() in (process / "environ").read_bytes():
                    found.append(process.name)
        except OSError:
            continue
    return found


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
    told = verdicts(start(env, tmp_path, codes).communicate()[0])
    assert [m["renders"] for m in told] == [True] * 12
    assert len(known()) == 12
    assert before.items() <= known().items(), "nothing known was rendered again"


def test_two_runs_at_once_say_the_same(render, env, tmp_path):
    codes = [HEAD + ("1/0" if n % 3 == 0 else str(n)) for n in range(9)]
    runs = [start(env, tmp_path, codes) for _ in range(2)]
    first, second = (verdicts(run.communicate()[0]) for run in runs)
    for told in (first, second):
        assert [m["renders"] for m in told] == [False, True, True] * 3
