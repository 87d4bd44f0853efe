"""Keyword arguments that the target calls otherwise or does not take: keywords.toml, and the API
tables for all that it does not name."""

import ast
import re
from functools import cache

from mdx.manim.releases import Release, Signature
from mdx.porting import stand_ins
from mdx.porting.edits import Part, Span
from mdx.porting.index import dotted, last_name
from mdx.porting.kinds import Kinds
from mdx.porting.module import Module
from mdx.porting.rules.methods import is_theirs
from mdx.porting.rules.names import renamed
from mdx.porting.tables import PLACEHOLDER, Form, entries, forms

GONE, UNKNOWN = "", "?"


class Keywords:
    """What becomes of keywords in the calls of one module."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.names = renamed(module)
        self.table = entries("keywords", module.dialect)
        self.kinds = Kinds(module)
        self._keys: dict[str, list[ast.expr]] | None = None
        self.moved: dict[tuple[str, int], list[str]] = {}
        self._bases: dict[str, list[str]] = {}

    def bases(self, name: str) -> list[str]:
        """A class with its bases under their old and their new names."""
        if name not in self._bases:
            old = self.module.bases(name)
            new = [self.names[base] for base in old if base in self.names]
            more = [b for base in new for b in self.module.bases(base)]
            self._bases[name] = list(dict.fromkeys([*old, *more]))
        return self._bases[name]

    def taken_out(self, key: str) -> list[ast.expr]:
        """The keys by which code takes something of a name out of dictionaries: `x["key"]`."""
        if self._keys is None:
            self._keys = {}
            for node in self.module.subscripts:
                if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                    self._keys.setdefault(node.slice.value, []).append(node.slice)
        return self._keys.get(key, [])

    def of_class(self, name: str, keyword: str) -> str:
        """A keyword's new name in a call of a class; GONE, or UNKNOWN where the target refuses it
        and no rule says what it meant."""
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
        return UNKNOWN

    def takes(self, owner: str, keyword: str) -> bool:
        """Whether a class, or a method such as `.shift`, may be given a keyword."""
        taken = None if owner.startswith(".") else self.signature(owner)
        return taken is None or taken.any_keyword or keyword in taken.keywords

    def signature(self, name: str) -> Signature | None:
        """What the target's class takes that a class of the code is, or descends from without a
        constructor of its own; None where that is not known."""
        at = name
        for _ in range(20):
            own = self.module.classes.get(at)
            if own is None and at in stand_ins.available() and self.module.is_free(at):
                return self._of_stand_in(at)
            if own is None:
                return _mobject(self.module.target, self.names.get(at, at))
            constructor = next(
                (s for s in own.body if isinstance(s, ast.FunctionDef) and s.name == "__init__"),
                None,
            )
            if len(own.bases) != 1:
                return None
            if constructor is not None:
                return self._through(constructor, last_name(own.bases[0]))
            at = last_name(own.bases[0])
        return None

    def _of_stand_in(self, name: str) -> Signature | None:
        """What a stand-in takes: its own arguments, and its base's where it passes all on."""
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
        """What a constructor takes that passes all that it does not know on to its base."""
        if constructor.args.kwarg is None or base == "object":
            return None
        passed = constructor.args.kwarg.arg
        reads = [n for n in ast.walk(constructor) if isinstance(n, ast.Name) and n.id == passed]
        if len(reads) != 1 or not isinstance(self.module.parent.get(reads[0]), ast.keyword):
            return None
        below = self.signature(base)
        arguments = constructor.args
        own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        names = frozenset(a.arg for a in own)
        return below and below._replace(keywords=below.keywords | names)

    def of_method(self, name: str, keyword: str) -> str:
        """The same in a call of a method of whatever class."""
        entry = self.table.get(f".{name}.{keyword}")
        if entry == GONE:
            return GONE
        wanted = entry or keyword
        if name in self.module.methods:
            return wanted
        new = entries("methods", self.module.dialect, "renamed").get(name, name)
        taken = method_keywords(self.module.target).get(new)
        return wanted if taken is None or wanted in taken else UNKNOWN

    def kept(self, keyword: ast.keyword, old: str, new: str) -> list[Part]:
        """A keyword as a call of another class takes it, [] where it does not."""
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
        """Whether the old library, which took any keyword for an attribute, had no use of it."""
        if self.module.dialect != "cairo" or owner.startswith("."):
            return False
        return all(
            base not in release.classes or keyword not in release.attributes(base)
            for release in self.module.origins
            for base in self.bases(owner)
        )

    def tell(self, fate: str, owner: str, keyword: str) -> None:
        """Notes that a keyword went: by a rule, or because nobody knows it."""
        if fate == UNKNOWN and not self._was_ignored(owner, keyword):
            self.module.left[f"dropped:{owner}.{keyword}"] = None
        self.module.ported[f"keyword:{owner}.{keyword}"] = None


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
    """The keywords that methods of a name take, in whichever class; None for any."""
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


def apply(module: Module) -> None:
    keywords = Keywords(module)
    for name, calls in module.calls.items():
        for call in calls:
            if call.keywords and call not in module.rewritten:
                _call(keywords, call, name)


def after_comma(module: Module, end: int) -> int:
    """The place after a comma that follows at once."""
    text = module.source.bytes
    comma = re.compile(rb"\s*,").match(text, end)
    return comma.end() if comma else end


def take_out(module: Module, places: list[Span], out: list[bool]) -> None:
    """Takes some of several things between commas out, each with the comma that belongs to it."""
    last = len(out)  # of those in the end that all go, the first
    while last and out[last - 1]:
        last -= 1
    for at, place in enumerate(places[:last]):
        if out[at]:
            module.source.replace(Span(place.start, places[at + 1].start))
    if last < len(out):
        start = places[last - 1].end if last else places[0].start
        end = places[-1].end if last else after_comma(module, places[-1].end)
        module.source.replace(Span(start, end))


def _call(keywords: Keywords, call: ast.Call, name: str) -> None:
    module = keywords.module
    owner = called_class(module, call)
    if owner:
        fates = {k: keywords.of_class(owner, k.arg or "") for k in call.keywords if k.arg}
    elif isinstance(call.func, ast.Attribute) and is_theirs(module, call.func, keywords.kinds):
        owner = f".{name}"
        fates = {k: keywords.of_method(name, k.arg or "") for k in call.keywords if k.arg}
    else:
        return
    change(keywords, call, owner, fates | groups(keywords, call, owner))


def called_class(module: Module, call: ast.Call) -> str:
    """The class that a call makes one of, or whose constructor it calls for its own; else ""."""
    func = call.func
    if isinstance(func, ast.Name):
        is_class = func.id in module.classes or (
            module.is_free(func.id)
            and any(
                func.id in release.classes or func.id in release.functions
                for release in (*module.origins, module.target)
            )
        )
        return func.id if is_class else ""
    if isinstance(func, ast.Attribute) and func.attr != "__init__":
        return _made(module, func)
    if isinstance(func, ast.Attribute):
        if isinstance(func.value, ast.Name):
            return func.value.id
        around = module.class_of(call)
        if around and around.bases:
            return last_name(around.bases[0])
    return ""


def _made(module: Module, func: ast.expr) -> str:
    """The class that an attribute holds which is called: `self.field_class(...)`."""
    held = {
        value.id
        for value, element in module.assigned.get(dotted(func), ())
        if not element and isinstance(value, ast.Name) and value.id in module.classes
    }
    return held.pop() if len(held) == 1 else ""


def change(keywords: Keywords, call: ast.Call, owner: str, fates: dict[ast.keyword, str]) -> None:
    """Renames keywords of a call and takes them out."""
    module = keywords.module
    given = {k.arg for k in call.keywords}
    fates = {k: GONE if fate != k.arg and fate in given else fate for k, fate in fates.items()}
    places = [module.span(argument) for argument in call.args]
    out = [False] * len(places)
    for keyword in call.keywords:
        name, span, fate = keyword.arg or "", module.span(keyword), fates.get(keyword)
        places.append(span)
        out.append(fate in (GONE, UNKNOWN))
        if fate in (GONE, UNKNOWN):
            keywords.tell(fate, owner, name)
        elif fate is not None and fate != name:
            end = span.start + len(name.encode())
            module.replace(Span(span.start, end), fate, code=f"keyword:{owner}.{name}")
    if any(out):
        order = sorted(range(len(places)), key=lambda at: places[at].start)
        take_out(module, [places[i] for i in order], [out[i] for i in order])


def groups(keywords: Keywords, call: ast.Call, owner: str) -> dict[ast.keyword, str]:
    """Says several keywords with one, where they are there; what becomes of these."""
    module = keywords.module
    alternatives = forms("keywords", module.dialect, "groups")
    given = {k.arg: k for k in call.keywords if k.arg}
    done: dict[ast.keyword, str] = {}
    for base in [owner] if owner.startswith(".") else keywords.bases(owner):
        for form in alternatives.get(base.lstrip("."), ()):
            if (form.pattern.owner == "") is not base.startswith("."):
                continue
            there = [given[name] for name in form.pattern.parameters if name in given]
            there = [k for k in there if k not in done]
            new = form.template.partition("=")[0]
            if not there or (new and (new in given or not keywords.takes(owner, new))):
                continue
            first, *others = sorted(there, key=lambda k: module.span(k).start)
            done |= dict.fromkeys(others, GONE) | {first: first.arg or ""}
            module.replace(
                first, *_as_one(module, form, there), code=f"keyword:{owner}.{first.arg}"
            )
    return done


def _as_one(module: Module, form: Form, there: list[ast.keyword]) -> list[Part]:
    """The one keyword of a form that says what these do."""
    values = {k.arg: k.value for k in there}
    parts: list[Part] = []
    at = 0
    for placeholder in PLACEHOLDER.finditer(form.template):
        value = values.get(placeholder[3])
        text = form.template[at : placeholder.start()]
        at = placeholder.end()
        if value is not None:
            parts += [text, module.span(value)]
        elif placeholder[4] or form.pattern.parameters[placeholder[3]]:
            parts += [text, form.pattern.parameters[placeholder[3]] or ""]
    return [*parts, form.template[at:]]
