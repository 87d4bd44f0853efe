"""Edits by position nest as deep as syntax does, and keep every other byte."""

import ast

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from mdx.porting.edits import Source, Span


def named(text: str, name: str) -> tuple[Source, dict[str, Span]]:
    source = Source(text)
    found = {n.id: source.span(n) for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
    return source, found


def test_a_span_becomes_its_parts():
    source = Source("a + b")
    source.replace(Span(0, 1), "long")
    assert source.changed() == "long + b"


def test_an_edit_within_a_part_is_kept():
    source = Source("f(a)")
    source.replace(Span(0, 4), "g(", Span(2, 3), ", 1)")
    source.replace(Span(2, 3), "b")
    assert source.changed() == "g(b, 1)"


def test_an_edit_within_what_goes_away_goes_with_it():
    source = Source("f(a, b)")
    source.replace(Span(3, 6), "")
    source.replace(Span(5, 6), "c")
    assert source.changed() == "f(a)"


def test_a_part_may_come_from_elsewhere_with_the_edits_there():
    source = Source("old; new")
    source.replace(Span(0, 3), Span(5, 8))
    source.replace(Span(5, 8), "later")
    assert source.changed() == "later; later"


def test_of_two_edits_that_overlap_the_first_in_the_text_counts():
    source = Source("abcd")
    source.replace(Span(1, 3), "X")
    source.replace(Span(2, 4), "Y")
    assert source.changed() == "aXd"


def test_insertions_stand_in_the_order_they_were_asked_for_before_what_begins_there():
    source = Source("b")
    source.replace(Span(0, 1), "c")
    source.replace(Span(0, 0), "1")
    source.replace(Span(0, 0), "2")
    assert source.changed() == "12c"


@pytest.mark.parametrize("text", ["é = ß\n", "x = 'é'\r\ny\r\n", "\fx = 1\n", "a\rb"])
def test_places_are_those_of_the_syntax_tree_whatever_the_letters_and_line_ends(text):
    source, found = named(text, "")
    for name, span in found.items():
        assert source.text(span) == name


@given(st.text(alphabet="ab\n é"), st.integers(0, 8), st.integers(0, 8), st.text(max_size=3))
def test_all_but_the_span_stays(text, start, length, new):
    source = Source(text)
    start = min(start, len(source.bytes))
    end = min(start + length, len(source.bytes))
    old = source.bytes
    try:
        before, after = old[:start].decode(), old[end:].decode()
    except UnicodeDecodeError:
        return
    source.replace(Span(start, end), new)
    assert source.changed() == before + new + after


def test_time_grows_with_the_number_of_edits():
    def changed(count: int) -> str:
        source = Source("x " * count)
        for at in range(count):
            source.replace(Span(2 * at, 2 * at + 1), "y")
        return source.changed()

    assert_linear(changed, lambda size: size, start=1 << 15)
