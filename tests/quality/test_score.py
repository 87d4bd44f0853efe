"""Every finding: code that has it, and code that looks like it and has not."""

import math
from pathlib import Path

import orjson
import pytest

from mdx.manim import releases
from mdx.quality import score
from mdx.quality.evidence import Evidence
from mdx.quality.score import Scorer, findings

RELEASE = releases.releases("manim", "0.22.0")[0]
HEAD = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        "


def scene(*lines: str, base: str = "Scene") -> str:
    return HEAD.replace("(Scene)", f"({base})") + "\n        ".join(lines) + "\n"


def issues(code: str) -> set[str]:
    return {str(finding) for finding in findings(code, RELEASE)}


# a finding, code that has it, code that looks alike and has not
CASES = [
    ("no-scene", "from manim import *\nCircle()\n", scene("self.wait()")),
    ("no-construct", "from manim import *\nclass A(Scene):\n    x = 1\n", scene("self.wait()")),
    ("empty-construct", scene("x = 1"), scene("x = Circle()")),
    ("unfinished:hollow-method", scene("self.wait()", "") + "    def b(self):\n        ...\n",
     scene("self.wait()") + "    def b(self):\n        return ...\n"),
    ("unfinished:mark", scene("self.wait()  # TODO colours"), scene('Text("TODO")')),
    ("syntax-error:'('_was_never_closed", "x = (", "x = '('"),
    # names
    ("unknown-name:ShowCreation", scene("self.play(ShowCreation(Circle()))"),
     "def ShowCreation(x):\n    return Create(x)\n" + scene("self.play(ShowCreation(Circle()))")),
    ("unknown-name:helper", scene("helper()"), scene("for helper in [print]:", "    helper()")),
    ("unknown-name:y", scene("print([x for x in range(3) if y])"),
     scene("print([y for y in range(3) if y])")),
    ("unknown-name:T", scene("x = T"), "from foo import *\n" + scene("x = T")),
    ("unknown-name:e", scene("print(e)"), scene("try: 1", "except OSError as e: print(e)")),
    ("unknown-name:GraphScene", "from manim import GraphScene\n" + scene("self.wait()"),
     "from manim import Axes as GraphScene\n" + scene("self.wait()")),
    ("unknown-name:List", "def f(x: List): 0\n" + scene("self.wait()"),
     "from __future__ import annotations\ndef f(x: List): 0\n" + scene("y: List = 1")),
    ("unknown-name:Dict", "y: Dict = 1\n" + scene("self.wait()"), scene("y: Dict = 1")),
    ("unknown-name:hypot", scene("hypot(3, 4)"), "from math import *\n" + scene("hypot(3, 4)")),
    ("unknown-name:sqrt", "from scipy import sqrt\n" + scene("self.wait()"),
     "from scipy import stats\n" + scene("self.wait()")),
    ("unknown-name:rest", scene("print(rest)"),
     scene("match {}:", "    case {'a': 1, **rest}: print(rest)")),
    ("unknown-module:manim.mobject.svg.text_mobject",
     "from manim.mobject.svg.text_mobject import Text\n" + scene("self.wait()"),
     "from manim.mobject.text.text_mobject import Text\n" + scene("self.wait()")),
    ("package:manimlib", scene("self.wait()").replace("manim ", "manimlib "),
     "import numpy, os, scipy.stats, PIL\n" + scene("self.wait()")),
    ("package:cv2", "import cv2\n" + scene("self.wait()"),
     "try:\n    import cv2\nexcept ImportError:\n    cv2 = 1\n" + scene("self.wait()")),
    ("package:typst", scene("MathTypst('x')"), "class MathTypst: pass\n" + scene("Tex('Typst')")),
    ("package:34_more", scene("importlib.import_module('34_more')"), scene("import_module = 1")),
    ("local-import:.parts", "from .parts import x\n" + scene("self.wait()"),
     "import string as parts\n" + scene("self.wait()")),
    # calls
    ("unknown-argument:Code.code", scene("Code(code='x')"), scene("Code(code_string='x')")),
    ("unknown-argument:Circle.colour", scene("Circle(colour=RED)"),
     scene("Circle(color=RED, stroke_width=2, z_index=3)")),
    ("unknown-argument:Axes.plot.x_ranges", scene("a = Axes()", "a.plot(sin, x_ranges=[1])")[:-1]
     .replace("sin", "abs"), scene("a = Axes()", "a.plot(abs, x_range=[1, 2], color=RED)")),
    ("unknown-argument:Circle.shift.by", scene("Circle().scale(2).shift(by=UP)"),
     scene("Circle().scale(2).shift(UP)")),
    ("too-many-arguments:Square", scene("Square(1, 2)"), scene("Square(*[1])", "VGroup(1, 2, 3)")),
    ("missing-argument:Create.mobject", scene("Create()"), scene("x = [1]", "Create(*x)")),
    ("missing-argument:A.theme",
     scene("self.wait()") + "    def __init__(self, theme): self.theme = theme\n",
     scene("self.wait()") + "    def __init__(self, theme=1): self.theme = theme\n"),
    ("unknown-attribute:Scene.more",
     scene("self.more"), scene("class B(Dot):", "    def f(self): self.more = self.more + 1")),
    ("unknown-attribute:Scene.asked", scene("self.asked"),
     scene("if hasattr(self, 'asked'):", "    self.add(self.asked)")),
    ("unknown-attribute:Scene.extra", scene("self.extra"),
     scene("self.extra") + "    def setup(self): self.__dict__.update(extra=1)\n"),
    ("unknown-attribute:Axes.get_graph", scene("a = Axes()", "a.get_graph(abs)"),
     scene("a = Axes()", "a.get_width()", "a.set_stuff(1)", "a.get_x_axis()")),
    ("unknown-attribute:Circle.add_tips", scene("c = Circle()", "c.animate.add_tips()"),
     scene("c = Circle()", "c.add_tips = print", "c.animate.add_tips()")),
    ("unknown-attribute:Camera.frame", scene("self.camera.frame.scale(2)"),
     scene("self.camera.frame.scale(2)", base="MovingCameraScene")),
    ("unknown-attribute:Scene.setup_axes", scene("self.setup_axes()"),
     scene("self.setup_axes()") + "    def setup_axes(self):\n        print(1)\n"),
    ("unknown-attribute:ManimConfig.frame_widht", scene("x = config.frame_widht"),
     scene("x = config.frame_width", "config.update({})")),
    ("unknown-attribute:numpy.float", scene("x = np.float(1)"), scene("x = np.float64(1)")),
    ("unknown-attribute:rate_functions.ease", scene("x = rate_functions.ease"),
     scene("x = rate_functions.ease_in_sine")),
    ("unknown-attribute:utils.path", scene("x = utils.path"), scene("x = utils.paths")),
    # surroundings
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
    # latex
    (r"latex-command:\cross", scene(r"MathTex(r'a \cross b')"), scene(r"MathTex(r'a \times b')")),
    ("latex-command:\\dv", scene(r"MathTex(r'\dv{x}')"),
     scene(r"MathTex(r'\dv{x}', tex_template=TexTemplate())")),
    ("latex-environment:cd", scene(r"Tex(r'\begin{cd} \end{cd}')"),
     scene(r"Tex(r'\begin{center} \end{center}')")),
    ("latex-environment:unbalanced", scene(r"MathTex(r'\begin{matrix} 1')"),
     scene(r"MathTex(r'\begin{matrix}', '1', r'\end{matrix}')")),
    ("latex-braces", scene(r"MathTex(r'\frac{1')"), scene(r"MathTex(r'\{', 'x^{', '2}')")),
    ("latex-mode:_", scene("Tex('x_1')"), scene("Tex('$x_1$')", r"Tex(r'x\_1')")),
    ("latex-mode:$", scene("MathTex('$x$')"), scene(r"MathTex(r'\text{$\frac{1}{2}$}')")),
    ("latex-mode:\\hline", scene(r"MathTex(r'\hline')"),
     scene(r"MathTex(r'\begin{array}{c} \hline \end{array}')")),
    ("latex-mode:blank_line", scene(r"MathTex('a\n\nb')"), scene(r"MathTex('a\nb')")),
    (r"latex-escape:\x0c", scene(r"MathTex('\frac{1}{2}')"), scene(r"MathTex('\\frac{1}{2}')")),
    ("latex-character:π", scene("MathTex('π')"), scene("Text('π')", "Tex('é')")),
    ("latex-package:mathdesign",
     scene(r"TexTemplate(preamble=r'\usepackage[x]{mathdesign}')", "Tex('x')"),
     scene(r"TexTemplate(preamble=r'\usepackage{amsmath,amssymb}')", "Tex('x')")),
    ("latex-package:tipa", scene(r"TexTemplate(preamble=r'\usepackage{tipa}')", "Integer(1)"),
     scene(r"TexTemplate(preamble=r'\usepackage{tipa}')", "Text('x')")),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_finding_is_found_where_it_is_and_not_where_it_seems_to_be(issue, has, has_not):
    assert issue in issues(has)
    assert issue.partition(":")[0] not in {found.partition(":")[0] for found in issues(has_not)}


def test_code_that_does_not_parse_scores_nothing():
    scored = Scorer().assess("x = (", "")
    assert (scored.quality, scored.code) == (0.0, 0.0)
    assert "syntax-error:'('_was_never_closed" in scored.issues.split()


GOOD = scene(
    "self.play(Create(Circle(color=BLUE)))",
    'self.play(Write(Text("Hello world")), Write(MathTex(r"b^2", "+", "c")))',
)
WORDS = [
    ("description-missing", "", "Draw a blue circle, then write the words Hello world."),
    ("description-missing", "[PENDING_DESCRIPTION] x", "Draw a pending circle, then hello world."),
    ("description-placeholder", "TODO", "Draw a blue circle, then write a list of things todo-"),
    ("description-placeholder", "A Manim animation.", "A Manim animation of a blue circle."),
    ("description-short:1_words_for_5_lines", "Circle.", "Draw a circle, then write a text."),
    ("description-colour:red", "Draw a red circle, then a text.", "Draw a blue circle in it."),
    ("description-shape:matrix", "Show a matrix of some sort.", "Show a circle of any sort."),
    ("description-number:42", "Draw 42 circles one by one.", "Turn a circle by 90 degrees."),
    ("description-text:bye_now", 'Write "Bye now" in the middle.', 'Write "Hello" big.'),
    (r"description-formula:\frac{1}{2}", r"Write $\frac{1}{2}$.", "Write $a$ and $b^2 + c$."),
    (
        "description-loose",
        "Create a blue circle, then write three different sentences beneath.",
        "Create a blue circle, then write the text: hello world.",
    ),
    (
        "description-unrelated",
        "Simulate planets orbiting massive stars under gravity, tracing elliptic trajectories.",
        "Create a blue circle, then write the greeting hello world as text beneath it.",
    ),
]


@pytest.mark.parametrize(("issue", "has", "has_not"), WORDS)
def test_a_description_is_faulted_for_what_is_wrong_with_it(issue, has, has_not):
    assert issue in Scorer().assess(GOOD, has).issues.split()
    code = issue.partition(":")[0]
    assert code not in {i.partition(":")[0] for i in Scorer().assess(GOOD, has_not).issues.split()}


def test_quality_is_the_lesser_of_code_and_description():
    good, bad = Scorer().assess(GOOD, "Draw a blue circle."), Scorer().assess(GOOD, "TODO")
    assert good.quality == min(good.code, good.description) > 0.8
    assert bad.quality == bad.description < 0.2
    assert Scorer().assess(GOOD, "").quality == good.code


def test_the_score_is_the_documented_formula():
    table = score.weights()["code"]
    found = Scorer().assess(scene("foo(bar)", "Circle(colour=1)"), "")
    total = table["bias"] + table["weights"]["unknown-name"] + table["weights"]["unknown-argument"]
    assert found.code == round(1 / (1 + math.exp(-total)), 3)


def test_every_code_has_a_weight_that_speaks_against_and_a_case_on_both_sides():
    told = {found.partition(":")[0] for found, *_ in (*CASES, *WORDS)}
    tables = [score.weights()[part]["weights"] for part in ("code", "description")]
    assert told == {code for table in tables for code in table}
    assert all(weight <= 0 for table in tables for weight in table.values())
    made = "".join(p.read_text() for p in Path(score.__file__).parent.rglob("*.py"))
    assert [code for code in told if f'"{code}"' not in made] == [], "nothing finds these any more"


@pytest.mark.parametrize(
    "code",
    ["", "\0", "x = " + "(" * 300, "-" * 5000 + "1", "class A(A): 0",
     "class A(B): 0\nclass B(A): 0",
     "from manim import *\nclass Scene(Scene): 0\n", "lambda *, a, **k: {**k}", "global x",
     "match 1:\n    case [*_]: 0\n",
     "match 1:\n    case True | None | -1.5 | {'a': A(b=0), **c}: 0\n",
     "def f[T](x): 0" , "é" * 9, "\ud800", "from . import *"],
)  # fmt: skip
def test_odd_code_gives_a_score_and_no_error(code):
    assert 0 <= Scorer().assess(code, code).quality <= 1


# Each took minutes, or ended in an error of ours.
LONG = {
    "classes of two bases": "class C0(Scene): 1\n"
    + "".join(f"class C{n}(C{n - 1}, C{n - 1}): 1\n" for n in range(1, 60)),
    "a chain of classes": "class C0(Scene): 1\n"
    + "".join(f"class C{n}(C{n - 1}): 1\n" for n in range(1, 3000)),
    "a chain of attributes": scene("self" + ".a" * 1400),
    "number signs": "#" * 500_000,
    "environments": scene("MathTex(r'" + "\\begin{" * 80_000 + "')"),
    "packages": scene("x = r'" + "\\usepackage[" * 40_000 + "'"),
    "open environments": scene("Tex(r'" + "\\begin{a}" * 60_000 + "$')"),
}


@pytest.mark.parametrize("code", LONG.values(), ids=LONG)
def test_hostile_code_gets_a_score_in_time(code):
    assert 0 <= Scorer(RELEASE).assess(code, "Draw a circle.").quality <= 1


def test_a_function_counts_as_one_scope_with_all_that_is_nested_in_it():
    code = "x = 1\ndef f(a, *b, **c):\n    def g(): return d, x, a, b, c, e\n    import e.f\n"
    assert Evidence(code).unbound() == {"d"}


def test_the_examples_of_the_fixture_are_told_apart():
    from places import SCENES

    scored = {}
    for line in SCENES.open("rb"):
        record = orjson.loads(line)
        scored[record["metadata"]["scene"]] = Scorer().assess(record["code"], "").quality
    assert scored["DrawCircle"] > 0.8
    assert scored["OldWrite"] < 0.3
    assert scored["Broken"] == 0
