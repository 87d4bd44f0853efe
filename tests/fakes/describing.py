"""What the tests of mdx-describe share: records, a server, and the command in this process."""

import asyncio
import json
import sys
import threading
import time
from contextlib import suppress
from subprocess import PIPE, CompletedProcess, Popen

import pytest
from model_server import ModelServer
from places import BIN

from mdx.describe import main
from mdx.llm.batches.calls import Calls
from mdx.llm.patience import Patience

SECRET = "sk-marked-0123456789"
LONGEST_S = 100  # that anything may take, on the busiest machine
BACKENDS = {"claude": "claude", "openai": "openai:m"}


@pytest.fixture
def server():
    made = ModelServer()
    yield made
    made.close()


@pytest.fixture
def env(env):
    return env | {"ANTHROPIC_API_KEY": SECRET, "OPENAI_API_KEY": SECRET}


@pytest.fixture
def waits(monkeypatch):
    """The waits asked for, in seconds; nobody really waits."""
    asked = []

    async def sleep(seconds):
        asked.append(seconds)
        if len(asked) > 1000:
            raise RuntimeError("it waits for ever")
        await asyncio.sleep(0)

    monkeypatch.setattr(Calls, "sleep", staticmethod(sleep))
    monkeypatch.setattr(Patience, "sleep", staticmethod(sleep))
    monkeypatch.setattr(Patience, "clock", staticmethod(lambda: sum(asked)))
    monkeypatch.setattr(Patience, "chance", staticmethod(lambda: 0.0))
    return asked


@pytest.fixture
def describe(server, env, tmp_path, monkeypatch, capsysbinary):
    """describe(records, *flags) runs mdx-describe against the server, in this process: importing
    the SDK takes longer than most tests."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(made, *flags, llm="openai:m"):
        (tmp_path / "in").write_bytes(lines(made))
        status = main(["--llm", llm, "--base-url", address(server, llm), *flags, "in"])
        said = capsysbinary.readouterr()
        return CompletedProcess(flags, status, said.out, said.err)

    return run


@pytest.fixture
def start(server, env, tmp_path):
    """start(*flags) begins mdx-describe in a process of its own, which no test can wait for
    without end and which outlives none."""
    begun = []

    def run(*flags, llm="openai:m"):
        at = ["--llm", llm, "--base-url", address(server, llm)]
        command = [sys.executable, str(BIN / "mdx-describe"), *at, *flags]
        process = Popen(
            command, cwd=tmp_path, env=env, stdin=PIPE, stdout=PIPE, stderr=PIPE, process_group=0
        )  # fmt: skip
        watchdog = threading.Timer(LONGEST_S, process.kill)
        begun.append((process, watchdog))
        watchdog.start()
        return process

    yield run
    for process, watchdog in begun:
        watchdog.cancel()
        with suppress(BrokenPipeError), process:
            process.kill()


def address(server, llm):
    """Where a backend finds its API on this server."""
    return server.url + ("/v1" if llm.startswith("openai") else "")


def until(holds):
    """Returns once this holds."""
    deadline = time.monotonic() + LONGEST_S
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def scene(n, **keys):
    return {"description": "", "code": f"Circle()  # {n}", "source": "s", "metadata": {}} | keys


def scenes(count):
    return [scene(n) for n in range(count)]


def lines(made):
    return b"".join(json.dumps(r).encode() + b"\n" for r in made)


def out(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def expected(count):
    return [f"Draw what number {n} stands for." for n in range(count)]
