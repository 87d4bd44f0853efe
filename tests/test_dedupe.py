"""mdx-dedupe: what is dropped, and for whose sake."""

import json

import pytest
from conftest import SCENES


def rows(*codes: str) -> bytes:
    return b"".join(json.dumps({"code": code}).encode() + b"\n" for code in codes)


@pytest.mark.parametrize(
    ("level", "kept"),
    [([], ["a = 1", "b = 1"]), (["--exact"], ["a = 1", "a=1  # one", "b = 1"])],
    ids=["comments and layout do not count", "but with --exact they do"],
)
def test_the_first_of_the_same_code_is_kept(mdx, level, kept):
    done = mdx("dedupe", *level, input=rows("a = 1", "a=1  # one", "b = 1", "a = 1"))
    assert done.returncode == 0
    assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == kept


def test_empty_code_is_never_a_duplicate(mdx):
    given = rows("", "", " \n", " \n")
    assert mdx("dedupe", input=given).stdout == given


def test_rejects_name_the_survivor_and_the_kind(mdx, tmp_path):
    mdx("dedupe", "--rejects", "r", input=rows("a = 1", "b = 1", "a = 1", "b=1"))
    rejects = [json.loads(line) for line in (tmp_path / "r").read_bytes().splitlines()]
    told = [(r["where"], r["reason"], r["survivor"], r["record"]["code"]) for r in rejects]
    assert told == [
        ("stdin:3", "exact", "stdin:1", "a = 1"),
        ("stdin:4", "layout", "stdin:2", "b=1"),
    ]


def test_the_closing_line_counts_by_kind(mdx):
    done = mdx("dedupe", SCENES)
    assert b"12 read, 10 written, 2 dropped (1 exact, 1 layout), 0 failed" in done.stderr
