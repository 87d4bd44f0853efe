"""The coarse form of code."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mdx.same.coarse_form import letters, letters_and_digits, of_normal
from mdx.same.marks import UNREADABLE
from mdx.same.normal_form import normal

PIECES = [
    *"#'\"\\\n;:,.()[]{}=", "'''", '"""', "\\\n", "\n    ", "\n\t", "\f", " ", "\r\n", "\ufeff",
    "import a\n", "from a import b, c\n", "from a import (\n  c,\n  b)\n", "import", "from ",
    "x", "rb", "f", "if x: ", "else:", "elif y: ", "else:\n  if y:\n    ", "class A():", "é",
    "try:", "0x1F", "31", "1_000", ".5", "0.50", "1e5", "1E-7", "0.00001", "12345678901234.567",
    "3J", "\\n", "\\x41", "\\101", "\\u0041", "\\N{DASH}", "\\'", "{x !r}", "{(x)}", "'a' ", '"b"',
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
@example("(import x)")
@example("f(\nimport x\n)")
@example("from a import 'b' c")
@example("import a;import b")
@example("try: import x\nexcept: y")
@example("x = '''\nimport y\n'''")
@example("x = 1 + \\\nimport y")
@example("x = 12345678901234.567")
@settings(max_examples=1000, deadline=None)
def test_a_normal_form_tells_the_coarse_form(code):
    form = normal(code)
    if not form.startswith(UNREADABLE):
        assert letters(code) == of_normal(form, with_digits=False)
        assert letters_and_digits(code) == of_normal(form, with_digits=True)


@pytest.mark.parametrize(
    ("one", "other", "form"),
    [
        ("Circle()", "Square()", letters),
        ("'hi'", "'hey'", letters),
        ("x1 = 2", "x2 = 2", letters_and_digits),
        ("x = 2", "x = 3", letters_and_digits),
    ],
)
def test_most_of_what_differs_has_other_coarse_forms(one, other, form):
    assert form(one) != form(other)


@pytest.mark.parametrize("form", [letters, letters_and_digits])
def test_imports_do_not_count(form):
    assert form("import a\nfrom b import (c,\n  d)\nxyz = 2") == form("xyz = 2")
