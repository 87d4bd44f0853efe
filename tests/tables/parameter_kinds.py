"""Makes mdx/manim/parameters.txt from a wheel of manim: what its annotations let parameters be.

    pip download --no-deps manim==0.22.0
    python tests/tables/parameter_kinds.py manim-0.22.0-*.whl

A line for each function and each `Class.method` (`Class` for its __init__): its name, then the
parameters whose annotation says something, as words `name:kind|kind`. A kind is one of KINDS or a
class of manim. The annotations are those of the newest release: older releases have few, and the
parameters that they share mean the same.
"""

import ast
import os
import sys
from collections.abc import Iterator

from manim_package import Package
from manim_tables import FUNCTIONS, MANIM, sources

TABLE = MANIM / "parameters.txt"
KINDS = {
    "number": "float int complex np.float64",
    "bool": "bool",
    "str": "str",
    "path": "Path StrPath StrOrBytesPath",
    "none": "None",
    "point": "Point3DLike Point3D InternalPoint3D",
    "vector": "Vector3DLike Vector3D Point2DLike Vector2DLike Vector2D PointND PointNDLike "
    "VectorND VectorNDLike ColVector",
    "colour": "ParsableManimColor ManimColor",
    "function": "Callable RateFunction MappingFunction types.MethodType types.FunctionType",
    "animation": "Animation _AnimationBuilder",
    "sequence": "Sequence Iterable list tuple List Tuple",
    "array": "np.ndarray npt.NDArray Point3D_Array Point3DLike_Array PointND_Array "
    "BezierPointsLike",
    "dict": "dict Dict Mapping",
    "class": "type",
}  # fmt: skip
SEVERAL = {"sequence", "numbers", "colours", "array"}
KIND_OF = {name: kind for kind, names in KINDS.items() for name in names.split()}


def kinds(annotation: ast.expr | None, classes: set[str]) -> set[str]:
    """What an annotation allows, in words of KINDS and names of classes; none where it is vague."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.Constant) and annotation.value is None:
        return {"none"}
    if isinstance(annotation, ast.BinOp):
        sides = [kinds(side, classes) for side in (annotation.left, annotation.right)]
        return set.union(*sides) if all(sides) else set()
    if isinstance(annotation, ast.Subscript):
        return _parameterised(annotation, classes)
    name = ast.unparse(annotation) if annotation else ""
    if name in KIND_OF:
        return {KIND_OF[name]}
    return {name.rpartition("OpenGL")[2]} & classes


def _parameterised(annotation: ast.Subscript, classes: set[str]) -> set[str]:
    """What `X[...]` allows: of several colours or numbers, what they are, too."""
    name = ast.unparse(annotation.value)
    inner = annotation.slice
    if name == "Optional":
        allowed = kinds(inner, classes)
        return allowed | {"none"} if allowed else set()
    kind = KIND_OF.get(name, "")
    if kind == "sequence":
        of = kinds(inner.elts[0] if isinstance(inner, ast.Tuple) else inner, classes)
        return {"colours"} if "colour" in of else {"numbers"} if of == {"number"} else {kind}
    return {kind} if kind else set()


def callables(package: Package) -> Iterator[tuple[str, ast.FunctionDef]]:
    """All functions and methods with the key that the table has for them."""
    seen = set()
    for module in [package.name, *package.trees]:
        for name, found in package.load(module).items():
            if name in seen:
                continue
            if isinstance(found, FUNCTIONS):
                seen.add(name)
                yield name, found
            elif isinstance(found, ast.ClassDef):
                seen.add(name)
                for part in found.body:
                    if isinstance(part, FUNCTIONS):
                        yield name if part.name == "__init__" else f"{name}.{part.name}", part


def table(package: Package) -> dict[str, str]:
    """The table (see the module)."""
    classes = set()
    for module in package.trees:
        found = package.load(module).items()
        classes |= {name for name, node in found if isinstance(node, ast.ClassDef)}
    mobjects = classes - {"Scene", "Camera", "Renderer"} - KIND_OF.keys()
    rows = {}
    for key, function in callables(package):
        args = function.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        allowed = {arg.arg: kinds(arg.annotation, mobjects) for arg in every}
        if args.vararg:  # some annotate all of it, some each
            each = kinds(args.vararg.annotation, mobjects)
            allowed[args.vararg.arg] = each if each.isdisjoint(SEVERAL) else set()
        words = [f"{name}:{'|'.join(sorted(of))}" for name, of in allowed.items()
                 if of - {"none", "bool"}]  # fmt: skip
        if words:
            rows[key] = " ".join(words)
    return dict(sorted(rows.items()))


def main(path: str) -> None:
    """Writes the table of a wheel."""
    made = table(Package("manim", sources(path, "manim")))
    head = f"# What the parameters of {os.path.basename(path)[:12]} can be (parameter_kinds.py)"
    rows = [f"{key} {words}" for key, words in made.items()]
    TABLE.write_text("\n".join([head, *rows]) + "\n")
    print(TABLE, len(made), "functions")


if __name__ == "__main__":
    main(sys.argv[1])
