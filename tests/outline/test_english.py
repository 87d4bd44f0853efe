"""The forms of words."""

import pytest

from mdx.outline.english import a, gerund, listed, plural, third_person


@pytest.mark.parametrize(
    ("function", "given", "expected"),
    [
        (a, "orange circle", "an orange circle"),
        (a, "union of shapes", "a union of shapes"),
        (a, "8-pointed star", "an 8-pointed star"),
        (third_person, "draw a line", "draws a line"),
        (third_person, "flash lines around it", "flashes lines around it"),
        (third_person, "rotate it", "rotates it"),
        (gerund, "move it up", "moving it up"),
        (gerund, "run it to 5", "running it to 5"),
        (gerund, "draw it", "drawing it"),
        (gerund, "let it change", "letting it change"),
        (plural, "red box", "red boxes"),
        (plural, "blue matrix", "blue matrices"),
        (plural, "pair of coordinate axes", "pairs of coordinate axes"),
        (listed, ["a"], "a"),
        (listed, ["a", "b", "c"], "a, b and c"),
    ],
)
def test_words_are_formed(function, given, expected):
    assert function(given) == expected
