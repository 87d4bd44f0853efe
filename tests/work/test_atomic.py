"""Files that are written completely or not at all."""

import os

import pytest

from mdx.work.atomic import replacing


def write(path, data: bytes = b"new") -> None:
    with replacing(str(path)) as file:
        file.write(data)


def test_a_file_takes_the_place_of_the_old_one_and_nothing_else_is_left(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    write(tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["f"]


def test_an_error_leaves_the_old_file_and_no_temporary_one(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    with pytest.raises(TypeError):
        write(tmp_path / "f", "no bytes")
    assert (tmp_path / "f").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["f"]


def test_a_link_stays_one_and_its_file_is_replaced(tmp_path):
    (tmp_path / "f").write_bytes(b"old")
    (tmp_path / "link").symlink_to("f")
    write(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "f").read_bytes() == b"new"


def test_anything_but_a_regular_file_is_written_to_and_stays(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write(tmp_path / "pipe")
    assert os.read(reader, 10) == b"new"
    os.close(reader)
    assert (tmp_path / "pipe").is_fifo()
