"""What becomes of each line: its questions, their answers, and the resulting records."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from mdx.llm import Question
from mdx.llm.asking import Asking
from mdx.llm.client import Asker
from mdx.llm.follow_up import Contradictions, no_answer
from mdx.llm.good import read
from mdx.llm.jobs import Failure, Result
from mdx.records import fields
from mdx.records.fields import Record
from mdx.records.jsonl import Line

NO_CODE, WORDLESS = "with no code to ask about", "with nothing to describe"
NOT_ASKED = "not asked for"
Trouble = Callable[[str, str], None]  # reports a place and what went wrong there


@dataclass
class Turn:
    """One of a line's questions and its result; no question if `of` is 0."""

    line: Line
    number: int
    of: int
    marks: Record = field(default_factory=dict)  # what its metadata says about the question
    key: str = ""
    text: str = ""
    fault: Failure | None = None

    @property
    def record(self) -> Record:
        return self.line.record


def turns(lines: Iterator[Line], count: int, is_asked: Callable[[Record], bool]) -> Iterator[Turn]:
    """The turns of each line; one without a question if nothing is asked about it."""
    for line in lines:
        of = count if is_asked(line.record) else 0
        for number in range(max(of, 1)):
            yield Turn(line, number, of)


def asking(questions: Asking, counts: Counter[str]) -> Callable[[Turn], Question | None]:
    """What makes the question of a turn, and notes in the turn what metadata says of it."""

    def question(turn: Turn) -> Question | None:
        if not turn.of:
            return None
        asked, turn.marks = questions.question(turn.record, turn.number)
        if asked is None:
            counts[NO_CODE] += 1
        return asked

    return question


def answered(turn: Turn, key: str, answer: Result, form: str | None, counts: Counter[str]) -> Turn:
    """The turn with the words in its answer, or why there are none.

    Without a form the answer is taken as it is.
    """
    turn.key = key
    if isinstance(answer, Failure):
        turn.fault = answer
    elif answer is not None:
        turn.text, fault = read(answer, form) if form else (answer.text.strip(), "")
        if fault:
            turn.text, turn.fault = "", Failure(no_answer(fault))
        elif not turn.text:  # asking again would change nothing
            counts[WORDLESS] += 1
    return turn


def judged(
    done: Iterator[Turn], asker: Asker, model: str, max_code: int, ahead: int, trouble: Trouble
) -> Iterator[Turn]:
    """The turns; those with words are marked with the judge's verdict."""
    from mdx.llm.judge import verdicts

    with closing(verdicts(done, asker, max_code, ahead)) as judged_turns:
        for turn, verdict in judged_turns:
            if turn.text:
                turn.marks |= {"judged": verdict.said, "judged_by": model}
            if verdict.fault:
                trouble(turn.line.where, f"not judged: {verdict.fault}")
            yield turn


def written(
    done: Iterator[Turn],
    by: str,
    contradictions: Contradictions | None,
    counts: Counter[str],
    trouble: Trouble,
) -> Iterator[bytes | Record]:
    """What each line becomes: its records with their words, or itself if there are none."""
    count = 0
    for turn in done:
        count = 0 if turn.number == 0 else count
        if turn.text:
            if contradictions:
                disagreements = contradictions(turn.text, fields.text(turn.record, "code"))
                turn.marks["contradictions"] = "; ".join(disagreements)
            count += 1
            yield described(turn.line.copy(), turn.text, by, turn.key, turn.marks)
        elif fault := turn.fault:
            if not fault.asked:
                counts[NOT_ASKED] += 1
            if fault.asked or (fault.reason and counts[NOT_ASKED] == 1):
                trouble(turn.line.where, f"not described: {fault.reason}")
        if count == 0 and turn.number + 1 >= turn.of:
            yield turn.line.raw


def described(record: Record, text: str, by: str, key: str, marks: Record) -> Record:
    """The record with its description and the origin of that."""
    record["description"] = text
    origin = {"needs_description": False, "described_by": by, "description_key": key}
    return fields.annotate(record, **origin, **marks)
