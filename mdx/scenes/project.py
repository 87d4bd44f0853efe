"""The modules of a repository, package or document, and which of them an import means."""

import posixpath
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from functools import cached_property

from mdx.scenes.memo import Memo
from mdx.scenes.module import Module
from mdx.scenes.scopes import Import
from mdx.scenes.search_path import TOP
from mdx.scenes.syntax import SyntaxFault
from mdx.scenes.unit import Unit

# Never looked up among the files of a project: a folder of that name is a copy of the library, and
# a file of that name starts it.
LIBRARY = frozenset({"manim", "manimlib", "manimgl", "manimce"})

GONE = "/"  # the path of a module that should be among the files but is not
LINKS_MAX = 40  # symbolic links to follow for one path, as on Linux


class Project:
    """Modules by path. `paths` are all files there are; `read(path)` returns the text of one.

    links          symbolic links: path -> target as written
    distributions  folder -> import names of the packages published from it
    name           what the project is called at its source

    Each module is read and parsed at most once, and only when something asks for it; its tree is
    not kept (an analysed module takes about the memory of five copies of its text).
    """

    def __init__(
        self,
        paths: Collection[str],
        read: Callable[[str], str],
        links: Mapping[str, str] | None = None,
        distributions: Mapping[str, Collection[str]] | None = None,
        name: str = "",
    ) -> None:
        self.paths = paths if isinstance(paths, frozenset) else frozenset(paths)
        self.names = frozenset(map(posixpath.basename, self.paths))
        self.links = links or {}
        self.distributions = distributions or {}
        self.name = name
        self._read = read
        self._modules: dict[str, Module | SyntaxFault] = {}
        self.units: Memo[tuple[str, int], Unit] = Memo(self._unit)  # by path and number
        self._found: Memo[tuple[str, int, str], str | None] = Memo(self._search)
        self._doubtful: dict[str, dict[str, str]] = {}  # importer -> dotted name -> path chosen
        self._folders: set[str] = set()
        for path in self.paths:
            folder = posixpath.dirname(path)
            while folder and folder not in self._folders:
                if path.endswith(".py") or folder != posixpath.dirname(path):
                    self._folders.add(folder)
                folder = posixpath.dirname(folder)

    def module(self, path: str) -> Module:
        """The module at a path; raises SyntaxFault if it does not parse."""
        module = self._modules.get(path)
        if module is None:
            try:
                module = Module(path, self._read(path))
            except SyntaxFault as fault:
                module = fault
            self._modules[path] = module
        if isinstance(module, SyntaxFault):
            raise module
        return module

    def close(self) -> None:
        """Frees the modules, which would otherwise last until the collector finds the project."""
        self._modules.clear()
        self.units.clear()

    def _unit(self, node: tuple[str, int]) -> Unit:
        return self.module(node[0]).units[node[1]]

    def find(self, importer: Module, level: int, dotted: str) -> str | None:
        """The path of the module that an import in `importer` means.

        A path that ends in "/" is a folder without an __init__.py, or GONE. None means a module
        from elsewhere: the standard library's, or a package's.
        """
        return self._found[importer.path, level, dotted]

    def is_local(self, importer: Module, brought: Import) -> bool:
        """Whether an import names a module of the project, whether or not it is there."""
        return self.find(importer, brought.level, brought.module) is not None

    def doubtful(self, importer: str, chosen: Collection[str]) -> list[str]:
        """The imports of a module that several files fit, where one of `chosen` was taken."""
        return [d for d, path in self._doubtful.get(importer, {}).items() if path in chosen]

    def _search(self, asked: tuple[str, int, str]) -> str | None:
        importer, level, dotted = self.module(asked[0]), *asked[1:]
        folder = posixpath.dirname(importer.path)
        first, _, rest = dotted.partition(".")
        if level:
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            path = posixpath.join(folder, dotted.replace(".", "/")) if dotted else folder
            return (
                self.file(path, importer.path) or self._in_other_case(path, importer.path) or GONE
            )
        if first in LIBRARY:
            return None
        is_python = first in sys.stdlib_module_names
        roots = dict.fromkeys(self._roots(importer, is_python))
        if any(self._is_published(root, first, importer.path) for root in roots):
            return None
        paths = [posixpath.join(root, dotted.replace(".", "/")) for root in roots]
        candidates = dict.fromkeys(filter(None, (self.file(path, importer.path) for path in paths)))
        modules = [path for path in candidates if not path.endswith("/")]
        if len(modules) > 1:
            self._doubtful.setdefault(importer.path, {})[dotted] = modules[0]
        if candidates:
            return next(iter(modules or candidates))
        if is_python:
            return None
        chosen = self._by_own_name(dotted, importer.path) or self._anywhere(dotted, importer)
        chosen = chosen or next(
            filter(None, (self._in_other_case(path, importer.path) for path in paths)), None
        )
        if not chosen and not dotted.replace(".", "").isidentifier():
            return GONE  # imported by a call; no statement could
        if not chosen and rest:
            return GONE if self.find(importer, 0, first) else None
        return chosen

    def _roots(self, importer: Module, is_python: bool) -> Iterator[str]:
        """The folders in which a module's imports are looked up, nearest first: its own, those that
        it or an imported neighbour adds to the path, and those above, as the author may have
        started Manim in any of them, with their `src`.

        A name that Python's own library has is looked up in fewer.
        """
        folder = posixpath.dirname(importer.path)
        yield folder
        inserts = dict.fromkeys(importer.inserts)
        for unit in importer.units:
            for brought in unit.imports:
                neighbour = posixpath.join(folder, brought.module + ".py")
                if brought.module and not brought.level and neighbour in self.paths:
                    with suppress(SyntaxFault):
                        inserts.update(dict.fromkeys(self.module(neighbour).inserts))
        above = list(_upwards(folder))
        for insert in inserts:
            if insert.startswith(TOP):  # relative to the project, not to an unknown folder
                yield insert[len(TOP) + 1 :]
                continue
            for base in above:
                root = posixpath.normpath(posixpath.join(base, insert))
                if not root.startswith(("..", "/")):
                    yield "" if root == "." else root
        if is_python:
            yield ""
            return
        yield from above
        for base in above:
            if (source := posixpath.join(base, "src")) in self._folders:
                yield source

    def _by_own_name(self, dotted: str, importer: str) -> str | None:
        """The module meant by `name.folder.module`, where `name` stands for the whole project, or
        for a folder around the importer, cloned into somebody's path under that name; for
        `name.module` only if it is the project's own name."""
        first, _, rest = dotted.partition(".")
        if not rest or ("." not in rest and _plain(first) != _plain(self.name)):
            return None
        for base in _upwards(posixpath.dirname(importer)):
            module = self.file(posixpath.join(base, rest.replace(".", "/")), importer)
            if module is not None and not module.endswith("/"):
                return module
        return None

    def _anywhere(self, dotted: str, importer: Module) -> str | None:
        """The nearest module of that name in any folder, if the importer adds unknown folders to
        the path."""
        if not importer.inserts_more:
            return None
        ending = "/" + dotted.replace(".", "/")
        modules = [
            path
            for name in (posixpath.basename(ending) + ".py", "__init__.py")
            for path in self._by_name.get(name, ())
            if path.removesuffix("/__init__.py").removesuffix(".py").endswith(ending)
            and path != importer.path
        ]
        here = posixpath.dirname(importer.path)
        near = sorted(modules, key=lambda p: (-len(posixpath.commonprefix([p, here])), p))
        if len(near) > 1:
            self._doubtful.setdefault(importer.path, {})[dotted] = near[0]
        return near[0] if near else None

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        by_name: dict[str, list[str]] = {}
        for path in self.paths:
            by_name.setdefault(posixpath.basename(path), []).append(path)
        return by_name

    def file(self, path: str, importer: str = "") -> str | None:
        """The module or folder at a path without its ending; never the importer itself."""
        for candidate in (path + ".py", posixpath.join(path, "__init__.py")):
            real = candidate if candidate in self.paths else self._through_links(candidate)
            if real in self.paths:
                return None if real == importer else real
        folder = path if path in self._folders else self._through_links(path)
        return folder + "/" if folder in self._folders else None

    def _through_links(self, path: str) -> str:
        """The path after following symbolic links within the project; "" if there are none, or if
        they lead out of it or in a circle."""
        if not self.links:
            return ""
        done, waiting, followed = "", path.split("/")[::-1], 0
        while waiting:
            part = waiting.pop()
            if part == "..":
                if not done:
                    return ""
                done = posixpath.dirname(done)
                continue
            there = posixpath.join(done, part) if part not in ("", ".") else done
            target = self.links.get(there)
            if target is None:
                done = there
                continue
            followed += 1
            if followed > LINKS_MAX or target.startswith("/"):
                return ""
            waiting += target.split("/")[::-1]
        return done if followed else ""

    def _in_other_case(self, path: str, importer: str) -> str | None:
        """The module or folder at a path that differs only in case, as on a Mac."""
        low = path.lower()
        candidates = (f"{low}.py", f"{low}/__init__.py", f"{low}/")
        there = (self._lowered[c] for c in candidates if c in self._lowered)
        return next((path for path in there if path != importer), None)

    @cached_property
    def _lowered(self) -> dict[str, str]:
        every = sorted(self.paths) + [folder + "/" for folder in sorted(self._folders)]
        return {path.lower(): path for path in reversed(every)}

    def _is_published(self, root: str, package: str, importer: str) -> bool:
        """Whether a folder holds a published package that `importer`, outside it, uses.

        People install such a package; its code does not belong in a scene.
        """
        home = posixpath.join(root, package)
        is_source = posixpath.basename(root) == "src"
        build = posixpath.dirname(root) if is_source else root
        return (
            package in self.distributions.get(build, ())
            and f"{home}/__init__.py" in self.paths
            and not importer.startswith(home + "/")
        )


def _plain(name: str) -> str:
    """A project's name as it would be imported."""
    return name.replace("-", "_").lower()


def _upwards(folder: str) -> Iterator[str]:
    """A folder and all above it, the top last."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""
