"""What is taken from a model's answer."""

import pytest
from growth import assert_linear

from mdx.wording.paraphrase import judged


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("1. Draw one.\n2) Plot it.\n(3) Show it.", ["Draw one.", "Plot it.", "Show it."]),
        ("- Draw one.\n* Plot it.\n• Show it.", ["Draw one.", "Plot it.", "Show it."]),
        ('"Draw one."\n\n  Draw   one.', ["Draw one."]),
        ('"\n""', ['"']),
        ("A dot.", []),
        ("3.5 dots", ["3.5 dots"]),
    ],
)
def test_each_distinct_line_is_a_rewording_without_its_bullet(answer, expected):
    assert [words for words, _ in judged("A  dot.", answer)] == expected


def test_a_rewording_comes_with_what_is_wrong_with_it():
    assert dict(judged("2 dots", "two dots\n3 dots")) == {
        "two dots": "",
        "3 dots": "the number 2 is lost",
    }


@pytest.mark.parametrize("unit", [" ", "- ", "1", '"'])
def test_twice_as_long_an_answer_takes_twice_as_long(unit):
    assert_linear(lambda answer: list(judged("a", answer)), lambda n: unit * n + "x")
