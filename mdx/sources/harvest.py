"""Records out of the files of an opened source."""

import re
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from typing import Any, NamedTuple

from mdx.code.project import Project
from mdx.code.scenes import Scene, SyntaxFault, scenes
from mdx.record import METADATA
from mdx.sources import facts
from mdx.sources.formats import docstrings, markdown, notebook, rst, text
from mdx.sources.formats.example import Example, imports_something
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import CODE, LIBRARIES, Settings, Tree, Unreadable, matches


class Fault(NamedTuple):
    """Something of a source that could not be read: where, why, and its bytes."""

    where: str
    reason: str
    raw: bytes = b""


def of_source(source: Source, settings: Settings) -> Iterator[dict[str, Any] | Fault]:
    """The records of a source, file by file; raises SourceError where it cannot be read."""
    try:
        kind = import_module(f"mdx.sources.kinds.{source.kind}")
    except ModuleNotFoundError:
        raise SourceError(f"{source.kind!r} is no kind of source") from None
    with closing(kind.opened(source, settings)) as tree:
        harvest = Harvest(source, tree, settings)
        for path in harvest.paths():
            yield from harvest.of(path)


class Place(NamedTuple):
    """Where in its source a scene's text comes from, and the words that stand around it."""

    path: str
    line: int = 1  # of the text's first line
    cell: int = 0
    context: str = ""
    tags: str = ""
    still: bool = False


class Harvest:
    """A source with its files, read as one project; `of(path)` gives the records of one file."""

    def __init__(self, source: Source, tree: Tree, settings: Settings):
        self.source = source
        self.tree = tree
        self.settings = settings
        self._notebook = ("", notebook.EMPTY)
        self.library = (*source.library, *LIBRARIES)
        self.common = self._common
        own = [path for path in tree.paths if not matches(path, self.library)]
        self.project = Project(own, self.python)

    def paths(self) -> list[str]:
        """The files to look for scenes in, in the tree's order."""
        source = self.source
        return [
            path
            for path in self.tree.paths
            if path.endswith(CODE)
            and (not source.paths or matches(path, source.paths))
            and not matches(path, source.exclude)
        ]

    def python(self, path: str) -> str:
        """The Python text of a .py file or a notebook; raises SyntaxFault where there is none."""
        try:
            if path.endswith(".ipynb"):
                return self.notebook(path).text
            return text.python(self.tree.read(path))
        except Unreadable as error:
            raise SyntaxFault(str(error)) from None

    def notebook(self, path: str) -> notebook.Notebook:
        """The notebook; the last one is kept, since both its text and its cells are asked for."""
        if self._notebook[0] != path:
            self._notebook = (path, notebook.parsed(self.tree.read(path), self.source.prelude))
        return self._notebook[1]

    def of(self, path: str) -> Iterator[dict[str, Any] | Fault]:
        """The records of one file, in its order."""
        try:
            if path.endswith(".ipynb"):
                yield from self._cells(path)
            elif path.endswith(".py"):
                if not matches(path, self.library):
                    yield from self._module(path)
                yield from self._documented(path)
            else:
                prose = text.prose(self.tree.read(path))
                read = rst.examples if path.endswith(".rst") else markdown.examples
                yield from self._examples(path, read(prose))
        except Unreadable as error:
            yield Fault(path, str(error))
        except SyntaxFault as error:
            yield Fault(f"{path}:{error.line}" if error.line else path, error.reason)

    def _module(self, path: str) -> Iterator[dict[str, Any]]:
        for scene in scenes(self.project, path):
            yield self._record(scene, Place(path))

    def _cells(self, path: str) -> Iterator[dict[str, Any] | Fault]:
        book = self.notebook(path)
        for number in book.faults:
            yield Fault(f"{path}: cell {number}", "no Python, left out")
        for scene in scenes(self.project, path):
            cell = book.cell_at(scene.first_line)
            place = Place(path, 2 - cell.first_line, cell.number, cell.context)
            yield self._record(scene, place)

    def _documented(self, path: str) -> Iterator[dict[str, Any] | Fault]:
        code = self.python(path)
        if docstrings.MARK in code:
            module = re.sub(r"\.__init__$", "", path.removesuffix(".py").replace("/", "."))
            yield from self._examples(path, docstrings.examples(code, module))

    def _examples(self, path: str, examples: Iterator[Example]) -> Iterator[dict[str, Any] | Fault]:
        """Each example is a little project of its own."""
        for example in examples:
            code = example.code
            line = example.line
            if not imports_something(code):
                prelude = self.source.prelude + "\n\n"
                code, line = prelude + code, line - prelude.count("\n")
            try:
                for scene in facts.alone(code):
                    yield self._record(scene, Place(path, line, 0, *example[2:]))
            except SyntaxFault as error:
                where = f"{path}:{line + error.line - 1}"
                yield Fault(where, f"this example does not parse: {error.reason}")

    def _record(self, scene: Scene, place: Place) -> dict[str, Any]:
        source = self.source
        first, last = (number + place.line - 1 for number in (scene.first_line, scene.last_line))
        lines = f"{max(first, 1)}-{last}"
        metadata = METADATA | self.common | self.video(place.path) | facts.of_scene(scene)
        metadata |= {
            "path": place.path,
            "lines": lines,
            "cell": place.cell,
            "url": self.tree.link(place.path, "" if place.cell else lines),
            "tags": place.tags,
            "still": place.still,
            "original_context": place.context,
        }
        return {"description": "", "code": scene.code, "source": source.name, "metadata": metadata}

    def video(self, path: str) -> dict[str, str]:
        """The video that the file was made for, where the catalogue knows."""
        for video in self.source.videos:
            if matches(path, [video["path"]]):
                title = video.get("title", "")
                return {"youtube_url": video.get("url", ""), "video_title": title}
        return {}

    @property
    def _common(self) -> dict[str, Any]:
        source = self.source
        return {
            "revision": self.tree.revision,
            "license": self.tree.license or source.license,
            "dialect": source.dialect or "unknown",
            "manim": source.manim,
            "priority": source.priority,
            "channel": source.channel,
            "playlist": source.playlist,
        }
