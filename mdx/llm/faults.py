"""What an HTTP answer that is no answer means: decided by its number, never by its wording."""

import json
import time
from collections.abc import Mapping
from typing import Any

from mdx.llm import Again, Stop, Unanswered

MESSAGE_MAX = 300
BUSY = {429, 503, 529}
# 429s that no waiting cures: the account's own limit, or its credit, is used up.
SPENT = {"enforced_spend_limit_reached", "insufficient_quota"}
TOO_LONG = {"context_length_exceeded", "exceed_context_size_error"}
NO_SUCH_MODEL = {"model_not_found", "model_not_found_error"}
clock = time.time


def fault(status: int, headers: Mapping[str, str], body: bytes, key_name: str) -> Exception:
    """The exception to raise for this status; `key_name` says which variable holds the key."""
    codes, message = _error(body)
    said = f"{status}: {message}" if message else f"status {status}"
    if status == 401 or status == 403:
        wanted = key_name or "the key it wants"
        return Stop(f"the server refuses the key ({said}); set {wanted}", status)
    if status == 402 or codes & SPENT:
        return Stop(f"the account's limit is used up ({said})", status)
    if status == 404 or codes & NO_SUCH_MODEL:
        return Stop(f"no such model or address ({said}); see --llm and --base-url", status)
    if status in (408, 409, 429) or status >= 500:
        return Again(said, retry_after(headers), busy=status in BUSY)
    if codes & TOO_LONG:
        return Unanswered(f"the scene is too long for the model ({said}); lower --max-code")
    return Unanswered(f"the request is refused ({said})")


def _error(body: bytes) -> tuple[set[str], str]:
    """Codes and message of an error in the form of Anthropic, OpenAI, llama.cpp or Ollama."""
    try:
        error = json.loads(body)["error"]
    except (ValueError, TypeError, LookupError, RecursionError):
        return set(), ""
    if isinstance(error, str):
        return set(), _short(error)
    if not isinstance(error, dict):
        return set(), ""
    details: Any = error.get("details")
    codes = [error.get("code"), error.get("type")]
    codes.append(details.get("error_code") if isinstance(details, dict) else None)
    return set(map(str, codes)), _short(error.get("message"))


def _short(text: Any) -> str:
    line = " ".join(str(text or "").split())
    return line if len(line) <= MESSAGE_MAX else line[:MESSAGE_MAX] + "..."


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the server says (RFC 9110, 10.2.3: seconds or a date), None if unsaid.

    Some servers tell milliseconds in `retry-after-ms`, which is finer and so goes first.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        value = headers.get(name, "").strip()
        try:
            seconds = float(value) * unit
        except ValueError:
            seconds = _until(value, headers.get("date", "")) if unit == 1.0 else 0.0
        if 0 < seconds < float("inf"):
            return seconds
    return None


def _until(then: str, now: str) -> float:
    """Seconds between two HTTP dates, by the server's clock where it tells it; 0 for no date."""
    until = _timestamp(then)
    return max(0.0, until - (_timestamp(now) or clock())) if until else 0.0


def _timestamp(date: str) -> float:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0


def without_key(message: str, secret: str) -> str:
    """The message without the key, which some servers repeat; `secret` may be ""."""
    return message.replace(secret, "[key]") if secret else message
