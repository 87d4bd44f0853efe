"""What the tests of mdx-describe share: records, a server, and the command in this process."""

import json
from subprocess import CompletedProcess

import pytest
from model_server import ModelServer

from mdx.describe import main

SECRET = "sk-marked-0123456789"
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
def describe(server, env, tmp_path, monkeypatch, capsysbinary):
    """describe(records, *flags) runs mdx-describe against the server, in this process: importing
    the SDK takes longer than most tests."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)

    def run(made, *flags, llm="openai:m"):
        (tmp_path / "in").write_bytes(lines(made))
        url = server.url + ("/v1" if llm.startswith("openai") else "")
        status = main(["--llm", llm, "--base-url", url, *flags, "in"])
        said = capsysbinary.readouterr()
        return CompletedProcess(flags, status, said.out, said.err)

    return run


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
