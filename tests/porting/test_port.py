"""Properties of every port: a second one changes nothing, and time grows as the code does."""

import ast

import orjson
import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st
from places import SCENES

from mdx.manim.releases import releases
from mdx.porting import stand_ins
from mdx.porting.explained import KINDS, says
from mdx.porting.port import CannotPort, dialect_of, ported
from mdx.porting.tables import PLACEHOLDER, Pattern, forms
from mdx.scenes.syntax import parses

NEWEST = releases("manim")[0]
PIECES = [
    "self.play(ShowCreation(c))", "self.play(c.shift, UP, c.scale, 2)", "c = Circle(gloss=1)",
    "t = Tex('x^2', t2c={'x': RED})", "t['x'].set_color(RED)", "c.get_width()",
    "self.frame.reorient(10, 20)", "g = VGroup(c, t).set_height(FRAME_HEIGHT)",
    "c.f_always.move_to(d.get_center)", "d = GlowDot()", "self.play(FadeIn(c, UP))", "self.embed()",
    "axes = Axes(height=3, x_min=2)", "x = get_norm(UP)", "self.add(Checkmark())",
    "c.add_updater(lambda m: m.shift(UP))", "self.play()", "y = Foo(1, *a, **k)",
]  # fmt: skip
programs = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map(
    lambda lines: (
        "from manimlib import *\n\n\nclass A(InteractiveScene):\n    def construct(self):\n"
        + "".join(f"        {line}\n" for line in lines)
    )
)


@given(programs, st.sampled_from(["gl", "cairo"]))
def test_a_second_port_changes_nothing(program, dialect):
    once = ported(program, dialect, NEWEST).code
    ast.parse(once)
    assert dialect_of(once) == "ce"
    assert ported(once, "ce", NEWEST).code == once


@pytest.mark.parametrize("line", SCENES.read_bytes().splitlines())
def test_a_scene_of_today_stays_as_it_is(line):
    record = orjson.loads(line)
    if record["metadata"].get("dialect") == "ce" and parses(record["code"]):
        assert ported(record["code"], "ce", NEWEST).code == record["code"]


@pytest.mark.parametrize("name", sorted(stand_ins.available()))
def test_a_stand_in_is_one_definition_of_that_name_in_the_targets_terms(name):
    found = stand_ins.stand_in(name)
    tree = ast.parse(found.text)
    assert name in {getattr(s, "name", "") for s in tree.body}
    code = (
        "".join(f"{line}\n" for line in found.imports)
        + "from manim import *\n"
        + "".join(
            stand_ins.stand_in(other).text for other in (*found.reads & stand_ins.available(), name)
        )
    )
    assert set(ported(code, "ce", NEWEST).rules) <= {"import"}


def test_options_that_cannot_be_attributes_stay_and_are_told():
    code = "from manimlib import *\n\nclass A(VGroup):\n    CONFIG = {'None': 1, 'b': 2}\n"
    port = ported(code, "gl", NEWEST)
    assert port.code == code.replace("manimlib", "manim")
    assert port.left == ("config:A",)


def test_a_byte_order_mark_is_none_of_the_code():
    code = "from manimlib import *\nx = ShowCreation(c)\n"
    assert dialect_of("\ufeff" + code) == "gl"
    assert ported("\ufeff" + code, "gl", NEWEST) == ported(code, "gl", NEWEST)
    today = "\ufefffrom manim import *\n"
    assert ported(today, "ce", NEWEST).code == today


DIALECTS = [
    ("from manimlib import *\n", "gl"),
    ("from manimlib.imports import *\n", "cairo"),
    ("from big_ol_pile_of_manim_imports import *\n", "cairo"),
    ("from manim import *\nx = ShowCreation(TexMobject())\n", "ce"),
    ("import numpy\n", "unknown"),
    ("x = (\n", "unknown"),
]


@pytest.mark.parametrize(("code", "dialect"), DIALECTS)
def test_the_dialect_is_told_from_the_imports(code, dialect):
    assert dialect_of(code) == dialect


@pytest.mark.parametrize("code", ["x = (", "x = '\0'", "(" * 100_000], ids=["open", "null", "deep"])
def test_what_is_no_python_cannot_be_ported(code):
    with pytest.raises(CannotPort):
        ported(code, "gl", NEWEST)


@pytest.mark.parametrize("dialect", ["gl", "cairo", "ce"])
def test_every_form_in_the_tables_can_be_read(dialect):
    for under in ("", "groups"):
        for known in forms("keywords" if under else "forms", dialect, under).values():
            for form in known:
                assert isinstance(form.pattern, Pattern)
                names = {*form.pattern.parameters, form.pattern.rest, "self"}
                asked = set(ast_names(form.template))
                assert asked <= names


def ast_names(template: str) -> list[str]:
    return [found[3] for found in PLACEHOLDER.finditer(template)]


@given(programs)
def test_every_code_says_something(program):
    made = ported(program, "gl", NEWEST)
    for code in (*made.rules, *made.left):
        assert code.partition(":")[0] in KINDS
        assert says(code)


HEAD = "from manimlib import *\n"
GROWING = {
    "statements": lambda n: "c.set_width(3)\n" * n,
    "statements that go": lambda n: "c.set_gloss(3)\n" * n,
    "arguments": lambda n: f"x = VGroup({'Tex(a, t2c=b), ' * n})\n",
    "keywords": lambda n: f"x = Circle({', '.join(f'a{i}=1' for i in range(n))})\n",
    "played methods": lambda n: f"self.play({'a.shift, UP, ' * n})\n",
    "options": lambda n: "class A(VGroup):\n    CONFIG = {"
    + "".join(f"'a{i}': {i}, " for i in range(n)) + "}\n",
    "names that hold one another": lambda n: "".join(f"a{i + 1} = a{i}\n" for i in range(n)),
    "one name, held again and again": lambda n: "x = 1\n" + "x = x + x\n" * n
    + "x.animate.get_grid(2, 2)[0]['a']\n",
    "keys of a dictionary": lambda n: "x = Circle(**k)\nk = {"
    + "".join(f"'a{i}': 1, " for i in range(n)) + "}\n"
    + "".join(f"k['a{i}']\n" for i in range(n)),
    "classes": lambda n: "".join(
        f"class A{i}(A{i - 1}):\n    CONFIG = {{'a': 1}}\n" for i in range(n)
    ),
    "updaters": lambda n: "a.f_always.move_to(b.get_center)\n" * n,
}  # fmt: skip


@pytest.mark.parametrize("name", GROWING)
def test_time_grows_as_the_code_does(name):
    assert_linear(
        lambda code: ported(code, "gl", NEWEST), lambda n: HEAD + GROWING[name](n), start=16
    )
