"""Which module of a project an import means."""

import ast

import pytest

from mdx.scenes.module import Module
from mdx.scenes.project import GONE, Project
from mdx.scenes.scopes import imports


def meant(statement: str, files: dict[str, str] | str, importer: str, **more) -> str | None:
    """The path of the module that the first import of a statement means."""
    texts = dict.fromkeys(files.split(), "") if isinstance(files, str) else files
    texts = {importer: "", **texts}
    project = Project(texts, texts.__getitem__, **more)
    module = project.module(importer)
    first = imports(ast.parse(statement).body[0])[0]
    return project.find(module, first.level, first.module)


MEANT = {
    "beside": ("import k", "k.py", "main.py", "k.py"),
    "a package": ("import k", "k/__init__.py", "main.py", "k/__init__.py"),
    "a folder without an init": ("import k", "k/a.py", "main.py", "k/"),
    "a module of a folder": ("from k.a import R", "k/a.py", "main.py", "k/a.py"),
    "in the folder above": ("import k", "k.py", "a/b/main.py", "k.py"),
    "in a folder between": ("from lib.k import R", "y/lib/k.py", "y/vid/a/main.py", "y/lib/k.py"),
    "under src": ("from lib.k import R", "src/lib/k.py", "src/vid/main.py", "src/lib/k.py"),
    "under src beside": ("from lib.k import R", "src/lib/k.py", "vid/main.py", "src/lib/k.py"),
    "below a single file": ("import utils.k", "sub/utils/k.py", "sub/main.py", "sub/utils/k.py"),
    "the nearest of two": ("import k", "k.py a/k.py", "a/main.py", "a/k.py"),
    "a module before a folder": ("import k", "a/k/x.py k.py", "a/main.py", "k.py"),
    "in another case": ("from core.x import R", "Core/x.py", "main.py", "Core/x.py"),
    "not another case where it is right": ("import k", "K.py k.py", "main.py", "k.py"),
    "by the project's own name": ("from mine.a.k import R", "a/k.py", "b/main.py", "a/k.py"),
    "by the name of a folder as it was once called": (
        "from mine.a.k import R", "y/a/k.py", "y/a/main.py", "y/a/k.py",
    ),
    "by a name that may be anybody's": ("from mine.k import R", "k.py", "b/main.py", None),
    "relative": ("from .k import R", "a/k.py", "a/main.py", "a/k.py"),
    "relative from above": ("from ..k import R", "k.py", "a/main.py", "k.py"),
    "relative and not there": ("from .gone import R", "k.py", "a/main.py", GONE),
    "a package that is not there": ("import nowhere", "k.py", "main.py", None),
    "a module of a package that lacks it": ("import k.gone", "k/a.py", "main.py", GONE),
    "Python's own": ("import random", "k.py", "main.py", None),
    "a neighbour with a name of Python's": ("import random", "random.py", "main.py", "random.py"),
    "the library, vendored": ("import manim", "manim/__init__.py", "main.py", None),
    "itself": ("import main", "k.py", "main.py", None),
    "a package that its own file is called after": ("import Main", "k.py", "main.py", None),
}  # fmt: skip


def test_a_module_may_be_named_by_what_its_project_is_called():
    assert meant("from my_films.k import R", "k.py", "b/main.py", name="My-Films") == "k.py"


@pytest.mark.parametrize(("statement", "files", "importer", "path"), MEANT.values(), ids=MEANT)
def test_an_import_means_the_module_that_python_or_its_author_would_find(
    statement, files, importer, path
):
    assert meant(statement, files, importer) == path


LINKS = {
    "a file": ({"a/k.py": "../real.py"}, "real.py", "a/k.py", "real.py"),
    "a folder": ({"a/lib": "../shared"}, "shared/k.py", "a/lib/k.py", "shared/k.py"),
    "a link to a link": ({"a/k.py": "../l.py", "l.py": "real.py"}, "real.py", "a/k.py", "real.py"),
    "within a linked folder": (
        {"a/lib": "../shared", "shared/k.py": "../deep/k.py"}, "deep/k.py", "a/lib/k.py",
        "deep/k.py",
    ),
    "out of the project": ({"a/k.py": "../../etc/k.py"}, "real.py", "a/k.py", None),
    "to an absolute path": ({"a/k.py": "/etc/k.py"}, "etc/k.py", "a/k.py", None),
    "in a circle": ({"a/k.py": "l.py", "a/l.py": "k.py"}, "real.py", "a/k.py", None),
    "to itself": ({"a/lib": "lib"}, "real.py", "a/lib/k.py", None),
    "to nothing": ({"a/k.py": "gone.py"}, "real.py", "a/k.py", None),
}  # fmt: skip


@pytest.mark.parametrize(("links", "files", "asked", "real"), LINKS.values(), ids=LINKS)
def test_symbolic_links_are_followed_as_text_and_within_the_project(links, files, asked, real):
    dotted = asked.removeprefix("a/").removesuffix(".py").replace("/", ".")
    assert meant(f"import {dotted}", files, "a/main.py", links=links) == real


def test_a_link_before_a_loop_of_forty_is_followed_no_further():
    links = {f"l{n}.py": f"l{n + 1}.py" for n in range(45)} | {"l45.py": "real.py"}
    assert meant("import l0", "real.py", "main.py", links=links) is None
    assert meant("import l10", "real.py", "main.py", links=links) == "real.py"


PUBLISHED = {
    "its own package from outside": (
        "import kit", "kit/__init__.py", "examples/a.py", {"": {"kit"}}, None,
    ),
    "its own package from within": (
        "from kit.x import R", "kit/__init__.py kit/x.py", "kit/a.py", {"": {"kit"}}, "kit/x.py",
    ),
    "another package beside it": (
        "import lib", "kit/__init__.py lib/__init__.py", "vid/a.py", {"": {"kit"}},
        "lib/__init__.py",
    ),
    "a build file that names nothing": (
        "import lib", "lib/__init__.py", "vid/a.py", {"": set()}, "lib/__init__.py",
    ),
    "its package under src": (
        "import kit", "src/kit/__init__.py", "examples/a.py", {"": {"kit"}}, None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("statement", "files", "importer", "distributions", "path"), PUBLISHED.values(), ids=PUBLISHED
)
def test_only_what_a_distribution_publishes_comes_from_an_index(
    statement, files, importer, distributions, path
):
    assert meant(statement, files, importer, distributions=distributions) == path


def test_where_several_modules_fit_the_importer_is_told_which_was_taken():
    texts = dict.fromkeys(("k.py", "a/k.py", "a/main.py"), "")
    project = Project(texts, texts.__getitem__)
    module: Module = project.module("a/main.py")
    assert project.find(module, 0, "k") == "a/k.py"
    assert project.doubtful("a/main.py", {"a/k.py"}) == ["k"]
    assert project.doubtful("a/main.py", {"k.py"}) == []
