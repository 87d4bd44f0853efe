"""What the tests of mdx-describe share: records and what is expected of them."""

import json
import time

SECRET = "sk-marked-0123456789"
LONGEST_S = 100  # that anything may take, on the busiest machine
BACKENDS = {"claude": "claude", "openai": "openai:m"}


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
