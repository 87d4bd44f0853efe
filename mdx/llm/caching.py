"""The marks that ask Anthropic to keep a request's beginning until the next one comes.

They are part of every request, and so of its cache key, but are not sent if they gain nothing.
"""

from typing import Any

MARK = {"type": "ephemeral"}
BYTES_PER_TOKEN = 4  # at most, of prose and code: no prefix is taken to be longer than it is


def unmarked(request: dict[str, Any]) -> dict[str, Any]:
    """The request without marks; a request's own parts stay as they are."""
    bare = dict(request)
    if isinstance(bare.get("system"), list):
        bare["system"] = [_bare(block) for block in bare["system"]]
    bare["messages"] = [
        turn | {"content": [_bare(block) for block in turn["content"]]}
        if isinstance(turn["content"], list)
        else turn
        for turn in bare["messages"]
    ]
    return bare


def _bare(block: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in block.items() if name != "cache_control"}


def prefix_tokens(request: dict[str, Any]) -> int:
    """The estimated number of tokens before the last turn."""
    said = [request.get("system") or "", *(turn["content"] for turn in request["messages"][:-1])]
    texts = (block["text"] for part in said if isinstance(part, list) for block in part)
    letters = sum(len(text.encode()) for text in texts)
    letters += sum(len(part.encode()) for part in said if isinstance(part, str))
    return letters // BYTES_PER_TOKEN
