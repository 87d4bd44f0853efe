"""A real Spark master with two workers on loopback, each with a cache of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from places import ROOT

SECONDS = 300  # to wait for anything


@dataclass
class Cluster:
    master: str
    workers: list[subprocess.Popen]
    folders: list[Path]
    env: dict[str, str]

    def run(self, pipeline: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "mdx.spark", "--master", self.master, pipeline]
        return subprocess.Popen(
            command, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def kill_a_worker(self) -> None:
        """Kills the first one as soon as it is at work."""
        for _ in range(SECONDS * 10):
            if log := next(self.folders[0].glob("app-*/*/stderr"), None):
                break
            time.sleep(0.1)
        awaited(log, r"(Running task)")
        killed(self.workers[0])


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
        master = awaited(log, r"Starting Spark master at (spark://\S+)")
        folders = [tmp_path / f"worker-{i}" for i in range(2)]
        for folder in folders:
            more = ["--cores", "1", "--memory", "1g", "--work-dir", folder, master]
            command = [*start, f"{package}.worker.Worker", *flags, *more]
            own = env | {"MDX_CACHE_DIR": f"{folder}-cache"}
            processes.append(_started(command, own, folder.with_suffix(".log")))
        for folder in folders:
            awaited(folder.with_suffix(".log"), r"(Successfully registered)")
        yield Cluster(master, processes[1:], folders, env)
    finally:
        for process in processes:
            killed(process)


def _started(command: list[object], env: dict[str, str], log: Path) -> subprocess.Popen:
    with log.open("wb") as file:
        return subprocess.Popen(
            list(map(str, command)), env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            start_new_session=True,
        )  # fmt: skip


def killed(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def awaited(log: Path, pattern: str) -> str:
    for _ in range(SECONDS * 10):
        if log.exists() and (match := re.search(pattern, log.read_text(errors="replace"))):
            return match[1]
        time.sleep(0.1)
    raise TimeoutError(f"{log} has no {pattern}")
