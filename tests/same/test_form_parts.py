"""Parts of a normal form."""

import pytest

from mdx.same.form_parts import of_scene
from mdx.same.nameless import Nameless
from mdx.same.normal_form import normal

CLASSES = """\
import a
x = "one"
class A(Scene):
    y = "two"
    def construct(self):
        if x: self.add("three")
        else:
            self.wait()
class B(A): z = "four"
def f(): pass
"""


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("A", "".join(CLASSES.splitlines(keepends=True)[2:8])),
        ("B", 'class B(A): z = "four"\n'),
        ("", 'class B(A): z = "four"\n'),
        ("Missing", 'class B(A): z = "four"\n'),
    ],
    ids=["by name", "of one line", "the last one derived from a scene", "a name that is not there"],
)
def test_the_part_that_is_the_scene_is_its_class(name, part):
    form = normal(CLASSES)
    assert of_scene(form, name, form) == normal(part)


@pytest.mark.parametrize(
    "code",
    [
        "x = 1",
        "class A(Base): pass",
        "",
        "f(",
        "from m import *\nimport a\nclass A(Scene):\n  x = 1",
    ],
)
def test_where_there_is_no_scene_or_nothing_else_that_is_all_of_it(code):
    form = normal(code)
    assert of_scene(form, "", form) is form


def test_it_is_cut_out_of_what_is_said_without_names():
    form = normal(CLASSES)
    part = of_scene(form, "A", Nameless(form).numbered())
    assert part.startswith(b"\nclass\x02\xff1(Scene):")
    assert part.endswith(b"\x00two\x00three")
