"""Which folders a module puts on sys.path."""

import ast

import pytest

from mdx.scenes.search_path import TOP, added, is_edited

ADDED = {
    "a text": ("sys.path.append('lib')", ["lib"]),
    "a text from above": ("sys.path.insert(0, '../lib')", ["../lib"]),
    "the folder above": (
        "sys.path.append(os.path.dirname(os.path.dirname(__file__)))", [TOP + "/a"],
    ),
    "parents": ("sys.path.insert(0, str(Path(__file__).resolve().parents[1]))", [TOP + "/a"]),
    "parent of parent": (
        "sys.path.append(str(Path(__file__).parent.parent / 'lib'))", [TOP + "/a/lib"],
    ),
    "joined": (
        "sys.path.append(os.path.join(os.path.dirname(__file__), '..', 'lib'))", [TOP + "/a/lib"],
    ),
    "through names": (
        "HERE = Path(__file__).parent\nLIB = HERE / 'lib'\nsys.path.append(str(LIB))",
        [TOP + "/a/b/lib"],
    ),
    "an f-string": ("sys.path.append(f'{os.path.dirname(__file__)}/lib')", [TOP + "/a/b/lib"]),
    "a sum": ("sys.path.append(os.path.dirname(__file__) + '/lib')", [TOP + "/a/b/lib"]),
    "the current folder": ("sys.path.append(os.getcwd())", ["."]),
    "several": ("sys.path.extend(['one', 'two'])", ["one", "two"]),
    "a sum of lists": ("sys.path += ['one']", ["one"]),
    "a new list": ("sys.path = ['one', *sys.path]", ["one"]),
    "in a loop": ("for p in ('one', 'two'):\n    sys.path.append(p)", ["one", "two"]),
    "in a function": ("def f():\n    sys.path.append('one')", ["one"]),
    "site": ("import site\nsite.addsitedir('one')", ["one"]),
    "backslashes": ("sys.path.append('..\\\\lib')", ["../lib"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "folders"), ADDED.values(), ids=ADDED)
def test_folders_are_known_as_far_as_the_text_tells(text, folders):
    assert is_edited(text)
    assert added(ast.parse(text), "a/b/main.py") == (folders, False)


LOST = {
    "a folder on the author's disk": "sys.path.append('/home/me/lib')",
    "what only a run tells": "sys.path.append(os.environ['LIB'])",
    "an argument": "def f(p):\n    sys.path.append(p)",
    "a name for itself": "p = p\nsys.path.append(p)",
}


@pytest.mark.parametrize("text", LOST.values(), ids=LOST)
def test_folders_that_nobody_can_tell_are_said_to_be_there(text):
    assert added(ast.parse(text), "a/b/main.py") == ([], True)


def test_a_folder_above_the_top_of_the_project_is_none_of_it():
    up = "sys.path.append(os.path.join(os.path.dirname(__file__), '../../../..'))"
    assert added(ast.parse(up), "a/b/main.py")[0] == []


def test_other_lists_are_no_search_path():
    assert not is_edited("path.append('x')")
    assert added(ast.parse("paths.append('x')\nsys.argv.append('y')"), "a.py") == ([], False)
