"""A module as the rules of a port see it: what the libraries know of it, and its edits."""

import ast
import builtins
import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, TypeVar

from mdx.manim.releases import Release, releases
from mdx.porting.edits import Part, Source, Span
from mdx.porting.index import Index, last_name

Answering = TypeVar("Answering")
BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__class__", "__doc__"}
GAP_MAX = 200  # blanks between a bracket and its contents
_END = re.compile(rb"\s{0,%d}\)" % GAP_MAX)
_BEFORE_END = (b")", b" ", b"\n", b"\t", b"\r")
_CONFIG = re.compile(r"\bconfig(?=\.[a-z])")
OTHER_CONFIG = "manim_config"
BASES_MAX = 60  # per class; the libraries' own have at most 20


class Module(Index):
    """The code of one record, its syntax by kind and name, and the edits that rules ask for.

    dialect   what it is written in: "gl", "cairo", or "ce" of an older release
    target    the release of ManimCE that it is to run with
    without   what it is to do without: "slides", "assets"
    ported    codes of the rules that changed it
    left      codes of what no rule could
    wanted    names of stand-ins that it needs
    renamed   new names of the library by old ones, once they were asked for
    rewritten calls whose arguments a rule has put where they belong
    answers   what answers questions about it, by type: one Kinds, one Keywords
    """

    def __init__(
        self, text: str, dialect: str, target: Release, without: tuple[str, ...] = ()
    ) -> None:
        super().__init__(text)
        self.source = Source(text)
        self.dialect = dialect
        self.target = target
        self.without = without
        if dialect == "ce":
            brought = [(n, alias) for n in self.imports for alias in n.names]
            self.bound.update(alias.asname for _, alias in brought if alias.asname)
            self.bound.update("manim" for node, _ in brought if isinstance(node, ast.Import))
        self.ported: dict[str, None] = {}
        self.left: dict[str, None] = {}
        self.wanted: dict[str, None] = {}
        self.rewritten: set[ast.Call] = set()
        self.options_given: dict[str, bool] = {}
        self.renamed: dict[str, str] | None = None
        self.answers: dict[Callable[[Module], Any], Any] = {}
        self._bases: dict[str, list[str]] = {}
        self._blocks: dict[ast.AST, dict[ast.stmt, list[ast.stmt]]] = {}
        self._gone: dict[int, list[ast.stmt]] = {}

    # --- what the libraries know

    def is_free(self, name: str) -> bool:
        """Whether a name means the library's: nothing in the code binds it."""
        return name not in self.bound

    def has_name(self, name: str) -> bool:
        """Whether the target's star import provides a name."""
        return name in self.target.star("manim")

    def has_attribute(self, name: str) -> bool:
        """Whether some class of the target, or of the code, has an attribute."""
        return name in attributes_of(self.target) or name in self.methods

    @cached_property
    def origins(self) -> list[Release]:
        """The releases that the code may have been written for, newest first."""
        if self.dialect == "ce":
            return releases("manim")
        newest_first = releases("manimlib")
        return newest_first if self.dialect == "gl" else newest_first[::-1]

    @cached_property
    def libraries(self) -> tuple[Release, ...]:
        """The releases in which its names may have a meaning: the origins and the target."""
        return (*self.origins, self.target)

    def is_known(self, name: str, functions: bool = False) -> bool:
        """Whether some release has a class of a name, or a function."""
        return name in _classes(self.libraries) or (
            functions and name in _functions(self.libraries)
        )

    def bases(self, name: str) -> list[str]:
        """A class with its bases, nearest first: those of the code, then the libraries'."""
        if name not in self._bases:
            self._bases[name] = self._lineage(name)
        return self._bases[name]

    def _lineage(self, name: str) -> list[str]:
        bases: dict[str, None] = {}
        waiting = [name]
        while waiting and len(bases) < BASES_MAX:
            one = waiting.pop(0)
            if one in bases:
                continue
            bases[one] = None
            if one in self.classes:
                waiting += filter(None, map(last_name, self.classes[one].bases))
            else:
                waiting += _ancestors(self.libraries, one)
        return list(bases)

    def is_a(self, name: str, kind: str) -> bool:
        """Whether a class is, or descends from, another one."""
        return kind in self.bases(name)

    def ask(self, kind: Callable[["Module"], Answering]) -> Answering:
        """The one object that answers questions of this kind about the module."""
        if kind not in self.answers:
            self.answers[kind] = kind(self)
        answering: Answering = self.answers[kind]
        return answering

    # --- edits

    def replace(self, node: ast.AST | Span, *parts: Part, code: str) -> None:
        """Replaces a node by these parts, in the name of a rule."""
        span = node if isinstance(node, Span) else self.bare(node)
        if "config" in self.bound:  # the code's own; ManimCE's gets another name
            parts = tuple(p if isinstance(p, Span) else _CONFIG.sub(OTHER_CONFIG, p) for p in parts)
        self.source.replace(span, *parts)
        self.ported[code] = None

    def insert(self, at: int, text: str, code: str) -> None:
        """Inserts a text at an offset."""
        self.replace(Span(at, at), text, code=code)

    def is_replaced(self, name: str) -> bool:
        """Whether rules have replaced a name wherever it stands."""
        return all(map(self.source.is_replaced, map(self.bare, self.names.get(name, ()))))

    def bare(self, node: ast.AST) -> Span:
        """The span of a node, without brackets around it."""
        return self.source.span(node)

    def span(self, node: ast.AST) -> Span:
        """The span of a node, with the brackets that enclose nothing else."""
        span = self.source.span(node)
        text = self.source.bytes
        if text[span.end : span.end + 1] not in _BEFORE_END or not isinstance(node, ast.expr):
            return span
        holder = self.parent.get(node)
        own = 0  # the end of the call's own brackets
        if isinstance(holder, ast.Call) and node is not holder.func:
            own = self.bare(holder).end
        elif isinstance(holder, ast.ClassDef):
            return span
        while after := _END.match(text, span.end):
            before = text[max(0, span.start - GAP_MAX) : span.start].rstrip()
            if not before.endswith(b"(") or after.end() == own:
                break
            start = max(0, span.start - GAP_MAX) + len(before) - 1
            span = Span(start, after.end())
        return span

    def text(self, node: ast.AST) -> str:
        """The original text of a node."""
        return self.source.text(self.bare(node))

    def name_span(self, node: ast.Attribute) -> Span:
        """The span of an attribute's name, after the dot."""
        end = self.source.span(node).end
        return Span(end - len(node.attr.encode()), end)

    def indent(self, statement: ast.stmt) -> str:
        """The indentation of a statement, in spaces or tabs."""
        start = self.source.offset(statement.lineno, 0)
        return self.source.text(Span(start, start + statement.col_offset))

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that a node is in."""
        at: ast.AST | None = node
        while at is not None and not isinstance(at, ast.stmt):
            at = self.parent.get(at)
        return at

    def within(self, node: ast.AST, kind: type | tuple[type, ...]) -> Iterator[ast.AST]:
        """The nodes of a kind that enclose a node, innermost first."""
        at = self.parent.get(node)
        while at is not None:
            if isinstance(at, kind):
                yield at
            at = self.parent.get(at)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a node is in."""
        at = self.parent.get(node)
        while at is not None and not isinstance(at, ast.ClassDef):
            at = self.parent.get(at)
        return at

    def remove(self, statement: ast.stmt, code: str) -> None:
        """Removes a statement with its line; leaves `pass` if its block would be empty."""
        siblings = self._block(statement)
        gone = self._gone.setdefault(id(siblings), [])
        gone.append(statement)
        if len(gone) == len(siblings):
            self.replace(statement, "pass", code=code)
        else:
            self.replace(self.whole_lines(statement), code=code)

    @cached_property
    def head(self) -> int:
        """Where an import may be put: before the first statement that is none of those which must
        come first."""
        for statement in self.tree.body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                continue
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                continue
            if isinstance(statement, ast.ClassDef | ast.FunctionDef) and statement.decorator_list:
                return self.source.offset(statement.decorator_list[0].lineno, 0)
            return self.source.offset(statement.lineno, 0)
        return len(self.source.bytes)

    def _block(self, statement: ast.stmt) -> list[ast.stmt]:
        """The block that a statement is in."""
        holder = self.parent[statement]
        if holder not in self._blocks:
            fields = ("body", "orelse", "finalbody")
            blocks: list[list[ast.stmt]] = [getattr(holder, field, []) for field in fields]
            self._blocks[holder] = {s: block for block in blocks for s in block}
        return self._blocks[holder].get(statement, [statement])

    def whole_lines(self, node: ast.AST) -> Span:
        """A node's span, with its indentation and line end if it is alone on its lines."""
        start, end = self.source.span(node)
        text = self.source.bytes
        first = text.rfind(b"\n", 0, start) + 1
        last = text.find(b"\n", end)
        last = len(text) if last < 0 else last + 1
        before, after = text[first:start], text[end:last].strip()
        if after.startswith(b";"):
            return Span(start, end + len(text[end:last]) - len(text[end:last].lstrip(b"; \t")))
        if before.strip() or (after and not after.startswith(b"#")):
            return Span(start, end)
        return Span(first, last)


@cache
def _ancestors(libraries: tuple[Release, ...], name: str) -> list[str]:
    """The ancestors that releases give a class, those of the first release first."""
    return [
        base
        for release in libraries
        if name in release.classes
        for base in release.lineage(name)[1:]
    ]


@cache
def _classes(libraries: tuple[Release, ...]) -> frozenset[str]:
    return frozenset().union(*(release.classes for release in libraries))


@cache
def _functions(libraries: tuple[Release, ...]) -> frozenset[str]:
    return frozenset().union(*(release.functions for release in libraries))


@cache
def attributes_of(release: Release) -> frozenset[str]:
    """The attributes that classes of a release have, whichever they are."""
    return frozenset().union(*(release.attributes(name) for name in release.classes))
