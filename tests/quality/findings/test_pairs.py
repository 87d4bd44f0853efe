"""Faults and what is right: what manim itself said of both, and what is found in them."""

import pytest
from faulty import RELEASE, issues, scene
from growth import assert_linear
from pairs import Pair, key, pairs, verdicts

from mdx.quality.score import findings

PAIRS = pairs()
VERDICTS = verdicts()


@pytest.mark.parametrize("pair", PAIRS, ids=[f"{n} {p.issue}" for n, p in enumerate(PAIRS)])
def test_what_manim_cannot_render_has_a_finding_and_what_it_can_has_none(pair: Pair):
    assert VERDICTS[key(pair.bad)]
    assert not VERDICTS[key(pair.good)]
    assert pair.issue in {str(finding) for finding in findings(pair.bad, RELEASE)}
    assert {f.code for f in findings(pair.good, RELEASE)} <= {"unfinished", "empty-construct"}


def test_there_are_families_enough():
    assert len({pair.issue for pair in PAIRS}) >= 40


def test_findings_tell_their_line():
    expected = [f for pair in PAIRS for f in findings(pair.bad, RELEASE) if f"{f}" == pair.issue]
    assert sum(f.line > 0 for f in expected) > 0.9 * len(expected)
    assert all(f.line <= 30 for f in expected)


def test_statements_of_one_line_are_read_one_after_another():
    assert issues(scene("t = Dot(); self.add(t)")) == set()
    assert issues(scene("self.add(t); t = Dot()")) == {"unbound-local:t"}


HOSTILE = {
    "functions handed over": lambda n: scene(
        *(f"def f{i}(m): return m\n        Dot().add_updater(f{i})" for i in range(n))
    ),
    "calls of its own": lambda n: (
        scene(*(f"self.f{i}()" for i in range(n)))
        + "".join(f"    def f{i}(self): 0\n" for i in range(n))
    ),
    "variables read early": lambda n: scene(*(f"x{i} = x{i}" for i in range(n))),
    "sums of vectors": lambda n: scene("v = UP" + " + UP" * n),
    "items of items": lambda n: scene("d = {}", "v = d" + "['a']" * n),
    "variables of variables": lambda n: scene(
        "x0 = Dot()", *(f"x{i} = x{i - 1}.copy()" for i in range(1, n))
    ),
    "variables of later ones": lambda n: scene(*(f"x{i} = x{i + 1}.copy()" for i in range(n))),
    "constants read": lambda n: (
        "".join(f"C{i} = [{i}]\n" for i in range(n)) + scene(*(f"C{i}[0]" for i in range(n)))
    ),
    "attributes set": lambda n: scene(
        *(f"self.x{i} = Dot()" for i in range(n)), *(f"self.x{i}.shift(UP)" for i in range(n))
    ),
    "dicts read": lambda n: scene(
        "d = {" + ", ".join(f"'k{i}': {i}" for i in range(n)) + "}",
        *(f"d['k{i}']" for i in range(n)),
    ),
    "loops over a list": lambda n: scene(
        "ps = [" + "(0, 0, 0), " * n + "]",
        *(f"for p{i} in ps: Dot(p{i})" for i in range(n)),
    ),
    "exponents": lambda n: scene("MathTex(r'" + "x^{" * n + "')"),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(make):
    assert_linear(issues, make, 64)
