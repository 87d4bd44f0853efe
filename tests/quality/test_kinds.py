"""What Python's operators make of values of a type, against Python and numpy themselves."""

import ast
import operator

import pytest

from mdx.quality.kinds import NUMERIC, PLAIN, operation, returned

VALUES = {"str": "a", "int": 2, "float": 2.5, "bool": True, "list": [1], "tuple": (1,),
          "dict": {1: 1}, "NoneType": None, "function": len, "range": range(2)}  # fmt: skip
OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod,
}  # fmt: skip


@pytest.mark.parametrize("sign", OPERATORS, ids=lambda sign: sign.__name__)
@pytest.mark.parametrize("left", VALUES)
@pytest.mark.parametrize("right", VALUES)
def test_what_python_refuses_has_no_type_and_what_it_takes_has_its_own(sign, left, right):
    told = operation(sign, left, right)
    try:
        expected = type(OPERATORS[sign](VALUES[left], VALUES[right])).__name__
    except TypeError:
        # "%d" % x depends on what is written
        assert told is None or (sign is ast.Mod and left == "str")
    else:
        assert told == expected


def test_what_is_unknown_makes_nothing_known():
    assert operation(ast.Add, "Something", "int") == ""
    assert operation(ast.Pow, "int", "int") == ""  # may be a fraction


def test_arrays_take_numbers_lists_and_arrays():
    for other in NUMERIC | {"list", "tuple"}:
        assert operation(ast.Add, "ndarray", other) == "ndarray"
    for other in ("str", "dict", "NoneType", "type:Dot"):
        assert operation(ast.Add, other, "ndarray") is None
    assert NUMERIC <= PLAIN


@pytest.mark.parametrize(
    ("module", "function", "argument", "expected"),
    [
        ("np", "array", "list", "ndarray"),
        ("np", "sin", "int", "float"),
        ("np", "sin", "ndarray", "ndarray"),
        ("np", "sin", "", ""),
        ("np", "anything", "int", ""),
        ("math", "sqrt", "int", "float"),
        ("math", "floor", "float", "int"),
        ("math", "isclose", "float", ""),
        ("random", "randint", "int", "int"),
        ("elsewhere", "sqrt", "int", ""),
    ],
)
def test_functions_of_modules_have_the_types_of_their_results(module, function, argument, expected):
    assert returned(module, function, argument) == expected
