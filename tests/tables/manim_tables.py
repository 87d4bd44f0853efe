"""Makes the tables under mdx/manim/ from wheels of the real packages, whose code is only read.

    pip download --no-deps manim==0.22.0 && python tests/tables/manim_tables.py manim-0.22.0-*.whl

A table is one JSON object: `package` (the import name), `distribution`, `version`, `modules` (the
names in each), `star` (what `from module import *` brings, where that is not all public names),
`loose` (attributes that are set on other objects than self, of a class that nobody can tell),
`functions` (signatures) and `classes`, each with `bases`, `attributes` (of the class or set on
self), `methods`, which of the attributes are `properties` and, where it has a __getattr__, the
prefixes that this answers as `dynamic`. Names are separated by spaces, so that a table stays small
and loads fast.

A signature is words: `x` required, `y=` optional, `/`, `*`, `*args`, `**kwargs`; after `>` what
takes the keywords that **kwargs catches: `super`, a name, `-x` (given already), `+x` (read out of
them), `?` (anything); after `->` the class of the result, where its annotation names one.
"""

import ast
import os
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import orjson
from manim_package import Package, flat, strings, targets

MANIM = Path(__file__).parents[2] / "mdx" / "manim"

# The packages of what scenes are made of, in manim and in manimlib.
ROOMS = (".mobject", ".animation", ".scene", ".camera", "_scene", ".for_3b1b", ".once_useful")
# Variables there that hold objects of other packages, or the object itself.
FOREIGN = frozenset(
    ("self", "setting", "new_setting", "left_setting", "right_setting", "output_stream", "stream",
     "packet", "frame", "hist", "keyboard_thread")
)  # fmt: skip
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def signature(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    bound: bool = False,
    owner: ast.ClassDef | None = None,
) -> str:
    """The words for a function's parameters (see the module), without self where it is bound."""
    args = node.args
    positional = args.posonlyargs + args.args
    words = [arg.arg for arg in positional]
    for index in range(len(words) - len(args.defaults), len(words)):
        words[index] += "="
    if args.posonlyargs:
        words.insert(len(args.posonlyargs), "/")
    if bound:
        words = words[1:]
    if args.vararg or args.kwonlyargs:
        words.append("*" + (args.vararg.arg if args.vararg else ""))
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        words.append(arg.arg + ("=" if default else ""))
    if args.kwarg:
        words += ["**" + args.kwarg.arg, ">", *_passes(node, args.kwarg.arg, owner)]
    if returned := _class_name(node.returns):
        words += ["->", returned]
    return " ".join(words)


def _class_name(annotation: ast.expr | None) -> str:
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        text = annotation.value
    elif isinstance(annotation, ast.Name):
        text = annotation.id
    else:
        return ""
    return text if text.isidentifier() and text[0].isupper() else ""


def _passes(
    node: ast.FunctionDef | ast.AsyncFunctionDef, kwargs: str, owner: ast.ClassDef | None
) -> list[str]:
    """Where a function's **kwargs go: calls that unpack them, names read out of them, else `?`."""
    targets: dict[str, None] = {}
    understood = 0
    for attribute in _kept(node, kwargs):
        calls = list(_unpacking(owner, attribute)) if owner else []
        understood += bool(calls)
        targets |= dict.fromkeys(word for call in calls for word in _callee(call))
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            if any(k.arg is None and _is_name(k.value, kwargs) for k in part.keywords):
                understood += 1
                targets |= dict.fromkeys(_usual(node, word) for word in _callee(part))
            elif isinstance(part.func, ast.Attribute) and _is_name(part.func.value, kwargs):
                understood += 1
                targets |= dict.fromkeys(_read_out(part.func.attr, part.args[:1]))
        elif isinstance(part, ast.Subscript) and _is_name(part.value, kwargs):
            understood += 1
            targets |= dict.fromkeys(_read_out("get", [part.slice]))
        elif isinstance(part, ast.Compare) and any(_is_name(c, kwargs) for c in part.comparators):
            understood += 1
            targets |= dict.fromkeys(_read_out("get", [part.left]))
    uses = sum(_is_name(part, kwargs) for part in ast.walk(node))
    return [*targets, *(["?"] if uses > understood else [])]


def _kept(node: ast.AST, kwargs: str) -> Iterator[str]:
    """The attributes of self that hold **kwargs from then on."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assign) and _is_name(part.value, kwargs):
            yield from (t.attr for t in part.targets if isinstance(t, ast.Attribute))


def _unpacking(owner: ast.ClassDef, attribute: str) -> Iterator[ast.Call]:
    """The calls in a class that take the keywords which this attribute of self holds."""
    for part in ast.walk(owner):
        if isinstance(part, ast.Call) and any(
            k.arg is None and ast.unparse(k.value) == f"self.{attribute}" for k in part.keywords
        ):
            yield part


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _read_out(method: str, args: list[ast.expr]) -> list[str]:
    """The words for `kwargs.pop("x")` and its like; none for what takes nothing out of them."""
    if method in ("setdefault", "update", "copy"):
        return []
    if args and isinstance(args[0], ast.Constant) and method in ("pop", "get"):
        return [f"+{args[0].value!s}"]
    return ["?"]


def _callee(call: ast.Call) -> list[str]:
    """The words for a call that unpacks **kwargs: who takes them, and what it is given already."""
    function = call.func
    given = [f"-{k.arg}" for k in call.keywords if k.arg]
    if isinstance(function, ast.Attribute):
        value = function.value
        if isinstance(value, ast.Call) and _is_name(value.func, "super"):
            same = function.attr == "__init__"
            return ["super" if same else f"super.{function.attr}", *given]
        if isinstance(value, ast.Name):
            return [f"{value.id}.{function.attr}", *given]
        return ["?"]
    return [function.id, *given] if isinstance(function, ast.Name) else ["?"]


def _class(node: ast.ClassDef) -> dict:
    """The entry of a class, from its own body alone."""
    methods: dict[str, str] = {}
    attributes: dict[str, None] = {}
    properties: dict[str, None] = {}
    for part in flat(node.body):
        if isinstance(part, FUNCTIONS):
            decorators = ast.dump(ast.List(part.decorator_list))
            if "property" in decorators or "setter" in decorators:
                attributes[part.name] = properties[part.name] = None
            else:
                methods[part.name] = signature(part, "staticmethod" not in decorators, node)
        elif isinstance(part, ast.ClassDef):
            attributes[part.name] = None
        else:
            is_only_told = isinstance(part, ast.AnnAssign) and part.value is None
            if not is_only_told or node.decorator_list:  # of a dataclass
                attributes |= dict.fromkeys(targets(part))
            if isinstance(part, ast.Assign) and "CONFIG" in targets(part):
                attributes |= dict.fromkeys(strings(ast.List(getattr(part.value, "keys", [])), {}))
    attributes |= dict.fromkeys(_set_on_self(node))
    entry: dict = {"bases": " ".join(filter(None, map(_dotted, node.bases)))}
    if dynamic := _dynamic(node):
        entry["dynamic"] = dynamic
    if properties:
        entry["properties"] = " ".join(properties)
    return entry | {
        "attributes": " ".join(a for a in attributes if a not in methods),
        "methods": methods,
    }


def _set_on_self(node: ast.ClassDef) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and _is_name(part.value, "self"):
            yield from [part.attr] if isinstance(part.ctx, ast.Store) else []


def _dynamic(node: ast.ClassDef) -> str:
    """The prefixes that a __getattr__ asks for with startswith; `*` where it asks for none."""
    for part in node.body:
        if isinstance(part, FUNCTIONS) and part.name == "__getattr__":
            calls = [c for c in ast.walk(part) if isinstance(c, ast.Call)]
            asked = [c.args for c in calls if getattr(c.func, "attr", "") == "startswith"]
            return " ".join(strings(ast.List([a for args in asked for a in args]), {})) or "*"
    return ""


def _usual(node: ast.FunctionDef | ast.AsyncFunctionDef, word: str) -> str:
    """What a word stands for: of a parameter that is called, the class that is its default."""
    args = node.args
    positional = args.posonlyargs + args.args
    pairs = [*zip(positional[::-1], args.defaults[::-1], strict=False),
             *zip(args.kwonlyargs, args.kw_defaults, strict=True)]  # fmt: skip
    usual = {arg.arg: default.id for arg, default in pairs if isinstance(default, ast.Name)}
    return usual.get(word, word)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return ""
    return ast.unparse(node)


def table(package: Package, distribution: str, version: str) -> dict:
    """The table of a package (see the module)."""
    classes: dict[str, dict] = {}
    functions: dict[str, str] = {}
    modules: dict[str, str] = {}
    for module in [package.name, *package.trees]:  # what is exported comes first, and wins
        for name, found in package.load(module).items():
            if isinstance(found, ast.ClassDef):
                classes.setdefault(name, _class(found))
            elif isinstance(found, FUNCTIONS):
                functions.setdefault(name, signature(found))
        modules[module] = " ".join(n for n in package.names[module] if not n.startswith("__"))
    return {
        "package": package.name,
        "distribution": distribution,
        "version": version,
        "star": {
            module: " ".join(package.star(module))
            for module in sorted(modules)
            if package.public.get(module)
        },
        "modules": dict(sorted(modules.items())),
        "loose": " ".join(sorted(_loose(package, classes))),
        "functions": dict(sorted(functions.items())),
        "classes": dict(sorted(classes.items())),
    }


def _loose(package: Package, classes: dict[str, dict]) -> set[str]:
    """The attributes that the package sets on other objects than self, whose class nobody can tell.

    Those count that no class of the module has, in the packages of what scenes are made of.
    """
    loose = set()
    for module, tree in package.trees.items():
        here = {a for node in tree.body if isinstance(node, ast.ClassDef)
                for a in _inherited(classes, node.name, [])}  # fmt: skip
        if any(room in module for room in ROOMS) and ".opengl" not in module:
            loose |= {
                node.attr
                for node in ast.walk(tree)
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
                if getattr(node.value, "id", "") not in FOREIGN and node.attr not in here
            }
    return loose


def _inherited(classes: dict[str, dict], name: str, above: list[str]) -> set[str]:
    """The attributes of a class and of its bases."""
    if name in above or name not in classes:
        return set()
    entry = classes[name]
    bases = (base.rpartition(".")[2] for base in entry["bases"].split())
    return set(entry["attributes"].split()).union(
        *(_inherited(classes, base, [*above, name]) for base in bases)
    )


def sources(path: str, package: str) -> dict[str, str]:
    """The Python files of a package in a wheel or an sdist, by path from the package's parent."""
    found = {}
    for name, data in _members(path):
        inside = name if path.endswith(".whl") else name.partition("/")[2]
        if inside.startswith(package + "/") and inside.endswith(".py"):
            found[inside] = data.decode("utf-8", "replace")
    return found


def _members(path: str) -> Iterator[tuple[str, bytes]]:
    if path.endswith(".whl"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
    else:
        with tarfile.open(path) as archive:
            for member in archive:
                if member.isfile() and (file := archive.extractfile(member)):
                    yield member.name, file.read()


def main(paths: list[str]) -> None:
    """Writes the table of each wheel or sdist beside this module."""
    for path in paths:
        name = os.path.basename(path).removesuffix(".tar.gz")
        distribution, version = name.split("-")[:2]
        package = "manim" if distribution == "manim" else "manimlib"
        made = table(Package(package, sources(path, package)), distribution, version)
        place = MANIM / f"{distribution}-{version}.json"
        with open(place, "wb") as file:
            file.write(_lines(made))
        print(place, len(made["modules"]), "modules", len(made["classes"]), "classes")


def _lines(made: dict) -> bytes:
    """The table as JSON with an entry a line: small, and a change shows in a diff."""
    return orjson.dumps(made).replace(b'","', b'",\n"').replace(b'},"', b'},\n"') + b"\n"


if __name__ == "__main__":
    main(sys.argv[1:])
