"""The README and the manual: their examples run, and say what the pages say they say."""

import os
import subprocess
from contextlib import suppress
from importlib import import_module

import pytest
from examples import LINK, PAGES, examples, mentions, needs, text
from places import BIN, ROOT

from mdx.shell import command as shell

COMMANDS = sorted(path.name for path in BIN.glob("mdx-*"))
CHAPTERS = sorted(PAGES.keys() - {"README"})
every_page = pytest.mark.parametrize("page", PAGES)


@pytest.mark.parametrize("page", [page for page in PAGES if examples(page)])
def test_the_examples_of_a_page_do_what_it_says_from_top_to_bottom(page, env, tmp_path):
    if missing := needs(page):
        pytest.skip(f"not installed: {', '.join(missing)}")
    for command, expected in examples(page):
        done = subprocess.run(
            ["bash", "-c", "set -o pipefail\n" + command],
            env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"$ {command}{done.stderr}"
        if expected:
            assert done.stdout == expected, f"$ {command}{done.stderr}"


@pytest.mark.parametrize(
    "words", [words for page in PAGES for words in mentions(page)], ids=" ".join
)
def test_the_flags_of_an_example_that_nobody_runs_are_flags_of_the_command(words):
    tool = import_module(words[0].replace("-", "."))
    with suppress(SystemExit):  # one that prints something and ends; a usage error is no such end
        shell.parser(tool).parse_intermixed_args(words[1:])


def test_the_readme_is_short():
    assert len(text("README").split()) <= 900


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_chapter_and_an_example_in_it(command):
    assert any(command in example for example, _ in examples(command.removeprefix("mdx-")))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_readme_leads_to_every_chapter(chapter):
    assert f"mdx/manual/{chapter}.md" in LINK.findall(text("README"))


@every_page
def test_what_a_page_links_to_is_there(page):
    local = [link for link in LINK.findall(text(page)) if "://" not in link]
    assert [link for link in local if not (PAGES[page].parent / link).exists()] == []


@every_page
def test_what_a_page_names_of_the_repository_is_there(page):
    named = [word.strip("`.,;:()") for word in text(page).split() if "mdx/" in word]
    paths = [word for word in named if word.startswith("mdx/") and os.path.splitext(word)[1]]
    assert [path for path in paths if not (ROOT / path).exists()] == []
