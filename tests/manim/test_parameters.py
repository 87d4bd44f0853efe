"""What parameters can be, by their annotations: of a class, of a method of a base, of any."""

import pytest

from mdx.manim.parameters import kinds
from mdx.manim.releases import releases

NEWEST = releases("manim")[0]
KNOWN = [
    ("", "Circle", "radius", {"number", "none"}),
    ("", "Circle", "stroke_width", {"number"}),  # through **kwargs, from VMobject
    ("", "GrowFromEdge", "mobject", {"Mobject"}),
    ("", "TracedPath", "traced_point_func", {"function"}),
    ("Square", "stretch", "factor", {"number"}),  # a method of Mobject
    ("Axes", "get_riemann_rectangles", "graph", {"ParametricFunction"}),
    ("", "color_gradient", "reference_colors", {"colours"}),
    ("", "Nothing", "font_size", {"number"}),  # it is that wherever it is annotated
    ("", "Circle", "nonsense", set()),
]


@pytest.mark.parametrize(("owner", "name", "parameter", "expected"), KNOWN)
def test_a_parameter_can_be_what_its_annotation_says(owner, name, parameter, expected):
    assert kinds(NEWEST, owner, name, parameter) == expected
