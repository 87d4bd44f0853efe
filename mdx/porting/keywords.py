"""What becomes of keyword arguments that the target has renamed or does not accept."""

import ast
from functools import cache

from mdx.manim.releases import Release, Signature
from mdx.porting import stand_ins
from mdx.porting.edits import Part
from mdx.porting.index import dotted, last_name
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module
from mdx.porting.rules.names import renamed
from mdx.porting.tables import entries

GONE, UNKNOWN = "", "?"
OF_PYTHON = frozenset(m for kind in (str, list, dict, set) for m in dir(kind))  # methods of others


class Keywords:
    """What becomes of keywords in the calls of one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.names = renamed(module)
        self.table = entries("keywords", module.dialect)
        self.kinds = module.ask(Kinds)
        self._keys: dict[str, list[ast.expr]] | None = None
        self.moved: dict[tuple[str, int], list[str]] = {}
        self._bases: dict[str, list[str]] = {}
        self._own: dict[str, set[str]] = {}
        self._signatures: dict[str, Signature | None] = {}

    def bases(self, name: str) -> list[str]:
        """A class with its bases, and those of what the library's class is called today."""
        if name not in self._bases:
            old = self.module.bases(name)
            library = next((base for base in old if base not in self.module.classes), "")
            more = self.module.bases(self.names[library]) if library in self.names else []
            self._bases[name] = list(dict.fromkeys([*old, *more]))
        return self._bases[name]

    def taken_out(self, key: str) -> list[ast.expr]:
        """The places where the code reads this key from some dictionary: `x["key"]`."""
        if self._keys is None:
            self._keys = {}
            for node in self.module.subscripts:
                if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                    self._keys.setdefault(node.slice.value, []).append(node.slice)
        return self._keys.get(key, [])

    def of_class(self, name: str, keyword: str) -> str:
        """A keyword's new name in a call of a class; GONE, or UNKNOWN where the target refuses it
        and no rule says what it meant."""
        if keyword in self.own_parameters(name):
            return keyword
        for base in self.bases(name):
            entry = self.table.get(f"{base}.{keyword}")
            if entry is not None:
                break
        if entry == GONE:
            return GONE
        taken = self.signature(name)
        wanted = entry or keyword
        if taken is None or taken.any_keyword or wanted in taken.keywords:
            return wanted
        own = (
            self.module.dialect == "ce" and name in self.module.classes
        )  # it is wrong, not outdated
        return wanted if own else UNKNOWN

    def own_parameters(self, name: str) -> set[str]:
        """The parameters of the code's own constructors that a call of this class reaches."""
        if name not in self._own:
            names = self._own[name] = set[str]()  # ends a cycle of bases
            node = self.module.classes.get(name)
            if node is not None:
                constructor = next(filter(_is_constructor, node.body), None)
                names |= _options(node) | _parameters(constructor)
                passes = getattr(getattr(constructor, "args", None), "kwarg", True)
                if len(node.bases) == 1 and passes:
                    names |= self.own_parameters(last_name(node.bases[0]))
        return self._own[name]

    def takes(self, owner: str, keyword: str) -> bool:
        """Whether a class, or a method such as `.shift`, accepts a keyword."""
        taken = None if owner.startswith(".") else self.signature(owner)
        return taken is None or taken.any_keyword or keyword in taken.keywords

    def signature(self, name: str) -> Signature | None:
        """What the target's class takes that a class of the code is, or descends from without a
        constructor of its own, and its own options; None where that is not known."""
        if name not in self._signatures:
            self._signatures[name] = None  # ends a cycle of bases
            self._signatures[name] = self._signature(name)
        return self._signatures[name]

    def _signature(self, name: str) -> Signature | None:
        at = name
        options: set[str] = set()
        for _ in range(20):
            own = self.module.classes.get(at)
            if own is None and at in stand_ins.available() and self.module.is_free(at):
                taken = self._of_stand_in(at)
            elif own is None:
                taken = _mobject(self.module.target, self.names.get(at, at))
            else:
                options |= _options(own)
                if len(own.bases) != 1:
                    return None
                at = last_name(own.bases[0])
                constructor = next(filter(_is_constructor, own.body), None)
                if not isinstance(constructor, ast.FunctionDef):
                    continue
                taken = self._through(constructor, at)
            return taken and taken._replace(keywords=taken.keywords | options)
        return None

    def _of_stand_in(self, name: str) -> Signature | None:
        """What a stand-in accepts: its own arguments, and its base's if it passes them on."""
        definition = stand_ins.stand_in(name)
        below = (
            self.signature(definition.base)
            if definition.passes and definition.base != name
            else None
        )
        if below is None or below.any_keyword:
            return None
        return below._replace(keywords=below.keywords | definition.takes)

    def _through(self, constructor: ast.FunctionDef, base: str) -> Signature | None:
        """What a constructor accepts that passes unknown arguments on to its base."""
        if constructor.args.kwarg is None or base == "object":
            return None
        passed = constructor.args.kwarg.arg
        reads = [n for n in ast.walk(constructor) if isinstance(n, ast.Name) and n.id == passed]
        if len(reads) != 1 or not isinstance(self.module.parent.get(reads[0]), ast.keyword):
            return None
        below = self.signature(base)
        return below and below._replace(keywords=below.keywords | _parameters(constructor))

    def of_method(self, name: str, keyword: str) -> str:
        """The same for a call of a method, whatever its class."""
        entry = self.table.get(f".{name}.{keyword}")
        if entry == GONE:
            return GONE
        wanted = entry or keyword
        if name in self.module.methods:
            return wanted
        new = entries("methods", self.module.dialect, "renamed").get(name, name)
        taken = method_keywords(self.module.target).get(new)
        if taken is None or wanted in taken or name in OF_PYTHON:
            return wanted
        return UNKNOWN

    def kept(self, keyword: ast.keyword, old: str, new: str) -> list[Part]:
        """A keyword as a call of another class accepts it, [] if it does not."""
        if keyword.arg is None:
            return [self.module.span(keyword)]
        if new.startswith("."):
            fate = self.of_method(new[1:], keyword.arg)
        else:
            fate = self.of_class(new, keyword.arg) if new else keyword.arg
        if fate in (GONE, UNKNOWN):
            self.tell(fate, old, keyword.arg)
            return []
        return [f"{fate}=", self.module.span(keyword.value)]

    def _was_ignored(self, owner: str, keyword: str) -> bool:
        """Whether the old library, which made an attribute of any keyword, had no use for it."""
        if self.module.dialect != "cairo" or owner.startswith("."):
            return False
        return all(
            base not in release.classes or keyword not in release.attributes(base)
            for release in self.module.origins
            for base in self.bases(owner)
        )

    def tell(self, fate: str, owner: str, keyword: str) -> None:
        """Notes that a keyword was removed: by a rule, or because it is unknown."""
        if fate == UNKNOWN and not self._was_ignored(owner, keyword):
            self.module.left[f"dropped:{owner}.{keyword}"] = None
        self.module.ported[f"keyword:{owner}.{keyword}"] = None


def _is_constructor(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.FunctionDef) and statement.name == "__init__"


def _parameters(constructor: ast.stmt | None) -> set[str]:
    if not isinstance(constructor, ast.FunctionDef):
        return set()
    arguments = constructor.args
    own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return {argument.arg for argument in own}


def _options(node: ast.ClassDef) -> set[str]:
    """The keys of a class's CONFIG, which calls may pass as keywords."""
    values = (
        s.value for s in node.body if isinstance(s, ast.Assign) and dotted(s.targets[0]) == "CONFIG"
    )
    keys = (key for value in values for key in getattr(value, "keys", ()))
    return {
        key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


@cache
def _mobject(release: Release, name: str) -> Signature | None:
    """What a class takes; of a mobject that hands its keywords on in ways that tables do not know,
    its own and its base's."""
    taken = release.function(name)
    if taken is None or not taken.any_keyword or "Mobject" not in release.lineage(name):
        return taken
    if len(release.lineage(name)) < 2:
        return taken
    below = _mobject(release, release.lineage(name)[1])
    if below is None or below.any_keyword:
        return taken
    return taken._replace(keywords=taken.keywords | below.keywords, any_keyword=False)


@cache
def method_keywords(release: Release) -> dict[str, frozenset[str] | None]:
    """The keywords that methods of each name accept, in any class; None means all."""
    taken: dict[str, frozenset[str] | None] = {}
    for name in release.classes:
        for method in release.classes[name]["methods"]:
            signature = release.method(name, method)
            before = taken.get(method, frozenset())
            if signature is None or signature.any_keyword or before is None:
                taken[method] = None
            else:
                taken[method] = before | signature.keywords
    return taken
