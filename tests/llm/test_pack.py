"""Answers by id out of one text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.llm.pack import schema, texts


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('{"1": "a", "2": "b"}', ["a", "b"]),
        ('{"2": "b", "1": "a"}', ["a", "b"]),
        ('```json\n{"1": "a", "2": "b"}\n```', ["a", "b"]),
        ('Here it is: {"1": "a", "2": "b"} as {you} wanted', ["a", "b"]),
        ('As {you} {"wanted": 1}: {"1": "a", "2": "b"}', ["a", "b"]),
        ('{"1": "a\nb", "2": "{}"}', ["a\nb", "{}"]),
        ('{"1": "a"}', ["a", ""]),
        ('{"1": "a", "1": "c", "2": "b"}', ["", "b"]),
        ('{"1": "a", "2": 7}', ["a", ""]),
        ('{"1": "a", "2": {"1": "b"}}', ["a", ""]),
        ('{"1": "a", "2": null, "3": "c"}', ["a", ""]),
        ('{"1": "a", "2": "b', ["", ""]),
        ("{" * 9999, ["", ""]),
        ('{"1":' * 9999, ["", ""]),
        ("I cannot", ["", ""]),
        ("", ["", ""]),
    ],
)
def test_answers_are_read_by_id_whatever_stands_around_them(said, expected):
    assert texts(said, 2) == expected


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))), st.text(alphabet="a \n`"))
def test_what_is_written_by_the_schema_is_read_back(answers, around):
    names = schema(len(answers))["required"]
    said = around + json.dumps(dict(zip(names, answers, strict=True))) + around
    assert texts(said, len(answers)) == answers
