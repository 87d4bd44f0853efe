"""Code that differs in names alone."""

import pytest

from mdx.same.nameless import Nameless
from mdx.same.normal_form import normal


def without_names(code: str) -> bytes:
    return Nameless(normal(code)).numbered()


SAME = {
    "a variable": ("x = 1\nprint(x)", "y = 1\nprint(y)"),
    "the scene": ("class A(Scene): pass", "class B(Scene): pass"),
    "a parameter": ("def f(a): return a", "def f(b): return b"),
    "a function": ("def f(): pass\nf()", "def g(): pass\ng()"),
    "a loop's variable": ("for i in x: print(i)", "for k in x: print(k)"),
    "a name in an f-string": ("x = 1\nprint(f'{x} x')", "y = 1\nprint(f'{y} x')"),
    "what an exception is bound to": (
        "try: pass\nexcept E as e: print(e)",
        "try: pass\nexcept E as f: print(f)",
    ),
    "comments too": ("x = 1  # one", "y = 1"),
    "brackets that say nothing": ("x = (1)", "y = 1"),
    "several variables": (
        "a, (b, *c) = d = f()\nprint(a, b, c, d)",
        "e, (g, *h) = i = f()\nprint(e, g, h, i)",
    ),
    "a variable of another's name": ("a = 1\nb = a", "b = 1\na = b"),
    "parameters with values": (
        "def f(a, *b, c=1, **d): g(a, b, c, d)",
        "def f(i, *j, k=1, **h): g(i, j, k, h)",
    ),
    "a parameter of a lambda": ("f(lambda a, b=1: a + b)", "f(lambda c, d=1: c + d)"),
    "the variables of a comprehension": ("[a for a, b in c if b]", "[d for d, e in c if e]"),
    "what a file is bound to": ("with f() as a: a.b", "with f() as c: c.b"),
    "what a walrus binds": ("if (a := f()): a", "if (b := f()): b"),
    "a global": ("def f():\n  global a\n  a = 1", "def f():\n  global b\n  b = 1"),
    "a docstring": ("class A(Scene):\n  'Doc.'\n  x = 1", "class A(Scene):\n  x = 1"),
    "annotations": ("def f(a: 'A' = 1, *b: int) -> 'B':\n  c: 'C' = a", "def f(a=1, *b):\n  c = a"),
    "an annotation alone": ("class A:\n  a: Dict['b', 'c']\n  d = 'e'", "class A:\n  a\n  d = 'e'"),
    "imports of nothing that is used": (
        "import os\nfrom a import b, c as d\nd()",
        "from a import c as d\nd()",
    ),
    "where imports stand": ("from a import b\nfrom a import c\nb(c)", "from a import c, b\nb(c)"),
}
DIFFERENT = {
    "a class of Manim": ("x = Circle()", "x = Square()"),
    "an attribute": ("x = 1\nx.a()", "x = 1\nx.b()"),
    "a method": ("class A:\n  def construct(self): pass", "class A:\n  def setup(self): pass"),
    "a keyword": ("x = f(color=1)", "x = f(radius=1)"),
    "an import that is used": ("import a as c\nc.d", "import b as c\nc.d"),
    "a star import": ("from a import *", "from b import *"),
    "the prefix of a string": ("f = 1\nx = f'a'", "b = 1\nx = b'a'"),
    "a name for a number that is none": ("e = 1\nx = 1e-5", "e = 1\nx = 1e-6"),
    "a docstring that is a value": ("x = 'a'", "x = 'b'"),
    "text in an f-string": ("x = 1\nprint(f'{x} x')", "y = 1\nprint(f'{y} y')"),
    "which of two names": ("a = 1\nb = 2\nprint(a)", "a = 1\nb = 2\nprint(b)"),
    "a number": ("x = 1", "x = 2"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_does_not_count(one, other):
    assert without_names(one) == without_names(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_counts(one, other):
    assert without_names(one) != without_names(other)


@pytest.mark.parametrize("code", ["x = (", "x = 'a", "(" * 300 + ")" * 300])
def test_code_that_cannot_be_read_stays_as_it_is(code):
    assert without_names(code) == Nameless(normal(code)).alike({}) == normal(code)


def test_which_helper_is_called_counts_where_variables_are_one_word():
    code = "def f(a): pass\ndef g(b): pass\n{}(c)"
    assert Nameless(normal(code.format("f"))).alike({}) != Nameless(normal(code.format("g"))).alike(
        {}
    )


def test_all_variables_are_one_word_and_some_words_are_others():
    one = Nameless(normal("a = 1\nb = f'{a}'\nShowCreation(b).c"))
    other = Nameless(normal("c = 1\na = f'{c}'\nCreate(c).c"))
    assert one.alike({b"ShowCreation": b"Create"}) == other.alike({})
    assert one.alike({}) != other.alike({})
