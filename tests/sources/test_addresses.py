"""Which source an address means, whether made up by mdx or copied from a browser."""

import json
import re

import pytest
from growth import assert_linear

from mdx.sources.addresses import ad_hoc, repository
from mdx.sources.source import from_dict
from mdx.work.errors import CannotRun


@pytest.mark.parametrize(
    ("operand", "kind", "url", "revision"),
    [
        ("github:o/n", "git", "https://github.com/o/n", ""),
        ("github:o/n@v1", "git", "https://github.com/o/n", "v1"),
        ("github:o/n@feature/x", "git", "https://github.com/o/n", "feature/x"),
        ("git+https://h/o/n.git@v1", "git", "https://h/o/n.git", "v1"),
        ("git+ssh://git@h/o/n", "git", "ssh://git@h/o/n", ""),
        ("git+ssh://git@h/o/n@v1", "git", "ssh://git@h/o/n", "v1"),
        ("git+file:///a/b@main", "git", "file:///a/b", "main"),
        ("pypi:manim", "pypi", "manim", ""),
        ("pypi:manim==0.19.0", "pypi", "manim", "0.19.0"),
        ("hf:o/set@abc", "huggingface", "o/set", "abc"),
        ("kaggle:o/set", "kaggle", "o/set", ""),
        ("https://github.com/o/n", "git", "https://github.com/o/n", ""),
        ("https://github.com/o/n.git", "git", "https://github.com/o/n", ""),
        ("http://www.github.com/o/n/", "git", "https://github.com/o/n", ""),
        ("github.com/o/n", "git", "https://github.com/o/n", ""),
        ("https://github.com/o/n/pull/3/files", "git", "https://github.com/o/n", ""),
        ("https://github.com/o/n/commit/abc", "git", "https://github.com/o/n", "abc"),
        ("https://github.com/o/n/releases/tag/v1", "git", "https://github.com/o/n", "v1"),
        ("git@github.com:o/n.git", "git", "git@github.com:o/n.git", ""),
        ("ssh://git@github.com/o/n", "git", "ssh://git@github.com/o/n", ""),
        ("gitlab:o/n@v1", "git", "https://gitlab.com/o/n", "v1"),
        ("https://gitlab.com/g/sub/n", "git", "https://gitlab.com/g/sub/n", ""),
        ("https://gitlab.com/g/sub/n/-/issues", "git", "https://gitlab.com/g/sub/n", ""),
        ("https://codeberg.org/o/n", "git", "https://codeberg.org/o/n", ""),
        ("https://gist.github.com/me/abc", "git", "https://gist.github.com/abc", ""),
        ("https://example.org/x/y.git", "git", "https://example.org/x/y.git", ""),
        ("https://huggingface.co/datasets/O/N", "huggingface", "O/N", ""),
        ("https://huggingface.co/datasets/O/N/viewer/default/train", "huggingface", "O/N", ""),
        ("https://huggingface.co/datasets/O/N/tree/abc", "huggingface", "O/N", "abc"),
        ("https://www.kaggle.com/datasets/o/n?select=a.csv", "kaggle", "o/n", ""),
        ("https://www.kaggle.com/datasets/o/n/versions/3", "kaggle", "o/n", "3"),
        ("HTTPS://GitHub.com/O/n", "git", "https://github.com/O/n", ""),
        ("git://github.com/o/n.git", "git", "https://github.com/o/n", ""),
        ("https://me@bitbucket.org/o/n.git", "git", "https://bitbucket.org/o/n", ""),
        (
            "https://github.com/o/n/archive/refs/tags/v1.tar.gz",
            "git",
            "https://github.com/o/n",
            "v1",
        ),
        ("https://github.com/o/n/archive/abc.zip", "git", "https://github.com/o/n", "abc"),
        ("https://github.dev/o/n", "git", "https://github.com/o/n", ""),
        ("https://git.sr.ht/~o/n", "git", "https://git.sr.ht/~o/n", ""),
        (
            "https://gist.githubusercontent.com/me/abc/raw/d/s.py",
            "git",
            "https://gist.github.com/abc",
            "",
        ),
        ("git+https://h/o/n.git@v1#egg=n", "git", "https://h/o/n.git", "v1"),
        ("https://huggingface.co/spaces/O/N", "git", "https://huggingface.co/spaces/O/N", ""),
        ("https://huggingface.co/O/N/tree/main", "git", "https://huggingface.co/O/N", "main"),
        ("https://huggingface.co/datasets/N/viewer/a", "huggingface", "N", ""),
        ("hf:datasets/O/N", "huggingface", "O/N", ""),
        ("pypi:manim[gui]==0.19.0", "pypi", "manim", "0.19.0"),
        ("hf://datasets/o/n@abc/a.parquet", "huggingface", "o/n", "abc"),
        ("kaggle://o/n/versions/3/a.parquet", "kaggle", "o/n", "3"),
    ],
)
def test_an_address_is_a_source(operand, kind, url, revision):
    found = ad_hoc(operand)
    assert found is not None
    assert (found.kind, found.url, found.revision) == (kind, url, revision)
    assert from_dict(json.loads(json.dumps(found.as_dict()))) == from_dict(found.as_dict())


@pytest.mark.parametrize(
    ("operand", "revision", "path"),
    [
        ("https://github.com/o/n/tree/main/a%20b/c?tab=readme#x", "main", "a b/c"),
        ("https://github.com/o/n/blob/v1/src/s.py#L3-L9", "v1", "src/s.py"),
        ("https://raw.githubusercontent.com/o/n/main/a/b.py", "main", "a/b.py"),
        ("https://raw.githubusercontent.com/o/n/refs/heads/main/b.py", "main", "b.py"),
        ("https://raw.githubusercontent.com/o/n/refs/tags/v1/b.py", "v1", "b.py"),
        ("https://colab.research.google.com/github/o/n/blob/main/a.ipynb", "main", "a.ipynb"),
        ("https://git.sr.ht/~o/n/tree/main/item/a/s.py", "main", "a/s.py"),
        ("https://huggingface.co/spaces/o/n/blob/main/app.py", "main", "app.py"),
        ("git+https://h/o/n.git@v1#egg=n&subdirectory=a/b", "v1", "a/b"),
        ("https://gitlab.com/g/sub/n/-/tree/main/f", "main", "f"),
        ("https://codeberg.org/o/n/src/branch/main/f/s.py", "main", "f/s.py"),
        ("https://bitbucket.org/o/n/src/abc/f/", "abc", "f"),
        ("github:o/n/folder@v1", "v1", "folder"),
        ("codeberg:o/n/a/b", "", "a/b"),
        ("https://huggingface.co/datasets/o/n/blob/main/data/a.parquet", "main", "data/a.parquet"),
    ],
)
def test_an_address_may_be_of_a_folder_or_file(operand, revision, path):
    found = ad_hoc(operand)
    assert found is not None
    assert (found.revision, found.paths[0]) == (revision, path)


@pytest.mark.parametrize(
    "operand", ["./a/b.py", "a/b", "scene.py", "szymon_ozog", "C:/x", "user@host/x"]
)
def test_what_is_no_address_is_none(operand):
    assert ad_hoc(operand) is None


@pytest.mark.parametrize(
    "operand",
    [
        "https://github.com/o",
        "https://huggingface.co/",
        "https://huggingface.co/docs/datasets",
        "https://www.kaggle.com/code/o/n",
        "https://example.org/x/y",
        "https://example.org/scenes.zip",
        "https://nbviewer.org/",
    ],
)
def test_an_address_of_something_else_is_refused_with_what_to_do(operand):
    with pytest.raises(CannotRun, match=re.escape(f"{operand}: neither") + r".*git\+URL clones"):
        ad_hoc(operand)


@pytest.mark.parametrize("scheme", ["https", "git+https", "ssh"])
def test_a_password_in_an_address_is_refused_and_not_repeated(scheme):
    with pytest.raises(CannotRun) as refused:
        ad_hoc(f"{scheme}://me:secret@github.com/o/n.git")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("operand", "is_repository"),
    [
        ("o/n", True),
        ("o/n@v1", True),
        ("o/n/", False),
        ("o/n.js", True),
        ("o/scene.py", False),
        ("a/b/c", False),
        ("o/../n", False),
    ],
)
def test_an_owner_and_a_name_are_a_repository(operand, is_repository):
    assert (repository(operand) is not None) is is_repository


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "git@" + "a." * n,
        lambda n: "ssh://" + "a:" * n,
        lambda n: "https://gitlab.com/" + "a/" * n,
        lambda n: "hf://" + "a@" * n,
    ],
    ids=["logins", "passwords", "folders", "links"],
)
def test_long_addresses_are_read_in_linear_time(make):
    assert_linear(ad_hoc, make)
