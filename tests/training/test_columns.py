"""Columns beside a row: mdx's own keys with their types, all others as one string."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.quality.render import Verdict
from mdx.quality.score import assess
from mdx.records import jsonl
from mdx.records.fields import VERDICT
from mdx.records.jsonl import Line
from mdx.training import columns

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text("ab"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text("ab"), inner, max_size=2),
    max_leaves=5,
)  # fmt: skip
KEYS = st.sampled_from(["scene", "priority", "quality", "renders", "code_features", "mine"])


def line(record: dict) -> Line:
    raw = json.dumps(record).encode() + b"\n"
    return Line("in.jsonl", 1, raw, jsonl.loads(raw))


@pytest.mark.parametrize(
    ("record", "metadata", "foreign"),
    [
        ({}, {}, ""),
        ({"metadata": {"scene": "A", "priority": 3}}, {"scene": "A", "priority": 3}, ""),
        ({"metadata": {"priority": "x"}}, {}, {"metadata": {"priority": "x"}}),
        ({"metadata": {"still": 1}}, {}, {"metadata": {"still": 1}}),
        ({"metadata": {"priority": True}}, {}, {"metadata": {"priority": True}}),
        ({"metadata": {"quality": 1}}, {"quality": 1.0}, ""),
        ({"metadata": {"scene": None}}, {}, {"metadata": {"scene": None}}),
        ({"id": [1, "a"]}, {}, {"id": [1, "a"]}),
        ({"metadata": {"mine": 2**70}}, {}, {"metadata": {"mine": 2**70}}),
        ({"metadata": {"code_features": {"new": 1}}}, {},
         {"metadata": {"code_features": {"new": 1}}}),
        ({"source": 3}, {}, {"source": 3}),
        ({"code": "x", "description": 3}, {}, ""),
    ],
)  # fmt: skip
def test_a_key_of_mdxs_own_with_its_type_is_a_column_and_any_other_is_text(
    record, metadata, foreign
):
    made = columns.of_record(line(record))
    assert made["metadata"] == metadata
    assert type(made["source"]) is str
    assert (json.loads(made["foreign"]) if made["foreign"] else "") == foreign


def test_code_features_are_completed():
    made = columns.of_record(line({"metadata": {"code_features": {"plays": 3}}}))
    features = made["metadata"]["code_features"]
    assert features["plays"] == 3
    assert features.keys() == columns.OWN["code_features"].keys()


def shape(value):
    if type(value) is dict:
        return {key: shape(one) for key, one in value.items()}
    return type(value)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), min_size=2, max_size=4))
def test_all_rows_have_the_same_keys_of_the_same_types_and_lose_nothing(all_metadata):
    made = [columns.of_record(line({"metadata": metadata})) for metadata in all_metadata]
    for metadata, row in zip(all_metadata, made, strict=True):
        foreign = json.loads(row["foreign"])["metadata"] if row["foreign"] else {}
        assert metadata.keys() == row["metadata"].keys() | foreign.keys()
        assert not row["metadata"].keys() & foreign.keys()
    keys = [key for key in columns.OWN if any(key in row["metadata"] for row in made)]
    first, *rest = [shape(columns.completed(row, keys)) for row in made]
    assert all(one == first for one in rest)


def test_keys_from_scoring_and_rendering_are_columns_of_their_types():
    scores = assess("x = 1", "Draw nothing.").fields()
    verdict = Verdict(True, "", 1.5, pictures=("a.png",)).fields()
    assert {*verdict} == {*VERDICT}
    written = columns.of_record(line({"metadata": scores | verdict}))
    assert written["metadata"] == scores | verdict
    assert written["foreign"] == ""
