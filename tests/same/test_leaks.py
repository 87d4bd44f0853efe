"""What stands in two splits."""

import pytest

from mdx.records.jsonl import Line
from mdx.same.leaks import SHOWN, Leaks

ONE = ("a = 1", "Draw a circle.")


def leaks(*records: tuple[str, str, str]) -> Leaks:
    """After records of (split, code, description)."""
    seen = Leaks(["test", "val", "train"])
    for number, (split, code, words) in enumerate(records, 1):
        seen.see(Line("x", number, b"", {"code": code, "description": words}), split)
    return seen


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
    ],
    ids=["the same code", "in another layout", "with other imports", "other code",
         "the same words", "both", "neither"],
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
