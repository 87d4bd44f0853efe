"""The Makefile, and the listing of the commands: what a newcomer runs first."""

import json
import shutil
import subprocess
import sys

import pytest
from places import BIN, ROOT

CODE = "from manim import *\nclass {0}(Scene):\n    def construct(self):\n        {1}\n"
SCENES = [CODE.format("A", "self.add(Dot())"), CODE.format("B", "self.add(Square())")]
NOTHING_TO_TELL = CODE.format("C", "self.wait()")


def demo(env, folder, extract):
    """`make demo` where mdx is installed already, and mdx-extract is this script."""
    shutil.copy(ROOT / "Makefile", folder)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("setup.cfg", "pyproject.toml", ".venv/.mdx"):
        (folder / name).touch()
    for tool in ("dedupe", "describe"):
        (programs / f"mdx-{tool}").symlink_to(BIN / f"mdx-{tool}")
    (programs / "python").symlink_to(sys.executable)
    (programs / "mdx-extract").write_text(extract)
    (programs / "mdx-extract").chmod(0o755)
    return subprocess.run(
        ["make", "demo"], env=env, cwd=folder, capture_output=True, text=True, timeout=60
    )


def test_the_demo_goes_on_where_a_record_stays_undescribed(env, tmp_path):
    codes = [*SCENES, NOTHING_TO_TELL]
    rows = "".join(json.dumps({"description": "", "code": code}) + "\n" for code in codes)
    done = demo(env, tmp_path, f"#!/bin/sh\ncat <<'END'\n{rows}END\n")
    assert "1 record stays undescribed" in done.stderr
    assert done.stdout.endswith("3 records in out.jsonl\n")
    assert done.returncode == 0


def test_the_demo_ends_where_a_command_cannot_run(env, tmp_path):
    done = demo(env, tmp_path, "#!/bin/sh\nexit 2\n")
    assert done.returncode != 0
    assert "records in out.jsonl" not in done.stdout


@pytest.mark.parametrize(("words", "status"), [([], 0), (["--help"], 0), (["extract"], 2)])
def test_the_listing_of_commands_takes_no_operands(words, status, env):
    done = subprocess.run([sys.executable, "-m", "mdx", *words], env=env, capture_output=True)
    assert done.returncode == status
    assert (b"mdx-split" in done.stdout) == (words == [])


def test_the_listing_of_commands_ends_silently_with_its_reader(env):
    line = f"'{sys.executable}' -m mdx | true; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], env=env, capture_output=True, text=True)
    assert done.returncode in (0, 141)  # a listing that was written before `true` ended
    assert done.stderr == ""
