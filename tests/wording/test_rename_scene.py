"""A scene's class under another name."""

import pytest
from growth import assert_linear

from mdx.wording.rename_scene import renamed, replaced


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class A(Scene):\n    pass\n", "class B(Scene):\n    pass\n"),
        ("class A(S): pass\nx = A  # A\ny = 'of A'\n",
         "class B(S): pass\nx = B  # A\ny = 'of A'\n"),
        ("class A(S):\n  def f(self): super(A, self).f()\n",
         "class B(S):\n  def f(self): super(B, self).f()\n"),
        ("class AA(S): pass\nclass A(AA): pass\r\n", "class AA(S): pass\nclass B(AA): pass\r\n"),
        ("é = 'ü'\nclass A(S): ü = A\n", "é = 'ü'\nclass B(S): ü = B\n"),
        ("class A(S): pass\nf'x', rb'A', \"\"\"A\"'\"\"\", '\\'A', '', A\n",
         "class B(S): pass\nf'x', rb'A', \"\"\"A\"'\"\"\", '\\'A', '', B\n"),
        ("class A(S): pass\nf(A == 1, \\\n A)\n", "class B(S): pass\nf(B == 1, \\\n B)\n"),
    ],
)  # fmt: skip
def test_a_class_is_renamed_by_its_tokens(code, expected):
    assert renamed(code, "A", "B") == expected


@pytest.mark.parametrize(
    "code",
    [
        "x = 1\n",
        "class A(S): pass\nm.A\n",
        "class A(S): pass\nf(A=1)\n",
        "class A(S): pass\nB = 1\n",
        "class A(S): pass\n'''",
        "class A(S): pass\nf'{A}'",
        "class A(S): pass\nm. \\\n A",
    ],
    ids=["no class", "an attribute", "a keyword", "taken", "open string", "f-string", "next line"],
)
def test_what_cannot_be_renamed_safely_is_not(code):
    assert renamed(code, "A", "B") is None


@pytest.mark.parametrize(
    ("text", "old", "expected"),
    [
        ("MyScene and MyScenes", "MyScene", "New and MyScenes"),
        ("my_scene", "my_scene", "New"),
        ("The Intro is an intro.", "Intro", "The Intro is an intro."),
        ("The class Intro, the scene called Intro", "Intro", "The class New, the scene called New"),
    ],
)
def test_a_name_is_replaced_in_words_where_it_is_no_common_word(text, old, expected):
    assert replaced(text, old, "New") == expected


@pytest.mark.parametrize("unit", ["A" + " " * 60 + ";", "#", "#" * 60 + "\n", "'''", "'", "(A"])
def test_twice_as_long_code_takes_twice_as_long(unit):
    assert_linear(lambda code: renamed(code, "A", "B"), lambda n: "class A: 0\n" + unit * n)
