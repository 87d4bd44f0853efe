"""A real master with two workers on loopback writes the same bytes as the shell."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from places import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="no pyspark"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java"),
]
SECONDS = 300  # to wait for anything
STATEMENTS = ("self.add(Dot({n}))", "self.play(Create({v}))", "{v} = Circle({n}).shift({n} * UP)",
              "self.wait({n})", "{v}.next_to(Square({n}), LEFT)", "{v} = Text('{n}')")  # fmt: skip


def records() -> list[dict]:
    """Scenes, each with copies: in another layout, with another name, a line longer, empty."""
    rng = random.Random(1)
    rows = []
    for i in range(150):
        body = [rng.choice(STATEMENTS).format(v="mob", n=rng.randint(1, 99)) for _ in range(20)]
        copies = [body, [*body, "self.wait(3)"], [line.replace("mob", "dot") for line in body]]
        for k, lines in enumerate(rng.sample(copies, rng.randint(1, 3))):
            rows.append((f"Scene{i}", f"f{i}-{k}.py", lines))
    rng.shuffle(rows)
    return [
        {"code": f"class {name}(Scene):\n    def construct(self):\n" + "".join(
            f"        {line}{'  # step' * (n % 2)}\n" for line in lines),
         "source": "é", "metadata": {"scene": name, "path": path}}
        for n, (name, path, lines) in enumerate(rows)
    ] + [{"code": ""}, {"code": ""}, {"code": "no ( python"}]  # fmt: skip


@dataclass
class Cluster:
    master: str
    workers: list[subprocess.Popen]
    folders: list[Path]
    env: dict[str, str]

    def run(self, pipeline: str, input: bytes = b"") -> subprocess.Popen:
        command = [sys.executable, "-m", "mdx.spark", "--master", self.master, pipeline]
        return subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


@pytest.fixture
def cluster(tmp_path: Path, env: dict[str, str]) -> Iterator[Cluster]:
    import pyspark

    env |= {
        "PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(tmp_path / "spill"), "SPARK_NO_DAEMONIZE": "1",
    }  # fmt: skip
    start = [Path(pyspark.__file__).parent / "bin/spark-class"]
    package = "org.apache.spark.deploy"
    flags = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
    log = tmp_path / "master.log"
    processes = [_started([*start, f"{package}.master.Master", *flags], env, log)]
    try:
        master = _awaited(log, r"Starting Spark master at (spark://\S+)")
        folders = [tmp_path / f"worker-{i}" for i in range(2)]
        for folder in folders:
            more = ["--cores", "1", "--memory", "1g", "--work-dir", folder, master]
            command = [*start, f"{package}.worker.Worker", *flags, *more]
            processes.append(_started(command, env, folder.with_suffix(".log")))
        for folder in folders:
            _awaited(folder.with_suffix(".log"), r"(Successfully registered)")
        yield Cluster(master, processes[1:], folders, env)
    finally:
        for process in processes:
            _killed(process)


def _started(command: list[object], env: dict[str, str], log: Path) -> subprocess.Popen:
    with log.open("wb") as file:
        return subprocess.Popen(
            list(map(str, command)), env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            start_new_session=True,
        )  # fmt: skip


def _killed(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _awaited(log: Path, pattern: str) -> str:
    for _ in range(SECONDS * 10):
        if log.exists() and (match := re.search(pattern, log.read_text(errors="replace"))):
            return match[1]
        time.sleep(0.1)
    raise TimeoutError(f"{log} has no {pattern}")


def in_the_shell(mdx, *stages: tuple[str, ...], input: bytes) -> bytes:
    for stage in stages:
        input = mdx(*stage, "-q", input=input).stdout
    return input


@pytest.mark.parametrize(
    ("level", "killed"),
    [((), False), (("--renamed",), False), (("--near", "0.8"), False), (("--near", "0.8"), True)],
    ids=["layout", "renamed", "near", "with a worker killed"],
)
def test_a_cluster_writes_the_bytes_of_the_shell(cluster, mdx, tmp_path, level, killed):
    corpus = tmp_path / "corpus.jsonl"
    given = b"".join(json.dumps(row).encode() + b"\n" for row in records()) + b"\r\nno record\n"
    corpus.write_bytes(given)
    stages = (("dedupe", *level), ("filter", "--parses"), ("split", "--test", "0.3"))
    expected = in_the_shell(mdx, *stages, input=given)
    assert 100 < expected.count(b"\n") < len(records())

    pipeline = " | ".join(f"mdx-{' '.join(stage)}" for stage in stages)
    job = cluster.run(pipeline.replace(" |", f" {corpus} |", 1))
    if killed:
        for _ in range(SECONDS * 10):
            if log := next(cluster.folders[0].glob("app-*/*/stderr"), None):
                break
            time.sleep(0.1)
        _awaited(log, r"(Running task)")
        _killed(cluster.workers[0])
    out, messages = job.communicate(timeout=SECONDS)
    assert out == expected, messages.decode()[-3000:]
    assert job.returncode == 1  # because of the line that is not a record
    assert killed == (b"Lost executor" in messages)
