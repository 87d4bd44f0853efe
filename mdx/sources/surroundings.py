"""The words beside a file: what its folder says about its video, and a script for it."""

import posixpath
from collections.abc import Iterable

from mdx.sources.formats import script, video
from mdx.sources.tree import Tree


class Surroundings:
    """The words in a tree's folders; each folder is read once, when needed."""

    def __init__(self, tree: Tree):
        self.tree = tree
        self._about: dict[str, str] = {}  # by folder, as all of these
        self._scripts: dict[str, list[script.Section]] = {}
        self._about_paths = _by_folder(filter(video.is_about_a_video, tree.paths))
        self._script_paths = _by_folder(filter(script.is_script, tree.paths))

    def about(self, path: str) -> str:
        """What the folder of a file says about its video."""
        folder = posixpath.dirname(path)
        if folder not in self._about:
            paths = self._about_paths.get(folder)
            self._about[folder] = video.words(self.tree, paths) if paths else ""
        return self._about[folder]

    def spoken(self, path: str, scene: str) -> str:
        """What a script beside the file, or in the folder above it, says over a scene."""
        folder = posixpath.dirname(path)
        for place in dict.fromkeys((folder, posixpath.dirname(folder))):
            if place not in self._scripts:
                texts = [
                    video.read(self.tree, other) for other in self._script_paths.get(place, ())
                ]
                self._scripts[place] = [s for text in texts for s in script.sections(text)]
            sections = self._scripts[place]
            if sections and (said := script.spoken(sections, path, scene)):
                return said
        return ""


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(posixpath.dirname(path), []).append(path)
    return by_folder
