"""What a scene needs around it."""

import pytest
from faulty import check, issues, scene
from growth import assert_linear

# a finding, code that has it, code that looks alike and has not
CASES = [
    ("missing-asset:logo.svg", scene("SVGMobject('logo.svg')"), scene("Text('logo.svg')")),
    ("missing-asset:./c.png", scene("x = './c.png'"), scene("x = '.png'")),
    ("missing-asset:a.wav", scene("self.add_sound('a.wav')"), scene("# a.wav", "self.wait()")),
    ("missing-asset:d.json", scene("open('d.json')"), scene("open('d.json', 'w')")),
    ("missing-asset:b.png", "B = 'b.png'\n" + scene("ImageMobject(B)"),
     "B = 'b.png'\n" + scene("if os.path.exists(B): ImageMobject(B)")),
    ("missing-asset:?", scene("x = 1", "ImageMobject(f'{x}.png')"), scene("ImageMobject([[1]])")),
    ("network:urllib", "import urllib.request\n" + scene("self.wait()"),
     "import urllib.parse\n" + scene("self.wait()")),
    ("interactive:embed", scene("self.embed()"), scene("embed = 1")),
    ("interactive:input", scene("x = input()"), scene("self.input()")),
    ("opengl", "from manim.opengl import *\n" + scene("OpenGLSurface()"),
     "from manim.opengl import *\n" + scene("Text('OpenGL')")),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_finding_is_found_where_it_is_and_not_where_it_seems_to_be(issue, has, has_not):
    check(issue, has, has_not)


HOSTILE = {
    "files": lambda n: scene("x = 1") + "".join(f"        x = '{i}.png'\n" for i in range(n)),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(make):
    assert_linear(issues, make, 64)
