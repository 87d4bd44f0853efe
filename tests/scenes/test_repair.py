"""Damaged code is repaired only where that makes it parse, and never otherwise changed."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.scenes.repair import repaired
from mdx.scenes.syntax import SyntaxFault, parse

GOOD = "from manim import *\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"

DAMAGED = {
    "tokens": ("<s> " + GOOD + "</s>", "tokens"),
    "an end token of another kind": (GOOD + "<|endoftext|>", "tokens"),
    "fenced": ("```python\n" + GOOD + "```", "fences"),
    "fenced twice": ("```\n```python\n" + GOOD + "```\n```\n", "fences"),
    "fenced, with prose around": ("Here it is:\n```python\n" + GOOD + "```\nEnjoy!", "fences"),
    "opened and never closed": ("```python\n" + GOOD, "fences"),
    "literal line ends": (GOOD.replace("\n", "\\n"), "newlines"),
    "literal line ends in front": ("\\n\\n" + GOOD, "newlines"),
    "escaped as JSON": (
        GOOD.replace("*", '*\nx = "a"').replace('"', '\\"').replace("\n", "\\n"),
        "newlines",
    ),
    "on one line": (GOOD.strip().replace("\n", " "), "one-line"),
    "on one line, blank lines and all": (
        GOOD.replace("class", "\n\nclass").strip().replace("\n", " "),
        "one-line",
    ),
    "tokens and one line": ("<s>" + GOOD.strip().replace("\n", " ") + "</s>", "tokens one-line"),
    "three dots at the end": (GOOD.rstrip() + " ...", "ellipsis"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "names"), DAMAGED.values(), ids=DAMAGED)
def test_known_damage_is_undone_and_told(text, names):
    result, done = repaired(text)
    assert " ".join(done) == names
    scene = ast.parse(result).body[-1]
    assert ast.unparse(scene) == ast.unparse(ast.parse(GOOD).body[-1])


LEFT = {
    "code that parses": GOOD,
    "tokens in a string of good code": 'x = "<s>\\n```"\n',
    "lost indentation": "class A(Scene):\ndef construct(self):\nself.wait()\n",
    "a block that nobody knows the end of": "class A(Scene): def construct(self): "
    "for i in range(2): self.wait() self.wait()",
    "a function that may be a method": "class A(Scene): def construct(self): f() def f(): pass",
    "a remark on the one line": "class A(Scene): def construct(self): self.wait() # done",
    "prose": "Here is a scene that you might like.",
    "nothing": "",
    "a fence around prose": "```\nno code here at all\n```",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_parses_or_cannot_be_known_stays_as_it_is(text):
    assert repaired(text) == (text, ())


def test_a_string_keeps_its_own_backslash_n():
    text = GOOD.replace("self.wait()", "self.add(Text('a\\nb'))").replace(
        "\n        self", "\\n        self"
    )
    result, done = repaired(text)
    assert done == ("newlines",)
    assert r"'a\nb'" in result


PIECES = st.sampled_from(
    ["```", "```python\n", "\\n", "<s>", "x = 1", "\n", "    ", "def f():", '"', "...", "(", " "]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_a_repair_is_taken_only_when_it_parses_and_the_original_does_not(text):
    result, done = repaired(text)
    if done:
        parse(result)
        with pytest.raises(SyntaxFault):
            parse(text)
    else:
        assert result == text
