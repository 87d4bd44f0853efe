"""Families of records."""

import random
from collections import defaultdict

import jaccard_oracle as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.records.jsonl import Line
from mdx.same.families import families

STATEMENTS = [f"draw_{i}(a, b)" for i in range(12)]


def keys(records: list[dict], threshold: float = 0.5) -> list[bytes]:
    return families([Line("x", i, b"", one) for i, one in enumerate(records, 1)], threshold, 1)


def parts(keys: list) -> list[list[int]]:
    """The places of each family's members."""
    members = defaultdict(list)
    for i, key in enumerate(keys):
        members[key].append(i)
    return sorted(members.values())


def program(*numbers: int) -> dict:
    return {"code": "\n".join(f"draw_{n}(a, b)" for n in numbers)}


def test_a_chain_of_near_ones_is_one_family():
    chain = [program(*range(start, start + 30)) for start in (0, 6, 12, 18)]
    assert parts(keys(chain, 0.6)) == [[0, 1, 2, 3]]
    assert parts(keys([chain[0], chain[3]], 0.6)) == [[0], [1]]


def test_a_new_record_can_link_two_families():
    ends = [program(*range(30)), program(*range(12, 42))]
    assert parts(keys(ends, 0.6)) == [[0], [1]]
    assert parts(keys([*ends, program(*range(6, 36))], 0.6)) == [[0, 1, 2]]


def test_equal_code_and_one_scene_are_links_too():
    place = {"source": "s", "metadata": {"path": "a.py", "lines": "1-2"}}
    records = [program(1), program(2) | place, program(3) | place, program(1)]
    assert parts(keys(records)) == [[0, 3], [1, 2]]


def test_the_key_is_that_of_no_order():
    records = [program(*range(k, k + 20)) for k in (0, 1, 40, 41, 80)]
    expected = keys(records, 0.8)
    order = random.Random(2).sample(range(5), 5)
    assert keys([records[i] for i in order], 0.8) == [expected[i] for i in order]
    assert len(set(expected)) == 3


@pytest.mark.parametrize("code", ["", "f("])
def test_what_has_no_shingles_is_of_the_family_of_its_code(code):
    assert parts(keys([{"code": code}, program(1), {"code": code}])) == [[0, 2], [1]]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=12), max_size=12),
    st.sampled_from([0.3, 0.5, 0.8, 1.0]),
)
def test_families_are_the_connected_parts_of_a_comparison_of_all_pairs(bodies, threshold):
    codes = ["\n".join(body) for body in bodies]
    part = list(range(len(codes)))
    for i in range(len(codes)):
        for k in range(i):
            if oracle.similarity(codes[i], codes[k]) >= threshold:
                part = [part[k] if p == part[i] else p for p in part]
    assert parts(keys([{"code": code} for code in codes], threshold)) == parts(part)
