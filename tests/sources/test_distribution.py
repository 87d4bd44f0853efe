"""Which packages a tree publishes."""

import pytest

from mdx.sources.archive import Archive
from mdx.sources.distribution import published
from mdx.sources.tree import Unreadable

FILES = {
    "a project": ("pyproject.toml", "[project]\nname = 'My-Kit.Core'\n", {"my_kit_core"}),
    "poetry": ("pyproject.toml", "[tool.poetry]\nname = 'kit'\n", {"kit"}),
    "poetry with packages": (
        "pyproject.toml",
        "[tool.poetry]\nname = 'k'\npackages = [{include = 'kit', from = 'src'}]\n", {"k", "kit"},
    ),
    "flit": ("pyproject.toml", "[tool.flit.module]\nname = 'kit'\n", {"kit"}),
    "setuptools": (
        "pyproject.toml", "[tool.setuptools]\npackages = ['kit', 'more']\n", {"kit", "more"},
    ),
    "hatch": (
        "pyproject.toml", "[tool.hatch.build.targets.wheel]\npackages = ['src/kit']\n", {"kit"},
    ),
    "a package named after its distribution": (
        "pyproject.toml",
        "[project]\nname = 'kit-tools'\n[tool.setuptools]\npackages = ['kit']\n",
        {"kit_tools", "kit"},
    ),
    "a package listed only to be importable": (
        "pyproject.toml",
        "[project]\nname = 'my-films'\n[tool.hatch.build.targets.wheel]\npackages = ['utils']\n",
        {"my_films"},
    ),
    "an empty one": ("pyproject.toml", "", set()),
    "one for a tool alone": ("pyproject.toml", "[tool.ruff]\nline-length = 99\n", set()),
    "one of odd types": ("pyproject.toml", "project = 3\n[tool]\npoetry = ['x']\n", set()),
    "one that is no TOML": ("pyproject.toml", "[project\n", set()),
    "setup.cfg": ("setup.cfg", "[metadata]\nname = kit\n", {"kit"}),
    "setup.cfg without a name": ("setup.cfg", "[flake8]\nmax-line-length = 99\n", {""}),
    "setup.cfg that is none": ("setup.cfg", "name = kit\n", set()),
    "setup.py": ("setup.py", "setup(\n    name='kit', version='1')\n", {"kit"}),
}  # fmt: skip


class Files(Archive):
    """A tree of texts."""

    def __init__(self, texts: dict[str, str | None]):
        self.texts = texts
        self.paths = sorted(texts)

    def read(self, path: str) -> bytes:
        text = self.texts[path]
        if text is None:
            raise Unreadable("too large")
        return text.encode()


@pytest.mark.parametrize(("name", "text", "names"), FILES.values(), ids=FILES)
def test_a_build_file_publishes_what_it_names(name, text, names):
    assert published(Files({f"sub/{name}": text})) == {"sub": names}


def test_each_folder_publishes_its_own_and_others_nothing():
    tree = Files({"a/setup.py": "name='x'", "b/pyproject.toml": "", "c/k.py": "name='y'"})
    assert published(tree) == {"a": {"x"}, "b": set()}


def test_a_build_file_that_cannot_be_read_publishes_nothing():
    assert published(Files({"setup.py": None})) == {}
