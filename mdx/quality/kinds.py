"""The names of types, and what Python's operators and functions make of values of a type.

A type is the name of a class: of the release, of the code, or of Python; "" is one that nobody can
tell. What Python refuses with a TypeError has the type None.
"""

import ast
import math
import random
from types import BuiltinFunctionType, FunctionType, MethodType

ANIMATE = "~"  # before the type of `mobject.animate`, which takes what the mobject takes
CLASS = "type:"  # before the name of a class that is handed over as it is
ANY = "*"  # some mobject
LITERALS: dict[type[ast.AST], str] = {
    ast.List: "list", ast.ListComp: "list", ast.Tuple: "tuple", ast.Dict: "dict",
    ast.DictComp: "dict", ast.Set: "set", ast.SetComp: "set",
    ast.JoinedStr: "str", ast.Lambda: "function",
}  # fmt: skip
PLAIN = frozenset(
    ("str", "int", "float", "bool", "list", "tuple", "dict", "function", "method", "NoneType",
     "ManimColor", "ndarray", "range")
)  # fmt: skip
GROUPS = frozenset(
    ("VGroup", "Group", "MathTex", "Tex", "Text", "MarkupText", "SingleStringMathTex",
     "BulletedList", "Paragraph", "Title")
)  # fmt: skip
NUMBERS = frozenset(("int", "float", "bool"))
NUMERIC = NUMBERS | {"ndarray"}
SEQUENCES = frozenset(("list", "tuple", "str"))
# What no operator takes; manim's own objects have some.
OPERANDLESS = frozenset(("NoneType", "function", "method"))
CALLABLE = frozenset(("function", "method", "ManimColor"))
SUBSCRIPTED = SEQUENCES | {"range"}

# What Python's functions return, whatever they are given.
BUILTINS = {
    "len": "int", "int": "int", "float": "float", "str": "str", "list": "list", "dict": "dict",
    "tuple": "tuple", "sorted": "list", "range": "range", "print": "NoneType", "repr": "str",
    "ord": "int", "chr": "str", "bool": "bool", "input": "str", "isinstance": "bool",
}  # fmt: skip
# What the methods of Python's types return.
METHODS = {
    "list": dict.fromkeys("append extend insert remove sort reverse clear".split(), "NoneType")
    | {"copy": "list", "index": "int", "count": "int"},
    "dict": dict.fromkeys(("update", "clear"), "NoneType") | {"copy": "dict"},
    "str": dict.fromkeys("upper lower title strip lstrip rstrip replace join format capitalize "
                         "zfill center ljust rjust".split(), "str")
    | dict.fromkeys(("find", "count", "index"), "int")
    | dict.fromkeys(("split", "splitlines"), "list"),
    "ndarray": {"copy": "ndarray", "astype": "ndarray", "reshape": "ndarray", "tolist": "list"},
}  # fmt: skip
UNCHANGEABLE = frozenset(("tuple", "str", "range"))
ARRAYS = frozenset(
    ("array", "linspace", "arange", "zeros", "ones", "eye", "zeros_like", "ones_like", "full",
     "identity", "column_stack", "vstack", "hstack")
)  # fmt: skip
# Functions of numpy that make a number of a number, and an array of an array.
ELEMENTWISE = frozenset(
    ("sin", "cos", "tan", "exp", "log", "log10", "log2", "sqrt", "abs", "arctan", "arcsin",
     "arccos", "sinh", "cosh", "tanh", "radians", "deg2rad", "floor", "ceil", "square", "sign")
)  # fmt: skip
NUMPY = frozenset(("np", "numpy"))
# Constants of manim that are numbers.
CONSTANTS = frozenset(
    ("PI", "TAU", "DEGREES", "SMALL_BUFF", "MED_SMALL_BUFF", "MED_LARGE_BUFF", "LARGE_BUFF",
     "DEFAULT_FONT_SIZE", "DEFAULT_STROKE_WIDTH", "DEFAULT_DOT_RADIUS")
)  # fmt: skip
VECTORS = frozenset(("ORIGIN", "UP", "DOWN", "LEFT", "RIGHT", "IN", "OUT", "UL", "UR", "DL", "DR",
                     "X_AXIS", "Y_AXIS", "Z_AXIS"))  # fmt: skip


# What values of Python's and numpy's types have.
ATTRIBUTES = {
    kind.__name__: frozenset(dir(kind))
    for kind in (str, list, tuple, dict, range, type(None), FunctionType)
}
ATTRIBUTES["method"] = ATTRIBUTES["function"] | frozenset(dir(MethodType))
ATTRIBUTES["ndarray"] = frozenset(dir(memoryview)) | frozenset(
    "T all any argmax argmin argpartition argsort astype base byteswap choose clip compress conj "
    "conjugate copy ctypes cumprod cumsum data device diagonal dot dtype dump dumps fill flags "
    "flat flatten getfield imag item itemsize mT max mean min nbytes ndim nonzero partition prod "
    "put ravel real repeat reshape resize round searchsorted setfield setflags shape size sort "
    "squeeze std strides sum swapaxes take to_device tobytes tofile tolist trace transpose var "
    "view".split()
)
# Numbers may be numpy's.
ATTRIBUTES |= {n.__name__: ATTRIBUTES["ndarray"] | frozenset(dir(n)) for n in (int, float)}


def returned(module: str, function: str, argument: str) -> str:
    """The type of what a function of a module returns for a first argument of this type."""
    if module in NUMPY:
        if function in ARRAYS:
            return "ndarray"
        return argument.replace("int", "float") if _is_elementwise(function, argument) else ""
    if module == "math":
        kind = getattr(math, function, None)
        if function in ("floor", "ceil", "factorial", "comb", "perm", "gcd", "lcm", "isqrt"):
            return "int"
        is_number = isinstance(kind, BuiltinFunctionType) and not function.startswith("is")
        return "float" if is_number and function not in ("modf", "frexp", "prod") else ""
    if module == "random" and isinstance(getattr(random, function, None), MethodType):
        whole = {"randint": "int", "randrange": "int", "uniform": "float", "gauss": "float"}
        return whole.get(function, "")
    return ""


def _is_elementwise(function: str, argument: str) -> bool:
    return function in ELEMENTWISE and argument in ("int", "float", "ndarray")


def constant(module: str, name: str) -> str:
    """The type of an attribute of a module that is no class."""
    if module in NUMPY:
        return "float" if name in ("pi", "e", "inf", "nan") else (
            "function" if name in ELEMENTWISE else "")  # fmt: skip
    if module == "math" and hasattr(math, name):
        return "float" if isinstance(getattr(math, name), float) else "function"
    return ""


def operation(operator: type[ast.operator], left: str, right: str) -> str | None:
    """The type of `left operator right`."""
    if operator is ast.Mod and left == "str":
        return "str"
    if operator is ast.BitOr:  # of sets, dicts and types, too
        return ""
    if left in OPERANDLESS or right in OPERANDLESS:
        return None
    if left.startswith((CLASS, ANIMATE)) or right.startswith((CLASS, ANIMATE)):
        return None
    if left in NUMERIC and right in NUMERIC:
        return _number(operator, left, right)
    if not {left, right} <= PLAIN:
        return ""
    kinds = {left, right}
    if "ManimColor" in kinds:
        return ""
    if "ndarray" in kinds:  # numpy makes arrays of lists
        return None if kinds & {"str", "dict"} else "ndarray"
    if operator is ast.Add:
        return left if left == right and left in SEQUENCES else None
    if operator is ast.Mult and kinds & {"int", "bool"}:
        return next(iter(kinds & SEQUENCES), None)
    return None


def _number(operator: type[ast.operator], left: str, right: str) -> str:
    if operator is ast.MatMult:
        return ""
    if "ndarray" in (left, right):
        return "ndarray"
    if operator is ast.Div or "float" in (left, right):
        return "float" if operator is not ast.Pow else ""  # which may be complex
    return "" if operator is ast.Pow else "int"
