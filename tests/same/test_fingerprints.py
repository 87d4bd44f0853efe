"""What is compared of each record."""

import sys

import pytest

from mdx.records.jsonl import Line
from mdx.same.fingerprints import BLOCK, Fingerprint, fingerprints, need_numpy, words_key
from mdx.work.errors import CannotRun

LEVELS = ["exact", "layout", "renamed", "near"]
CODE = "class A(Scene):\n    def construct(self):\n        self.add(Dot())\n"


def of(level: str, *codes: str, words: bool = False, **fields) -> list[Fingerprint]:
    lines = [Line("x", i, b"", {"code": code} | fields) for i, code in enumerate(codes)]
    pairs = list(fingerprints(lines, level, 1, words))
    assert [line for line, _ in pairs] == lines
    return [fingerprint for _, fingerprint in pairs]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    "record", [{}, {"code": ""}, {"code": " \n"}, {"code": None}, {"code": "# a\n\n  # b"}]
)
def test_where_there_is_no_code_that_is_nought(level, record):
    [(_, fingerprint)] = fingerprints([Line("x", 1, b"", record)], level, 1)
    assert fingerprint[:3] == (0, 0, 0)


@pytest.mark.parametrize("level", LEVELS)
def test_equal_bytes_are_equal_at_every_level(level):
    one, other = of(level, "a = 1", "a = 1")
    assert one[:4] == other[:4]
    assert one.exact


def test_layout_counts_at_the_level_exact_alone():
    one, other = of("exact", "a = 1", "a=1")
    assert one.form != other.form
    one, other = of("layout", "a = 1", "a=1")
    assert (one.form, one.exact == other.exact) == (other.form, False)


@pytest.mark.parametrize("level", ["renamed", "near"])
def test_names_count_for_the_form_and_not_for_what_is_renamed(level):
    one, other, third = of(level, "a = 1", "b = 1", "a = 2")
    assert one.form != other.form
    assert one.renamed == other.renamed != third.renamed


def test_near_has_shingles_of_all_and_of_the_scene():
    helper = "def f(a):\n    return a + 1\n"
    alone, helped, none = of("near", "from manim import *\n" + CODE, helper + CODE, helper)
    assert alone.shingles[0] is alone.shingles[1]
    assert none.shingles[0] is none.shingles[1]
    assert helped.shingles[1].tolist() == alone.shingles[1].tolist() != helped.shingles[0].tolist()


def test_the_scene_is_the_one_that_metadata_names():
    both = CODE + CODE.replace("A(", "B(").replace("Dot", "Circle")
    (first,) = of("near", both, metadata={"scene": "A"})
    (last,) = of("near", both, metadata={"scene": 3})
    (alone,) = of("near", CODE)
    assert first.shingles[1].tolist() == alone.shingles[1].tolist() != last.shingles[1].tolist()


def test_words_are_looked_at_where_they_are_wanted():
    assert of("layout", "a", description="Draw.", words=True)[0].words == words_key("Draw.")
    assert of("layout", "a", description="Draw.")[0].words == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Draw a circle.", "draw  A circle", True),
        ("It's blue", "It s blue", True),
        ("Straße", "STRASSE", True),
        ("Draw a circle.", "Draw one circle.", False),
        ("Draw a circle.", "Draw circle a.", False),
    ],
)
def test_words_are_compared_whatever_stands_between_them_and_in_whatever_case(one, other, same):
    assert (words_key(one) == words_key(other)) == same


@pytest.mark.parametrize("text", ["", " ", "[PENDING_DESCRIPTION]", " [PENDING_DESCRIPTION] a"])
def test_no_words_are_nought(text):
    assert words_key(text) == 0


@pytest.mark.parametrize("level", LEVELS)
def test_halves_of_characters_are_compared_like_others(level):
    one, other = of(level, "a = '\ud800'", "a = '\udfff'")
    assert one.exact != other.exact


def test_blocks_and_cores_change_nothing():
    codes = [f"x = {i}" for i in range(2 * BLOCK + 9)]
    one = of("renamed", *codes)
    lines = [Line("x", i, b"", {"code": code}) for i, code in enumerate(codes)]
    assert [fingerprint for _, fingerprint in fingerprints(lines, "renamed", 2)] == one


def test_without_numpy_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(CannotRun, match=r"^--near needs numpy: pip install 'mdx-tools\[near\]'$"):
        need_numpy("--near")
