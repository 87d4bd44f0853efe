"""Man pages and completions, as the shells and man see them."""

import shutil
import subprocess
from importlib import import_module

import pytest
from places import BIN

from mdx.shell import manual
from mdx.shell.command import parser

pytest.importorskip("argparse_manpage")
pytest.importorskip("shtab")
COMMANDS = sorted(path.name for path in BIN.glob("mdx-*"))
every_command = pytest.mark.parametrize("command", COMMANDS)


@every_command
def test_a_manual_tells_what_the_help_tells_and_no_date(command):
    tool = import_module(command.replace("-", "."))
    page = manual.man_page(tool).replace("\\-", "-")
    assert page.startswith(f'.TH {command.upper()} "1" "" "mdx ')
    assert f"{command} - {tool.__doc__.splitlines()[0].rstrip('.')}" in page
    for action in parser(tool)._actions:
        assert all(option in page for option in action.option_strings if option not in "--help")


@every_command
@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
def test_groff_sets_a_manual_without_a_warning_and_keeps_its_examples(command):
    tool = import_module(command.replace("-", "."))
    page = manual.man_page(tool).encode()
    flags = ["-man", "-Tutf8", "-P-cbou", "-ww"]
    done = subprocess.run(["groff", *flags], input=page, capture_output=True, check=True)
    assert done.stderr == b""
    shown = [line.strip() for line in done.stdout.decode().splitlines()]
    examples = [line.strip() for line in tool.__doc__.splitlines() if line.startswith(" ")]
    assert len(examples) >= 3
    assert [line for line in examples if line not in shown] == []


@every_command
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_read_its_completion(command, shell, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    path = tmp_path / "completion"
    path.write_text(manual.completion(import_module(command.replace("-", ".")), shell))
    subprocess.run([shell, "-n", path], check=True)


def test_bash_completes_an_option(tmp_path):
    path = tmp_path / "completion"
    path.write_text(manual.completion(import_module("mdx.filter"), "bash"))
    # What bash itself sets when Tab is pressed, and the call that it makes.
    line = (
        f"source {path}; COMP_WORDS=(mdx-filter --dia); COMP_CWORD=1; COMP_POINT=16; "
        "COMP_LINE='mdx-filter --dia'; "
        "complete=$(complete -p mdx-filter | sed 's/.*-F \\([^ ]*\\).*/\\1/'); "
        "$complete mdx-filter --dia mdx-filter; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert done.stdout.split() == ["--dialect"]


def test_every_file_has_its_place_below_the_prefix():
    places = [place for place, text in manual.files("mdx-split") if text]
    assert "share/man/man1/mdx-split.1" in places
    assert "share/bash-completion/completions/mdx-split" in places
    assert len(places) == 4
