"""Records from bytes and back: what counts as a line, and what stays unchanged."""

import gzip
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.records import jsonl


class Heard:
    """An observer that keeps what it is told."""

    def __init__(self):
        self.read = 0
        self.told = []

    def bad(self, where, reason, raw):
        self.told.append((where, reason, raw))


def read(*stream: bytes, inner=None):
    heard = Heard()
    return list(jsonl.lines(stream, "f", heard, inner)), heard


@pytest.mark.parametrize(
    ("stream", "raws", "count"),
    [
        ([b'{"a":1}\n', b'{"a":2}\n'], [b'{"a":1}\n', b'{"a":2}\n'], 2),
        ([b'{"a":1}\n', b'{"a":2}'], [b'{"a":1}\n', b'{"a":2}\n'], 2),
        ([b'\xef\xbb\xbf{"a":1}\n'], [b'{"a":1}\n'], 1),
        ([b'{"a":1}\r\n', b"\r\n", b" \t\n", b'{"a":2}\r\n'], [b'{"a":1}\n', b'{"a":2}\n'], 2),
        ([b'{"a":1} \n'], [b'{"a":1} \n'], 1),
        ([b"\xef\xbb\xbf"], [], 0),
        ([], [], 0),
    ],
)
def test_records_have_one_newline_whatever_ends_their_lines(stream, raws, count):
    lines, heard = read(*stream)
    assert [line.raw for line in lines] == raws
    assert (heard.read, heard.told) == (count, [])


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"[]\n", "expected an object, found a list"),
        (b"true\n", "expected an object, found a boolean"),
        (b"1.5\n", "expected an object, found a number"),
        (b'{"a": "\xff"}\n', "not UTF-8 (byte 8)"),
        (b"{}{}\n", "invalid JSON: unexpected content after document (column 3)"),
        (b'{"in": 3}\n', "in is not an object; jq 'del(.in)' removes it"),
    ],
)
def test_a_bad_line_is_reported_with_its_place_and_counts_as_read(raw, reason):
    lines, heard = read(b"{}\n", raw, b'{"in": null}\n', inner="in")
    assert [line.where for line in lines] == ["f:1", "f:3"]
    assert heard.told == [("f:2", reason, raw)]
    assert heard.read == 3


def test_what_was_read_is_counted_even_if_the_reader_stops():
    heard = Heard()
    lines = jsonl.lines([b"{}\n"] * 9, "f", heard)
    next(lines), next(lines)
    lines.close()
    assert heard.read == 2


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)  # fmt: skip


@pytest.mark.slow
@given(st.dictionaries(st.text(), VALUES))
def test_what_is_written_is_one_line_and_is_read_again(record):
    raw = jsonl.dumps(record)
    assert raw.count(b"\n") == 1
    assert raw.endswith(b"\n")
    (line,), _ = read(raw)
    assert json.dumps(line.copy()) == json.dumps(record)


def test_a_copy_is_fresh_and_keeps_long_integers_exact():
    (line,), _ = read(b'{"n": 123456789012345678901234567890, "m": {}}\n')
    copy = line.copy()
    copy["m"]["new"] = 1
    assert copy["n"] == 123456789012345678901234567890
    assert line.record["m"] == {}


def test_a_lone_surrogate_becomes_a_question_mark():
    assert jsonl.dumps({"a": "\ud83d"}) == b'{"a":"?"}\n'


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_read_strictly_unless_there_is_an_observer(tmp_path, packed):
    path = tmp_path / ("f.jsonl.gz" if packed else "f.jsonl")
    data = b'{"a":1}\n[]\n{"a":2}\n'
    path.write_bytes(gzip.compress(data) if packed else data)
    with pytest.raises(jsonl.BadLine, match=f"^{path}:2: expected an object"):
        list(jsonl.read(str(path)))
    heard = Heard()
    assert [line.record for line in jsonl.read(str(path), heard)] == [{"a": 1}, {"a": 2}]
    assert (heard.read, len(heard.told)) == (3, 1)


@given(st.binary())
def test_bytes_are_an_object_or_a_bad_line(raw):
    try:
        record = jsonl.loads(raw)
    except jsonl.BadLine as bad:
        reason = str(bad)
        assert reason
    else:
        assert orjson.loads(raw) == record
