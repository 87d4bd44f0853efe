"""`import mdx` offers every name, typed and documented, and imports nothing until it is used."""

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path
from types import FunctionType

import orjson
import pytest
from places import BIN, ROOT, SCENES

import mdx

CODE = """from manim import *


class Hello(Scene):
    def construct(self):
        self.play(Create(Circle(color=RED)))
"""
RECORDS = [orjson.loads(line) for line in SCENES.read_bytes().splitlines()]
TOOLS = sorted(path.name for path in BIN.glob("mdx-*"))


def python(code: str, *args: str, **more) -> subprocess.CompletedProcess:
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *args, "-c", code], env=env, capture_output=True, **more)


@pytest.mark.parametrize("name", mdx.__all__)
def test_each_public_name_is_there_and_documented(name):
    value = getattr(mdx, name)
    assert name in dir(mdx)
    if isinstance(value, FunctionType):
        assert value.__doc__
        assert f"    {name}(" in mdx.__doc__


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'nonsense'"):
        mdx.nonsense  # noqa: B018


def test_the_types_that_a_checker_sees_are_those_that_are_given():
    tree = ast.parse(Path(mdx.__file__).read_bytes())
    block = next(n for n in tree.body if isinstance(n, ast.If))
    seen = {
        alias.asname or alias.name: f"{node.module.removeprefix('mdx.')}:{alias.name}"
        for node in block.body
        for alias in node.names
    }
    assert seen.keys() == {*mdx.__all__} - {"__version__"}
    for name, home in seen.items():
        module, _, attribute = home.partition(":")
        assert getattr(importlib.import_module(f"mdx.{module}"), attribute) is getattr(mdx, name)
    assert (Path(mdx.__file__).parent / "py.typed").is_file()


def test_to_import_mdx_imports_nothing_else():
    code = "import sys, typing; before = {*sys.modules}; import mdx; print({*sys.modules} - before)"
    assert python(code).stdout == b"{'mdx'}\n"


def test_the_scenes_of_a_text_stand_alone():
    (scene,) = mdx.scenes_of(f"{CODE}\n\nprint('rest')\n")
    assert (scene.name, scene.code, scene.first_line) == ("Hello", CODE, 4)
    assert mdx.scenes_of("x = 1") == []
    with pytest.raises(mdx.SyntaxFault):
        mdx.scenes_of("class (")


def test_a_scene_is_narrated_and_scored():
    assert "red circle" in mdx.narrate(CODE)
    assert mdx.narrate("x = 1") == ""
    good = mdx.assess(CODE, "Draw a red circle.")
    bad = mdx.assess(CODE.replace("Circle", "Cirkle"), "Draw a red circle.")
    assert 0 <= bad.quality < good.quality <= 1
    assert [f.code for f in mdx.findings("class (")] == ["syntax-error"]
    cirkle = mdx.Finding("unknown-name", "Cirkle")
    assert mdx.findings(CODE.replace("Circle", "Cirkle")) == [cirkle]
    assert cirkle in [weighed.finding for weighed in bad.findings]


def test_layout_is_not_in_the_normal_form_and_words_are():
    form = mdx.normal_form(CODE)
    assert form == mdx.normal_form(CODE.replace("    ", "  ").replace("\n\n", "\n# more\n"))
    assert form != mdx.normal_form(CODE.replace("RED", "BLUE"))


def test_shingles_are_sorted_distinct_numbers():
    pytest.importorskip("numpy")
    one, other, none = mdx.shingles([mdx.normal_form(c) for c in (CODE, CODE + "x = 1\n", "")])
    assert one.dtype == "uint64"
    assert sorted(set(one.tolist())) == one.tolist()
    assert len({*one.tolist()} & {*other.tolist()}) > 0
    assert len(none) == 0


@pytest.mark.parametrize("kind", ["file", "repo", "scene", "code"])
@pytest.mark.parametrize("seed", [0, -7])
def test_a_record_is_of_the_split_that_the_command_tells(mdx_command, kind, seed):
    done = mdx_command(
        "split", "--test", 0.3, "--val", 0.2, "--group", kind, f"--seed={seed}",
        input=SCENES.read_bytes(),
    )  # fmt: skip
    told = [orjson.loads(line)["metadata"]["split"] for line in done.stdout.splitlines()]
    shares = {"train": 0.5, "val": 0.2, "test": 0.3}
    assert [mdx.split_of(record, shares, kind, seed) for record in RECORDS] == told
    assert len({*told}) > 1


@pytest.mark.parametrize(
    "shares", [{}, {"test": 0.1}, {"test": -1, "train": 2}, {"test": float("nan")}, {"train": 1.5}]
)
def test_shares_that_are_not_1_together_are_refused(shares):
    with pytest.raises(ValueError, match="shares are from 0 to 1"):
        mdx.split_of(RECORDS[0], shares)


@pytest.fixture
def mdx_command(request):
    return request.getfixturevalue("mdx")


def test_records_are_read_with_their_places_and_a_bad_line_is_named(tmp_path):
    assert [line.record for line in mdx.read_jsonl(str(SCENES))] == RECORDS
    path = tmp_path / "some.jsonl"
    path.write_bytes(b'{"code": "x"}\n\n[1]\n')
    lines = mdx.read_jsonl(str(path))
    assert next(lines).where == f"{path}:1"
    with pytest.raises(mdx.BadLine, match=r"some.jsonl:3: expected an object, found a list"):
        next(lines)
    with pytest.raises(FileNotFoundError):
        list(mdx.read_jsonl(str(tmp_path / "nosuch")))


def test_python_m_mdx_lists_every_command_in_a_line():
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-m", "mdx"], env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    listed = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert [name for name, _ in listed] == TOOLS
    for name, words in listed:
        tool = importlib.import_module(name.replace("-", "."))
        assert words == tool.__doc__.partition("\n")[0]


def test_an_extraction_leaves_the_garbage_collector_as_it_was(tmp_path):
    (tmp_path / "scene.py").write_text(CODE)
    show = "print(gc.get_threshold(), flush=True)"
    run = f"import gc; {show}; from mdx import extract; extract.main(['-q', 'scene.py']); {show}"
    first, record, last = python(run, cwd=tmp_path).stdout.splitlines()
    assert orjson.loads(record)["code"] == CODE
    assert first == last


def test_a_command_ends_without_a_last_look_through_all_that_it_knows(tmp_path):
    (tmp_path / "scene.py").write_text(CODE)
    run = "import gc, sys; from mdx.shell.start import extract; sys.argv[1:] = ['-q', 'scene.py']"
    show = "print(len(gc.get_objects()), gc.get_freeze_count())"
    looked_through, left = python(f"{run}; extract(); {show}", cwd=tmp_path).stdout.split()[-2:]
    assert int(looked_through) < 1000 < int(left)
