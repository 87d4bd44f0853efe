"""Whether there is a scene that does something."""

import pytest
from faulty import check, issues, scene
from growth import assert_linear

# a finding, code that has it, code that looks alike and has not
CASES = [
    ("no-scene", "from manim import *\nCircle()\n", scene("self.wait()")),
    ("no-construct", "from manim import *\nclass A(Scene):\n    x = 1\n", scene("self.wait()")),
    ("empty-construct", scene("x = 1"), scene("x = Circle()")),
    ("unfinished:hollow-method", scene("self.wait()", "") + "    def b(self):\n        ...\n",
     scene("self.wait()") + "    def b(self):\n        return ...\n"),
    ("unfinished:mark", scene("self.wait()  # TODO colours"), scene('Text("TODO")')),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_finding_is_found_where_it_is_and_not_where_it_seems_to_be(issue, has, has_not):
    check(issue, has, has_not)


HOSTILE = {
    "number signs": lambda n: "#" * n,
    "comments": lambda n: "# TODO\n" * n,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(make):
    assert_linear(issues, make, 64)
