"""Compressed operands: intact ones read like plain files, damaged ones are named."""

import gzip
import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from places import BIN

from mdx.records import compressed

RECORDS = b"".join(b'{"code": "x = %d", "description": "%d"}\n' % (i, i * i) for i in range(2000))


def zst(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").compress(data)


PACKERS = {".gz": gzip.compress, ".zst": zst}
both = pytest.mark.parametrize("suffix", PACKERS)


def read(path) -> bytes:
    with compressed.opened(str(path)) as stream:
        return stream.read()


def written(tmp_path, suffix: str, data: bytes):
    path = tmp_path / f"records.jsonl{suffix}"
    path.write_bytes(data)
    return path


@both
@pytest.mark.parametrize("plain", [b"", b"\0", b"x", RECORDS, bytes(5_000_000)], ids=len)
def test_an_intact_file_is_read_as_its_content(suffix, plain, tmp_path):
    assert read(written(tmp_path, suffix, PACKERS[suffix](plain))) == plain


@both
def test_consecutive_members_are_one_stream(suffix, tmp_path):
    pack = PACKERS[suffix]
    data = pack(b"one\n") + pack(b"") + pack(b"two\n" * 100_000) + pack(b"three\n")
    assert read(written(tmp_path, suffix, data)) == b"one\n" + b"two\n" * 100_000 + b"three\n"


def test_zeros_after_a_gzip_member_are_padding(tmp_path):
    data = gzip.compress(b"one\n") + bytes(200_000) + gzip.compress(b"two\n") + bytes(512)
    assert read(written(tmp_path, ".gz", data)) == b"one\ntwo\n"


@both
def test_an_empty_file_holds_nothing(suffix, tmp_path):
    zst(b"")
    assert read(written(tmp_path, suffix, b"")) == b""


@both
@pytest.mark.parametrize("left", [1, 5, 12, 1000, -1, -5, -9])
def test_a_file_that_was_cut_off_is_damaged(suffix, left, tmp_path):
    path = written(tmp_path, suffix, PACKERS[suffix](RECORDS)[:left])
    with pytest.raises(OSError, match="damaged compressed data") as fault:
        read(path)
    assert fault.value.filename == str(path)


@both
@settings(max_examples=30)
@given(st.data())
def test_a_changed_byte_is_found_or_changes_nothing(suffix, tmp_path_factory, data):
    packed = bytearray(PACKERS[suffix](RECORDS))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= data.draw(st.integers(1, 255))
    path = written(tmp_path_factory.getbasetemp(), suffix, bytes(packed))
    try:
        found = read(path)
    except OSError as fault:
        found = fault.strerror
    if suffix == ".gz":  # zstandard writes no checksum unless asked: a changed literal is unseen
        assert found == RECORDS or found.startswith("damaged compressed data")


@both
def test_bytes_after_the_end_that_are_not_a_member_are_damage(suffix, tmp_path):
    with pytest.raises(OSError, match="damaged"):
        read(written(tmp_path, suffix, PACKERS[suffix](RECORDS) + b"garbage"))


@pytest.mark.slow
@both
def test_a_bomb_is_unpacked_piece_by_piece(suffix, tmp_path):
    path = written(tmp_path, suffix, PACKERS[suffix](bytes(20_000_000)) * 8)
    code = (
        "import resource, sys; from mdx.records import compressed\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "with compressed.opened(sys.argv[1]) as stream:\n"
        "    print(sum(len(piece) for piece in iter(lambda: stream.read(1 << 16), b'')))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], cwd=BIN.parent, capture_output=True, check=True
    )
    size, kilobytes = map(int, done.stdout.split())
    assert size == 160_000_000
    assert kilobytes < 80_000


@both
def test_the_commands_take_compressed_operands(suffix, mdx, tmp_path):
    path = written(tmp_path, suffix, PACKERS[suffix](RECORDS))
    done = mdx("dedupe", path)
    assert (done.returncode, done.stdout) == (0, RECORDS)


@both
def test_a_damaged_operand_is_named_and_the_status_is_2(suffix, mdx, tmp_path):
    path = written(tmp_path, suffix, PACKERS[suffix](RECORDS)[:-6])
    done = mdx("dedupe", path)
    assert done.returncode == 2
    assert f"mdx-dedupe: {path}: damaged compressed data: ".encode() in done.stderr
    assert b"Traceback" not in done.stderr
    assert RECORDS.startswith(done.stdout)


def test_zst_without_the_extra_says_how_to_get_it(mdx, env, tmp_path):
    (tmp_path / "zstandard.py").write_text("raise ImportError\n")
    path = written(tmp_path, ".zst", b"anything")
    done = mdx("dedupe", path, env=env | {"PYTHONPATH": str(tmp_path)})
    assert done.returncode == 2
    assert b"pip install 'mdx-tools[zst]'" in done.stderr


def test_plain_operands_import_no_decompressor(tmp_path):
    unpackers = {"zlib", "gzip", "mdx.records.compressed"}
    code = f"import sys, mdx.dedupe; print({unpackers} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{code}"],
        cwd=BIN.parent, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert done.stdout == "set()\n"


def test_the_stream_is_a_buffered_reader_so_that_lines_are_read_in_c(tmp_path):
    with compressed.opened(str(written(tmp_path, ".gz", gzip.compress(RECORDS)))) as stream:
        assert type(stream) is io.BufferedReader
        assert list(stream) == RECORDS.splitlines(keepends=True)
