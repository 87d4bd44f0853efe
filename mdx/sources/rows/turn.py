"""One turn of an exchange: who speaks, and what is said, whatever object it is stored in."""

import re
from typing import Any, NamedTuple

import orjson

from mdx.sources.rows import answers
from mdx.sources.rows.columns import ROLE_KEYS, WORD_KEYS, turn_in

LEVELS = 4  # how deep parts may be nested


class Turn(NamedTuple):
    """What somebody says; the role is `user`, `assistant`, or the name of anybody else."""

    role: str
    said: str


ROLES = {
    **dict.fromkeys(
        ("user", "human", "prompter", "prompt", "instruction", "question", "q", "input",
         "humanmessage"), "user"
    ),
    **dict.fromkeys(
        ("assistant", "gpt", "model", "bot", "ai", "chatgpt", "response", "output", "answer",
         "a", "completion", "assistantresponse", "agent", "solution", "code", "chatbot",
         "aimessage", "aimessagechunk"), "assistant"),
}  # fmt: skip


def role(name: str) -> str:
    """`user` or `assistant` for any of their usual names; any other name without case and signs."""
    name = re.sub(r"[\W_]+", "", name).lower()
    return ROLES.get(name, name)


def turn(item: dict[str, Any]) -> Turn:
    """The turn in an object for which `is_turn` holds."""
    item = turn_in(item)
    speaker = next((item[key] for key in ROLE_KEYS if key in item), "")
    if isinstance(speaker, dict):
        speaker = speaker.get("role", speaker.get("name", ""))
    said = [part for key in WORD_KEYS if key in item for part in _parts(item[key])]
    return Turn(role(str(speaker)), "\n\n".join(dict.fromkeys(filter(None, said))))


def _parts(content: Any, levels: int = LEVELS) -> list[str]:
    """The texts in the content of a turn, including programs passed to tools."""
    if isinstance(content, str):
        return [content]
    if not levels:
        return []
    if isinstance(content, list):
        return [said for part in content for said in _parts(part, levels - 1)]
    if not isinstance(content, dict) or str(content.get("type", "")) in answers.NOT_SAID:
        return []
    for key in ("arguments", "args", "input"):
        if key in content:
            return [_fenced(_given(content[key]))]
    for key in ("function", "functionCall", "toolUse"):
        if isinstance(content.get(key), dict):
            return _parts(content[key], levels - 1)
    for key in ("text", "content", "value", "parts"):
        if key in content:
            return _parts(content[key], levels - 1)
    return []


def _given(arguments: Any) -> str:
    """The program among the arguments of a tool call."""
    if isinstance(arguments, str):
        try:
            arguments = orjson.loads(arguments)
        except orjson.JSONDecodeError:
            return answers.program(arguments)
    return answers.anywhere(arguments)


def _fenced(code: str) -> str:
    fence = "````" if "```" in code else "```"
    return f"{fence}python\n{code}\n{fence}" if code else ""
