"""How a new mobject looks, where the text of its words decides."""

import pytest
from growth import assert_linear

from mdx.outline.texts import joined, only_formula, plain_tex


@pytest.mark.parametrize(
    ("label", "formula"),
    [
        ("$a$", "a"),
        (" $ a $  $b c$ ", "a b c"),
        ("$a$ and $b$", ""),
        ("$$", ""),
        ("$a", ""),
        ("", ""),
    ],
)
def test_a_text_of_nothing_but_formulas_is_a_formula(label, formula):
    assert only_formula(label) == formula


HOSTILE = {
    "blanks in a formula": lambda n: "$a" + " " * n + "b$",
    "formulas": lambda n: "$a$ " * n,
    "formulas and a word": lambda n: "$a$ " * n + "x",
    "dollars": lambda n: "$" * n,
    "blanks": lambda n: " " * n + "x",
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_a_text_takes_twice_as_long(make):
    assert_linear(lambda text: (only_formula(text), plain_tex(text), joined([text] * 2)), make)
