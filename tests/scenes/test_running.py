"""In which order modules run."""

import pytest

from mdx.scenes.project import Project
from mdx.scenes.running import Running

ORDER = {
    "an import first": ({"main.py": "import a", "a.py": ""}, ["a.py", "main.py"]),
    "each after those it imports": (
        {"main.py": "import a, b", "a.py": "import c", "b.py": "import c", "c.py": ""},
        ["c.py", "a.py", "b.py", "main.py"],
    ),
    "a package before what is in it": (
        {"main.py": "from p.q import x", "p/__init__.py": "", "p/q.py": ""},
        ["p/__init__.py", "p/q.py", "main.py"],
    ),
    "a circle is cut where it closes": (
        {"main.py": "import a", "a.py": "import b", "b.py": "import a"},
        ["b.py", "a.py", "main.py"],
    ),
    "under if and in try": (
        {"main.py": "if 1:\n    import a\ntry:\n    import b\nexcept E:\n    pass", "a.py": "",
         "b.py": ""},
        ["a.py", "b.py", "main.py"],
    ),
    "a module that does not parse": ({"main.py": "import a", "a.py": "("}, ["a.py", "main.py"]),
    "what nobody imports does not": ({"main.py": "", "a.py": ""}, ["main.py"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "paths"), ORDER.values(), ids=ORDER)
def test_modules_run_in_the_order_that_python_runs_them(files, paths):
    running = Running(Project(files, files.__getitem__))
    assert running.order["main.py"].paths == paths


def test_what_only_functions_import_runs_late():
    files = {"main.py": "import a\ndef f():\n    import a, b", "a.py": "", "b.py": "import c",
             "c.py": ""}  # fmt: skip
    order = Running(Project(files, files.__getitem__)).order["main.py"]
    assert order.late == {"b.py", "c.py"}
    assert order.place("b.py", 0) < order.place("main.py", 1)


def test_statements_below_an_import_come_after_what_it_runs():
    files = {"main.py": "x = 1\nimport a\ny = 2", "a.py": "z = 3"}
    order = Running(Project(files, files.__getitem__)).order["main.py"]
    places = [("main.py", 0), ("a.py", 0), ("main.py", 2)]
    assert sorted(places, key=lambda place: order.place(*place)) == places
