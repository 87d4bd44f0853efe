"""What stands in two splits."""

import pytest

from mdx.records.jsonl import Line
from mdx.same.leaks import LEVELS, SHOWN, Leaks

ONE = ("a = 1", "Draw a circle.")


def leaks(*records: tuple[str, str, str], level: str = "layout") -> Leaks:
    """After records of (split, code, description)."""
    seen = Leaks(["test", "val", "train"], level)
    placed = [
        (Line("x", number, b"", {"code": code, "description": words}), split)
        for number, (split, code, words) in enumerate(records, 1)
    ]
    assert list(seen.watch(placed, 1)) == placed
    return seen


LONG = "".join(f"play(Create(Dot({i})))\n" for i in range(40))


@pytest.mark.parametrize(
    ("other", "counts"),
    [
        (LONG, [1, 1, 1, 1]),
        (f"import a\n{LONG}", [0, 1, 1, 1]),
        (LONG.replace("(", "( "), [0, 1, 1, 1]),
        (f"a = 1\n{LONG}", [0, 0, 0, 1]),
        (LONG.replace("Dot(39)", "Dot(40)"), [0, 0, 0, 1]),
        (LONG.replace("Dot", "Square"), [0, 0, 0, 0]),
    ],
    ids=["the same bytes", "other imports", "another layout", "a line more", "another number",
         "other code"],
)  # fmt: skip
def test_each_level_counts_what_those_before_it_do(other, counts):
    totals = [
        leaks(("test", LONG, ""), ("train", other, ""), level=level).counts.total()
        for level in LEVELS
    ]
    assert totals == counts
    assert not leaks(("test", LONG, ""), ("test", other, ""), level="near").counts


def test_names_hide_no_leak_at_the_level_renamed():
    one, other = ("test", "a = 1\nb(a)", ""), ("train", "c = 1\nb(c)", "")
    counts = [leaks(one, other, level=level).counts for level in LEVELS]
    assert counts == [{}, {}, {"code": 1}, {"code": 1}]


def test_a_near_leak_names_the_first_of_another_split():
    other = LONG.replace("Dot(39)", "Dot(40)")
    result = leaks(("test", LONG, ""), ("train", "x = 1", ""), ("train", other, ""), level="near")
    assert result.counts == {"near code": 1}
    assert result.examples == ["x:3 (train) has the near code of x:1 (test)"]


@pytest.mark.parametrize(
    ("code", "words", "counts"),
    [
        ("a = 1", "", {"code": 1}),
        ("a=1  # one", "", {"code": 1}),
        ("import a\na = 1", "", {"code": 1}),
        ("b = 1", "", {}),
        ("b = 1", "draw a  circle", {"description": 1}),
        ("a = 1", "Draw a circle!", {"code": 1, "description": 1}),
        ("b = 1", "Draw a square.", {}),
        ("b = 1", "Create an animation that shows a circle.", {"description": 1}),
    ],
    ids=["the same code", "in another layout", "with other imports", "other code",
         "the same words", "both", "neither",
         "words that begin otherwise"],
)  # fmt: skip
def test_what_stands_in_two_splits_is_counted(code, words, counts):
    assert leaks(("test", *ONE), ("train", code, words)).counts == counts
    assert leaks(("train", *ONE), ("train", code, words)).counts == {}


@pytest.mark.parametrize("code", ["", " \n"])
@pytest.mark.parametrize("words", ["", " ", "[PENDING_DESCRIPTION] a"])
def test_what_is_not_there_leaks_nowhere(code, words):
    assert leaks(("test", code, words), ("train", code, words)).counts == {}


def test_what_stands_in_three_splits_or_often_is_one_leak():
    seen = leaks(*((split, *ONE) for split in ["test", "train", "val", "train", "test"]))
    assert seen.counts == {"code": 1, "description": 1}
    assert seen.examples == [
        "x:2 (train) has the code of x:1 (test)",
        "x:2 (train) has the description of x:1 (test)",
    ]


def test_the_first_ones_alone_are_told():
    both = [(split, f"x = {i}", "") for split in ("test", "val") for i in range(SHOWN + 2)]
    seen = leaks(*both)
    assert seen.counts == {"code": SHOWN + 2}
    assert seen.examples == [
        f"x:{i + SHOWN + 2} (val) has the code of x:{i} (test)" for i in range(1, SHOWN + 1)
    ]
