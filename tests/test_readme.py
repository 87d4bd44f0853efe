"""The README's examples run, and say what the README says they say."""

import re
import shutil
import subprocess

import pytest
from conftest import BIN, ROOT, SCENES

README = (ROOT / "README.md").read_text()
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


def sections() -> dict[str, str]:
    parts = re.split(r"^## (.+)\n", README, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def needs(section: str) -> set[str]:
    """The programs of other people that a section's examples call and this machine lacks."""
    commands = "".join(command for command, _ in examples(section))
    return {p for p in ("jq", "make") if re.search(rf"\b{p} ", commands) and not shutil.which(p)}


def examples(section: str) -> list[tuple[str, str]]:
    """(command, expected output) pairs: `$ ` begins a command, `> ` goes on with it."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(section):
        for line in block.splitlines(keepends=True):
            if line.startswith("$ "):
                found.append((line[2:], ""))
            elif line.startswith("> ") and not found[-1][1]:
                found[-1] = (found[-1][0] + line[2:], "")
            else:
                found[-1] = (found[-1][0], found[-1][1] + line)
    return found


@pytest.mark.parametrize("name", [n for n, text in sections().items() if examples(text)])
def test_the_examples_of_a_section_do_what_it_says(name, env, tmp_path):
    if missing := needs(sections()[name]):
        pytest.skip(f"not installed: {', '.join(missing)}")
    (tmp_path / "scenes.jsonl").write_bytes(SCENES.read_bytes())
    for command, expected in examples(sections()[name]):
        done = subprocess.run(
            ["bash", "-c", "set -o pipefail\n" + command],
            env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"$ {command}{done.stderr}"
        if expected:
            assert done.stdout == expected, f"$ {command}{done.stderr}"


@pytest.mark.parametrize("command", sorted(p.name for p in BIN.glob("mdx-*")))
def test_every_command_has_a_section(command):
    assert command in sections()
