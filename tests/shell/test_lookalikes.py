"""Files that are not JSONL: each kind is recognized by its beginning."""

import json

import orjson
import pytest

from mdx.shell.lookalikes import LOOKED_AT, hint

RECORD = {"description": "d", "code": "import x\n", "metadata": {"a": [1]}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ufeff{}".encode("utf-16-le"), "UTF-16"),
        ('{"a": 1}'.encode("utf-16-le"), "UTF-16"),
        ('{"a": 1}'.encode("utf-16-be"), "UTF-16"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"PK\x03\x04\x14", "zip archive"),
        (b"SQLite format 3\0", "sqlite3 -json"),
        (b"\x89PNG\r\n", "binary"),
        (b"abc\0def", "binary"),
        (b"version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
        (b"<!DOCTYPE html>\n", "HTML"),
        (b"<html>", "HTML"),
        (b"\x1e{}\n", "JSON text sequence"),
        (b"mdx-filter: 3 read, 3 written\n", "messages of a command"),
        (json.dumps([RECORD]).encode(), "jq -c '.[]'"),
        (json.dumps([RECORD], indent=2).encode()[:2], "jq -c '.[]'"),
        (b"[ [1, 2] ]", "jq -c '.[]'"),
        (b"[\n", "jq -c '.[]'"),
        (orjson.dumps(RECORD) + b",\n", "lines of an array"),
        (b"{\n", "jq -c ."),
        (b'  "code": "x",\n', "jq -c ."),
        (b"  },\n", "jq -c ."),
        (str(RECORD).encode(), "as Python prints them"),
        (orjson.dumps(orjson.dumps(RECORD).decode()), "jq -c fromjson"),
        (orjson.dumps(RECORD) * 2, "several objects on a line"),
        (b'{"a": NaN}\n', "NaN and Infinity"),
        (b'{"a": [1, -Infinity]}\n', "NaN and Infinity"),
        (b"from manim import *\n", "mdx-extract FILE | mdx-x"),
        (b"class Scene1(Scene):\n", "mdx-extract FILE | mdx-x"),
        (b'"""Scenes."""\n', "mdx-extract FILE | mdx-x"),
        (b"# -*- coding: utf-8 -*-\n", "mdx-extract FILE | mdx-x"),
        (b"---\n", "YAML"),
        (b"description: Draw a circle\n", "YAML"),
        (b"description,code\n", "CSV"),
        (b'"description","code"\n', "CSV"),
        (b"description;code\n", "CSV"),
        (b"description\tcode\n", "tab-separated"),
        (b"Draw a circle\n", ""),
        (b"", ""),
    ],
)  # fmt: skip
def test_each_kind_is_recognized_by_its_first_line(text, said):
    words = hint(text, "mdx-x")
    assert said in words
    assert bool(words) is bool(said)


@pytest.mark.parametrize("piece", [b" ", b"{", b'"', b"a", b",", b"[1,", b'{"a":', b"} {", b"{ "])
def test_only_the_beginning_of_a_long_line_is_examined(piece):
    line = piece * 1_000_000
    assert hint(line, "mdx-x") == hint(line[:LOOKED_AT], "mdx-x")
