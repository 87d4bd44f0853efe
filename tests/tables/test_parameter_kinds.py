"""From annotations to the table of what parameters can be."""

import ast

import pytest
from parameter_kinds import kinds

KINDS = [
    ("float", {"number"}),
    ("int | None", {"number", "none"}),
    ("'Mobject | OpenGLMobject'", {"Mobject"}),
    ("Optional[Point3DLike]", {"point", "none"}),
    ("Sequence[float]", {"numbers"}),
    ("Iterable[ParsableManimColor]", {"colours"}),
    ("list[str]", {"sequence"}),
    ("Callable[[float], float]", {"function"}),
    ("float | Something", set()),  # who knows
    ("Any", set()),
]


@pytest.mark.parametrize(("annotation", "expected"), KINDS)
def test_an_annotation_says_what_a_parameter_can_be(annotation, expected):
    assert kinds(ast.parse(annotation, mode="eval").body, {"Mobject"}) == expected
