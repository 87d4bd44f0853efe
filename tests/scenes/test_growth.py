"""Nothing that reads foreign code may take the square of its length."""

from collections.abc import Callable

import pytest
from growth import assert_linear

from mdx.scenes import assets, narration, repair
from mdx.scenes.project import Project
from mdx.scenes.scene import scenes
from mdx.scenes.syntax import lines_joined
from mdx.scenes.voiceover import plain_voiceover

SCENE = "from manim import *\nclass A(VoiceoverScene):\n    def construct(self):\n"
SPEAKS = "        with self.voiceover(text='one two') as t:\n"


def cut(text: str) -> None:
    for _ in scenes(Project(["a.py"], lambda path: text), "a.py"):
        pass


TEXTS: list[tuple[str, Callable[[str], object], Callable[[int], str]]] = [
    ("asset ending", assets.is_asset, lambda n: "a." * n + ".png"),
    ("computed name, signs", assets.is_computed, lambda n: "%" + "0" * n),
    ("computed name, dots", assets.is_computed, lambda n: "{a}." * n + "x"),
    ("computed name, braces", assets.is_computed, lambda n: "{" * n),
    ("bookmark, blanks", narration.marks, lambda n: "<bookmark" + " " * n),
    ("bookmark, open quotes", narration.marks, lambda n: "<bookmark mark='" * n),
    ("tokens", repair.repaired, lambda n: "(<|" * n),
    ("fences", repair.repaired, lambda n: "```\n(\n" * n),
    ("fence of blanks", repair.repaired, lambda n: "(\n" + " " * n + "```"),
    ("literal line ends", repair.repaired, lambda n: "(" + "\\n" * n + "x"),
    ("literal line ends, blanks", repair.repaired, lambda n: "(\\n" + " " * n + "x"),
    ("one line, blanks", repair.repaired, lambda n: "(  a" + " " * n),
    ("one line, short runs", repair.repaired, lambda n: "(  a" + " b  c" * n),
    ("one line, imports", repair.repaired, lambda n: "(  a" + " from x" * n),
    ("open strings", repair.repaired, lambda n: "(  a\\n" + "\\\"" * n),
    ("open long strings", repair.repaired, lambda n: "(  '''\\n" + "\"\"\"'" * n),
    ("ellipsis", repair.repaired, lambda n: "(" + "." * n),
    ("line ends", lines_joined, lambda n: "\r\n\r" * n),
]  # fmt: skip

CODE: list[tuple[str, Callable[[str], object], Callable[[int], str]]] = [
    ("comments", cut, lambda n: "#\n" * n + "x = 1\n"),
    ("one name bound again and again", cut, lambda n: "x = 1\n" + "x = x + 1\n" * n),
    ("a base of many classes", cut, lambda n: "from manim import *\nclass B(Scene): pass\n"
     + "".join(f"class C{i}(B):\n    def construct(self): pass\n" for i in range(n))),
    ("a chain of bases", cut, lambda n: "from manim import *\nclass C0(Scene): pass\n"
     + "".join(f"class C{i + 1}(C{i}):\n    pass\n" for i in range(n))),
    ("settings and scenes", cut, lambda n: "from manim import *\n"
     + "".join(f"config.x = {i}\nclass C{i}(Scene):\n    def construct(self): pass\n"
               for i in range(4 * n))),
    ("callees within each other", cut, lambda n: "from manim import *\n"
     + "".join(f"x{i} = (f if a else [g][0])(x, (h if b else k)())\n" for i in range(n))
     + "class C(Scene):\n    def construct(self): pass\n"),
    ("scenes that import late", cut, lambda n: "from manim import *\n"
     + "".join(f"class C{i}(Scene):\n    def construct(self):\n        import m{i}\n"
               for i in range(n))),
    ("scenes of one name", cut, lambda n: "from manim import *\n"
     + "class C(Scene):\n    def construct(self): pass\n" * n),
    ("spoken blocks", plain_voiceover, lambda n: SCENE + (
        SPEAKS + "            self.play(x, run_time=t.duration)\n") * n),
    ("blocks held by something else", plain_voiceover, lambda n: SCENE + (
        "        with open(x), self.voiceover(text='one') as t:\n            y()\n") * n),
    ("blocks on one line", plain_voiceover, lambda n: SCENE + (
        "        with self.voiceover(text='one') as t: y(t.get_remaining_duration())\n") * n),
    ("bookmarks of one block", plain_voiceover, lambda n: SCENE + SPEAKS + (
        "            self.wait_until_bookmark('a')\n            self.play(x, run_time=2)\n") * n),
    ("names beside blocks", plain_voiceover, lambda n: SCENE + (
        SPEAKS + "            a, b, c = d, e, f\n") * n),
    ("services", plain_voiceover, lambda n: SCENE + (
        "        self.set_speech_service(x)\n        a\n") * n),
    ("imports", plain_voiceover, lambda n: "from manim_voiceover import VoiceoverScene\n" * n),
    ("statements on one line", plain_voiceover, lambda n: SCENE + "        a" + (
        "; self.set_speech_service(x)") * n),
]  # fmt: skip


@pytest.mark.parametrize(
    ("function", "text"), [case[1:] for case in TEXTS], ids=[case[0] for case in TEXTS]
)
def test_text_is_read_in_linear_time(
    function: Callable[[str], object], text: Callable[[int], str]
) -> None:
    assert_linear(function, text)


@pytest.mark.parametrize(
    ("function", "code"), [case[1:] for case in CODE], ids=[case[0] for case in CODE]
)
def test_code_is_cut_in_linear_time(
    function: Callable[[str], object], code: Callable[[int], str]
) -> None:
    assert_linear(function, code, start=256)


def test_names_of_files_are_looked_for_in_linear_time() -> None:
    name = "a{x}a{y}a{z}a{w}b"
    assert_linear(lambda path: assets.exists(name, "a.py", [path], [path]), lambda n: "a" * n)
