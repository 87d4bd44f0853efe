"""Fixtures for the tests of all tools: the commands as users run them, with an empty home."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from places import BIN

# Variables that may be set in a user's shell and that tests must not see.
PRIVATE = (
    "ANTHROPIC_", "OPENAI_", "GEMINI_", "OLLAMA_", "HF_", "KAGGLE_", "MDX_", "XDG_",
    "MAKE", "MFLAGS",
)  # fmt: skip
# A background job is started with the interrupt ignored, and by nohup the hangup as well, which the
# commands under test would obey.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
# Thousands of commands are started here, and each would compile all that it imports once more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# How long an example takes says more about the machine than about mdx.
settings.register_profile("mdx", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("mdx")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks each test that measures how time grows: it repeats its work until it takes a while."""
    assert isinstance(item, pytest.Function)
    if "assert_linear" in item.function.__code__.co_names:
        item.add_marker("slow")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty home and cache, and without keys."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(PRIVATE)}
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    path = f"{BIN}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return clean | {"HOME": str(home), "MDX_CACHE_DIR": str(tmp_path / "cache"), "PATH": path}


@pytest.fixture
def mdx(env: dict[str, str], tmp_path: Path):
    """mdx("filter", "--parses", input=b"...") runs bin/mdx-filter; its output is bytes."""

    def run(tool: str, *args: str, input: bytes = b"", **more) -> subprocess.CompletedProcess:
        more = {"env": env, "cwd": tmp_path, "timeout": 120, "capture_output": True} | more
        command = [sys.executable, str(BIN / f"mdx-{tool}"), *map(str, args)]
        return subprocess.run(command, input=input, **more)

    return run
