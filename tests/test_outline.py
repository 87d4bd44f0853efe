"""mdx/code/outline.py: what is said of a scene, and what is not."""

import pytest

from mdx.code.outline import narrate

HEAD = "from manim import *\n\nclass S(Scene):\n    def construct(self):\n"


def told(*lines: str) -> str:
    return narrate(HEAD + "".join(f"        {line}\n" for line in lines))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param(
            ["c = Circle(color=BLUE)", "self.play(Create(c))", "self.play(FadeOut(c))"],
            ["draws a blue circle", "fades it out"],
            id="a thing is named first and called it afterwards",
        ),
        pytest.param(
            ["c = Circle()", "s = Square(color=RED)", "self.play(Create(c))",
             "self.play(Transform(c, s))"],
            ["turns it into a red square"],
            id="a transform tells what becomes of a thing",
        ),
        pytest.param(
            ["t = MathTex(r'E = mc^2')", "self.play(Write(t))"],
            ["writes the formula $E = mc^2$"],
            id="formulas are quoted",
        ),
    ],
)  # fmt: skip
def test_what_happens_is_told_in_order(lines, words):
    text = told(*lines)
    places = [text.find(word) for word in words]
    assert -1 not in places, text
    assert places == sorted(places), text


@pytest.mark.parametrize(
    "code",
    [
        "",
        "x =",
        "\0",
        "(" * 5000,
        "class S(Scene):\n    pass",
        HEAD + "        self.play(foo(bar))",
    ],
)
def test_nothing_is_told_where_nothing_can_be_known(code):
    assert narrate(code) == ""
