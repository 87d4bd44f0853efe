"""Which records are relatives."""

import pytest

from mdx.same.groups import KINDS, by_value

URL = "https://example.org/me/videos"


def record(code: str = "a = 1", source: str = "s", **metadata) -> dict:
    return {"code": code, "source": source, "metadata": metadata}


RELATIVES = {
    "code in another layout": ("code", record(), record("a=1  # one")),
    "code with other imports": ("code", record(), record("import b\na = 1")),
    "a file": ("file", record("a", path="a.py"), record("b", path="a.py")),
    "code without a path": ("file", record("a"), record("a # a", path="")),
    "lines of a file": (
        "scene", record("a", path="a.py", lines="1-2"), record("b", path="a.py", lines="1-2"),
    ),
    "a scene of another name at the same lines": (
        "scene",
        record("a", path="a.py", lines="1-2", scene="A"),
        record("b", path="a.py", lines="1-2", scene="B"),
    ),
    "a scene of one name": (
        "scene", record("a", path="a.py", scene="A"), record("b", path="a.py", scene="A"),
    ),
    "a repository": ("repo", record(url=f"{URL}/a.py"), record("b", "t", url=f"{URL}#b")),
    "a source without an address": ("repo", record("a"), record("b", url="")),
    "code without a source": ("repo", record("a", ""), record("a # a", "")),
}  # fmt: skip
STRANGERS = {
    "other code": ("code", record("a"), record("b")),
    "files": ("file", record(path="a.py"), record(path="b.py")),
    "sources": ("file", record(path="a.py"), record(source="t", path="a.py")),
    "scenes of a file": (
        "scene", record(path="a.py", scene="A"), record(path="a.py", scene="B"),
    ),
    "lines of a file": (
        "scene", record(path="a.py", lines="1-2"), record(path="a.py", lines="3-4"),
    ),
    "cells of a notebook": (
        "scene", record(path="a", lines="1-2", cell=1), record(path="a", lines="1-2", cell=2),
    ),
    "repositories": ("repo", record(url=URL), record(url=f"{URL}2")),
    "sources without an address": ("repo", record(), record(source="t")),
    "a path that is no text": ("file", record("a", path=3), record("b", path=3)),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "one", "other"), RELATIVES.values(), ids=RELATIVES)
def test_are_of_one_group(kind, one, other):
    assert KINDS[kind](one) == KINDS[kind](other)


@pytest.mark.parametrize(("kind", "one", "other"), STRANGERS.values(), ids=STRANGERS)
def test_are_of_two_groups(kind, one, other):
    assert KINDS[kind](one) != KINDS[kind](other)


def test_a_group_is_what_has_one_value_at_a_path():
    key = by_value("metadata.channel")
    assert key(record("a", channel="c")) == key(record("b", channel="c"))
    assert key(record(channel="c")) != key(record(channel="d"))
    assert key(record(channel=1)) != key(record(channel="1"))


@pytest.mark.parametrize("metadata", [{}, {"channel": ""}, {"channel": None}])
def test_without_a_value_it_is_what_has_one_code(metadata):
    assert by_value("metadata.channel")(record(**metadata)) == KINDS["code"](record())


def test_a_value_of_nought_is_one():
    key = by_value("metadata.channel")
    assert key(record("a", channel=0)) == key(record("b", channel=0)) != key(record(channel=False))
