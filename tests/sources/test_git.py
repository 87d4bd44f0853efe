"""A clone is read through one git, whose end is no end of a file; a branch may have slashes."""

import os
import subprocess
from pathlib import Path

import pytest

from mdx.sources.kinds import git
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import Settings

OID = "0" * 40
# A git with one file, whose `cat-file` answers with what stands in $ANSWER and ends.
STUB = f"""#!/bin/sh
case "$*" in
*ls-tree*) printf '100644 blob {OID}\\ta.py\\000';;
*rev-parse*) echo {OID};;
*cat-file*) read oid; printf "$ANSWER";;
esac
"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> git.Repository:
    stub = tmp_path / "git"
    stub.write_text(STUB)
    stub.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    source = Source("a", "git", "https://example.org/a")
    return git.Repository(str(tmp_path), source, Settings(max_file=9))


@pytest.mark.parametrize(
    "answer",
    [
        f"{OID} blob 8\\nx = 1\\n",
        f"{OID} blob 8\\n",
        f"{OID} blob 6\\nx = 1\\n",  # whole, but without the line end that follows
        f"{OID} blob 99\\nx = 1\\n",  # too large to be read, and to be skipped
    ],
    ids=["half a file", "nothing of it", "no line end after it", "half of a file to skip"],
)
def test_a_git_that_ends_within_a_file_fails_the_source(
    clone: git.Repository, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setenv("ANSWER", answer)
    with pytest.raises(SourceError, match=r"a\.py: git ended within this file"):
        clone.read("a.py")


def test_a_whole_file_is_read(clone: git.Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANSWER", f"{OID} blob 6\\nx = 1\\n\\n")
    assert clone.read("a.py") == b"x = 1\n"


@pytest.fixture
def slashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A repository whose other branch is called feature/x."""
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "r/folder").mkdir(parents=True)
    (tmp_path / "r/folder/a.py").write_text("x = 1\n")
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], [*who, "commit", "-qm", "a"],
                  ["branch", "feature/x"], ["config", "uploadpack.allowFilter", "true"],
                  ["config", "uploadpack.allowAnySHA1InWant", "true"]):  # fmt: skip
        subprocess.run(["git", "-C", str(tmp_path / "r"), *words], check=True)
    return f"file://{tmp_path}/r"


BRANCHES = {
    "a folder": (("x/folder", "x/folder/**/*.py"), ("folder", "folder/**/*.py")),
    "a file": (("x/folder/a.py", "x/folder/a.py/**/*.py"), ("folder/a.py", "folder/a.py/**/*.py")),
    "all of it": (("x", "x/**/*.py"), ()),
}


@pytest.mark.parametrize(("paths", "asked"), BRANCHES.values(), ids=BRANCHES)
def test_a_slash_of_a_branch_is_told_from_one_of_a_path(
    slashed: str, paths: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    source = Source("a", "git", slashed, "feature", paths)
    for folder in (slashed.removeprefix("file://"), ""):  # kept, it needs the other no more
        repository = git.opened(source, Settings())
        assert (repository.asked, repository.paths) == (asked, ["folder/a.py"])
        repository.close()
        if folder:
            os.rename(folder, f"{folder}.gone")


def test_a_branch_that_is_not_there_is_told_whatever_the_path(slashed: str) -> None:
    with pytest.raises(SourceError, match="no such branch, tag or full commit id"):
        git.opened(Source("a", "git", slashed, "feature", ("y/folder",)), Settings())
