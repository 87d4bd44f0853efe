"""The words beside a file: what its folder says about its video, and a script for it."""

import posixpath
from collections.abc import Iterable

from mdx.scenes.memo import Memo
from mdx.sources.formats import script, video
from mdx.sources.tree import Tree


class Surroundings:
    """The words in a tree's folders; each folder is read once, when needed."""

    def __init__(self, tree: Tree):
        self.tree = tree
        self._about_paths = _by_folder(filter(video.is_about_a_video, tree.paths))
        self._script_paths = _by_folder(filter(script.is_script, tree.paths))
        self._words: Memo[str, str] = Memo(self._words_in)  # by folder
        self._sections: Memo[str, list[script.Section]] = Memo(self._sections_in)

    def about(self, path: str) -> str:
        """What the folder of a file says about its video."""
        return self._words[posixpath.dirname(path)]

    def spoken(self, path: str, scene: str) -> str:
        """What a script beside the file, or in the folder above it, says over a scene."""
        folder = posixpath.dirname(path)
        for place in dict.fromkeys((folder, posixpath.dirname(folder))):
            sections = self._sections[place]
            if sections and (said := script.spoken(sections, path, scene)):
                return said
        return ""

    def _words_in(self, folder: str) -> str:
        return video.words(self.tree, self._about_paths.get(folder, []))

    def _sections_in(self, folder: str) -> list[script.Section]:
        texts = (video.read(self.tree, path) for path in self._script_paths.get(folder, ()))
        return [section for text in texts for section in script.sections(text)]


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(posixpath.dirname(path), []).append(path)
    return by_folder
