"""Suggestions for unknown words."""

import pytest

from mdx.work.nearest import did_you_mean, nearest, none_of

DIALECTS = ("ce", "gl", "cairo", "unknown")


@pytest.mark.parametrize(
    ("word", "words", "meant"),
    [
        ("manimce", DIALECTS, "ce"),
        ("ManimGL", DIALECTS, "gl"),
        ("cario", DIALECTS, "cairo"),
        ("foo", DIALECTS, ""),
        ("", DIALECTS, ""),
        ("--", DIALECTS, ""),
        ("mit", ["MIT", "MIT-0", "ISC"], "MIT"),
        ("Apache 2", ["Apache-2.0", "MIT"], "Apache-2.0"),
        ("szymon", ["szymon_ozog", "benjamin_hackl"], "szymon_ozog"),
        ("--jbos", ["--jobs", "--help"], "--jobs"),
        ("anything", [], ""),
        ("anything", ["", "--"], ""),
        ("code", ["codes", "code"], "code"),
    ],
)
def test_the_nearest_word(word, words, meant):
    assert nearest(word, words) == meant


def test_the_order_of_the_words_changes_nothing():
    assert nearest("ab", ["abx", "aby"]) == nearest("ab", ["aby", "abx"])


def test_a_message_lists_the_choices_and_shortens_the_word_to_fit_one_line():
    assert none_of("manimce", DIALECTS) == (
        "'manimce' is not one of ce, gl, cairo, unknown; did you mean ce?"
    )
    assert did_you_mean("foo", DIALECTS) == ""
    assert len(none_of("x" * 100_000, DIALECTS)) < 100
