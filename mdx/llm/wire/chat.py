"""A chat completion, as OpenAI and all that speak its protocol send it.

https://platform.openai.com/docs/api-reference/chat/object
"""

from typing import Any

from msgspec import Struct

from mdx.llm import CUT_OFF, REFUSED, Answer, Unreadable
from mdx.llm.faults import within
from mdx.llm.wire import count, read, word

# TGI, llama.cpp and proxies for other APIs have words of their own for "stop"; some say nothing.
WHOLE = {"stop", "eos", "eos_token", "end_turn", "stop_sequence", ""}
FAULTS = {"length": CUT_OFF, "max_tokens": CUT_OFF, "content_filter": REFUSED}
BROKEN = {"error", "abort"}  # the server's own misfortune, though the status was good


class Part(Struct):
    text: str | None = None


class Message(Struct):
    content: str | list[Part | str | None] | None = None
    refusal: Any = None


class Choice(Struct):
    message: Message
    finish_reason: str | None = None


class Completion(Struct):
    choices: list[Choice] | None = None
    usage: Any = None
    model: Any = None
    error: Any = None


def answer(body: bytes) -> Answer:
    """The answer in a chat completion; raises Unreadable or what an error in its place means."""
    completion = read(body, Completion, "chat completion")
    if not completion.choices:
        if completion.error:
            raise within(body)
        raise Unreadable("the server's answer is no chat completion")
    choice = completion.choices[0]
    text, end = _text(choice.message.content), word(choice.finish_reason or "").lower()
    if end in BROKEN:
        raise Unreadable(f"the answer broke off (finish_reason {end})")
    usage = completion.usage if isinstance(completion.usage, dict) else {}
    details = usage.get("prompt_tokens_details")
    fault = FAULTS.get(end, "" if end in WHOLE else f"the answer is not whole (it ends: {end})")
    if choice.message.refusal and not text:
        fault = REFUSED
    return Answer(
        text,
        count(usage.get("prompt_tokens")),
        count(usage.get("completion_tokens")),
        fault=fault,
        model=word(completion.model),
        end=end,
        read=count(details.get("cached_tokens")) if isinstance(details, dict) else 0,
    )


def _text(content: str | list[Part | str | None] | None) -> str:
    if isinstance(content, str) or content is None:
        return content or ""
    parts = (part.text if isinstance(part, Part) else part for part in content)
    return "".join(part or "" for part in parts)
