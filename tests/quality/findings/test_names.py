"""Imports that fail, and names that nothing binds."""

import pytest
from faulty import check, issues, scene
from growth import assert_linear

# a finding, code that has it, code that looks alike and has not
CASES = [
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
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_finding_is_found_where_it_is_and_not_where_it_seems_to_be(issue, has, has_not):
    check(issue, has, has_not)


HOSTILE = {
    "imports": lambda n: "import a\n" * n,
    "unbound names": lambda n: scene("a") + "b\n" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(make):
    assert_linear(issues, make, 64)
