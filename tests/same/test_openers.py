"""How requests begin."""

import pytest

from mdx.same.openers import without_opener


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("draw a circle", "a circle"),
        ("create an animation that shows a circle", "a circle"),
        ("please make a short manim video of a circle", "a circle"),
        ("can you show me a circle", "a circle"),
        ("i would like you to animate a circle", "a circle"),
        ("write python code to draw a circle", "a circle"),
        ("a scene where a circle grows", "a circle grows"),
        ("a circle grows", "a circle grows"),
        ("a short story", "a short story"),
        ("create", "create"),
        ("", ""),
    ],
)
def test_what_is_to_be_seen_is_left(words, rest):
    assert without_opener(words) == rest
