"""How requests begin, and what they ask for."""

import pytest

from mdx.wording.openers import parted


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
    opener, asked_for = parted(words)
    assert asked_for == rest
    assert f"{opener} {rest}".strip() == words


def test_case_marks_and_blanks_do_not_count():
    assert parted("  Draw,\n a CIRCLE! ") == ("draw", "a circle")
