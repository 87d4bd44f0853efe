"""Rows and cards take time linear in the length of foreign text."""

import pytest
from growth import assert_linear

from mdx.records.jsonl import Line
from mdx.training import columns
from mdx.training.card import cell
from mdx.training.census import REPOSITORY
from mdx.training.example import fenced
from mdx.training.formats import text
from mdx.training.licences import on_a_hub, warning

TEXTS = ["`", "`` ", "```\n", "#", " ", "\n", "(", "AND ", "-only", "CC-BY-", "a.", "a/", "\\", "|"]


@pytest.mark.parametrize(
    "function",
    [
        fenced, text.comment, cell, warning, REPOSITORY.match,
        lambda words: on_a_hub([words]),
        lambda words: REPOSITORY.match("https://" + words),
        lambda words: columns.of_record(Line("", 1, b'{"x":1}', {"x": words, words: 1})),
    ],
)  # fmt: skip
@pytest.mark.parametrize("part", TEXTS)
def test_twice_the_text_takes_about_twice_as_long(function, part):
    assert_linear(function, lambda size: part * size)
