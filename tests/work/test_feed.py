"""Lines of a stream: all of them, none too long, and none held back."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.work import feed
from mdx.work.feed import CutOff, Feed

MB = 1 << 20


class Blocks(io.RawIOBase):
    """A stream that gives these blocks, one with each read."""

    def __init__(self, blocks):
        self.blocks = iter(blocks)

    def read1(self, size):
        return next(self.blocks, b"")


@given(st.lists(st.binary(min_size=1, max_size=9).map(lambda b: b.replace(b"z", b"\n"))))
def test_lines_are_those_of_the_stream_wherever_its_blocks_end(blocks):
    assert list(Feed(Blocks(blocks), MB)) == list(io.BytesIO(b"".join(blocks)))


@given(st.text(alphabet="a\n", max_size=60), st.integers(1, 9), st.integers(1, 7))
def test_a_line_that_is_too_long_is_cut_off_and_those_around_it_are_whole(text, longest, size):
    plain = text.encode()
    blocks = [plain[i : i + size] for i in range(0, len(plain), size)]
    lines = list(Feed(Blocks(blocks), longest))
    expected = list(io.BytesIO(plain))
    assert len(lines) == len(expected)
    for line, whole in zip(lines, expected, strict=True):
        # A line within one block was in memory before it could be too long.
        assert line == whole or (type(line) is CutOff and len(whole.rstrip()) > longest)
        assert len(line) <= max(longest, size) + 1


@pytest.mark.parametrize("begin", [b'{"a":1}', b'{"a":1}   ', b"{}", b"   ", b"12"])
def test_what_is_left_of_a_line_that_is_too_long_is_not_an_object(begin):
    (line,) = Feed(Blocks([begin, b" " * 99, b" " * 99]), 50)
    assert type(line) is CutOff
    assert line
    assert not line.endswith(b"}")
    assert "--max-line" in line.fault


def test_memory_stays_bounded_whatever_the_length_of_a_line():
    import tracemalloc

    block = b"x" * MB
    tracemalloc.start()
    lines = list(Feed(Blocks(block for _ in range(300)), 4 * MB))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(line) for line in lines] == [feed.SHOWN]
    assert peak < 12 * MB


def test_it_pauses_before_each_read_and_knows_whether_that_would_wait():
    reading, writing = os.pipe()
    pauses = []
    with open(reading, "rb") as stream, open(writing, "wb", 0) as pipe:
        fed = Feed(stream, MB, pause=lambda: pauses.append(1))
        pipe.write(b"1\n2\n")
        lines = iter(fed)
        assert next(lines) == b"1\n"
        assert not feed.is_waiting()
        assert next(lines) == b"2\n"
        assert feed.is_waiting()
        assert len(pauses) == 1
        pipe.write(b"3\n")
        assert not feed.is_waiting()
        assert next(lines) == b"3\n"
        assert len(pauses) == 2
        pipe.close()
        assert not feed.is_waiting()
        assert not list(lines)


def test_a_file_never_makes_it_wait(tmp_path):
    (tmp_path / "f").write_bytes(b"1\n2")
    with open(tmp_path / "f", "rb") as stream:
        fed = Feed(stream, MB)
        for line in fed:
            assert line
            assert not fed.is_waiting()
