"""Texts that are kept in a temporary file."""

import resource
import tempfile
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.work.errors import CannotRun
from mdx.work.texts import Texts

LONG = "é" * (1 << 20)


def kept(*codes: str) -> Texts:
    texts = Texts()
    for code in codes:
        texts.add(code)
    return texts


@given(st.lists(st.text() | st.sampled_from(["", "\ud800", "\0\r\n", LONG])))
def test_texts_are_found_by_number_whether_they_are_in_the_file_yet(codes):
    texts = kept(*codes)
    assert [texts[i] for i in range(len(codes))] == codes


@contextmanager
def room(size: int):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 1 << 20, (1 << 21) + 1])
def test_without_room_the_message_says_where_and_what_to_do(size):
    where = f"cannot write a temporary file in {tempfile.gettempdir()}: File too large; set TMPDIR"
    with room(size), pytest.raises(CannotRun, match=where):
        kept(*"abcdefgh", LONG, "i", LONG)


def test_a_folder_that_is_gone_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(CannotRun, match="gone: No such file or directory; set TMPDIR"):
        kept(LONG)


def test_nothing_is_left_in_the_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    texts = kept(LONG)
    assert not list(tmp_path.iterdir())
    assert texts[0] == LONG
