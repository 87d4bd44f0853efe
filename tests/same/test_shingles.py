"""Every five tokens in a row, as numbers."""

import jaccard_oracle as oracle
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.same.jaccard import jaccard
from mdx.same.normal_form import normal
from mdx.same.shingles import shingles

SCENE = "from manim import *\n\nclass {}(Scene):\n    def construct(self):\n        {}\n"
STATEMENTS = [
    "self.wait()", "self.wait(2)", "c = Circle()", "s = Square(color=RED)", "self.play(Create(c))",
    "self.play(Create(s), run_time=2)", "self.add(Text('a b'))", "x = [i for i in range(9)]",
]  # fmt: skip
programs = st.lists(st.lists(st.sampled_from(STATEMENTS), max_size=12), min_size=1, max_size=12)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(programs)
def test_they_are_as_alike_as_the_tokens_are(bodies):
    forms = [normal(SCENE.format("S", "\n        ".join(body))) for body in bodies]
    numbers = shingles(forms)
    for i, form in enumerate(forms):
        assert len(numbers[i]) == len(oracle.shingles(form))
        for k in range(i):
            expected = oracle.jaccard(oracle.shingles(form), oracle.shingles(forms[k]))
            assert jaccard(numbers[i], numbers[k]) == expected


def test_a_text_is_the_same_whatever_stands_around_it():
    codes = ["a = 'x'\nb = 2\n", "f(", "", "'s' 't'", "if a:\n  b = c(d)\n  e = 'y'\nf(g)\n"]
    together = shingles([normal(code) for code in codes])
    for code, among_others in zip(codes, together, strict=True):
        (alone,) = shingles([normal(code)])
        assert among_others.tolist() == alone.tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [("self.wait()", "self.wait(2)"), ("self.add(a)", "self.play(b)"), ("pass", "x = 1")],
)
def test_short_scenes_that_share_the_template_alone_are_not_near(one, other):
    pair = shingles([normal(SCENE.format("S", body)) for body in (one, other)])
    assert jaccard(*pair) < 0.5


@pytest.mark.parametrize(
    ("code", "number"),
    [("", 0), ("f(", 0), ("a", 0), ("a = b", 1), ("a = b\n", 1), ("a = b + c", 3)],
    ids=["no code", "no Python", "three tokens", "five", "and a newline", "seven"],
)
def test_there_is_one_for_each_token_but_the_last_four(code, number):
    """The ends of lines are tokens, too."""
    (numbers,) = shingles([normal(code)])
    assert len(numbers) == number
    assert numbers.dtype == np.uint64


def test_they_stand_in_order_and_each_once():
    (numbers,) = shingles([normal("f(a)\n" * 9 + "g(b)\n" * 9)])
    assert numbers.tolist() == sorted(set(numbers.tolist()))


def test_no_release_changes_a_number():
    """What is joined across machines is made on each of them."""
    (numbers,) = shingles([normal("x = f('a', 1)")])
    assert [f"{number:016x}" for number in numbers.tolist()] == [
        "aa9df9439442df9e",
        "b372077feea57d6f",
        "c9a67765e15f69d4",
        "e950c70302b7f3ad",
        "f10d3b8949ed171e",
    ]


@pytest.mark.parametrize(
    "line",
    ["from manim import *", "import manim", "from .a import b", "class Another(Base):",
     "def construct(self):"],
)  # fmt: skip
def test_lines_that_all_scenes_share_do_not_count(line):
    code = f"{line}\n    x = f(a, 1)\n"  # no Python, and yet it has tokens
    one, other = shingles([normal(code), normal(code.replace(line, "class S(Scene):"))])
    assert one.tolist() == other.tolist() != []
