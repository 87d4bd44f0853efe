"""Rewordings by a model: what to ask it, and which of its words say the same."""

import json
import os
import re
from collections.abc import Callable, Iterator
from typing import Any

from mdx.wording.faithful import infidelity

# What a server that knows schemas is asked to keep to.
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"rewordings": {"type": "array", "items": {"type": "string"}}},
    "required": ["rewordings"],
    "additionalProperties": False,
}
_BULLET = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.)])\s+")
_OBJECT = re.compile(r"[\[{].*[\]}]", re.S)


def prompt_text() -> str:
    """The prompt that comes with mdx, a template for mdx.llm.prompt."""
    path = os.path.join(os.path.dirname(__file__), "paraphrase.txt")
    with open(path, encoding="utf-8") as file:
        return file.read()


def asked_about(description: str, wanted: int) -> dict[str, object]:
    """The record with which the prompt is filled in."""
    return {"description": description, "metadata": {"rewordings": wanted}}


def rewordings(answer: str) -> list[str]:
    """The rewordings in an answer: as JSON, or one per line by models that know no schema."""
    if match := _OBJECT.search(answer):
        try:
            parsed = json.loads(match.group())
        except (ValueError, RecursionError):
            parsed = None
        listed = next(iter(parsed.values()), None) if isinstance(parsed, dict) else parsed
        if isinstance(listed, list):
            return [" ".join(one.split()) for one in listed if isinstance(one, str)]
    return [" ".join(_BULLET.sub("", line).split()) for line in answer.splitlines()]


def _unquoted(line: str) -> str:
    return line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line


def judged(
    original: str,
    answer: str,
    cleaned: Callable[[str], tuple[str, str]] = lambda line: (_unquoted(line), ""),
) -> Iterator[tuple[str, str]]:
    """(rewording, what is wrong with it) for each distinct one of an answer; "" is nothing.

    `cleaned` takes off what stands around the words of one, and tells what makes it none.
    """
    seen = {" ".join(original.split())}
    for line in rewordings(answer):
        words, fault = cleaned(line) if line else ("", "")
        if words and words not in seen:
            seen.add(words)
            yield words, fault or infidelity(original, words)
