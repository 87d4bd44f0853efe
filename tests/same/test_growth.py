"""Twice as much text takes about twice as long, whatever it is made of."""

import pytest
from growth import assert_linear

from mdx.same.coarse_form import letters, letters_and_digits
from mdx.same.form_parts import of_scene, without_imports
from mdx.same.groups import KINDS
from mdx.same.nameless import Nameless
from mdx.same.normal_form import normal
from mdx.same.shingles import shingles

# What is said again and again; HEAD and TAIL stand once, where a search could start or fail anew.
TEXTS = {
    "single quotes": ("", "'", ""),
    "double quotes": ("", '"', ""),
    "quotes of both kinds": ("", "\"'", ""),
    "triple quotes in a string": ('x = """', "'''", ""),
    "strings": ("x = ", "'a' ", ""),
    "escaped quotes": ('x = "', "\\'", '"'),
    "backslashes": ("x = '", "\\", ""),
    "backslashes at ends of lines": ("", "\\\n", ""),
    "blank lines that go on": ("", "  \\\n", "x"),
    "comments": ("", "#", "'"),
    "lines of comment": ("", "# '\n", ""),
    "blanks": ("x", " ", "y"),
    "blanks after nothing": ("", " ", ""),
    "tabs": ("", "\t", "x"),
    "form feeds": ("", " \f", "x"),
    "returns": ("", "\r", "x"),
    "newlines": ("", "\n", "x"),
    "brackets that open": ("", "(", ""),
    "brackets that close": ("", ")", ""),
    "brackets": ("x = ", "()", ""),
    "brackets on lines of their own": ("(", "\n()", ")"),
    "words": ("", "a ", ""),
    "one word": ("", "a", ""),
    "letters of other scripts": ("", "ß", ""),
    "numbers": ("x = ", "1 ", ""),
    "from": ("", "from ", ""),
    "import": ("", "import ", ""),
    "from and import": ("", "from import ", ""),
    "import in one line": ("from a ", "import ", ";"),
    "imports": ("", "import b\nimport a\n", ""),
    "names imported": ("from a import (", "b, ", "c)"),
    "imports of brackets": ("", "from a import (", ""),
    "class": ("", "class ", ""),
    "classes": ("", "class A(Scene):\n  x = 1\n", ""),
    "a class with many bases": ("class A(", "B, ", "Scene): pass"),
    "heads of classes without an end": ("", "class A(", ""),
    "heads of classes on lines of their own": ("", "\nclass A(", ""),
    "classes derived one from another": ("class A(Scene): pass\n", "class A(A): pass\n", ""),
    "blocks": ("", "if a:\n  b\n", ""),
    "a block in a class": ("class A(Scene):\n", "  if a:\n    b\n", ""),
    "assignments": ("", "a = b\n", ""),
    "operators": ("x = a", "+a", ""),
    "signs": ("x = ", "-", "a"),
    "a lambda": ("x = ", "lambda: ", "1"),
    "an f-string": ("x = f'", "{a}", "'"),
    "braces in a string": ("x = f'", "{", "'"),
    "attributes": ("x", ".a", ""),
    "calls of calls": ("x", "()", ""),
    "dictionaries": ("x = ", "{a:", ""),
    "loops without an in": ("x = ", "for ", ""),
    "loops": ("x = [", "a for a in b ", "]"),
    "names bound": ("with a", " as b", ": pass"),
    "values for names": ("x", "=x", ""),
    "keywords": ("f(", "a=1, ", ")"),
    "parameters": ("def f(", "a: b = c, ", "d): pass"),
    "what comes back": ("def f()", "->", ""),
    "walruses": ("f(", "a:=", ")"),
    "commas": ("f(", ",", ")"),
    "tuples in brackets": ("x = ", "(a,", ""),
    "sums in brackets": ("x = ", "(a+b)*", "c"),
    "pairs in brackets": ("x = [", "(a, b), ", "]"),
    "keywords before brackets": ("x = ", "not(", ""),
    "semicolons": ("", "a;", ""),
    "one-line blocks": ("", "if a: b\n", ""),
    "colons": ("if a", ":", ""),
    "elses": ("if a:\n  b\n", "else:\n if a:\n  b\n", ""),
    "docstrings": ("", "'a'\n", ""),
    "strings side by side": ("x = (", "'a' f'b' ", ")"),
    "escapes": ("x = '", "\\x41\\n", "'"),
    "fields of f-strings": ("x = f'", "{a + b!r: >10}", "'"),
    "fields in fields": ("x = f'", "{a:{b}", "'"),
    "digits": ("x = ", "1", ""),
    "digits in groups": ("x = 1", "_1", ""),
    "dots": ("x = ", ".", ""),
    "dots and digits": ("x = ", "1.1", ""),
    "comparisons": ("x = a", " < a", ""),
}


def every_form(code: str) -> None:
    letters(code)
    letters_and_digits.__wrapped__(code)
    normal.cache_clear()
    form = normal(code)
    without_imports(form)
    of_scene(form, "", form)
    nameless = Nameless(form)
    of_scene(form, "A", nameless.alike({}))
    nameless.numbered()


@pytest.mark.parametrize(("head", "piece", "tail"), TEXTS.values(), ids=TEXTS)
def test_forms_of_code(head, piece, tail):
    assert_linear(every_form, lambda size: head + piece * (size // len(piece)) + tail)


@pytest.mark.parametrize("piece", ["a ", "'' ", "(", "a = f(b, 1)\n"])
def test_shingles(piece):
    assert_linear(lambda form: shingles([form]), lambda size: normal(piece * (size // len(piece))))


@pytest.mark.parametrize("piece", ["/", "a/", "a", "https://"])
def test_groups(piece):
    def record(size: int) -> dict:
        return {"source": "s", "metadata": {"url": "https://" + piece * size}}

    assert_linear(KINDS["repo"], record)
