"""What each rule says to a record."""

import pytest
from growth import assert_linear

from mdx.quality import rules
from mdx.quality.rules import MISSING, PERMISSIVE, Failure, Rule, allows


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND ISC", True),
        ("GPL-3.0-only AND MIT OR ISC", True),
        ("MIT WITH Classpath-exception-2.0", True),
        ("Apache-2.0 WITH LLVM-exception AND ISC", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("GPL-2.0-only WITH MIT", False),
        ("(MIT)", True),
        ("(MIT OR ISC) AND Zlib", True),
        ("(MIT OR GPL-3.0-only) AND Zlib", False),
        ("(MIT WITH Autoconf-exception-3.0) OR GPL-3.0-only", False),
        ("", False),
        ("mit", False),
        ("MIT OR", False),
    ],
)
def test_an_spdx_expression_is_met_by_one_of_an_or_and_all_of_an_and(expression, expected):
    assert allows(expression, PERMISSIVE) is expected


@pytest.mark.parametrize(
    ("rule", "record", "failure"),
    [
        (rules.one_of("source", "source", ["b", "a"]), {"source": "b"}, None),
        (rules.one_of("source", "source", ["b", "a"]), {"source": "ab"}, Failure("ab", "a,b")),
        (rules.one_of("source", "source", ["1"]), {"source": 1}, Failure(1, "1")),
        (rules.one_of("source", "source", ["a"]), {}, Failure(MISSING, "a")),
        (rules.one_of("x", "a.b", ["1"]), {"a": "text"}, Failure(MISSING, "1")),
        (rules.one_of("x", "a.b.c", ["1"]), {"a": {"b": {"c": "1"}}}, None),
        (rules.one_of("x", "a.b.c", ["1"]), {"a": {"b": []}}, Failure(MISSING, "1")),
        (rules.licensed(["any"]), {"metadata": {"license": "proprietary"}}, None),
        (rules.licensed(["any"]), {"metadata": {"license": ""}}, Failure("", "any")),
        (rules.licensed(["GPL-2.0-only"]), {"metadata": {"license": "MIT"}},
         Failure("MIT", "GPL-2.0-only")),
        (rules.licensed(["GPL-2.0-only", "permissive"]), {"metadata": {"license": "MIT"}}, None),
        (rules.licensed(["GPL-2.0-only", "permissive"]),
         {"metadata": {"license": "GPL-2.0-only"}}, None),
        (rules.licensed(["permissive"]), {}, Failure(MISSING, "permissive")),
        (rules.is_true("kind", "k", True), {"k": "a"}, None),
        (rules.is_true("kind", "k", True), {"k": 1}, Failure(1, True)),
        (rules.is_true("kind", "k", False), {"k": ""}, None),
        (rules.is_true("kind", "k", False), {"k": True}, Failure(True, False)),
        (rules.described(True), {"description": "x" * 99}, None),
        (rules.described(False), {"description": "x" * 99}, Failure("x" * 80, "")),
        (rules.described(True), {"description": "x", "metadata": {"needs_description": True}},
         Failure("x", "")),
        (rules.matches("a", "^1$"), {"a": 1}, None),
        (rules.matches("a", "é"), {"a": ["é"]}, None),
        (rules.matches("a", "x"), {"a": "y"}, Failure("y", "a=x")),
        (rules.matches("a", "."), {"a": ""}, Failure("", "a=.")),
        (rules.matches("a", ""), {}, Failure(MISSING, "a=")),
        (rules.at_least("lines", rules.lines_of_code, 2), {"code": "a\n\nb"}, None),
        (rules.at_least("lines", rules.lines_of_code, 3), {"code": "a\n\nb"},
         Failure(2, "at least 3")),
        (rules.at_most("tokens", rules.tokens_of_code, 3), {"code": "a+b"}, None),
        (rules.at_most("tokens", rules.tokens_of_code, 2), {"code": "a+b"},
         Failure(3, "at most 2")),
        (rules.parses(), {"code": "x = 1"}, None),
        (rules.parses(), {"code": "x ="}, Failure("line 1: invalid syntax", "Python 3")),
        (rules.code_holds("latex", rules.LATEX, True), {"code": "MathTex('x')"}, None),
        (rules.code_holds("latex", rules.LATEX, True), {"code": "MathText('x')"},
         Failure("", "latex")),
        (rules.code_holds("3d", rules.THREE_D, False), {"code": "Cube()"}, Failure("Cube(", "")),
    ],
)  # fmt: skip
def test_a_rule_keeps_a_record_or_says_why_not(rule, record, failure):
    assert rule.test(record) == failure


def test_a_rule_counts_what_it_drops_and_what_lacks_its_field():
    rule = Rule("x", lambda record: None)
    for value in (MISSING, 1, MISSING):
        rule.count(Failure(value, ""))
    assert (rule.failed, rule.missing) == (3, 2)


def test_a_value_that_is_missing_is_told_as_such():
    assert (Failure(MISSING, "").shown, Failure(0, "").shown) == ("missing", 0)


def test_flags_ask_for_rules_cheap_ones_first_and_false_is_not_the_same_as_not_given():
    flags = {"parses": True, "latex": False, "three_d": None, "min_lines": 0, "source": ("a",),
             "match": [("a", "x"), ("b", "y")], "described": False}  # fmt: skip
    names = [rule.name for rule in rules.asked(flags)]
    assert names == ["source", "needs-description", "match", "match", "latex", "lines", "parses"]
    assert rules.asked(dict.fromkeys(rules.ASKED)) == []


HOSTILE = {"a word": "a", "many Tex": "Tex", "brackets": "Tex (", "blanks": " ", "lines": "\n"}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(unit):
    asked = rules.asked({"latex": True, "three_d": True, "min_lines": 1, "max_tokens": 1})
    tests = [rule.test for rule in asked]
    assert_linear(lambda code: [test({"code": code}) for test in tests], lambda n: unit * n)


@pytest.mark.parametrize("unit", ["MIT OR ", "MIT AND ", "MIT WITH ", "(", " "])
def test_twice_as_long_a_licence_takes_twice_as_long(unit):
    assert_linear(lambda text: allows(text, PERMISSIVE), lambda n: unit * n)
