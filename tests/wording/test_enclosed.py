"""What stands between two marks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.wording.enclosed import DISPLAYED, FORMULAS, QUOTATIONS, cut, spans

# The same as regular expressions, whose time grows as the square of the length.
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$|\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
QUOTED = re.compile(r"\"[^\"\n]+\"|“[^”\n]+”|`[^`\n]+`")
MARKED = st.lists(st.sampled_from('$ $$ \\( \\) \\[ \\] " “ ” ` a \n'.split(" "))).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a $b$ c", ["$b$"]),
        ("$$b\nc$$", ["$$b\nc$$"]),
        ("$b\nc$", []),
        ("$$$$", []),
        ("\\(b) \\) \\[c\\]", ["\\(b) \\)", "\\[c\\]"]),
        ("\\( $b$ \\[ $c$", ["$b$", "$c$"]),
    ],
)
def test_a_formula_is_all_from_its_first_mark_to_its_last(text, expected):
    assert cut(text, (*FORMULAS, DISPLAYED))[0] == expected


@given(MARKED)
def test_formulas_are_those_that_a_regular_expression_finds(text):
    assert list(spans(text, (*FORMULAS, DISPLAYED))) == [m.span() for m in FORMULA.finditer(text)]


@given(MARKED)
def test_quotations_are_those_that_a_regular_expression_finds(text):
    assert cut(text, QUOTATIONS) == (QUOTED.findall(text), QUOTED.sub(" ", text))
