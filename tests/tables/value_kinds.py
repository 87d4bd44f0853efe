"""Makes mdx/manim/values.txt from a wheel of manim: types of attributes and of what calls return.

    pip download --no-deps manim==0.22.0
    python tests/tables/value_kinds.py manim-0.22.0-*.whl

A line for each class, and one named `-` for functions: words `attribute:type` and `call():type`. A
type is one of TYPES, `Self`, or a class of manim. It comes from the annotation, or from the value
that an attribute is set to; a function without a `return` returns NoneType. What may be one of
several types is left out.
"""

import ast
import os
import sys
from collections.abc import Iterator

from manim_package import Package
from manim_tables import FUNCTIONS, MANIM, sources

TABLE = MANIM / "values.txt"
TYPES = {
    "float": "float ManimFloat np.float64",
    "int": "int",
    "bool": "bool",
    "str": "str",
    "NoneType": "None",
    "list": "list List",
    "tuple": "tuple Tuple",
    "dict": "dict Dict defaultdict",
    "function": "RateFunction MappingFunction PathFuncType",
    "ndarray": "np.ndarray npt.NDArray Point3D Vector3D Point3D_Array Vector3D_Array PointND "
    "VectorND MatrixMN InternalPoint3D InternalPoint3D_Array CubicBezierPoints "
    "CubicBezierPoints_Array "
    "PixelArray RGBAPixelArray FloatRGB FloatRGBA FloatRGBA_Array FloatRGBLike",
}  # fmt: skip
TYPE_OF = {name: kind for kind, names in TYPES.items() for name in names.split()}
LITERALS = {ast.List: "list", ast.ListComp: "list", ast.Dict: "dict", ast.JoinedStr: "str"}
# Annotated as a list, and a subclass makes an array.
MISLEADING = frozenset(("CoordinateSystem.p2c()", "CoordinateSystem.point_to_coords()"))
OPEN = frozenset(("abstractmethod", "overload", "contextmanager"))  # decorators


def kind(annotation: ast.expr | None, classes: set[str]) -> str:
    """The type that an annotation says, "" where it says several or none that is known."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.Subscript):
        annotation = annotation.value
    name = ast.unparse(annotation) if annotation else ""
    return TYPE_OF.get(name) or (name if name == "Self" or name in classes else "")


def returned(function: ast.FunctionDef | ast.AsyncFunctionDef, classes: set[str]) -> str:
    """The type of what a function returns; that of a property is the property's."""
    decorators = {ast.unparse(d) for d in function.decorator_list}
    if isinstance(function, ast.AsyncFunctionDef) or decorators & OPEN:
        return ""
    if function.returns or "property" in decorators:
        return kind(function.returns, classes)
    if any(isinstance(n, ast.Return | ast.Yield | ast.YieldFrom | ast.Raise)
           for n in ast.walk(function)):  # fmt: skip
        return ""
    hollow = all(
        isinstance(n, ast.Pass) or (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))
        for n in function.body
    )
    return "" if hollow else "NoneType"


def stored(owner: ast.ClassDef, classes: set[str]) -> Iterator[tuple[str, str, bool]]:
    """Each attribute of a class or set on self, its type there, and if an annotation says so."""
    for part in owner.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield part.target.id, kind(part.annotation, classes), True
    for method in filter(lambda part: isinstance(part, FUNCTIONS), owner.body):
        args = [*method.args.posonlyargs, *method.args.args, *method.args.kwonlyargs]
        given = {arg.arg: kind(arg.annotation, classes) for arg in args}
        for node in ast.walk(method):
            if isinstance(node, ast.AnnAssign):
                targets, of = [node.target], kind(node.annotation, classes)
            elif isinstance(node, ast.Assign):
                targets, of = node.targets, _value(node.value, given, classes)
            else:
                continue
            for target in targets:
                if isinstance(target, ast.Attribute) and ast.unparse(target.value) == "self":
                    yield target.attr, of, isinstance(node, ast.AnnAssign)


def _value(node: ast.expr, given: dict[str, str], classes: set[str]) -> str:
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    if isinstance(node, ast.Name):
        return given.get(node.id, "")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id if node.func.id in classes else ""
    return LITERALS.get(type(node), "")


def of_class(owner: ast.ClassDef, classes: set[str]) -> dict[str, str]:
    """The types of a class's attributes and of what its methods return."""
    found: dict[str, set[str]] = {}
    annotated: dict[str, str] = {}
    for part in owner.body:
        if isinstance(part, FUNCTIONS):
            decorators = [ast.unparse(d) for d in part.decorator_list]
            if any(d.endswith(".setter") for d in decorators):
                continue
            name = part.name if "property" in decorators else f"{part.name}()"
            found.setdefault(name, set()).add(returned(part, classes))
    for name, of, is_annotated in stored(owner, classes):
        if is_annotated:
            annotated[name] = of
        elif f"{name}()" not in found:
            found.setdefault(name, set()).add(of)
    found |= {name: {of} for name, of in annotated.items()}
    single = {name: min(of) for name, of in found.items() if len(of) == 1 and name[0] != "_"}
    # What is None at first gets its value later, and then is of another type.
    return {n: of for n, of in single.items() if of and (of != "NoneType" or n.endswith(")"))
            and f"{owner.name}.{n}" not in MISLEADING}  # fmt: skip


def table(package: Package) -> dict[str, dict[str, str]]:
    """The table (see the module)."""
    loaded = [package.load(module) for module in [package.name, *package.trees]]
    classes = {name for names in loaded for name, node in names.items()
               if isinstance(node, ast.ClassDef)} - TYPE_OF.keys()  # fmt: skip
    rows: dict[str, dict[str, str]] = {"-": {}}
    for names in loaded:  # what is exported comes first, and wins
        for name, found in names.items():
            if isinstance(found, ast.ClassDef) and name not in rows:
                rows[name] = of_class(found, classes) if name[0] != "_" else {}
            elif isinstance(found, FUNCTIONS) and f"{name}()" not in rows["-"]:
                rows["-"][f"{name}()"] = returned(found, classes)
    rows["-"] = {name: of for name, of in rows["-"].items() if of and name[0] != "_"}
    return dict(sorted(rows.items()))


def main(path: str) -> None:
    """Writes the table of a wheel."""
    made = table(Package("manim", sources(path, "manim")))
    head = f"# Types of values of {os.path.basename(path)[:12]} (value_kinds.py)"
    rows = [" ".join([name, *(f"{a}:{of}" for a, of in words.items())])
            for name, words in made.items() if words]  # fmt: skip
    TABLE.write_text("\n".join([head, *rows]) + "\n")
    print(TABLE, len(rows), "classes")


if __name__ == "__main__":
    main(sys.argv[1])
