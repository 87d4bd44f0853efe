"""Which classes are scenes, and what their cut holds."""

import gc
import sys
import weakref

import pytest

from mdx.scenes.project import Project
from mdx.scenes.scene import Scene, SyntaxFault, scenes


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
    "made by a function that is a test": ("@frames\ndef test_a(scene): scene.wait()\n", ""),
    "made by type": ("A = type('A', (Scene,), {'construct': print})\n", ""),
    "in a loop": ("for x in y:\n class A(Scene):\n  def construct(self): x\n", "A"),
    "several bases": (
        "class B: pass\nclass A(B, Scene, metaclass=M):\n def construct(self): pass\n",
        "A",
    ),
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


def test_a_scene_of_a_notebook_is_what_its_cell_showed():
    cells = [
        "from manim import *",
        "class Star(Dot): 1",
        "config.x = 1",
        "class A(Scene):\n def construct(self): Star(K)",
        "class Star(Dot): 2",
        "config.x = 2",
        "class B(Scene):\n def construct(self): Star()",
        "K = 3",
    ]
    source = "\n".join(cells)
    first, second = scenes(Project(["a.ipynb"], lambda path: source), "a.ipynb")
    assert [c in first.code for c in cells] == [True, True, True, True, False, False, False, True]
    assert [c in second.code for c in cells] == [True, False, True, False, True, True, True, False]
    assert first.standalone
    assert second.standalone


FAULTS = {
    "a bracket never closed": ("x = (\n", 1),
    "a bracket in a class": ("x = 1\nclass A(Scene:\n pass\n", 2),
    "a zero byte": ("a\0b", 0),
    "too deep": ("(" * 100_000, 1),
    "a program with its output below": ("print(1)\n\n1 2 3\n", 3),
    "a call pasted into a call": ("f(1,\n  g(2) h(3))\n", 2),
    "a digit glued to a name": ("x = 1\ny = 2FRAME\n", 2),
    "a backslash-u that is none": ('x = 1\n"""\\user"""\n', 2),
    "tabs and spaces in one block": ("if x:\n        y\n\tz\n", 3),
    "a print statement": ('x = 1\nprint "a"\n', 2),
}


@pytest.mark.parametrize(("source", "line"), FAULTS.values(), ids=FAULTS)
def test_a_text_that_does_not_parse_is_a_fault_with_its_line(source, line):
    with pytest.raises(SyntaxFault) as caught:
        cut(source)
    assert caught.value.line == line


def test_what_only_a_newer_python_parses_is_a_fault_of_the_older_one():
    source = "class A(Scene):\n def construct(self): f'{x[\"a\"]} {f'{y}'}'\n"
    if sys.version_info >= (3, 12):
        assert list(cut(source)) == ["A"]
    else:
        with pytest.raises(SyntaxFault) as caught:
            cut(source)
        assert caught.value.line == 2


def test_of_all_projects_only_the_last_is_kept():
    kept = []
    for name in "ABC":
        text = f"class {name}(Scene):\n def construct(self): pass\n"
        project = Project(["a.py"], lambda path, text=text: text)
        assert [scene.name for scene in scenes(project, "a.py")] == [name]
        kept.append(weakref.ref(project))
    del project
    gc.collect()
    assert [ref() is None for ref in kept] == [True, True, False]


def test_a_star_import_beside_one_inside_a_method_leaves_nothing_unresolved():
    source = (
        "from manim import *\n\n\nclass A(MovingCameraScene):\n    def construct(self):\n"
        "        from math import factorial\n        dot = Dot()\n"
        "        self.play(dot.copy().animate.shift(UP * factorial(2)))\n"
    )
    [found] = scenes(Project(["a.py"], lambda path: source), "a.py")
    assert (found.unresolved, found.standalone) == ((), True)


PLAYING = "class A(Stage):\n def construct(self):\n  self.play(x)\n"
UNKNOWN = {
    "a base that nobody defines": (PLAYING, "Stage x"),
    "a base of a package": ("from kit import Stage\n" + PLAYING, "Stage x"),
    "a base of a module that is not there": ("from .kit import Stage\n" + PLAYING, "Stage x"),
    "below another class": (PLAYING + "class B(A): pass\n", "Stage x"),
}


@pytest.mark.parametrize(("source", "names"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_class_of_an_unknown_base_that_plays_is_a_scene_that_lacks_it(source, names):
    found = cut(source)
    assert found
    for scene in found.values():
        assert (" ".join(scene.unresolved), scene.standalone) == (names, False)


def test_a_class_of_an_unknown_base_that_plays_nothing_is_none():
    assert cut("class A(Stage):\n def construct(self): pass\n") == {}


ABSTRACT = {
    "named so": ("class _A(Scene):\n def construct(self): self.wait()\n", True),
    "an empty construct": ("class A(Scene):\n def construct(self): pass\n", True),
    "one that raises": (
        "class A(Scene):\n def construct(self):\n  'Words.'\n  raise NotImplementedError\n", True,
    ),
    "one that shows something": ("class A(Scene):\n def construct(self): self.wait()\n", False),
}  # fmt: skip


@pytest.mark.parametrize(("source", "is_abstract"), ABSTRACT.values(), ids=ABSTRACT)
def test_a_scene_that_others_are_to_be_derived_from_says_so(source, is_abstract):
    [scene] = cut(source).values()
    assert scene.is_abstract is is_abstract


def test_a_scene_names_the_modules_of_which_several_would_fit():
    films = "from k import R\nclass A(Scene):\n def construct(self): self.add(R)\n"
    files = {"v/a.py": films, "v/k.py": "R = 1\n", "k.py": "R = 2\n"}
    scene = cut(files, "v/a.py")["A"]
    assert (scene.ambiguous, "R = 1" in scene.code) == (("k",), True)
    del files["k.py"]
    assert cut(files, "v/a.py")["A"].ambiguous == ()
