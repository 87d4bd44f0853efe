"""What the fields of a record mean, whoever wrote it."""

import pytest

from mdx.records import fields


@pytest.mark.parametrize(
    ("record", "needs"),
    [
        ({"description": "Draw."}, False),
        ({"description": "Draw.", "metadata": {"needs_description": False}}, False),
        ({"description": "Draw.", "metadata": {"needs_description": True}}, True),
        ({"description": "Draw.", "metadata": {"needs_description": "yes"}}, False),
        ({"description": "", "metadata": {"needs_description": False}}, True),
        ({"description": " \n"}, True),
        ({"description": "  [PENDING_DESCRIPTION] of a circle"}, True),
        ({"description": "no [PENDING_DESCRIPTION]"}, False),
        ({"description": None}, True),
        ({"description": ["Draw."]}, True),
        ({"description": "Draw.", "metadata": None}, False),
        ({}, True),
    ],
)
def test_a_record_needs_a_description_that_it_lacks(record, needs):
    assert fields.needs_description(record) is needs


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("code", "x"),
        ("metadata.path", "a.py"),
        ("metadata.deep.down", None),
        ("metadata.deep", {"down": None}),
        ("metadata.nosuch", "none"),
        ("code.length", "none"),
        ("nosuch.path", "none"),
        ("", "none"),
    ],
)
def test_a_dotted_path_leads_into_objects(path, value):
    record = {"code": "x", "metadata": {"path": "a.py", "deep": {"down": None}}}
    assert fields.lookup(record, path, "none") == value


@pytest.mark.parametrize(
    ("value", "text"), [("x", "x"), ("", ""), (None, ""), (3, ""), (["x"], "")]
)
def test_text_is_a_string_whatever_the_value(value, text):
    assert fields.text({"code": value}, "code") == text
    assert fields.text({}, "code") == ""


@pytest.mark.parametrize("other", [None, "text", 3, [1]])
def test_metadata_that_is_not_an_object_is_empty_and_is_replaced_by_what_is_added(other):
    record = {"metadata": other, "code": "x"}
    assert fields.metadata(record) == {}
    assert fields.annotate(record, split="test") is record
    assert record == {"metadata": {"split": "test"}, "code": "x"}


def test_adding_a_key_keeps_the_order_of_all_others():
    record = {"metadata": {"b": 1, "split": "train", "a": 2}, "code": "x"}
    fields.annotate(record, split="test", new=3)
    assert list(record["metadata"].items()) == [("b", 1), ("split", "test"), ("a", 2), ("new", 3)]


def test_no_default_is_null_or_an_empty_container():
    kinds = {type(value) for value in fields.METADATA.values()}
    assert kinds == {str, int, bool}


def test_every_key_has_one_default_including_those_of_a_verdict():
    assert not fields.METADATA.keys() & fields.ADDED.keys()
    assert {*fields.VERDICT} <= fields.ADDED.keys()
