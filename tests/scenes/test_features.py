"""The flat facts about a scene's code, by which scenes are chosen."""

import pytest

from mdx.scenes.features import features

COUNTED = {
    "": (0, 0, 0, 0, 0, 0),
    "class A(S):\n    def f(self): self.play(x); self.wait()\n": (2, 55, 1, 1, 1, 0),
    "def f(): pass\nclass A: pass\ndef g(): pass\n\nclass B: pass\n": (5, 57, 0, 0, 2, 2),
    "x = 1  # a class and a def\nself.play(a)\nself.play(b)\ns.wait(3)\n": (4, 63, 2, 1, 0, 0),
}


@pytest.mark.parametrize(("code", "counts"), COUNTED.items())
def test_what_code_has_is_counted(code, counts):
    counted = features(code, set(), "S", True)
    keys = ("lines", "characters", "plays", "waits", "classes", "functions")
    assert tuple(counted[key] for key in keys) == counts


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        (set(), set()),
        ({"MathTex", "Circle"}, {"tex"}),
        ({"ThreeDAxes"}, {"plot", "three_d"}),  # a name may tell of two
        ({"set_camera_orientation", "always_redraw"}, {"three_d", "camera", "updaters"}),
        ({"mathtex", "Textual"}, set()),
    ],
)
def test_a_kind_of_thing_is_there_where_one_of_its_names_is_read(names, kinds):
    told = features("", names, "Scene Mixin", own_construct=False)
    assert {key.removeprefix("has_") for key, value in told.items() if value is True} == kinds
    assert (told["base"], told["own_construct"]) == ("Scene Mixin", False)
    assert told.keys() == features("", {"Tex"}, "", True).keys()
