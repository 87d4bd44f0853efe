"""Records out of the files of an opened source."""

import posixpath
from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from mdx.records.fields import METADATA
from mdx.scenes.memo import Memo
from mdx.scenes.project import Project
from mdx.scenes.scene import Scene, SyntaxFault, scenes, scenes_of
from mdx.sources import distribution, documents, facts, licence, selection, tables
from mdx.sources.formats import docstrings, markdown, notebook, rst, text, video
from mdx.sources.formats.example import (
    Example,
    imports_something,
    joined,
    may_hold_scene,
    prelude_of,
    with_prelude,
)
from mdx.sources.rows import several
from mdx.sources.rows.lacking import Lacking
from mdx.sources.rows.row import ColumnsError, NoScene
from mdx.sources.source import Source
from mdx.sources.surroundings import Surroundings
from mdx.sources.tree import CODE, LIBRARIES, Fault, Note, Settings, Tree, Unreadable, matches


class Place(NamedTuple):
    """Where a scene comes from in its source, and the words around it."""

    path: str
    line: int = 1  # of the text's first line
    cell: int = 0
    context: str = ""
    tags: str = ""
    still: bool = False
    is_about_video: bool = True  # and not about what stands in a library's docstring


class Harvest:
    """A source with its files, read as one project; `of(path)` gives the records of one file."""

    def __init__(self, source: Source, tree: Tree, settings: Settings):
        self.source = source
        self.tree = tree
        self.settings = settings
        self._text = ("", "")
        self._notebook = ("", notebook.EMPTY)
        self.library = (*source.library, *LIBRARIES)
        self.common = common(source) | {"revision": tree.revision}
        if tree.license:
            self.common["license"] = tree.license
        elif not source.license and (claimed := licence.in_readme(tree)):
            self.common |= {"license": claimed, "license_from": "README"}
        self.around = Surroundings(tree)
        self._videos: Memo[str, dict[str, str]] = Memo(self._video)
        own = [path for path in tree.paths if not matches(path, self.library)]
        name = posixpath.basename(source.url.rstrip("/")).removesuffix(".git")
        published = distribution.published(tree)
        self.project = Project(own, self.python, tree.links, published, name)

    def close(self) -> None:
        """Frees what is known of the files."""
        self.project.close()

    def paths(self) -> list[str]:
        """The files to look for scenes in; raises SourceError if those that the source names are
        not there."""
        return selection.paths(self.source, self.tree)

    def python(self, path: str) -> str:
        """The Python text of a .py file or notebook, preceded by imports if it has none; raises
        SyntaxFault if there is no such text."""
        try:
            if path.endswith(".ipynb"):
                return self.notebook(path).text
            return self._prelude(path) + self._source(path)
        except Unreadable as error:
            raise SyntaxFault(str(error)) from None

    def _source(self, path: str) -> str:
        """The text of a .py file; the last one is kept, since it is needed several times."""
        if self._text[0] != path:
            self._text = (path, text.python(self.tree.read(path)))
        return self._text[1]

    def _prelude(self, path: str) -> str:
        """What goes on top of a .py file that holds scenes and imports nothing."""
        code = self._source(path)
        if imports_something(code) or not may_hold_scene(code):
            return ""
        return self.source.prelude + "\n\n"

    def _added(self, path: str) -> int:
        """How many lines `python` puts above those of the file itself."""
        return 0 if path.endswith(".ipynb") else self._prelude(path).count("\n")

    def notebook(self, path: str) -> notebook.Notebook:
        """The notebook; the last one is kept, since both its text and its cells are needed."""
        if self._notebook[0] != path:
            self._notebook = (path, notebook.parsed(self.tree.read(path), self.source.prelude))
        return self._notebook[1]

    def of(self, path: str) -> Iterator[dict[str, Any] | Fault | Note]:
        """The records of one file, in its order."""
        try:
            if selection.is_table(self.tree, path):
                yield from self._rows(path)
            elif path.endswith(".ipynb"):
                yield from self._cells(path)
            elif path.endswith((".rst", ".md")):
                prose = text.prose(self.tree.read(path))
                read = rst.examples if path.endswith(".rst") else markdown.examples
                prelude = prelude_of(prose, self.source.prelude)
                yield from self._examples(path, read(prose), prelude)
            else:
                if not matches(path, self.library):
                    yield from self._module(path)
                yield from self._documented(path)
        except Unreadable as error:
            yield Fault(path, str(error))
        except SyntaxFault as error:
            if not path.endswith(CODE):
                yield Fault(path, "neither Python nor data that mdx reads; make it JSON or CSV")
                return
            where = f"{path}:{error.line - self._added(path)}" if error.line else path
            yield Fault(where, error.reason)

    def _module(self, path: str) -> Iterator[dict[str, Any]]:
        cuts = scenes(self.project, path)
        if self.settings.whole_file:
            yield from self._uncut(path, list(cuts))
            return
        for scene in cuts:
            yield self._record(scene, Place(path, 1 - self._added(path)))

    def _uncut(self, path: str, cuts: list[Scene]) -> Iterator[dict[str, Any]]:
        """One record with the whole text of a file that holds scenes."""
        if cuts:
            code = self.python(path)
            last = code.rstrip("\n").count("\n") + 1 - self._added(path)
            yield self._made(code, Place(path), f"1-{last}", facts.of_whole(code, cuts))

    def _cells(self, path: str) -> Iterator[dict[str, Any] | Fault]:
        book = self.notebook(path)
        if self.settings.whole_file:
            yield from self._uncut(path, list(scenes(self.project, path)))
            return
        for number in book.faults:
            yield Fault(f"{path}: cell {number}", "no Python, left out")
        folder = posixpath.dirname(path)
        written = {posixpath.normpath(posixpath.join(folder, n)): f for n, f in book.files.items()}
        project = self.project
        if written:
            project = Project({*project.paths, *written}, partial(self._also, written))
        for scene in scenes(project, path):
            cell = book.cell_at(scene.first_line)
            place = Place(path, 2 - cell.first_line, cell.number, cell.context)
            yield self._record(scene, place)
        for name, (_, number) in written.items():
            try:
                for scene in scenes(project, name):
                    yield self._record(scene, Place(path, 1, number))
            except SyntaxFault as error:
                yield Fault(f"{path}: cell {number}", f"{name}: {error}")

    def _also(self, written: dict[str, tuple[str, int]], path: str) -> str:
        """The Python text of a file in the source, or of one that a notebook writes."""
        return written[path][0] if path in written else self.python(path)

    def _rows(self, path: str) -> Iterator[dict[str, Any] | Fault | Note]:
        """The records of a table. What is wrong with its columns is reported once."""
        source = self.source
        lacking = Lacking()
        with self.tree.open(path) as stream:
            for item in tables.rows(stream, path):
                if isinstance(item, Fault):
                    yield item._replace(where=f"{path}:{item.where}")
                    continue
                number, fields = item
                lacking.rows += 1
                place = {"path": path, "lines": str(number), "url": self.tree.link(path, "")}
                try:
                    metadata = self.common | place
                    for row in several.rows(fields, source.columns):
                        lacking.passed(row, fields)
                        yield from documents.records(row, source.name, metadata, source.prelude)
                except NoScene:
                    continue
                except ColumnsError as error:
                    lacking.failed(str(error))
                except SyntaxFault as error:
                    yield Fault(f"{path}:{number}", str(error))
        if not selection.is_found(source, self.tree):  # other JSON may lie around
            yield from (Fault(path, reason) for _, reason in lacking.faults())
        yield from (Note(path, words) for words in lacking.notes())

    def _documented(self, path: str) -> Iterator[dict[str, Any] | Fault]:
        code = self._source(path)
        if docstrings.has_examples(code):
            name = path.removeprefix("src/").removesuffix(".py").replace("/", ".")
            examples = docstrings.examples(code, name.removesuffix(".__init__"))
            yield from self._examples(path, examples, self.source.prelude, is_about_video=False)

    def _examples(
        self, path: str, examples: Iterator[Example], prelude: str, is_about_video: bool = True
    ) -> Iterator[dict[str, Any] | Fault]:
        """Each example is a little project of its own."""
        for example in examples:
            code, line, context, tags, still, _ = with_prelude(example, prelude)
            place = Place(path, line, 0, context, tags, still, is_about_video)
            try:
                for scene in scenes_of(code):
                    yield self._record(scene, place)
            except SyntaxFault as error:
                where = f"{path}:{line + error.line - 1}"
                yield Fault(where, f"this example does not parse: {error.reason}")

    def _record(self, scene: Scene, place: Place) -> dict[str, Any]:
        if self.settings.plain_voiceover:
            scene = facts.in_silence(scene)
        first, last = (number + place.line - 1 for number in (scene.first_line, scene.last_line))
        return self._made(scene.code, place, f"{max(first, 1)}-{last}", facts.of_scene(scene))

    def _made(
        self, code: str, place: Place, lines: str, cut_facts: dict[str, Any]
    ) -> dict[str, Any]:
        video = self._videos[place.path] if place.is_about_video else {}
        words = self.around.about(place.path) if place.is_about_video else ""
        metadata = METADATA | self.common | video | cut_facts
        if place.is_about_video and not metadata["narration"]:
            metadata["narration"] = self.around.spoken(place.path, str(metadata["scene"]))
        metadata |= {
            "path": place.path,
            "lines": lines,
            "cell": place.cell,
            "url": self.tree.link(place.path, "" if place.path.endswith(".ipynb") else lines),
            "tags": place.tags,
            "still": place.still,
            "original_context": joined(place.context, words),
        }
        name = self.source.name
        return {"description": "", "code": code, "source": name, "metadata": metadata}

    def _video(self, path: str) -> dict[str, str]:
        """The video that the file was made for, if the catalogue or the file names one."""
        for entry in self.source.videos:
            if matches(path, [entry["path"]]):
                title = entry.get("title", "")
                return {"youtube_url": entry.get("url", ""), "video_title": title}
        if path.endswith(".py") and (url := video.own(self._source(path))):
            return {"youtube_url": url}
        return {}


def common(source: Source) -> dict[str, Any]:
    """The metadata that all records of a source share."""
    return {
        "license": source.license,
        "dialect": source.dialect or "unknown",
        "manim": source.manim,
        "priority": source.priority,
        "channel": source.channel,
        "playlist": source.playlist,
    }
