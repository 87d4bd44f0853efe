"""A message, as Anthropic sends it. https://docs.anthropic.com/en/api/messages"""

from typing import Any

from msgspec import Struct

from mdx.llm import CUT_OFF, REFUSED, Answer, Unreadable
from mdx.llm.faults import within
from mdx.llm.wire import count, read, word

WHOLE = {"end_turn", "stop_sequence"}
FAULTS = {"max_tokens": CUT_OFF, "model_context_window_exceeded": CUT_OFF, "refusal": REFUSED}
INPUT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


class Block(Struct):
    type: str
    text: Any = None


class Message(Struct):
    content: list[Block | None] | None = None
    stop_reason: str | None = None
    usage: Any = None
    model: Any = None
    error: Any = None


class Counted(Struct):
    input_tokens: int


def answer(body: bytes) -> Answer:
    """The answer in a message; raises Unreadable or what an error in its place means."""
    message = read(body, Message, "message")
    if message.content is None or message.stop_reason is None:
        if message.error:
            raise within(body)
        raise Unreadable("the server's answer is no message")
    texts = [block.text for block in message.content if block and block.type == "text"]
    if not all(isinstance(text, str) for text in texts):
        raise Unreadable("the server's answer is no message")
    usage = message.usage if isinstance(message.usage, dict) else {}
    end = word(message.stop_reason)
    return Answer(
        "".join(texts),
        sum(count(usage.get(name)) for name in INPUT),
        count(usage.get("output_tokens")),
        fault=FAULTS.get(end, "" if end in WHOLE else f"the answer is not whole (it ends: {end})"),
        model=word(message.model),
        end=end,
        read=count(usage.get("cache_read_input_tokens")),
        written=count(usage.get("cache_creation_input_tokens")),
    )


def counted(body: bytes) -> int:
    """The number of tokens that the server counted in a request."""
    return read(body, Counted, "count of tokens").input_tokens
