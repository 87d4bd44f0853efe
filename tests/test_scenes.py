"""Which classes are scenes, and what their cut holds."""

import pytest

from mdx.code.project import Project
from mdx.code.scenes import Scene, SyntaxFault, scenes


def cut(files: dict[str, str] | str, path: str = "a.py") -> dict[str, Scene]:
    """The scenes of one module of made-up files, by name."""
    if isinstance(files, str):
        files = {path: files}
    return {scene.name: scene for scene in scenes(Project(files, files.__getitem__), path)}


FOUND = {
    "direct base": ("class A(Scene):\n def construct(self): pass\n", "A"),
    "dotted base": ("import manim as m\nclass A(m.Scene):\n def construct(self): pass\n", "A"),
    "slide": ("class A(Slide):\n def construct(self): pass\n", "A"),
    "through a class of the file": (
        "class B(ThreeDScene): pass\nclass A(B):\n def construct(self): pass\n",
        "A",
    ),
    "construct inherited": (
        "class B(Scene):\n def construct(self): pass\nclass A(B):\n x = 1\n",
        "B A",
    ),
    "no construct": ("class A(Scene):\n x = 1\n", ""),
    "no scene": ("class A(Square):\n def construct(self): pass\n", ""),
    "inside a function": ("def f():\n class A(Scene):\n  def construct(self): pass\n", ""),
    "inside a top-level try": (
        "try:\n class A(Scene):\n  def construct(self): pass\nexcept E:\n pass\n",
        "A",
    ),
    "its own base": ("class A(A):\n def construct(self): pass\n", ""),
    "defined twice": (
        "class A(Scene):\n def construct(self): 1\nclass A(Scene):\n def construct(self): 2\n",
        "A",
    ),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("source", "names"), FOUND.values(), ids=FOUND)
def test_a_scene_is_a_class_that_reaches_one_and_has_a_construct(source, names):
    assert " ".join(cut(source)) == names


def test_of_two_classes_of_one_name_the_last_counts():
    source = "class A(Scene):\n def construct(self): 1\nclass A(Scene):\n def construct(self): 2\n"
    assert cut(source)["A"].first_line == 3
    assert "construct(self): 1" not in cut(source)["A"].code


@pytest.mark.parametrize(
    ("source", "line"),
    [("x = (\n", 1), ("x = 1\nclass A(Scene:\n pass\n", 2), ("a\0b", 0), ("(" * 100_000, 1)],
)
def test_a_text_that_does_not_parse_is_a_fault_with_its_line(source, line):
    with pytest.raises(SyntaxFault) as caught:
        cut(source)
    assert caught.value.line == line
