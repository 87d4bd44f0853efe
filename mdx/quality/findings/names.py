"""Imports that fail, and names that nothing binds."""

import ast
import builtins
import sys
from collections.abc import Iterator
from importlib import import_module

from mdx.manim.numpy import numpy_names
from mdx.manim.releases import Release
from mdx.quality.evidence import Evidence, Finding
from mdx.scenes.stars import star_names

BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__class__"}
# What pip installs along with manim, by import name (Requires-Dist of manim 0.17 to 0.22).
COMES_ALONG = frozenset(
    ("PIL", "av", "bs4", "cairo", "click", "cloup", "decorator", "isosurfaces", "manimpango",
     "mapbox_earcut", "moderngl", "moderngl_window", "networkx", "numpy", "pathops",
     "pkg_resources", "pydub", "pygments", "rich", "scipy", "screeninfo", "srt", "svgelements",
     "tqdm", "typing_extensions", "watchdog")
)  # fmt: skip
# What is in scipy 1.17, which once had all of numpy's names.
SCIPY = frozenset(
    ("LowLevelCallable", "cluster", "constants", "datasets", "differentiate", "fft", "fftpack",
     "integrate", "interpolate", "io", "linalg", "ndimage", "odr", "optimize", "signal", "sparse",
     "spatial", "special", "stats")
)  # fmt: skip
NUMPY = {"np": "numpy", "numpy": "numpy"}
# Modules whose names are much the same in every Python, and that do nothing when imported.
LIBRARY = frozenset(("math", "cmath", "random", "itertools", "functools", "operator", "string"))
IMPORTING = frozenset(("import_module", "__import__"))
ABSENT = ("ImportError", "ModuleNotFoundError", "Exception")
PLACE = 1


def find(evidence: Evidence, release: Release) -> Iterator[Finding]:
    """`package:x` not installed, `local-import`, `unknown-module`, `unknown-name`."""
    optional = _optional(evidence)
    stars: list[frozenset[str]] = []
    everything_known = True
    for node in evidence.all(ast.Import):
        for item in node.names:
            if item not in optional:
                yield from _module(item.name, release)
    for node in evidence.all(ast.ImportFrom):
        module = node.module or ""
        if node.level:
            yield Finding("local-import", "." * node.level + module)
            everything_known &= node.names[0].name != "*"
            continue
        missing = list(_module(module, release))
        if node.names[0].name == "*":
            ours = module.partition(".")[0] == release.package
            brought = release.star(module) if ours else star_names(module)
            stars += [brought] if brought else []
            everything_known &= brought is not None and not missing
        if not any(item in optional for item in node.names):
            yield from missing or _names(node, module, release)
    for _, call in evidence.calls_of(IMPORTING):
        if call.args and isinstance(call.args[0], ast.Constant):
            yield from _module(str(call.args[0].value), release)
    yield from _of_numpy(evidence)
    yield from _of_library(evidence)
    if "Typst" in evidence.code:
        reads = {name for unit in evidence.units for name in unit.reads if "Typst" in name}
        if not all(map(reads.isdisjoint, stars)):
            yield Finding("package", "typst")  # manim offers what needs it, and brings it not along
    if everything_known:
        unbound = evidence.unbound() - BUILTINS
        for brought in stars:
            unbound = unbound - brought  # not in place, which would go through all that is brought
        for name in sorted(unbound):
            yield Finding("unknown-name", name)


def _of_numpy(evidence: Evidence) -> Iterator[Finding]:
    """Attributes of numpy and of its modules that it does not have."""
    for unit in evidence.units:
        if unit.reads.isdisjoint(NUMPY):
            continue
        for node in unit.nodes.get(ast.Attribute, ()):
            inner = node.value
            if type(inner) is ast.Attribute and type(inner.value) is ast.Name:
                module = f"{NUMPY.get(inner.value.id, '')}.{inner.attr}"
            else:
                module = NUMPY.get(getattr(inner, "id", ""), "")
            there = numpy_names().get(module)
            if there and node.attr not in there and node.attr[0] != "_":
                yield Finding("unknown-attribute", f"{module}.{node.attr}", node.lineno)


def _of_library(evidence: Evidence) -> Iterator[Finding]:
    """Attributes that modules of the standard library do not have."""
    imported = {i.name for node in evidence.all(ast.Import) for i in node.names if not i.asname}
    for name in sorted(imported & LIBRARY):
        there = dir(import_module(name))
        for unit in evidence.units:
            if name not in unit.reads or unit.counts[name] > 1:
                continue
            for node in unit.nodes.get(ast.Attribute, ()):
                if getattr(node.value, "id", "") == name and node.attr not in there:
                    yield Finding("unknown-attribute", f"{name}.{node.attr}", node.lineno)


def _optional(evidence: Evidence) -> set[ast.alias]:
    """The imports that may fail: those in a `try` that catches an ImportError."""
    imports: set[ast.alias] = set()
    for node in evidence.all(ast.Try):
        caught = " ".join(ast.unparse(h.type) if h.type else "Exception" for h in node.handlers)
        if any(name in caught for name in ABSENT):
            for part in node.body:
                imports |= {n for n in ast.walk(part) if isinstance(n, ast.alias)}
    return imports


def _module(name: str, release: Release) -> Iterator[Finding]:
    root = name.partition(".")[0]
    if root == release.package:
        if name not in release.modules:
            yield Finding("unknown-module", name)
    elif root not in sys.stdlib_module_names and root not in COMES_ALONG:
        yield Finding("package", root)


def _names(node: ast.ImportFrom, module: str, release: Release) -> Iterator[Finding]:
    there = SCIPY if module == "scipy" else release.names(module)
    for item in node.names if there else ():
        inside = item.name in there or f"{module}.{item.name}" in release.modules
        if item.name != "*" and not inside:
            yield Finding("unknown-name", item.name)
