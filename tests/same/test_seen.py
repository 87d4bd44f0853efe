"""The records that stay, found again."""

import pytest

from mdx.records.jsonl import Line
from mdx.same.fingerprints import fingerprints
from mdx.same.seen import Match, Seen

LONG = "".join(f"play(Create(Dot({i})))\n" for i in range(40))
NEAR = LONG.replace("Dot(39)", "Dot(40)")


def matches(level: str, *records, by: str = "code", threshold: float = 0.9) -> list[Match | None]:
    """What each is matched with, of those before it that matched none."""
    seen = Seen(level, threshold, by)
    lines = [
        Line("x", i, b"", {"code": one} if type(one) is str else dict(zip(FIELDS, one)))
        for i, one in enumerate(records, 1)
    ]
    results = []
    for line, fingerprint in fingerprints(lines, level, 1, words=True):
        results.append(seen.match(line, fingerprint))
        if not results[-1]:
            seen.add(line, fingerprint)
    return results


FIELDS = ("code", "description")


def kinds(*args, **more) -> list[str]:
    return [match.kind if match else "" for match in matches(*args, **more)]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("exact", ["", "exact", "", "", "", ""]),
        ("layout", ["", "exact", "layout", "", "", ""]),
        ("coarse", ["", "exact", "layout", "", "", ""]),
        ("renamed", ["", "exact", "layout", "renamed", "", ""]),
        ("near", ["", "exact", "layout", "renamed", "", "near"]),
    ],
)
def test_each_level_includes_those_before_it(level, expected):
    assert kinds(level, "a = 1", "a = 1", "a=1", "b = 1", LONG, NEAR) == expected


def test_of_several_near_ones_the_nearest_is_found_and_of_equals_the_first():
    far = NEAR.replace("Dot(38)", "Dot(41)")
    other = LONG.replace("Dot(0)", "Dot(42)").replace("Dot(1)", "Dot(43)")
    *_, match = matches("near", far, other, LONG, NEAR, threshold=0.99)
    assert match is None
    *_, match = matches("near", far, other, NEAR, threshold=0.8)
    assert match.survivor == 0
    seen = Seen("near", 0.5, "code")
    lines = [Line("x", i, b"", {"code": code}) for i, code in enumerate((far, other, LONG, LONG))]
    *three, (line, last) = fingerprints(lines, "near", 1)
    for pair in three:
        seen.add(*pair)
    assert seen.match(line, last) == (2, "exact", 1.0, 1.0)


def test_what_one_template_makes_is_less_alike_with_rarity_weighed_than_a_reworked_scene():
    made = [LONG.replace("Dot(20)", f"Thing{i}(20)") for i in range(20)]
    own = LONG.replace("Dot", "Circle")
    *_, last, first, copy = matches("near", *made, own, own.replace("(20)", "(99)"), threshold=0.8)
    assert first is None
    assert last.survivor == 0
    assert last.similarity == pytest.approx(copy.similarity, abs=0.03)
    assert last.weighted < last.similarity - 0.1
    assert copy.weighted == pytest.approx(copy.similarity, abs=0.03)


def test_of_equal_records_that_are_all_remembered_the_first_is_found():
    seen = Seen("renamed", 1.0, "both")
    lines = [Line("x", i, b"", {"code": "a = 1", "description": "Draw."}) for i in range(3)]
    for line, fingerprint in fingerprints(lines, "renamed", 1, words=True):
        seen.add(line, fingerprint)
    assert seen.match(line, fingerprint).survivor == 0
    other = Line("x", 9, b"", {"code": "b = 1", "description": ""})
    [(_, fingerprint)] = fingerprints([other], "renamed", 1, words=True)
    assert seen.match(other, fingerprint)[:2] == (0, "renamed with another description")


@pytest.mark.parametrize("level", ["exact", "layout", "renamed", "near"])
def test_no_code_is_a_copy_of_nothing(level):
    assert kinds(level, "", "", " ", "\n", threshold=0.1) == [""] * 4


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("code", ["", "layout", "", "layout", ""]),
        ("description", ["", "description of the same code", "description of other code", "", ""]),
        ("both", ["", "layout with the same description", "description of other code",
                  "layout with another description", ""]),
    ],
)  # fmt: skip
def test_code_and_words_are_told_apart(by, expected):
    records = [
        ("a()", "Draw."), ("a( )", "draw"), ("b()", "Draw!"), ("a( )", "Write."), ("c()", ""),
    ]  # fmt: skip
    assert kinds("layout", *records, by=by) == expected


def test_a_survivor_has_its_number_among_those_that_stay():
    results = matches("layout", "a", "b", "a", "c", "c")
    assert [match and match.survivor for match in results] == [None, None, 0, None, 2]
    assert results[2].similarity == 1.0
