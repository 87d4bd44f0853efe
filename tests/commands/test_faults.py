"""Faults for real: full disks, read-only homes, lost caches, kills, limits, readers that leave.

MDX_ROUNDS sets at how many moments a run is ended, and how often runs share a cold cache (make
fuzz: 100, and a thousand times for answers).
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import pytest
from describing import env as env_with_keys  # noqa: F401
from describing import expected, lines, out, scenes, server  # noqa: F401
from places import BIN, SCENES
from rendering import HEAD, install_stand_in, lines_of, linux, sandboxed  # noqa: F401

from mdx.sources.kinds import git
from mdx.sources.source import Source
from mdx.sources.tree import Settings, Unreadable

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("MDX_ROUNDS", "6"))
SCENE = """from manim import *


class S{0}(Scene):
    def construct(self):
        self.play(Create(Circle(radius={0})))
"""
# One of each command that exists, in the order of a pipeline.
STAGES = {
    "extract": "mdx-extract tree",
    "dedupe": "mdx-dedupe",
    "filter": "mdx-filter --parses",
    "describe": "mdx-describe --llm outline",
    "augment": "mdx-augment",
    "split": "mdx-split --test 0.2",
}
PIPELINE = [line for tool, line in STAGES.items() if (BIN.parent / "mdx" / f"{tool}.py").exists()]


@pytest.fixture
def shell(env, tmp_path):
    """shell("a | b") runs a line of bash in the scratch folder, in a session of its own."""

    def run(line: str, **more) -> subprocess.CompletedProcess:
        more = {"env": env, "cwd": tmp_path, "timeout": 120, "capture_output": True} | more
        return subprocess.run(["bash", "-c", line], start_new_session=True, **more)

    return run


@pytest.fixture
def small_disk(shell):
    """small_disk("...$DISK...") runs a line with DISK a full-at-once file system of 64 kB.

    It is mounted in a namespace of its own, so that nothing of the machine changes.
    """
    if shell("unshare -rm mount -t tmpfs tmpfs /mnt").returncode:
        pytest.skip("no unshare with mount here")

    def run(line: str) -> subprocess.CompletedProcess:
        mounted = f"mount -t tmpfs -o size=64k tmpfs /mnt && export DISK=/mnt && {{ {line}\n}}"
        return shell(f"unshare -rm bash -c {_quoted(mounted)}")

    return run


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


@pytest.fixture
def tree(tmp_path) -> Path:
    """A folder of 60 files with a scene each."""
    folder = tmp_path / "tree"
    folder.mkdir()
    for n in range(60):
        (folder / f"s{n:02}.py").write_text(SCENE.format(n) + "        # much to tell\n" * 100)
    return folder


@pytest.fixture
def repository(tree):
    """The address of the same files as a git repository."""
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run(["git", *identity, *words], cwd=tree, check=True)
    return f"git+file://{tree}"


def whole(data: bytes) -> list[dict]:
    """The records; every line is whole."""
    assert data.endswith(b"\n") or not data
    return [orjson.loads(line) for line in data.splitlines()]


def big(path: Path, records: int = 300) -> Path:
    """Records that do not fit on the small disk, in parts."""
    path.write_bytes(lines({"code": f"x = {n}", "description": "d" * 1000} for n in range(records)))
    return path


# --- disks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", PIPELINE[1:])
def test_a_disk_that_fills_up_is_reported_with_status_2(small_disk, tmp_path, command):
    big(tmp_path / "in.jsonl")
    done = small_disk(f"{command} <in.jsonl >$DISK/out")
    assert done.returncode == 2
    assert b"standard output: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_rejects_on_a_disk_that_fills_up_make_the_status_2(small_disk, tmp_path):
    big(tmp_path / "in.jsonl")
    done = small_disk("mdx-dedupe --rejects $DISK/why in.jsonl in.jsonl >/dev/null")
    assert done.returncode == 2
    assert b"/mnt/why: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr


def test_an_out_dir_that_fills_up_leaves_what_was_there(small_disk, tmp_path):
    big(tmp_path / "in.jsonl")
    done = small_disk(
        "mkdir $DISK/d; echo '{}' >$DISK/d/train.jsonl\n"
        "mdx-split --test 0.5 --out-dir $DISK/d <in.jsonl; echo $?; ls -A $DISK/d; cat $DISK/d/*"
    )
    assert done.stdout == b"2\ntrain.jsonl\n{}\n"
    assert re.search(rb"/d/(train|test)\.jsonl: No space left on device", done.stderr)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        "mdx-describe --llm outline --usage $DISK/f",
        "mdx-dedupe --report $DISK/f",
        "mdx-filter --parses --report $DISK/f",
    ],
)
def test_a_side_file_on_a_full_disk_is_named_and_leaves_what_was_there(
    small_disk, tmp_path, command
):
    if "filter" in command:
        pytest.importorskip("matplotlib")
        pytest.importorskip("pygments")
    given = [{"code": "x = 1", "description": "one", "source": f"s{n % 9}"} for n in range(20)]
    (tmp_path / "in.jsonl").write_bytes(lines(given))
    done = small_disk(
        f"echo old >$DISK/f; head -c 70000 /dev/zero >$DISK/full 2>/dev/null\n"
        f"{command} <in.jsonl >out; echo $?; cat $DISK/f; ls -A $DISK"
    )
    assert done.stdout == b"2\nold\nf\nfull\n"
    assert b"/mnt/f: No space left on device" in done.stderr
    assert b"Traceback" not in done.stderr
    assert len(whole((tmp_path / "out").read_bytes())) == (1 if "dedupe" in command else 20)


def test_a_full_cache_is_one_warning_and_the_answers_are_written(
    small_disk, env_with_keys, server, tmp_path  # noqa: F811
):  # fmt: skip
    (tmp_path / "in.jsonl").write_bytes(lines(scenes(20)))
    keys = f"OPENAI_API_KEY={env_with_keys['OPENAI_API_KEY']} MDX_CACHE_DIR=$DISK"
    # The network of the namespace is the machine's own, so the server is in reach.
    done = small_disk(
        f"head -c 70000 /dev/zero >$DISK/full 2>/dev/null\n"
        f"{keys} mdx-describe --llm openai:m --base-url {server.url}/v1 in.jsonl"
    )
    assert [r["description"] for r in out(done)] == expected(20)
    assert done.stderr.count(b"No space left on device") == 1
    assert b"Traceback" not in done.stderr


def test_a_full_cache_ends_an_extraction_with_a_message(small_disk, repository):
    done = small_disk(
        f"head -c 60000 /dev/zero >$DISK/full; MDX_CACHE_DIR=$DISK mdx-extract {repository}"
    )
    assert done.returncode in (1, 2)
    assert b"No space left" in done.stderr or b"/mnt/git" in done.stderr  # git tells no reason
    assert b"Traceback" not in done.stderr


def test_a_read_only_home_without_a_cache_directory_is_enough(shell, env, tree, tmp_path):
    mounted = "mount --bind home home && mount -o remount,ro,bind home"
    if shell(f"unshare -rm bash -c '{mounted}'").returncode:
        pytest.skip("no unshare with mount here")
    del env["MDX_CACHE_DIR"]
    line = " | ".join(PIPELINE)
    done = shell(f"unshare -rm bash -c '{mounted}; touch home/x; set -o pipefail; {line}'")
    assert b"Read-only file system" in done.stderr.splitlines()[0]  # the touch
    assert done.returncode == 0, done.stderr
    assert len(whole(done.stdout)) >= 60


# --- caches that go, and are shared --------------------------------------------------------------


def test_removing_the_cache_during_a_run_loses_no_record(
    mdx, server, env_with_keys, tmp_path  # noqa: F811
):  # fmt: skip
    cache = Path(env_with_keys["MDX_CACHE_DIR"])
    plain = server.play

    def play(call):
        if call.number % 5 == 0:
            shutil.rmtree(cache, ignore_errors=True)
        return plain(call)

    server.play = play
    flags = ["--llm", "openai:m", "--base-url", f"{server.url}/v1"]
    done = mdx("describe", *flags, input=lines(scenes(40)), env=env_with_keys)
    assert [r["description"] for r in out(done)] == expected(40)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


def test_a_cache_that_is_removed_while_a_repository_is_fetched_can_be_filled_again(
    mdx, env, repository
):
    cache = Path(env["MDX_CACHE_DIR"])
    undisturbed = mdx("extract", repository).stdout
    command = [sys.executable, str(BIN / "mdx-extract"), repository]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    for moment in range(ROUNDS):
        shutil.rmtree(cache, ignore_errors=True)
        process = subprocess.Popen(command, env=env, **pipes)
        while process.poll() is None and not cache.exists():
            time.sleep(0.001)
        time.sleep(random.Random(moment).uniform(0, 0.1))
        shutil.rmtree(cache, ignore_errors=True)
        written, told = process.communicate(timeout=120)
        assert b"Traceback" not in told, moment
        assert process.returncode in (0, 1), (moment, told)
        assert written == undisturbed or (process.returncode == 1 and len(told.splitlines()) >= 2)
        again = mdx("extract", repository)
        assert (again.returncode, again.stdout) == (0, undisturbed), moment


def test_a_clone_of_which_only_a_part_is_left_is_made_anew(mdx, env, repository):
    undisturbed = mdx("extract", repository).stdout
    [clone] = (Path(env["MDX_CACHE_DIR"]) / "git").iterdir()
    for part in ("HEAD", "objects"):
        (clone / part).rename(clone.parent / "gone")
        again = mdx("extract", repository)
        assert (again.returncode, again.stdout) == (0, undisturbed), part
        subprocess.run(["rm", "-rf", clone.parent / "gone"], check=True)


def test_a_git_that_dies_early_is_reported_and_not_taken_for_a_closed_pipe(
    repository, env, monkeypatch
):
    monkeypatch.setenv("MDX_CACHE_DIR", env["MDX_CACHE_DIR"])
    source = Source("a", "git", repository.removeprefix("git+"))
    tree = git.opened(source, Settings())
    assert tree.read("s00.py")
    tree._reader.kill()
    tree._reader.wait()
    for path in ("s01.py", "s02.py"):
        with pytest.raises(Unreadable, match="git cannot read it"):
            tree.read(path)
    tree.close()


def at_once(command: list[str], runs: int, **more) -> list[tuple[int, bytes, bytes]]:
    """Status, output and messages of so many runs that begin together."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    begun = [subprocess.Popen(command, **pipes, **more) for _ in range(runs)]
    told = [run.communicate(timeout=1_000) for run in begun]
    return [(run.returncode, *said) for run, said in zip(begun, told, strict=True)]


def test_extractions_that_share_a_cold_cache_give_the_same_bytes(env, repository):
    command = [sys.executable, str(BIN / "mdx-extract"), "-q", repository]
    for _ in range(ROUNDS // 3):
        shutil.rmtree(env["MDX_CACHE_DIR"], ignore_errors=True)
        first, *others = at_once(command, 4, env=env)
        assert len(whole(first[1])) == 60
        assert [first, *others] == [(0, first[1], b"")] * 4


DESCRIBE_OFTEN = """
import json, os, sys
from mdx.describe import main

for n in range(int(sys.argv[1])):
    name = f"in-{os.getpid()}"
    with open(name, "w") as file:
        file.writelines(json.dumps({"code": f"x = {n}  # {k}"}) + chr(10) for k in range(3))
    if status := main(["-q", "--llm", "cmd:cksum", name]):
        sys.exit(status)
"""


def test_descriptions_that_share_a_cache_again_and_again_give_the_same_bytes(mdx, env, tmp_path):
    times = ROUNDS * 10
    shared = env | {"PYTHONPATH": str(BIN.parent)}
    command = [sys.executable, "-c", DESCRIBE_OFTEN, str(times)]
    first, other = at_once(command, 2, env=shared, cwd=tmp_path)
    assert first == other == (0, first[1], b"")
    assert all(r["description"] for r in whole(first[1]))
    [stats] = whole(mdx("describe", "--cache-stats").stdout)
    assert stats["entries"] == len(whole(first[1])) == 3 * times


# --- kills ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [False, True], ids=["its process alone", "its whole group"])
def test_an_extraction_killed_at_any_moment_can_be_run_again(mdx, env, repository, tmp_path, group):
    begin = time.monotonic()
    undisturbed = mdx("extract", repository).stdout
    lasts = time.monotonic() - begin
    assert len(whole(undisturbed)) == 60
    command = [sys.executable, str(BIN / "mdx-extract"), repository]
    for moment in range(ROUNDS // 2):
        shutil.rmtree(env["MDX_CACHE_DIR"], ignore_errors=True)
        process = subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
        time.sleep(random.Random(moment).uniform(0, lasts))
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
        written = process.communicate()[0]
        assert undisturbed.startswith(written)
        again = mdx("extract", repository)
        assert (again.returncode, again.stdout) == (0, undisturbed), moment


def test_a_description_killed_at_any_moment_can_be_run_again(
    mdx, server, env_with_keys, tmp_path  # noqa: F811
):  # fmt: skip
    given = tmp_path / "in.jsonl"
    given.write_bytes(lines(scenes(30)))
    flags = ["--llm", "openai:m", "--base-url", f"{server.url}/v1", "--jobs", "4", str(given)]
    begin = time.monotonic()
    undisturbed = mdx("describe", *flags, env=env_with_keys).stdout
    lasts = time.monotonic() - begin
    command = [sys.executable, str(BIN / "mdx-describe"), *flags]
    for moment in range(ROUNDS):
        shutil.rmtree(env_with_keys["MDX_CACHE_DIR"], ignore_errors=True)
        server.calls.clear()
        process = subprocess.Popen(
            command, env=env_with_keys, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        time.sleep(random.Random(moment).uniform(lasts / 4, lasts))
        process.kill()
        written = process.communicate()[0]
        assert undisturbed.startswith(written)
        again = mdx("describe", *flags, env=env_with_keys)
        assert (again.returncode, again.stdout) == (0, undisturbed), moment
        # Only what was in flight when it died is asked for again.
        assert len(server.calls) <= 30 + 4, moment


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
@pytest.mark.parametrize("command", PIPELINE[1:])
def test_a_run_ended_at_any_moment_leaves_whole_lines(env, tmp_path, command, number, status):
    big(tmp_path / "in.jsonl", 1_500)
    more = {"env": env, "cwd": tmp_path, "stderr": subprocess.PIPE}
    words = [sys.executable, str(BIN / command.split()[0]), *command.split()[1:], "in.jsonl"]
    begin = time.monotonic()
    undisturbed = subprocess.run(words, stdout=subprocess.PIPE, **more).stdout
    lasts = time.monotonic() - begin
    for moment in range(ROUNDS // 2):
        with open(tmp_path / "out", "wb") as out:
            process = subprocess.Popen(words, stdout=out, **more)
            time.sleep(random.Random(moment).uniform(0, lasts))
            process.send_signal(number)
            told = process.communicate(timeout=120)[1]
        written = (tmp_path / "out").read_bytes()
        whole(written)
        assert undisturbed.startswith(written), moment
        if b"" < written < undisturbed:  # before and after, Python itself may answer
            assert process.returncode == status, moment
            assert b"Traceback" not in told, moment


# --- readers that leave, and signals -------------------------------------------------------------


@pytest.mark.parametrize("after", range(len(PIPELINE)), ids=[line.split()[0] for line in PIPELINE])
def test_a_reader_that_leaves_anywhere_in_a_pipeline_ends_it_quietly(shell, tree, after):
    stages = [*PIPELINE[: after + 1], "head -n 1", *PIPELINE[after + 1 :]]
    done = shell(" | ".join(stages) + '; echo "${PIPESTATUS[@]}" >&2')
    *told, statuses = done.stderr.decode().splitlines()
    assert set(map(int, statuses.split())) <= {0, 141}, done.stderr
    assert not [line for line in told if "Error" in line or "Broken pipe" in line]
    assert len(whole(done.stdout)) >= 1


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_a_signal_to_a_whole_pipeline_is_quiet(env, tmp_path, number, status):
    line = " | ".join(PIPELINE[1:]) + ' >out; echo "${PIPESTATUS[@]}"'
    process = subprocess.Popen(
        ["bash", "-c", f"trap : INT TERM; {line}"], env=env, cwd=tmp_path, start_new_session=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdin.write(b"{\n")
    process.stdin.flush()
    process.stderr.readline()  # the first has begun to read
    deadline = time.monotonic() + 60
    while not _all_run(process.pid):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, number)
    told, errors = process.communicate(timeout=60)
    statuses = list(map(int, told.split()))
    assert set(statuses) <= {status, 0, 1, 141}
    assert status in statuses
    assert b"Traceback" not in errors


def _all_run(session: int) -> bool:
    """Whether every stage of the pipeline catches signals by now, and so is beyond its start."""
    caught = 0
    for entry in os.listdir("/proc"):
        try:
            text = Path(f"/proc/{entry}/status").read_text() if entry.isdigit() else ""
            if text and os.getsid(int(entry)) == session and "python" in text[:30]:
                mask = int(text.split("SigCgt:\t")[1].split("\n")[0], 16)
                caught += bool(mask & 1 << (signal.SIGTERM - 1))
        except (OSError, IndexError):
            continue
    return caught == len(PIPELINE) - 1


GITS = {  # each never ends, and has begun a process of its own that holds its pipes
    "at once": "#!/bin/sh\necho $$ >>{pids}\nsleep 600 & echo $! >>{pids}\nwait\n",
    "when it is read": """#!/bin/sh
case "$*" in
*cat-file*) echo $$ >>{pids}; sleep 600 & echo $! >>{pids}; wait ;;
*) exec {git} "$@" ;;
esac
""",
}


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize("stuck", GITS)
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_does_not_wait_for_git(repository, env, tmp_path, stuck, jobs, number, status):
    stub, pids = tmp_path / "stub", tmp_path / "pids"
    stub.mkdir()
    (stub / "git").write_text(GITS[stuck].format(pids=pids, git=shutil.which("git")))
    (stub / "git").chmod(0o755)
    process = subprocess.Popen(
        ["mdx-extract", "--jobs", jobs, repository], cwd=tmp_path,
        env=env | {"PATH": f"{stub}:{env['PATH']}"}, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not pids.exists() or pids.read_text().count("\n") < 2:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    process.communicate(timeout=30)  # git itself would take ten minutes
    assert process.returncode == status
    for pid in pids.read_text().split():
        wait_for_end(int(pid))
    assert not list((tmp_path / "cache").rglob(".making-*"))


def wait_for_end(pid: int) -> None:
    for _ in range(200):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} still runs")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_signal_does_not_wait_for_a_plugin(env, tmp_path):
    plugin = tmp_path / "mdx-extract-stuck"
    plugin.write_text("#!/bin/sh\nsleep 600 & echo $$ $! >&2\nwait\n")
    plugin.chmod(0o755)
    process = subprocess.Popen(
        ["mdx-extract", "stuck"], env=env | {"PATH": f"{tmp_path}:{env['PATH']}"},
        stderr=subprocess.PIPE,
    )  # fmt: skip
    pids = process.stderr.readline().split()
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 143
    assert len(pids) == 2
    for pid in pids:
        wait_for_end(int(pid))


# What --renders takes from a fork: os.fork is only seen where Python's own code calls it.
FORKS = """
import os, sys, threading

forks = []
os.register_at_fork(before=lambda: forks.append(threading.active_count()))
from mdx import filter

status = filter.main(sys.argv[1:])
print(status, *forks, file=sys.stderr)
"""


@linux
def test_no_process_is_forked_once_a_thread_runs(sandboxed, env, tmp_path):  # noqa: F811
    install_stand_in(tmp_path / "site")
    (tmp_path / "tmp").mkdir(mode=0o711)
    env["PYTHONPATH"] = f"{tmp_path / 'site'}:{BIN.parent}"
    codes = [f"{HEAD}x = {n}\n" for n in range(70)]  # more than two blocks
    flags = ("--renders", "--min-quality", "0", "--jobs", "2", "-q")
    done = subprocess.run(
        [sys.executable, "-c", FORKS, *flags], input=lines_of(codes), capture_output=True,
        env=env | {"TMPDIR": str(tmp_path / "tmp")}, timeout=120,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) == 70
    assert done.stderr.decode().splitlines()[-1] == "0 1 1"


THREAD = """
import signal, sys, threading
from mdx import filter

before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
statuses = []
thread = threading.Thread(target=lambda: statuses.append(filter.main(sys.argv[1:])))
thread.start()
thread.join()
assert statuses == [0]
assert filter.main(sys.argv[1:]) == 0
after = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
assert before == after, after
"""


def test_a_command_runs_in_a_thread_and_leaves_the_handlers_of_signals_as_they_were(env, tmp_path):
    records = [{"code": "x = 1"}] * 99
    (tmp_path / "in.jsonl").write_bytes(lines(records))
    done = subprocess.run(
        [sys.executable, "-c", THREAD, "--parses", "--jobs", "2", tmp_path / "in.jsonl"],
        env=env | {"PYTHONPATH": str(BIN.parent)}, capture_output=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 198), done.stderr


# --- limits --------------------------------------------------------------------------------------


def test_a_file_size_limit_is_reported(shell, tmp_path):
    big(tmp_path / "in.jsonl")
    done = shell("ulimit -f 8; mdx-dedupe <in.jsonl >out")
    assert done.returncode == 2
    assert b"standard output: File too large" in done.stderr


def test_few_open_files_are_enough(shell, tree):
    done = shell("ulimit -n 24; set -o pipefail; " + " | ".join(PIPELINE))
    assert done.returncode == 0, done.stderr
    assert len(whole(done.stdout)) >= 60


@pytest.mark.parametrize("command", ["mdx-extract", *PIPELINE[1:]])
def test_a_line_that_does_not_fit_into_memory_is_reported(shell, tmp_path, command):
    (tmp_path / "in.jsonl").write_bytes(b'{"code": "' + b"x" * 150_000_000 + b'"}\n')
    done = shell(f"ulimit -v 400000; {command} --max-line 1000 <in.jsonl >out")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(b"out of memory")
    assert b"Traceback" not in done.stderr


LITTLE_MEMORY = """
import resource, sys
from mdx.filter import main

pages = int(open("/proc/self/statm").read().split()[0])
resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + 8_000_000,) * 2)
sys.exit(main(["in.jsonl"]))
"""


def test_running_out_of_memory_is_not_blamed_on_the_line(env, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b'{"code": "' + b"x" * 2_000_000 + b'"}\n')
    command = [sys.executable, "-c", LITTLE_MEMORY]
    done = subprocess.run(
        command, env=env | {"PYTHONPATH": str(BIN.parent)}, cwd=tmp_path, capture_output=True
    )
    assert (done.returncode, done.stderr) == (2, b"mdx-filter: out of memory\n")


NO_ROOM = """
import importlib, sys, threading

threading.stack_size(1 << 40)  # more than there is address space for
sys.exit(importlib.import_module("mdx." + sys.argv[1]).main(sys.argv[2:]))
"""


NO_SECOND_FORK = """
import os, sys
from mdx.dedupe import main

def refused():
    raise BlockingIOError(11, "Resource temporarily unavailable")

def once(fork=os.fork):
    os.fork = refused
    return fork()

os.fork = once
sys.exit(main(["--near", "0.9", "--jobs", "2", "in.jsonl"]))
"""


def test_the_run_ends_if_some_process_cannot_start(env, tmp_path):
    big(tmp_path / "in.jsonl", 600)
    command = [sys.executable, "-c", NO_SECOND_FORK]
    more = {"env": env | {"PYTHONPATH": str(BIN.parent)}, "cwd": tmp_path, "timeout": 60}
    done = subprocess.run(command, capture_output=True, **more)
    assert done.returncode == 2
    assert done.stderr == b"mdx-dedupe: Resource temporarily unavailable\n"


@pytest.mark.parametrize(
    ("words", "some"),
    [
        ("describe --llm cmd:cksum", True),
        ("dedupe --near 0.9 --jobs 2", False),  # its processes begin before anything is written
    ],
)
def test_a_thread_that_cannot_start_is_reported(env, tmp_path, words, some):
    big(tmp_path / "in.jsonl", 600)
    with open(tmp_path / "in.jsonl", "ab") as file:
        file.write(b'{"code": "x"}\n')
    command = [sys.executable, "-c", NO_ROOM, *words.split(), "in.jsonl"]
    more = {"env": env | {"PYTHONPATH": str(BIN.parent)}, "cwd": tmp_path, "timeout": 100}
    done = subprocess.run(command, capture_output=True, **more)
    assert done.returncode == 2
    assert b"cannot start another thread" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert bool(whole(done.stdout)) is some


def test_memory_stays_flat_over_many_records(shell, tmp_path):
    record = json.loads(SCENES.read_bytes().splitlines()[0])
    with open(tmp_path / "in.jsonl", "wb") as file:
        for n in range(30_000):
            file.write(orjson.dumps(record | {"code": f"x = {n}\n" * 60}) + b"\n")
    for command in ("mdx-filter --dialect ce", "mdx-split --test 0.1"):
        done = shell(f"ulimit -v 150000; {command} in.jsonl | wc -l")
        assert done.stdout == b"30000\n", done.stderr
