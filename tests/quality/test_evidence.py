"""One parse and one walk over a scene's code."""

import pytest
from growth import assert_linear

from mdx.quality.evidence import Evidence


def test_a_function_counts_as_one_scope_with_all_that_is_nested_in_it():
    code = "x = 1\ndef f(a, *b, **c):\n    def g(): return d, x, a, b, c, e\n    import e.f\n"
    assert Evidence(code).unbound() == {"d"}


SCENE = "class A(Scene):\n    def construct(self):\n        {}\n"
REACHED = {
    "after a return": SCENE.format("self.add(a)\n        return\n        b()"),
    "after an error": SCENE.format("self.add(a)\n        raise a\n        b()"),
    "a method that nothing names": SCENE.format("self.add(a)") + "    def spare(self): b()\n",
    "what only such a method calls": (
        "def g(): b()\n" + SCENE.format("self.add(a)") + "    def spare(self): g()\n"
    ),
    "a function that nothing names": "def g(): b()\n" + SCENE.format("self.add(a)"),
    "a class that nothing names": "class B:\n    def f(self): b()\n" + SCENE.format("self.add(a)"),
}


@pytest.mark.parametrize("code", REACHED.values(), ids=REACHED)
def test_what_no_scene_comes_to_is_left_out(code):
    assert Evidence(code).unbound() == {"Scene", "a"}


ALL_REACHED = {
    "an early return": SCENE.format("if a:\n            return\n        b()"),
    "a method by its name": SCENE.format("self.spare(a)") + "    def spare(self, a): b()\n",
    "a method of manim": SCENE.format("self.add(a)") + "    def setup(self): b()\n",
    "a method of Python": SCENE.format("self.add(a)") + "    def __init__(self): b()\n",
    "a property": SCENE.format("a") + "    @property\n    def spare(self): b()\n",
    "a chain of calls": (
        "def h(): b()\n" + SCENE.format("self.f(a)") + "    def f(self, a): self.g()\n"
        "    def g(self): h()\n"
    ),
}


@pytest.mark.parametrize("code", ALL_REACHED.values(), ids=ALL_REACHED)
def test_what_a_scene_may_come_to_counts(code):
    assert "b" in Evidence(code).unbound()


def test_a_long_chain_of_calls_takes_its_length():
    def chain(n: int) -> str:
        calls = (f"def f{i}(): f{i + 1}()\n" for i in range(n))
        return "".join(calls) + SCENE.format("f0()")

    assert_linear(Evidence, chain, 128)
