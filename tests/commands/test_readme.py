"""The README's examples run, and say what the README says they say."""

import subprocess

import pytest
from examples import examples, needs, sections
from places import BIN, SCENES


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
