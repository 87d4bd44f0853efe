"""The normal form of code."""

import pytest

from mdx.code.tokens import UNREADABLE, normal

SAME = {
    "a comment": ("x = 1  # one\n", "x = 1\n"),
    "a line of comment": ("# one\nx = 1\n", "x = 1\n"),
    "blank lines": ("x = 1\n\n\ny = 2", "x = 1\ny = 2\n"),
    "blanks between tokens": ("x=f( a,b )", "x = f(a, b)"),
    "a line broken inside brackets": ("f(a,\n  b)\n", "f(a, b)\n"),
    "a comment inside brackets": ("f(a,  # (\n  b)\n", "f(a, b)\n"),
    "a line broken with a backslash": ("x = 1 + \\\n  2\n", "x = 1 + 2\n"),
    "two or four blanks of indentation": ("if x:\n  y\nz", "if x:\n    y\nz"),
    "tabs of indentation": ("if x:\n\ty\n", "if x:\n    y\n"),
    "Windows line ends": ("x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n"),
    "quotes": ("x = 'a'", 'x = "a"'),
    "quotes and escapes": (r"x = 'it\'s'", 'x = "it\'s"'),
    "triple quotes": ("x = '''a'''", 'x = "a"'),
    "the order of imports": ("import b\nimport a\n", "import a\n\nimport b\n"),
    "the order of imported names": ("from m import b, a\n", "from m import (\n  a,\n  b,\n)\n"),
}
DIFFERENT = {
    "a number sign in a string": ("x = 'a # b'", "x = 'a # c'"),
    "blanks in a string": ("x = 'a  b'", "x = 'a b'"),
    "case": ("Circle()", "circle()"),
    "an operator": ("a + b", "a - b"),
    "a word in two": ("not_x", "not x"),
    "a block that ends earlier": ("if x:\n  y\n  z", "if x:\n  y\nz"),
    "a quote in a raw string": (r"r'\"'", "r'\"'"),
    "a string instead of its words": ("x = 'a'", "x = a"),
    "lines in another order": ("a()\nb()\n", "b()\na()\n"),
    "a prefix": ("x = r'a'", "x = 'a'"),
    "two strings": ("x = 'a' 'b'", "x = 'ab'"),
    "where one string ends": ("f('a', 'bc')", "f('ab', 'c')"),
    "imports of other names": ("from m import a", "from m import b"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_does_not_count(one, other):
    assert normal(one) == normal(other)
    assert not normal(one).startswith(UNREADABLE)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_counts(one, other):
    assert normal(one) != normal(other)


@pytest.mark.parametrize("code", ["f(", "x = 'a", 'x = """a', "f)", "if x:\n    y\n  z", "\\ x"])
def test_code_that_does_not_tokenise_is_its_bytes(code):
    assert normal(code) == UNREADABLE + code.encode()
