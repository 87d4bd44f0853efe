"""What a user names is read, be it linked, hidden or without the usual ending."""

from pathlib import Path

import pytest

from mdx.sources import catalogue
from mdx.sources.harvest import Harvest
from mdx.sources.opening import opened
from mdx.sources.tree import Settings

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
