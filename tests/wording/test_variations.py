"""Other wordings from the templates: none of them broken, all of them the same each time."""

import re

import pytest
from growth import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.wording.variations import Facts, is_english, variations

STYLES = ("imperative", "question", "terse", "constraint")
DESCRIPTIONS = [
    "Create an animation that draws a blue circle and then fades it out.",
    "Draw a blue circle. Then turn it into a red square.",
    "I want to see why averages calm down: roll a die 200 times.",
    "How does a Fourier series approach a square wave?",
    "A blue right triangle is drawn, and $a^2 + b^2 = c^2$ appears below it.",
    "Show me how a dot moves along a circle!",
    "Can you plot y = x^2 from -3 to 3? Use a red curve.",
]
FACTS = Facts("ce", "Pythagoras", True)


@pytest.mark.parametrize("text", DESCRIPTIONS)
def test_no_wording_is_broken(text):
    made = list(variations(text, FACTS, STYLES, "0"))
    assert len(made) >= 6
    for words in made:
        assert not re.search(r"(?i)\b(that|to|of|showing) (create|make|please|i)\b", words), words
        assert len(re.findall(r"(?i)\banimation (?:that|of)\b", words)) <= 1, words
        assert not re.search(r"\.\.|\?\.|\.\?|  |\{|\}(?!\$)|: *(Create|Draw|Show)\b", words), words
        assert words[0].isupper(), words
        assert words[-1] in ".?!", words


@pytest.mark.parametrize("text", [t for t in DESCRIPTIONS if "?" in t])
def test_a_question_stays_a_question(text):
    assert all("?" in words for words in variations(text, FACTS, STYLES, "0"))


@pytest.mark.parametrize(
    ("text", "style", "possible"),
    [
        (
            "Create an animation that draws a circle. Fade it out.",
            "question",
            "Could you make an animation that draws a circle? Fade it out.",
        ),
        ("Draw a circle.", "question", "Can you draw a circle?"),
        ("Please draw a circle.", "terse", "Draw a circle."),
        ("A circle is drawn.", "imperative", "Animate the following: A circle is drawn."),
        ("I want to see a wave.", "question", "Could you show me a wave?"),
        ("Draw a circle", "constraint", "Draw a circle. Use Manim Community Edition."),
        ("Draw a circle.", "constraint", "Draw a circle. Call the scene Pythagoras."),
    ],
)
def test_a_wording_is_among_those_of_its_style(text, style, possible):
    assert possible in list(variations(text, FACTS, (style,), "0"))


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("Your task is to draw a circle.", "imperative"),
        ("Create an animation that:\n- draws a dot", "question"),
        ("What is a limit?", "imperative"),
        ("The animation should show:", "constraint"),
        ("Erstelle eine Animation, die einen Kreis in ein Quadrat verwandelt.", "imperative"),
        ("Crea una animación que muestre un círculo rojo.", "constraint"),
        ("绘制一个红色的圆，然后把它变成正方形。", "imperative"),
        ("Анимация вращающегося квадрата.", "constraint"),
    ],
)
def test_what_cannot_be_reworded_well_is_not(text, style):
    assert list(variations(text, FACTS, (style,), "0")) == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Write a scene that explains limits.", "Write code to write"),
        ("Write the words in red.", "Write code to write"),
        ("Animate a dot.", "In a short animation, animate"),
        ("My animation: a car drives along.", "Animation: My animation"),
        ("Example: a line between two dots.", ": Example:"),
        ("Make a short video.", "make make"),
        ("Animated sine wave.", "animate this? Animated"),
        ("What happens to it? Show it.", "Show me"),
        ("Design an intro.", "In a short animation, design an intro"),
        ("Draw a dot. Then move it.", "How would I draw a dot?"),
        ("What is a limit? Take 1 / n.", "animation. Take 1 / n."),
    ],
)
def test_nothing_is_said_twice(text, never):
    assert never not in " ".join(variations(text, FACTS, STYLES, "0"))


def test_a_constraint_after_a_list_is_a_line_of_its_own():
    text = "Draw:\n- a circle\n- a dot"
    made = list(variations(text, FACTS, ("constraint",), "0"))
    assert f"{text}\nUse Python and Manim." in made


def test_constraints_hold_for_the_record():
    made = " ".join(variations("Draw a dot.", Facts("gl", "", False), ("constraint",), "0"))
    assert "ManimGL" in made
    assert "Community" not in made
    assert "single scene" not in made
    assert "named" not in made


@pytest.mark.slow
@given(st.text(max_size=200), st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_distinct_wordings_the_same_each_time(text, seed):
    made = list(variations(text, FACTS, STYLES, str(seed)))
    assert made == list(variations(text, FACTS, STYLES, str(seed)))
    assert len({*made, text}) == len(made) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Draw the circle.", True),
        ("Pythagoras", True),
        ("", True),
        ("Der Kreis ist rot.", False),
        ("Un cercle est rouge", False),
        ("绘制圆 dot", False),
        ("a été ça là où β", False),
        ("der die das and the of", True),
    ],
)
def test_english_is_told_from_other_languages(text, expected):
    assert is_english(text) is expected


@pytest.mark.parametrize("unit", ["der the ", "Draw a dot. ", "é", "- a\n", "`"])
def test_twice_as_long_a_description_takes_twice_as_long(unit):
    assert_linear(lambda text: list(variations(text, FACTS, STYLES, "0")), lambda n: unit * n, 64)
