"""Man pages and completions, as the shells and man see them."""

import argparse
import re
import shutil
import subprocess
from importlib import import_module

import pytest
from places import BIN

from mdx.shell import manual
from mdx.shell.command import parser
from mdx.shell.troff import troff

pytest.importorskip("argparse_manpage")
pytest.importorskip("markdown_it")
COMMANDS = sorted(path.name for path in BIN.glob("mdx-*"))
CHAPTERS = sorted(path.stem for path in manual.CHAPTERS.glob("*.md"))
TOPICS = [name for name in CHAPTERS if f"mdx-{name}" not in COMMANDS]
every_command = pytest.mark.parametrize("command", COMMANDS)


@every_command
def test_a_man_page_says_what_the_help_says_and_has_no_date(command):
    tool = import_module(command.replace("-", "."))
    page = manual.man_page(tool).replace("\\-", "-")
    assert page.startswith(f'.TH {command.upper()} "1" "" "mdx ')
    assert f"{command} - {tool.__doc__.splitlines()[0].rstrip('.')}" in page
    for action in parser(tool)._actions:
        if action.help == argparse.SUPPRESS:
            continue
        assert all(option in page for option in action.option_strings if option not in "--help")


@every_command
@pytest.mark.skipif(not shutil.which("groff"), reason="no groff here")
def test_groff_sets_a_man_page_without_a_warning_and_keeps_its_examples(command):
    tool = import_module(command.replace("-", "."))
    page = manual.man_page(tool).encode()
    flags = ["-man", "-Tutf8", "-P-cbou", "-ww"]
    done = subprocess.run(["groff", *flags], input=page, capture_output=True, check=True)
    assert done.stderr == b""
    shown = [line.strip() for line in done.stdout.decode().splitlines()]
    examples = [line.strip() for line in tool.__doc__.splitlines() if line.startswith(" ")]
    assert len(examples) >= 3
    assert [line for line in examples if line not in shown] == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_page_holds_the_words_and_the_examples_of_its_chapter_in_order(name):
    if not shutil.which("groff"):
        pytest.skip("no groff here")
    chapter = (manual.CHAPTERS / f"{name}.md").read_text()
    page = manual.topic(name) if name in TOPICS else manual.man_page(import_module(f"mdx.{name}"))
    flags = ["-man", "-Tutf8", "-P-cbou", "-ww", "-rHY=0"]  # no word is hyphenated
    done = subprocess.run(["groff", *flags], input=page.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    shown = re.findall(r"\w+", done.stdout.decode().partition("DETAILS")[2].casefold())
    told = re.sub(r"(?m)^```.*|^\|[-|]+\|$|\]\([^)\s]+\)", "", chapter.partition("\n")[2])
    rest = iter(shown)  # headers of tables are words of the page, too
    assert [word for word in re.findall(r"\w+", told.casefold()) if word not in rest] == []


@pytest.mark.parametrize(
    ("chapter", "page"),
    [
        ("text `code` and\n**more**", ".PP\ntext \\fBcode\\fR and\n\\fBmore\\fR\n"),
        ("- one\n- two", ".IP \\(bu 2\none\n.IP \\(bu 2\ntwo\n"),
        ("## A b\n\ntext", ".SH A b\ntext\n"),
        ("### A b\n\ntext", ".SS A b\ntext\n"),
        ("see [this](that.md)", ".PP\nsee this\n"),
        ("```console\n$ a -b \\n\n```", ".PP\n.RS 4\n.nf\n$ a \\-b \\en\n.fi\n.RE\n"),
        (".not a request", ".PP\n\\&.not a request\n"),
        ("'nor this", ".PP\n\\(aqnor this\n"),
        ("| a | b |\n|---|---|\n| c | d |", ".TP\na\nb\n.TP\nc\nd\n"),
        ("# A title is left to the page", ""),
    ],
)
def test_markdown_becomes_troff(chapter, page):
    assert troff(chapter) == ".SH DETAILS\n" + page


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_read_its_completions(shell, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    place = manual.COMPLETIONS[shell].format("mdx-filter")
    path = tmp_path / "completion"
    path.write_text(dict(manual.files(COMMANDS))[place])
    subprocess.run([shell, "-n", path], check=True)


def test_every_file_has_its_place_below_the_prefix():
    places = [place for place, text in manual.files(COMMANDS) if text]
    assert "share/man/man1/mdx-split.1" in places
    assert "share/man/man7/mdx-record.7" in places
    assert "share/bash-completion/completions/mdx-split" in places
    assert len(places) == 4 * len(COMMANDS) + len(TOPICS)
