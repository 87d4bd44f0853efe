"""Answers on disk: kept, counted, forgotten, taken elsewhere."""

import os
import time

import orjson
import pytest
from hypothesis import given
from hypothesis.strategies import dictionaries, lists, sampled_from, text

from mdx.llm import Answer
from mdx.llm import store as store_room
from mdx.llm.money import Prices
from mdx.llm.store import Keys, Store

NAMES = ["a" * 64, "b" * 64, "c" * 64]


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store that tells its warnings."""
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "cache"))
    warnings = []
    store = Store(warnings.append)
    store.warnings = warnings
    return store


def filled(store):
    for age, (name, model) in enumerate(zip(NAMES, ["m", "m", "n"], strict=True)):
        store.put(name, model, Answer(f"words {age}", age, 7))
        then = time.time() - 1000 * age
        os.utime(store.cache.path(name), (then, then))
    return store


def test_a_key_is_that_of_the_whole_request_whatever_the_order_of_its_fields():
    one, size = Keys("http://x").key({"a": 1, "b": 2})
    assert Keys("http://x").key({"b": 2, "a": 1}) == (one, size)
    assert len(one) == 64
    assert size == len(b'{"address":"http://x","format":1,"request":{"a":1,"b":2}}')
    others = Keys("http://y").key({"a": 1, "b": 2}), Keys("http://x").key({"a": 1})
    assert one not in {name for name, _ in others}


@given(lists(dictionaries(sampled_from("abc"), text("xyz"))))
def test_a_key_has_nothing_of_the_requests_before_it(requests):
    keys = Keys("http://x")
    for request in requests:
        assert keys.key(request) == Keys("http://x").key(request)


def test_the_key_of_a_request_is_the_one_it_has_always_had():
    # Another one would have every answer of every user paid for again.
    name, _ = Keys("https://api.anthropic.com").key({"model": "m", "messages": []})
    assert name == "a1e3be4321e30d69e048a545ce7eace869c905149e78f50b987a01ba4ed50413"


def test_what_is_put_is_what_comes_back(store):
    assert store.get(NAMES[0]) is None
    store.put(NAMES[0], "m", Answer("words", 3, 4, good_as="prose 1"))
    assert store.get(NAMES[0]) == Answer("words", 3, 4, good_as="prose 1")
    assert store.warnings == []


def test_the_statistics_count_whole_entries_by_model(store):
    assert store.stats()["entries"] == 0
    assert (store.stats()["oldest"], store.stats()["newest"]) == ("", "")
    stats = filled(store).stats()
    sizes = [os.stat(store.cache.path(name)).st_size for name in NAMES]
    assert (stats["entries"], stats["bytes"]) == (3, sum(sizes))
    assert stats["models"] == {"m": 2, "n": 1}
    assert stats["oldest"] < stats["newest"]
    assert len(stats["newest"]) == len("2026-11-22T20:00:00Z")


def test_what_is_older_is_forgotten(store):
    assert filled(store).prune(1500) == 1
    assert [store.get(name) is not None for name in NAMES] == [True, True, False]
    assert store.prune(1500) == 0


def test_a_verdict_comes_back_as_one_and_is_no_text_to_who_knows_none(store):
    store.put(NAMES[0], "m", Answer("Draw", 3, 4, fault="cut off", model="m-1", end="length"))
    assert store.get(NAMES[0]) == Answer("", 3, 4, fault="cut off")
    [entry] = store.export()
    assert (entry["text"], entry["said"], entry["end"]) == ("", "Draw", "length")


def test_an_entry_tells_what_was_asked_and_who_answered(store, monkeypatch):
    monkeypatch.setattr(store_room, "clock", lambda: 1_800_000_000)
    store.about, store.prices = {"prompt": "request", "prompt_version": "abc"}, Prices(1, 2)
    store.put(NAMES[0], "m", Answer("words", 500_000, 1_000_000, model="m-1", end="stop"))
    assert list(store.list()) == [
        {
            "key": NAMES[0], "model": "m", "tokens_in": 500_000, "tokens_out": 1_000_000,
            "prompt": "request", "prompt_version": "abc", "answered_by": "m-1", "end": "stop",
            "at": "2027-01-15T08:00:00Z", "cost": 2.5,
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("where", "left"),
    [
        ([], []),
        ([("model", "m")], NAMES[2:]),
        ([("model", "?")], []),
        ([("verdict", "*cut*")], NAMES[:2]),
        ([("verdict", "*cut*"), ("model", "m")], NAMES),
        ([("verdict", "")], NAMES),
        ([("nothing", "*")], NAMES),
    ],
)
def test_what_is_listed_by_a_condition_is_forgotten_by_it(store, where, left):
    for name in NAMES[:2]:
        store.put(name, "m", Answer("words"))
    store.put(NAMES[2], "n", Answer("words", fault="it was cut off"))
    listed = {entry["key"] for entry in store.list(where)}
    assert listed == {*NAMES} - {*left}
    assert store.prune(0, where) == len(listed)
    assert [name for name in NAMES if store.get(name)] == left


def test_an_export_is_taken_once(store, tmp_path, monkeypatch):
    exported = list(filled(store).export())
    assert [entry["key"] for entry in exported] == NAMES
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "other"))
    other = Store(store.warnings.append)
    assert [other.take(entry) for entry in exported + exported] == [True] * 3 + [False] * 3
    assert list(other.export()) == exported


def test_an_export_carries_verdicts_and_what_is_told_but_nothing_of_a_wrong_kind(store):
    entry = {"key": NAMES[0], "model": "m", "text": "", "tokens_in": 1, "tokens_out": 1}
    assert store.take(entry | {"verdict": "cut off", "end": 7, "cost": 0.5, "other": "x"})
    assert list(store.export()) == [entry | {"verdict": "cut off", "cost": 0.5}]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"key": "A" * 64}, "key is no SHA-256"),
        ({"key": "a" * 65}, "key is no SHA-256"),
        ({"key": None}, "key is no SHA-256"),
        ({"text": 1}, "text is missing or wrong"),
        ({"tokens_in": True}, "tokens_in is missing or wrong"),
        ({"tokens_out": None}, "tokens_out is missing or wrong"),
        ({"model": b""}, "model is missing or wrong"),
    ],
)
def test_what_is_no_exported_answer_is_refused(store, change, reason):
    entry = {"key": NAMES[0], "model": "m", "text": "t", "tokens_in": 1, "tokens_out": 1}
    with pytest.raises(ValueError, match=reason):
        store.take(entry | change)


@pytest.mark.parametrize("data", [b"[]", b"7", b"{", b'{"model": "m", "text": "t"}'])
def test_an_entry_that_says_too_little_counts_as_missing_and_is_told_once(store, data):
    for name in NAMES[:2]:
        store.cache.put(name, data)
    store.put(NAMES[2], "m", Answer("words"))
    assert [store.get(name) for name in NAMES] == [None, None, Answer("words")]
    assert store.stats()["entries"] == 1
    assert store.warnings == [f"cache entry {NAMES[0]} is damaged; it counts as missing"]


def test_an_entry_with_more_in_it_is_read(store):
    entry = {"model": "m", "text": "t", "tokens_in": 1, "tokens_out": 2, "later": "more"}
    store.cache.put(NAMES[0], orjson.dumps(entry))
    assert store.get(NAMES[0]) == Answer("t", 1, 2)


def test_a_disk_that_takes_nothing_is_told_once_and_ends_nothing(store, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    for name in NAMES:
        store.put(name, "m", Answer("words"))
    [warning] = store.warnings
    assert warning.startswith("answers are not kept: ")
