"""Rewordings by a model: what to ask it, and which of its lines say the same."""

import os
import re
from collections.abc import Iterator

from mdx.wording.faithful import infidelity

_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")


def prompt_text() -> str:
    """The prompt that comes with mdx, a template for mdx.llm.prompt."""
    path = os.path.join(os.path.dirname(__file__), "paraphrase.txt")
    with open(path, encoding="utf-8") as file:
        return file.read()


def asked_about(description: str, wanted: int) -> dict[str, object]:
    """The record that fills in the prompt."""
    return {"description": description, "metadata": {"rewordings": wanted}}


def judged(original: str, answer: str) -> Iterator[tuple[str, str]]:
    """(rewording, what is wrong with it) for each distinct line of an answer; "" is nothing."""
    told = {" ".join(original.split())}
    for line in answer.splitlines():
        words = " ".join(_BULLET.sub("", line).split())
        if len(words) > 1 and words[0] == words[-1] == '"':
            words = words[1:-1]
        if words and words not in told:
            told.add(words)
            yield words, infidelity(original, words)
