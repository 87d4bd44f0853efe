"""The records that are remembered, by number."""

import pytest

from mdx.records.jsonl import Line
from mdx.same import kept
from mdx.same.kept import Kept


def line(name: str, number: int, source: str = "") -> Line:
    return Line(name, number, b"", {"source": source})


def test_each_is_found_where_it_stood_in_its_own_file():
    lines = [("a", 1), ("a", 7), ("b", 2), ("a", 9), ("a", 4_000_000_000)]
    records = Kept()
    assert [records.add(line(*one)) for one in lines] == [0, 1, 2, 3, 4]
    assert [records.where(number) for number in range(5)] == [f"{n}:{i}" for n, i in lines]


def test_each_has_its_source():
    records = Kept()
    sources = ["one", "two", "one", "", "two"]
    for source in sources:
        records.add(line("a", 1, source))
    assert [records.source(number) for number in range(5)] == sources


@pytest.mark.parametrize("record", [{}, {"source": None}, {"source": 3}])
def test_what_has_no_source_has_an_empty_one(record):
    records = Kept()
    assert records.source(records.add(Line("a", 1, b"", record))) == ""


def test_sources_beyond_the_last_number_are_not_told_apart(monkeypatch):
    monkeypatch.setattr(kept, "_MANY_SOURCES", 2)
    records = Kept()
    for source in ("one", "two", "three", "one"):
        records.add(line("a", 1, source))
    assert [records.source(number) for number in range(4)] == ["one", "two", "", "one"]
