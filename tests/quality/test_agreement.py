"""Where a description says otherwise than its code, and where nobody can tell."""

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from mdx.quality.agreement import contradictions


def scene(*body, head="from manim import *"):
    lines = "\n".join(f"        {line}" for line in body)
    return f"{head}\n\nclass A(Scene):\n    def construct(self):\n{lines}\n"


FILM = scene(
    't = Text("Hello world")',
    "dots = VGroup(*[Dot(color=BLUE) for _ in range(3)]).arrange(RIGHT)",
    'f = MathTex("a^2 + b^2 = c^2")',
    "self.play(Write(t))",
    "self.play(FadeIn(dots))",
    "self.play(Write(f))",
)
PICTURE = scene("self.add(Circle())")


@pytest.mark.parametrize(
    ("description", "code", "found"),
    [
        ("Show five red dots.", FILM,
         ["it says red, but nothing is red", "it says five dots, but there are 3"]),
        ("Show some green dots.", FILM, ["it says green, but nothing is green"]),
        ('Write "Goodbye moon" on top.', FILM, ["the words “Goodbye moon” are not on screen"]),
        ("Write $E = m k \\lambda$.", FILM, ["the formula $E = m k \\lambda$ is not on screen"]),
        ("First $a^2+b^2=c^2$ is there. Then write \"Hello world\".", FILM,
         ["it has Hello world come after $a^2+b^2=c^2$, but it comes before it"]),
        ("Make a picture of three dots.", FILM, ["it asks for a picture, but the scene moves"]),
        ("Animate a red circle.", PICTURE,
         ["it says “Animate”, but nothing moves: it is a picture"]),
        ("Draw a purple circle.", PICTURE, ["it says purple, but nothing is purple"]),
    ],
)  # fmt: skip
def test_a_contradiction_is_told_in_words(description, code, found):
    assert contradictions(description, code) == found


@pytest.mark.parametrize(
    ("description", "code"),
    [
        ('Show three blue dots under "Hello world", then $a^2 + b^2 = c^2$.', FILM),
        ("Animate some dots.", FILM),
        ("Show two dots.", FILM),
        ("Show a title, dots and a formula.", FILM),
        ("Write hello to the world.", FILM),
        ("Show dots the colour of the sky.", FILM),
        ('Write "HELLO WORLD" first and the dots below.', FILM),
        ('Show $a^2 + b^2 = c^2$, and "Hello world" before it.', FILM),
        ("Draw a red circle on black.", PICTURE),
        ("Make a picture of a circle.", PICTURE),
        ("Show a circle.", PICTURE),
        ("Show a green dot.", scene("self.play(FadeIn(Dot(color=random_color())))")),
        ("Show a green dot.", scene('self.play(FadeIn(Dot(color="#00ff00")))')),
        ("Show a green dot.", scene("self.play(FadeIn(Dot(color=C)))", head="from own import *")),
        ("Show nine dots.", scene("for i in range(n):", "    self.play(FadeIn(Dot()))")),
        ("Show nine squares.", scene("self.play(Create(Circle()))")),
        ("Light it up in orange.", scene("self.play(Indicate(Dot()))")),
        ('Write "42" and "A".', scene("self.add(Text(str(n)))", "self.wait()")),
        ("Anything in purple.", "x = 1"),
        ("Anything in purple.", "class ("),
        ("", FILM),
    ],
)  # fmt: skip
def test_what_is_left_out_or_not_sure_is_no_contradiction(description, code):
    assert contradictions(description, code) == []


@given(st.text(), st.text())
def test_any_texts_are_compared(description, code):
    assert contradictions(description, code + FILM) is not None


@pytest.mark.parametrize("part", ["'''", '"', "two dots ", "$", "import a\n", "“", "then. ", "a ("])
def test_the_time_grows_as_the_texts_do(part):
    assert_linear(
        lambda text: contradictions(text, f"{FILM}\n# {text}"),
        lambda size: part * (size // len(part)),
    )
