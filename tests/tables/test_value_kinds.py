"""From annotations and assignments to the table of what attributes and calls are."""

import ast

import pytest
from value_kinds import kind, of_class

KINDS = [
    ("float", "float"),
    ("'Self'", "Self"),
    ("list[Dot]", "list"),
    ("Point3D", "ndarray"),
    ("Dot", "Dot"),
    ("Dot | None", ""),  # who knows
    ("Any", ""),
]


@pytest.mark.parametrize(("annotation", "expected"), KINDS)
def test_an_annotation_says_what_a_value_is(annotation, expected):
    assert kind(ast.parse(annotation, mode="eval").body, {"Dot"}) == expected


def test_a_class_says_what_its_attributes_are_and_its_methods_return():
    code = """class A:
    def __init__(self, width: float, tip=None):
        self.width = width
        self.dot = Dot()
        self.parts: list = []
        self.later = None
        self.either = 1
        self.either = "one"

    def shift(self) -> Self: ...

    def tell(self):
        print(self)

    @property
    def height(self) -> float: ...

    def _private(self) -> int: ...
"""
    [owner] = ast.parse(code).body
    assert of_class(owner, {"Dot"}) == {
        "width": "float",
        "dot": "Dot",
        "parts": "list",
        "shift()": "Self",
        "tell()": "NoneType",
        "height": "float",
    }
