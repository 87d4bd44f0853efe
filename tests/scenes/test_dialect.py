"""Which Manim a scene is for, by all that it reaches; and its flat features."""

import pytest

from mdx.scenes.project import Project
from mdx.scenes.scene import scenes


def of(source: str, **others: str):
    """The last scene of a made-up module a.py."""
    files = {"a.py": source} | {f"{name}.py": text for name, text in others.items()}
    return list(scenes(Project(files, files.__getitem__), "a.py"))[-1]


def scene(*lines: str, base: str = "Scene") -> str:
    body = "".join(f"        {line}\n" for line in lines or ("pass",))
    return f"class A({base}):\n    def construct(self):\n{body}"


CASES = {
    "ManimCE by its import": ("from manim import *\n" + scene("Circle()"), "ce"),
    "by the import of one name": ("from manim import Scene\n" + scene(), "ce"),
    "ManimGL by its import": ("from manimlib import *\n" + scene("ShowCreation(x)"), "gl"),
    "by the import that its videos share": ("from manim_imports_ext import *\n" + scene(), "gl"),
    "the cairo library by its import": ("from manimlib.imports import *\n" + scene(), "cairo"),
    "by its oldest import": ("from big_ol_pile_of_manim_imports import *\n" + scene(), "cairo"),
    "an import that lies": (
        "from manim import *\n" + scene('self.play(ShowCreation(TextMobject("a")))'),
        "cairo",
    ),
    "and for a scene of its file that tells nothing": (
        "from manim import *\nclass B(Scene):\n    def construct(self): TextMobject('a')\n"
        + scene("Circle()"),
        "cairo",
    ),
    "a name that the code defines is no evidence": (
        "from manim import *\ndef TextMobject(x): return Text(x)\n" + scene("TextMobject('a')"),
        "ce",
    ),
    "nor one that it imports": (
        "from manim import *\nfrom mine import TextMobject\n" + scene("TextMobject('a')"),
        "ce",
    ),
    "old names that ManimCE once had": (
        "from manim import *\n" + scene("self.play(ShowCreation(Circle()))", base="GraphScene"),
        "ce",
    ),
    "one old name among newer ones": (
        "from manim import *\n" + scene("TextMobject(MathTex('a')); Create(x); MarkupText('b')"),
        "ce",
    ),
    "ManimGL's names under the cairo library's import": (
        "from manimlib.imports import *\n" + scene("GlowDot()", base="InteractiveScene"),
        "gl",
    ),
    "names alone, of ManimCE": (scene("self.play(Create(MathTex('a')))"), "ce"),
    "names alone, of ManimGL": (scene("TexText('a')", base="InteractiveScene"), "gl"),
    "names alone, of the cairo library": (scene("TexMobject('a')"), "cairo"),
    "names alone, of ManimGL and the cairo library alike": (scene("FRAME_X_RADIUS"), "unknown"),
    "nothing at all": (scene("Circle()"), "unknown"),
    "a module that only ManimGL has": (
        "from manimlib.scene.interactive_scene import InteractiveScene\n" + scene(),
        "gl",
    ),
    "a module that only the cairo library has": (
        "from manimlib.scene.moving_camera_scene import *\n" + scene(base="MovingCameraScene"),
        "cairo",
    ),
    "a module that both have": ("from manimlib.scene.scene import Scene\n" + scene(), "unknown"),
    "the library before it was a package": ("from scene.scene import Scene\n" + scene(), "cairo"),
    "the library, not a plugin that works with any": (
        "from manimlib import *\nfrom manim_fonts import *\n" + scene("RegisterFont('a')"),
        "gl",
    ),
    "a plugin's import": ("import manim_voiceover\nx = manim_voiceover\n" + scene("x"), "ce"),
}


@pytest.mark.parametrize(("source", "dialect"), CASES.values(), ids=CASES)
def test_the_dialect_is_told_from_evidence(source, dialect):
    assert of(source).dialect == dialect


def test_imports_are_followed_through_modules_of_the_project():
    assert (
        of(
            "from b import *\n" + scene(), b="from c import *\n", c="from manimlib import *\n"
        ).dialect
        == "gl"
    )
    assert (
        of("from b import f\n" + scene("f()"), b="from manimlib import *\ndef f(): pass\n").dialect
        == "gl"
    )


def test_two_files_of_a_folder_may_be_for_two_libraries():
    ce, gl = "from manim import *\n" + scene(), "from manimlib import *\n" + scene()
    assert (of(ce, b=gl).dialect, of(gl, b=ce).dialect) == ("ce", "gl")


def test_a_file_that_starts_the_library_under_its_name_says_nothing():
    source = "from manim import *\n" + scene("self.play(ShowCreation(TexMobject('a')))")
    assert of(source, manim="import manimlib\nmanimlib.main()\n").dialect == "cairo"


def test_features_are_flat_and_always_all_there():
    plain = of("from manim import *\n" + scene()).features
    rich = of(
        "from manim import *\nclass B(ThreeDScene): pass\ndef f(): return MathTex('a')\n"
        + scene("self.play(f())", "self.add(always_redraw(f))", "self.wait()", base="B")
    ).features
    assert plain.keys() == rich.keys()
    assert {type(value) for value in rich.values()} == {str, int, bool}
    assert [key for key, value in rich.items() if value is True] == [
        "own_construct", "has_tex", "has_three_d", "has_updaters",
    ]  # fmt: skip
    assert (rich["base"], rich["plays"], rich["waits"], rich["classes"]) == ("B", 1, 1, 2)
