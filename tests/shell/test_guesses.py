"""Every guess at a flag leads to one that some command has, and every command has guesses."""

import importlib
import re

import pytest
from places import BIN

from mdx.shell.command import parser
from mdx.shell.guesses import SYNONYMS, explained

TOOLS = sorted(p.name.removeprefix("mdx-") for p in BIN.glob("mdx-*"))
PARSERS = {tool: parser(importlib.import_module(f"mdx.{tool}")) for tool in TOOLS}
FLAGS = {flag for each in PARSERS.values() for a in each._actions for flag in a.option_strings}


def test_each_synonym_means_an_existing_flag_or_is_a_message():
    for meant in SYNONYMS.values():
        for flag in re.findall(r"--[a-z-]+", meant):
            assert flag in FLAGS, meant


@pytest.mark.parametrize("tool", TOOLS)
def test_what_every_other_tool_has_is_explained_by_each_of_ours(tool):
    for flag in ("-o", "--output", "--input", "--verbose", "--force", "--limit", "--resume"):
        assert "; " in explained(flag, PARSERS[tool])


@pytest.mark.parametrize(
    ("tool", "flag", "said"),
    [
        ("filter", "--quality", "there is no flag --quality; did you mean --min-quality?"),
        ("filter", "--licence=MIT", "there is no flag --licence; did you mean --license?"),
        ("filter", "--threshold", "there is no flag --threshold; did you mean --min-quality?"),
        ("dedupe", "--threshold", "there is no flag --threshold; did you mean --near?"),
        ("filter", "--near", "there is no flag --near; mdx-dedupe and mdx-split have it"),
        ("filter", "--min_quality", "there is no flag --min_quality; did you mean --min-quality?"),
        ("filter", "--Jobs", "there is no flag --Jobs; did you mean --jobs?"),
        ("split", "--validation", "there is no flag --validation; did you mean --val?"),
        ("dedupe", "--seed", "there is no flag --seed; nothing here is random"),
        ("describe", "--api-key", "there is no flag --api-key; keys come from the environment"),
        ("describe", "--temperature", "there is no flag --temperature; did you mean --set, as in"),
        ("port", "--zzz", "there is no flag --zzz"),
        ("port", "-x", "there is no flag -x"),
    ],
)
def test_the_message_about_an_unknown_flag(tool, flag, said):
    assert explained(flag, PARSERS[tool], PARSERS.values()).startswith(said)
