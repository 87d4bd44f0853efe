"""What a user names is read, be it linked, hidden or without the usual ending; its own output is
not."""

import gc
import json
import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path
from weakref import WeakSet

import pytest
from places import ROOT

from mdx.scenes.module import Module
from mdx.sources import catalogue
from mdx.sources.harvest import Harvest
from mdx.sources.opening import opened
from mdx.sources.reading import records
from mdx.sources.tree import Settings, Tree

SCENE = "from manim import *\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"


@pytest.mark.parametrize(
    "named", ["link.py", ".hidden.py", "script", "a.pyw", "A.PY", "linked", ".folder", "[a].py"]
)
def test_what_is_named_is_read(tmp_path: Path, named: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / ".folder").mkdir()
    for name in ("real", ".hidden.py", "script", "a.pyw", "A.PY", "[a].py", "folder/b.py"):
        (tmp_path / name).write_text(SCENE)
    (tmp_path / ".folder" / "b.py").write_text(SCENE)
    (tmp_path / "link.py").symlink_to("real")
    (tmp_path / "linked").symlink_to("folder")
    [source] = catalogue.find(str(tmp_path / named), [])
    tree = opened(source, Settings())
    assert tree is not None
    harvest = Harvest(source, tree, Settings())
    found = [record for path in harvest.paths() for record in harvest.of(path)]
    assert [record["metadata"]["scene"] for record in found] == ["A"]


def test_a_folder_that_holds_the_output_is_read_without_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"```python\n{SCENE}```\n")
    command = [sys.executable, str(ROOT / "bin/mdx-extract"), "-q", "."]
    with open(tmp_path / "out.md", "ab") as out:
        out.write((tmp_path / "a.md").read_bytes())
        out.flush()
        for _ in range(2):
            subprocess.run(command, cwd=tmp_path, stdout=out, check=True)
    lines = (tmp_path / "out.md").read_bytes().splitlines()[6:]
    assert [json.loads(line)["metadata"]["path"] for line in lines] == ["a.md", "a.md"]
    told = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=True).stdout
    assert told.count(b"\n") == 2  # of another output it is a file like any


def test_the_modules_of_a_source_go_when_it_is_read_and_need_no_collector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.py").write_text(SCENE)
    [source] = catalogue.find(str(tmp_path), [])
    files: Future[Tree | None] = Future()
    files.set_result(opened(source, Settings()))
    modules: WeakSet[Module] = WeakSet()
    read = Module.__init__
    monkeypatch.setattr(Module, "__init__", lambda new, *of: modules.add(new) or read(new, *of))
    gc.disable()
    try:
        for record in records(source, files, Settings(), None):
            assert type(record) is dict
            assert len(modules) == 1
        assert len(modules) == 0
    finally:
        gc.enable()
