"""Asks a model for other words for a description."""

from collections.abc import Callable
from typing import Any

from mdx.llm import Answer, Question
from mdx.llm.good import Good, good
from mdx.llm.prompt import Template
from mdx.records import fields
from mdx.records.jsonl import Line
from mdx.wording import paraphrase


def asking(wanted: Callable[[dict[str, Any]], int]) -> Callable[[Line], Question | None]:
    """What makes the question about a line, for as many rewordings as its record should get."""
    template = Template(paraphrase.prompt_text())

    def question(line: Line) -> Question | None:
        if count := wanted(line.record):
            about = paraphrase.asked_about(fields.text(line.record, "description"), count)
            asked = template.question(about, 0)
            return asked and asked._replace(schema=paraphrase.SCHEMA)
        return None

    return question


def any_wording(answer: Answer, form: str) -> Good:
    """The answer's text, or a fault if none of its lines could be a wording."""
    there = any(not good(line).fault for line in paraphrase.rewordings(answer.text))
    return Good(answer.text, "" if there else "it holds no rewording")


def faithful(line: Line, answer: str) -> tuple[list[str], int]:
    """The rewordings that say the same as the line, and how many say something else."""
    text = fields.text(line.record, "description")
    judged = list(paraphrase.judged(text, answer, good))
    good_ones = [words for words, fault in judged if not fault]
    return good_ones, len(judged) - len(good_ones)
