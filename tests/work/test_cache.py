"""Bytes by key on disk."""

import os
import subprocess
import sys
import time

import pytest

from mdx.work import cache
from mdx.work.cache import Cache, Damaged

KEYS = ["aa" + "0" * 62, "ab" + "0" * 62, "ab" + "1" * 62]


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize(
    "data", [b"", b"x", b"a\nb", bytes(range(256)) * 2000, b"x" * (cache.BLOCK - 65)]
)
def test_what_is_put_can_be_read_back(data):
    Cache("c").put(KEYS[0], data)
    assert Cache("c").get(KEYS[0]) == data


def test_a_key_that_was_never_put_is_none_and_makes_no_folder(folder):
    assert Cache("c").get(KEYS[0]) is None
    assert list(Cache("c")) == []
    assert not folder.exists()


def test_the_last_bytes_put_replace_the_earlier_ones_and_leave_nothing_else():
    kept = Cache("c")
    kept.put(KEYS[0], b"old")
    kept.put(KEYS[0], b"new")
    assert kept.get(KEYS[0]) == b"new"
    assert os.listdir(os.path.dirname(kept.path(KEYS[0]))) == [KEYS[0]]


def test_keys_come_in_order_without_what_is_being_written():
    kept = Cache("c")
    for key in reversed(KEYS):
        kept.put(key, b"")
    with open(os.path.join(os.path.dirname(kept.path(KEYS[0])), f".{KEYS[0]}.x.tmp"), "w"):
        assert list(kept) == KEYS


@pytest.mark.parametrize("entry", [b"", b"x", b"0" * 64, b"0" * 64 + b"\nwords"])
def test_a_damaged_entry_is_distinguished_from_a_missing_one(entry):
    kept = Cache("c")
    kept.put(KEYS[0], b"words")
    with open(kept.path(KEYS[0]), "wb") as file:
        file.write(entry)
    with pytest.raises(Damaged, match=KEYS[0]):
        kept.get(KEYS[0])


def test_a_discarded_key_is_gone_and_may_be_gone_already():
    kept = Cache("c")
    kept.put(KEYS[0], b"words")
    kept.discard(KEYS[0])
    kept.discard(KEYS[0])
    assert kept.get(KEYS[0]) is None


def test_only_one_holds_a_claim_until_it_is_released(folder):
    kept = Cache("c")
    assert kept.claim(KEYS[0])
    assert not Cache("c").claim(KEYS[0])
    assert Cache("c").claim(KEYS[1])
    assert list(kept) == []
    kept.release(KEYS[0])
    kept.release(KEYS[0])
    assert Cache("c").claim(KEYS[0])


def test_a_claim_becomes_the_entry(folder):
    kept = Cache("c")
    kept.claim(KEYS[0])
    kept.put(KEYS[0], b"words")
    assert kept.get(KEYS[0]) == b"words"
    assert os.listdir(folder / "c.claims") == []
    kept.claim(KEYS[1])
    os.unlink(folder / "c.claims" / KEYS[1])  # taken from us by who thought that we were gone
    kept.put(KEYS[1], b"words")
    assert list(kept) == KEYS[:2]
    kept.release(KEYS[1])


def _dead():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.mark.parametrize(
    ("pid", "machine", "age", "is_free"),
    [
        (os.getpid, "", 0, False),
        (os.getpid, "", cache.STALE_S + 9, True),
        (_dead, "", 0, True),
        (_dead, "elsewhere", 0, False),
        (_dead, "elsewhere", cache.STALE_S + 9, True),
        (lambda: 10**30, "", 0, False),
        (str, "", 0, False),
        (str, "", cache.CUT_OFF_S + 9, True),
    ],
)
def test_a_claim_is_free_once_its_maker_is_gone_or_it_has_expired(
    folder, pid, machine, age, is_free
):
    kept = Cache("c")
    kept.claim(KEYS[0])
    [path] = (folder / "c.claims").iterdir()
    path.write_text(f"{pid()} {machine or os.uname().nodename}")
    then = time.time() - age
    os.utime(path, (then, then))
    assert kept.claim(KEYS[0]) == is_free
    if is_free:
        assert not kept.claim(KEYS[0])


def test_claims_of_the_dead_are_swept(folder):
    kept = Cache("c")
    for key in KEYS[:2]:
        kept.claim(key)
    (folder / "c.claims" / KEYS[0]).write_text(f"{_dead()} {os.uname().nodename}")
    kept.sweep()
    assert os.listdir(folder / "c.claims") == [KEYS[1]]


def test_nobody_waits_if_no_claim_can_be_made(folder):
    folder.write_text("a file where the folder should be")
    assert Cache("c").claim(KEYS[0])
    Cache("c").release(KEYS[0])


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"MDX_CACHE_DIR": "/m", "XDG_CACHE_HOME": "/x"}, "/m"),
        ({"MDX_CACHE_DIR": "", "XDG_CACHE_HOME": "/x"}, "/x/mdx"),
        ({"MDX_CACHE_DIR": "", "XDG_CACHE_HOME": "", "HOME": "/h"}, "/h/.cache/mdx"),
    ],
)
def test_the_environment_says_where(monkeypatch, env, expected):
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert cache.root() == expected
