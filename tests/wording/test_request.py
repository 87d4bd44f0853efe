"""Descriptions taken apart: what kind of request, what is asked for, what follows."""

import pytest
from growth import assert_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.wording.request import (
    ASK,
    DO,
    FIXED,
    SEE,
    THING,
    TOLD,
    first_sentence,
    is_imperative,
    parse,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "core"),
    [
        ("Create an animation that draws a circle.", THING, "draws a circle"),
        ("Please make me a short 3D scene showing a cube.", THING, "a cube"),
        ("I'd like an animation on a white background that draws a dot.", THING, "draws a dot"),
        ("An animation of a pendulum", THING, "a pendulum"),
        ("Draw a circle. Fade it out.", DO, "draw a circle"),
        ("Please draw a circle", DO, "draw a circle"),
        ("Plot the sine function.", DO, "plot the sine function"),
        ("Rotate the square by 90 degrees.", DO, "rotate the square by 90 degrees"),
        ("I would like to see how a wave moves.", SEE, "how a wave moves"),
        ("Show me how a wave moves.", SEE, "how a wave moves"),
        ("Let's see how a wave moves.", SEE, "how a wave moves"),
        ("Help me to draw a circle.", DO, "draw a circle"),
        ("Start with a circle. Move it.", TOLD, "Start with a circle."),
        ("What is a derivative?", ASK, "What is a derivative?"),
        ("Could you draw a circle?", DO, "draw a circle"),
        ("Draws a circle. Fades it out.", THING, "draws a circle"),
        ("Traces the path of a dot.", THING, "traces the path of a dot"),
        ("Draw a circle\nand a dot.", DO, "draw a circle and a dot"),
        ("Draw a circle\nAnd a dot.", FIXED, "Draw a circle\nAnd a dot."),
        ("Designs of the past.", TOLD, "Designs of the past."),
        ("How can I draw a circle", ASK, "How can I draw a circle?"),
        ("How a circle is drawn", TOLD, "How a circle is drawn"),
        ("Can you draw a circle", DO, "draw a circle"),
        ("# The circle", FIXED, "# The circle"),
        ("Plot of the sine function.", TOLD, "Plot of the sine function."),
        ("Transform matrices act on the plane.", TOLD, "Transform matrices act on the plane."),
        ("A circle is drawn.", TOLD, "A circle is drawn."),
        ("Pi is 3.14 e.g. in $f(x. y)$ here. Next.", TOLD, "Pi is 3.14 e.g. in $f(x. y)$ here."),
        ("Create an animation that:\n- draws a dot", FIXED, "Create an animation that:"),
        (
            "Create an animation that Create a circle.",
            FIXED,
            "Create an animation that Create a circle.",
        ),
        ("Using Manim, create a circle.", FIXED, "Using Manim, create a circle."),
        ("Your task is to draw a circle.", FIXED, "Your task is to draw a circle."),
    ],
)
def test_a_description_is_taken_apart(text, kind, core):
    assert parse(text)[:2] == (kind, core)


def test_a_verb_of_request_begins_an_imperative():
    assert is_imperative("Draw a circle")
    assert not is_imperative("Drawn by hand, a circle appears")


@given(st.text(alphabet="draw a circle.?:\n$\"'`", min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_what_follows_the_first_sentence_is_kept(text):
    request = parse(text)
    assert text.strip().endswith(request.rest)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One. Two.", "One."),
        ("One.", "One."),
        ("See e.g. this. Then that.", "See e.g. this."),
        ("By J. R. Tolkien. Next.", "By J. R. Tolkien."),
        ("Write $a. b$ and $$c. d$$. Next.", "Write $a. b$ and $$c. d$$."),
        ('Say "Hi. You", he said. Next.', 'Say "Hi. You", he said.'),
        ("A price of 5$. Then more.", "A price of 5$."),
        ("An opener \\( alone. Next.", "An opener \\( alone."),
        ("A \\(b. c\\) d. Next.", "A \\(b. c\\) d."),
        ("Really?! (Yes.) No.", "Really?!"),
        ("Wait... what? Yes.", "Wait..."),
        ("a.b is no end. This is.", "a.b is no end."),
        ("One\n\nTwo", "One"),
        ("One:\n- two", "One:"),
        ("no end", "no end"),
    ],
)
def test_the_first_sentence_ends_where_a_reader_would_end_it(text, first):
    assert first_sentence(text) == (first, text[len(first) :])


# What a text is made of, over and over, that once took time by its square.
HOSTILE = {
    "sentences in quotations": lambda n: '"a. b" ' * n,
    "sentences with formulas": lambda n: "$a. b$, " * n,
    "formulas without an end": lambda n: "\\( a " * n,
    "displayed formulas without an end": lambda n: "$$" + "$" * n + "a",
    "quotations without an end": lambda n: "“" * n,
    "abbreviations": lambda n: "e.g. " * n,
    "full stops": lambda n: "." * n + "a",
    "stops and quotations": lambda n: '."' * n + "a",
    "blanks": lambda n: "a" + " " * n + "b",
    "empty lines": lambda n: "a" + "\n" * n + "b",
    "blank lines": lambda n: "a" + " \n" * n + "b",
    "numbers that begin lines": lambda n: "a" + "\n1" * n,
    "digits that begin a line": lambda n: "a\n" + "1" * n,
    "a wish with blanks": lambda n: "I" + " " * n + "x",
    "wishes": lambda n: "I would " * n,
    "cries for help": lambda n: "help me to " * n + "draw a dot",
    "a background of blanks": lambda n: "an animation on a" + " " * n + "x that moves",
    "a background of words": lambda n: "an animation on a" + " b" * n + " x that moves",
    "adjectives": lambda n: "create the " + "big " * n + "animation that moves",
    "commas": lambda n: ", " * n,
    "a word": lambda n: "a" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_a_description_takes_twice_as_long(make):
    assert_linear(parse, make)
