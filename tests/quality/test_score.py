"""Every finding: code that has it, and code that looks like it and has not."""

import math
import re
from pathlib import Path

import orjson
import pytest
from faulty import RELEASE, check, scene
from pairs import pairs

from mdx.quality import findings, score
from mdx.quality.score import Scorer


def test_only_code_that_does_not_parse_has_a_fault_of_syntax():
    check("syntax-error:'('_was_never_closed", "x = (", "x = '('")


def test_code_that_does_not_parse_scores_nothing():
    scored = Scorer().assess("x = (", "")
    assert (scored.quality, scored.code) == (0.0, 0.0)
    assert "syntax-error:'('_was_never_closed" in scored.issues.split()


GOOD = scene(
    "self.play(Create(Circle(color=BLUE)))",
    'self.play(Write(Text("Hello world")), Write(MathTex(r"b^2", "+", "c")))',
)


def test_quality_is_the_lesser_of_code_and_description():
    good, bad = Scorer().assess(GOOD, "Draw a blue circle."), Scorer().assess(GOOD, "TODO")
    assert good.quality == min(good.code, good.description) > 0.8
    assert bad.quality == bad.description < 0.2
    assert Scorer().assess(GOOD, "").quality == good.code


def test_the_score_is_the_documented_formula():
    table = score.weights()["code"]
    assessment = Scorer().assess(scene("foo(bar)", "Circle(colour=1)"), "")
    total = table["bias"] + table["weights"]["unknown-name"] + table["weights"]["unknown-argument"]
    traits = score.examine(scene("foo(bar)", "Circle(colour=1)")).traits
    total += sum(table["traits"][trait] * value for trait, value in traits.items())
    assert assessment.code == round(1 / (1 + math.exp(-total)), 3)


def test_every_code_has_a_weight_that_speaks_against_and_a_case_on_both_sides():
    tables = [score.weights()[part]["weights"] for part in ("code", "description")]
    codes = {code for table in tables for code in table}
    assert all(weight <= 0 for table in tables for weight in table.values())
    cases = "".join(p.read_text() for p in Path(__file__).parent.rglob("test_*.py"))
    cases += "".join(f"({pair.issue}:" for pair in pairs())
    sources = "".join(p.read_text() for p in Path(score.__file__).parent.rglob("*.py"))
    bare = [code for code in codes if not re.search(rf'\(\s*r?"?{code}[":]', cases)]
    assert bare == [], "no case"
    assert [code for code in codes if f'"{code}"' not in sources] == [], (
        "nothing finds these any more"
    )


def test_the_families_are_the_files_of_their_folder():
    files = Path(findings.__file__).parent.glob("[a-z]*.py")
    names = {Path(str(family.__file__)).name for family in score.FAMILIES}
    assert names == {file.name for file in files}
    assert len({family.PLACE for family in score.FAMILIES}) == len(names)


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


# Each ended in an error of ours, or took minutes, which the tests of growth would tell.
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
def test_long_code_gets_a_score(code):
    assert 0 <= Scorer(RELEASE).assess(code, "Draw a circle.").quality <= 1


def test_the_examples_of_the_fixture_are_told_apart():
    from places import SCENES

    scored = {}
    for line in SCENES.open("rb"):
        record = orjson.loads(line)
        scored[record["metadata"]["scene"]] = Scorer().assess(record["code"], "").quality
    assert scored["DrawCircle"] > 0.8
    assert scored["OldWrite"] < 0.3
    assert scored["Broken"] == 0
