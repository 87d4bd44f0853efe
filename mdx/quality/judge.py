"""What becomes of a record: the first rule that drops it, why, and the scores that it has."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from mdx.quality.rules import Failure, Record, Rule
from mdx.records import fields, jsonl

if TYPE_CHECKING:
    from mdx.quality.score import Assessment, Scorer


class Outcome(NamedTuple):
    """The rule that drops a record and why, None for both where it is kept; its scores, if any."""

    rule: Rule | None = None
    failure: Failure | None = None
    assessment: "Assessment | None" = None

    @property
    def reason(self) -> str:
        """The name of the rule that drops it; "" where none does."""
        return self.rule.name if self.rule else ""

    def passes(self, invert: bool) -> bool:
        """Whether the record passes; with `invert` those do that a rule is known to drop.

        What this machine could not judge passes in neither case.
        """
        if self.rule is None:
            return not invert
        return invert and not self.rule.is_about_us

    def after(self, rules: Iterable[Rule], subject: Any) -> "Outcome":
        """The same, or dropped by the first of these rules that does not keep the subject."""
        for rule in rules:
            if (failure := rule.test(subject)) is not None:
                return self._replace(rule=rule, failure=failure)
        return self

    def details(self) -> dict[str, Any]:
        """What --rejects tells of a record that is dropped."""
        if self.failure is None:
            return {}
        issues = {"issues": self.assessment.issues} if self.assessment else {}
        return {"value": self.failure.shown, "limit": self.failure.limit} | issues


KEPT = Outcome()
# An outcome on its way from another process. Tests cannot be pickled, so a rule is its place.
Sent = tuple[int | None, Failure | None, "Assessment | None"]


class Judge:
    """Puts rules to a record, then scores it where there is a scorer, then rules to the scores."""

    def __init__(
        self,
        rules: list[Rule],
        scorer: "Scorer | None" = None,
        rules_on_scores: Iterable[Rule] = (),
    ):
        self.rules = rules
        self.scorer = scorer
        self.rules_on_scores = list(rules_on_scores)

    def outcome(self, record: Record) -> Outcome:
        """What becomes of this record."""
        outcome = KEPT.after(self.rules, record)
        if outcome.failure is not None or self.scorer is None:
            return outcome
        code, words = fields.text(record, "code"), fields.text(record, "description")
        assessment = self.scorer.assess(code, words)
        return Outcome(assessment=assessment).after(self.rules_on_scores, assessment)

    def send(self, raws: list[bytes]) -> list[Sent]:
        """The outcomes of several records, for another process."""
        return list(map(self._sent, map(self.outcome, map(jsonl.reread, raws))))

    def _sent(self, outcome: Outcome) -> Sent:
        place = self._rules().index(outcome.rule) if outcome.rule else None
        return place, outcome.failure, outcome.assessment

    def receive(self, sent: Sent) -> Outcome:
        """The outcome that another process sent."""
        place, failure, assessment = sent
        return Outcome(None if place is None else self._rules()[place], failure, assessment)

    def _rules(self) -> list[Rule]:
        return self.rules + self.rules_on_scores


def missing_fields(rules: Iterable[Rule], tested: int) -> Iterator[str]:
    """The fields that none of the records has that came as far as their rule: misspellings."""
    for rule in rules:
        if rule.missing and rule.missing == tested:
            yield rule.field
        tested -= rule.failed
