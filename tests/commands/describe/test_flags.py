"""Flags that say something wrong, in their own words and before any request."""

import argparse
import os
from contextlib import suppress

import orjson
import pytest
from describing import lines, scenes
from hypothesis import given
from hypothesis import strategies as st

from mdx.shell import flags


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (["--prompt", "p.txt"], b"p.txt: unknown field {wat}"),
        (["--prompt", "absent.txt"], b"absent.txt: no such file"),
        (["--style", "sonnet"], b"'sonnet' is not one of"),
        (["--set", "messages=[]"], b"'messages=[]' is not a KEY=JSON"),
        (["--jobs", "0"], b"'0' is less than 1"),
        (["--older-than", "soon"], b"'soon' is not an age"),
        (["--older-than", ""], b"'' is not an age"),
        (["--older-than", "\u00b2d"], b"is not an age"),
        (["--set", "=1"], b"'=1' is not a KEY=JSON"),
        (["--set", "tag"], b"'tag' is not a KEY=JSON"),
        (["--set", b"tag=\xff"], b"is not a KEY=JSON"),
        (["--cache-prune"], b"--cache-prune needs --older-than"),
        (["--older-than", "9d"], b"--older-than needs --cache-prune"),
        (["--detach"], b"--detach needs --batch"),
        (["--price-in", "-1"], b"'-1' is not a price"),
    ],
)
def test_a_wrong_flag_is_told_before_any_request(mdx, server, tmp_path, flags, reason):
    (tmp_path / "p.txt").write_text("{wat}")
    done = mdx("describe", *map(os.fsdecode, flags), input=lines(scenes(1)))
    assert done.returncode == 2
    assert reason in done.stderr
    assert done.stdout == b""


@pytest.mark.slow
@given(st.text(), st.text())
@pytest.mark.parametrize("read", [flags.age, flags.request_field])
def test_whatever_a_flag_is_given_it_is_read_or_refused_in_words(read, name, value):
    for text in (name, f"{name}={value}", f"tag={value}", f"{value}d"):
        with suppress(argparse.ArgumentTypeError):
            orjson.dumps(read(text))  # as the request that it goes into
