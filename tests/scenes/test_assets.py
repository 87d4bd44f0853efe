"""The files that a scene needs, by their names."""

import ast

import pytest

from mdx.scenes import assets

NAMED = {
    "a text": ("'a.png'", "a.png"),
    "a sum": ("FOLDER + '/a.png'", "{FOLDER}/a.png"),
    "a path": ("Path('x') / 'a.png'", "x/a.png"),
    "an f-string": ("f'{n}_a.png'", "{n}_a.png"),
    "joined": ("os.path.join(D, 'a.png')", "{D}/a.png"),
    "formatted": ("'{}.png'.format(n)", "{}.png"),
    "by percent": ("'%d.png' % n", "%d.png"),
    "str of a path": ("str(P / 'a.png')", "{P}/a.png"),
    "anything else": ("find(1)", "{find(1)}"),
}


@pytest.mark.parametrize(("text", "name"), NAMED.values(), ids=NAMED)
def test_a_name_is_known_as_far_as_its_expression_tells(text, name):
    assert assets.named(ast.parse(text, mode="eval").body) == name


THERE = {
    "beside the module": ("a.png", "v/main.py", "v/a.png"),
    "at the top": ("img/a.png", "v/main.py", "img/a.png"),
    "where Manim looks": ("a.svg", "v/main.py", "assets/svg_images/a.svg"),
    "without its ending": ("a", "main.py", "assets/a.svg"),
    "with backslashes": ("img\\a.png", "main.py", "img/a.png"),
    "from a folder above": ("../a.png", "v/main.py", "a.png"),
    "computed in part": ("frames/{n}_a.png", "main.py", "frames/7_a.png"),
    "computed and percent": ("frame%03d.png", "main.py", "x/frame001.png"),
}


@pytest.mark.parametrize(("name", "module", "path"), THERE.values(), ids=THERE)
def test_a_file_is_there_where_the_module_or_manim_would_find_it(name, module, path):
    names = {path.rpartition("/")[2]}
    assert assets.exists(name, module, {path}, names)
    assert not assets.exists(name, module, {"other/b.txt"}, {"b.txt"})


@pytest.mark.parametrize("name", ["/home/me/a.png", "{x}.png", "{...}"])
def test_what_is_on_another_disk_or_wholly_computed_is_not_there(name):
    assert not assets.exists(name, "main.py", {"a.png", "home/me/a.png"}, {"a.png"})


@pytest.mark.parametrize(
    ("call", "names"),
    [
        ("ImageMobject('a.png')", ["a.png"]),
        ("SVGMobject(file_name=f'{n}.svg')", ["{n}.svg"]),
        ("ImageMobject(np.zeros(3))", []),
        ("open('a.txt')", ["a.txt"]),
        ("open('a.txt', 'w')", []),
        ("open('a.txt', mode='rb')", ["a.txt"]),
        ("np.load('a.npy')", ["a.npy"]),
        ("window.open('a.html')", []),
        ("json.load(f)", []),
    ],
)
def test_a_call_names_the_file_that_it_reads(call, names):
    node = ast.parse(call, mode="eval").body
    assert isinstance(node, ast.Call)
    assert [name for name, _ in assets.taken(node, ())] == names
