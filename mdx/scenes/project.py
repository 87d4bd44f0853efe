"""The modules of one repository, package or document, and which of them an import means."""

import posixpath
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress

from mdx.scenes.module import Module
from mdx.scenes.syntax import SyntaxFault

# Never looked for among the files of a project: a folder of that name is the library, vendored,
# and a file of that name starts it.
LIBRARY = frozenset({"manim", "manimlib", "manimgl", "manimce"})

GONE = "/"  # the path of a module that should be among the files, and is not

_BUILD_FILES = frozenset({"pyproject.toml", "setup.py", "setup.cfg"})


class Project:
    """Modules by path. `paths` are all files there are; `read(path)` gives the text of one.

    Each module is read and parsed at most once, and only when something asks for it; its tree is
    not kept (an analysed module takes about the memory of five copies of its text).
    """

    def __init__(self, paths: Collection[str], read: Callable[[str], str]) -> None:
        self.paths = paths if isinstance(paths, frozenset) else frozenset(paths)
        self.names = frozenset(map(posixpath.basename, self.paths))
        self._read = read
        self._modules: dict[str, Module | SyntaxFault] = {}
        self._found: dict[tuple[str, int, str], str | None] = {}
        self._folders: set[str] = set()
        for path in self.paths:
            folder = posixpath.dirname(path)
            while folder and folder not in self._folders:
                if path.endswith(".py") or folder != posixpath.dirname(path):
                    self._folders.add(folder)
                folder = posixpath.dirname(folder)

    def module(self, path: str) -> Module:
        """The module at a path; raises SyntaxFault where it does not parse."""
        known = self._modules.get(path)
        if known is None:
            try:
                known = Module(path, self._read(path))
            except SyntaxFault as fault:
                known = fault
            self._modules[path] = known
        if isinstance(known, SyntaxFault):
            raise known
        return known

    def find(self, importer: Module, level: int, dotted: str) -> str | None:
        """The path of the module that an import in `importer` means.

        A path that ends in "/" is a folder without an __init__.py, or GONE. None means a module
        from elsewhere: the standard library's, or a package's.
        """
        key = (importer.path, level, dotted)
        if key not in self._found:
            self._found[key] = self._search(importer, level, dotted)
        return self._found[key]

    def _search(self, importer: Module, level: int, dotted: str) -> str | None:
        folder = posixpath.dirname(importer.path)
        first, _, rest = dotted.partition(".")
        if level:
            for _ in range(level - 1):
                folder = posixpath.dirname(folder)
            return self._at(folder, dotted, importer.path) or GONE
        if first in LIBRARY:
            return None
        for root in self._roots(importer):
            found = self._at(root, dotted, importer.path)
            if found is not None:
                return found
        found = self._by_own_name(dotted, importer.path)
        if not found and rest and first not in sys.stdlib_module_names:
            return GONE if self.find(importer, 0, first) else None
        return found

    def _roots(self, importer: Module) -> Iterator[str]:
        """The folders that a module's imports are looked for in: its own, the top, and those that
        it puts on the path, or that a neighbour does which it imports.

        What is put there is often said from the folder that the author used to start Manim in.
        """
        folder = posixpath.dirname(importer.path)
        yield from (folder, "")
        inserts = dict.fromkeys(importer.inserts)
        for unit in importer.units:
            for found in unit.imports:
                neighbour = posixpath.join(folder, found.module + ".py")
                if found.module and not found.level and neighbour in self.paths:
                    with suppress(SyntaxFault):
                        inserts.update(dict.fromkeys(self.module(neighbour).inserts))
        for insert in inserts:
            base = folder
            while True:
                root = posixpath.normpath(posixpath.join(base, insert))
                if not root.startswith(("..", "/")):
                    yield "" if root == "." else root
                if not base:
                    break
                base = posixpath.dirname(base)

    def _by_own_name(self, dotted: str, importer: str) -> str | None:
        """The module meant by `name.folder.module` where `name` is what the whole project is
        called by those who clone it into their path."""
        first, _, rest = dotted.partition(".")
        if "." not in rest or first in sys.stdlib_module_names:
            return None
        found = self.file(rest.replace(".", "/"), importer)
        return None if found is None or found.endswith("/") else found

    def _at(self, folder: str, dotted: str, importer: str) -> str | None:
        path = posixpath.join(folder, dotted.replace(".", "/")) if dotted else folder
        if not folder and dotted and self._is_published(dotted.partition(".")[0], importer):
            return None
        return self.file(path, importer)

    def file(self, path: str, importer: str = "") -> str | None:
        """The module or folder at a path without ending; never the importer itself."""
        for candidate in (path + ".py", posixpath.join(path, "__init__.py")):
            if candidate in self.paths:
                return None if candidate == importer else candidate
        return path + "/" if path in self._folders else None

    def _is_published(self, package: str, importer: str) -> bool:
        """Whether the project is the home of a package that `importer`, outside of it, uses.

        People get such a package from an index; its insides belong into nobody's scene.
        """
        return (
            f"{package}/__init__.py" in self.paths
            and not importer.startswith(package + "/")
            and not self.paths.isdisjoint(_BUILD_FILES)
        )
