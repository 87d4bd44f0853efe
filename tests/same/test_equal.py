"""Which code was there before."""

import pytest

from mdx.same.coarse_form import letters, letters_and_digits
from mdx.same.equal import Equal
from mdx.same.fingerprints import digest
from mdx.same.normal_form import normal


def numbers(*codes: str) -> tuple[list[int | None], list[str]]:
    """For each code the number of an equal one before it; the codes whose forms were made."""
    formed = []

    def form(code: str) -> bytes:
        formed.append(code)
        return normal(code)

    equal = Equal(letters_and_digits, form)
    results = []
    for number, code in enumerate(codes):
        keys = digest(code.encode()), digest(letters(code))
        results.append(equal.find(code, *keys))
        if results[-1] is None:
            equal.add(code, *keys, number)
    return results, formed


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (("a = 1", "a=1", "a = 1", "(a) = 1"), [None, 0, 0, 0]),
        (("a + b", "a - b", "a+b", "a-b", "a * b"), [None, None, 0, 1, None]),
        (("é = 'ü'", 'é = "ü"', "x"), [None, 0, None]),
        (("", "'a", "'a", "'a "), [None, None, 1, None]),
        (("x" * 3_000_000, "y", f"({'x' * 3_000_000})"), [None, None, 0]),
    ],
    ids=["other layouts", "what only signs tell apart", "no ASCII", "no Python", "long code"],
)  # fmt: skip
def test_the_first_equal_one_is_found(codes, expected):
    assert numbers(*codes)[0] == expected


def test_only_codes_that_may_be_equal_need_their_forms():
    codes = ["a = 1", "a = 2", "h = 1", "a = 1", "c = d", "c=d"]
    assert numbers(*codes)[1] == ["c = d", "c=d"]
