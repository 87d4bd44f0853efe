"""What becomes of a record, and how that comes from another process."""

import pickle

import orjson
import pytest

from mdx.quality import rules, verdict_rules
from mdx.quality.judge import KEPT, Judge, missing_fields
from mdx.quality.render import Verdict
from mdx.quality.rules import MISSING, Failure
from mdx.quality.score import Scorer

CODE = "from manim import *\nclass A(Scene):\n    def construct(self): self.wait()\n"


def test_the_first_rule_that_fails_drops_a_record():
    asked = rules.asked({"source": ("a",), "min_lines": 9})
    judge = Judge(asked)
    assert judge.outcome({"source": "a", "code": "x\n" * 9}) == KEPT
    assert judge.outcome({"source": "b", "code": ""}).rule is asked[0]
    assert judge.outcome({"source": "a", "code": ""}).details() == {
        "value": 0,
        "limit": "at least 9",
    }


def test_only_what_the_rules_keep_is_scored():
    judge = Judge(rules.asked({"source": ("a",)}), Scorer(), [rules.quality(0.5)])
    assert judge.outcome({"source": "b", "code": CODE}).assessment is None
    assert judge.outcome({"source": "a", "code": CODE}).reason == ""
    bad = judge.outcome({"source": "a", "code": "x = ("})
    assert (bad.reason, bad.details()["value"], bad.details()["limit"]) == ("quality", 0.0, 0.5)
    assert "syntax-error" in bad.details()["issues"]


def test_a_quality_that_is_just_enough_is_kept():
    assessment = Scorer().assess(CODE, "")
    assert KEPT.after([rules.quality(assessment.quality)], assessment).rule is None


def test_an_outcome_from_another_process_has_the_very_rule():
    judge = Judge(rules.asked({"source": ("a",)}), Scorer(), [rules.quality(0.5)])
    records = [{"source": s, "code": c} for s, c in (("b", ""), ("a", CODE), ("a", "x = ("))]
    sent = pickle.loads(pickle.dumps(judge.send([orjson.dumps(record) for record in records])))  # noqa: S301
    assert list(map(judge.receive, sent)) == list(map(judge.outcome, records))


@pytest.mark.parametrize(
    ("error", "reason"),
    [("", ""), ("NameError: x", "renders"), ("Timeout: 45 s", "timeout"), ("NoTimeout", "renders")],
)
def test_a_verdict_that_is_not_known_is_told_apart(error, reason):
    on_verdicts = (verdict_rules.in_time(), verdict_rules.renders())
    outcome = KEPT.after(on_verdicts, Verdict(not error, error, 1.0, b""))
    assert outcome.reason == reason
    assert outcome.failure == (Failure(error, "renders") if error else None)
    assert outcome.passes(invert=False) is (error == "")
    assert outcome.passes(invert=True) is (reason == "renders"), "nobody knows that it fails"


def test_what_this_machine_cannot_judge_passes_in_no_case():
    verdict = Verdict(False, "", 0.0, fault="no latex")
    outcome = KEPT.after((verdict_rules.has_verdict(), verdict_rules.renders()), verdict)
    assert not outcome.passes(invert=False)
    assert not outcome.passes(invert=True)


def test_a_field_that_no_record_had_is_found_behind_a_rule_that_dropped_some():
    first, second = rules.asked({"source": ("a",), "kind": "still"})
    first.count(Failure("b", "a"))
    second.count(Failure(MISSING, True))
    assert list(missing_fields([first, second], 2)) == ["metadata.still"]
    assert list(missing_fields([first, second], 3)) == []
