"""Code that differs in names alone."""

import pytest

from mdx.same.normal_form import normal
from mdx.same.without_names import without_names

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
}
DIFFERENT = {
    "a class of Manim": ("x = Circle()", "x = Square()"),
    "an attribute": ("x = 1\nx.a()", "x = 1\nx.b()"),
    "a method": ("class A:\n  def construct(self): pass", "class A:\n  def setup(self): pass"),
    "a keyword": ("x = f(color=1)", "x = f(radius=1)"),
    "an import": ("import a", "import b"),
    "text in an f-string": ("x = 1\nprint(f'{x} x')", "y = 1\nprint(f'{y} y')"),
    "which of two names": ("a = 1\nb = 2\nprint(a)", "a = 1\nb = 2\nprint(b)"),
    "a number": ("x = 1", "x = 2"),
    "brackets that say nothing": ("x = (1)", "x = 1"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_does_not_count(one, other):
    assert without_names(one) == without_names(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_counts(one, other):
    assert without_names(one) != without_names(other)


@pytest.mark.parametrize("code", ["print 'old'", "x = (", "x\0", "(" * 300 + ")" * 300])
def test_code_that_does_not_parse_has_its_normal_form(code):
    assert without_names(code) == normal(code)
