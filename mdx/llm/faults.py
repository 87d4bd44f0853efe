"""What an HTTP error means, decided by its status and its codes.

Its wording counts only where a service has no other way to say that waiting is useless.
"""

import json
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from mdx.llm import Again, Refused, Stop, Unreadable

MESSAGE_MAX = 300
LOOKED_AT = 20  # objects and lists in the body of an error
BUSY = {429, 503, 529}
MOVED = {301, 302, 303, 307, 308}
# 429s that no waiting cures: the account's own limit, or its credit, is used up.
SPENT = {"enforced_spend_limit_reached", "insufficient_quota", "billing_error"}
TOO_LONG = {"context_length_exceeded", "exceed_context_size_error"}
NO_SUCH_MODEL = {"model_not_found", "model_not_found_error"}
BAD_KEY = {"API_KEY_INVALID", "invalid_api_key"}  # Gemini's status for it is 400
# What the record says is at fault, and not the key, though the status is 403.
MODERATED = {"content_policy_violation", "content_filter", "moderation", "flagged_input"}
# Anthropic tells an empty account from a bad request by these words alone, vLLM a long scene.
NO_CREDIT = re.compile(r"credit balance is too low", re.IGNORECASE)
NO_ROOM = re.compile(r"maximum context length|prompt is too long|context window", re.IGNORECASE)
ABOUT_CONTENT = re.compile(r"\bmoderation\b|\bflagged\b|content polic|usage polic", re.IGNORECASE)
WORDS = ("message", "msg", "detail", "error", "errors", "error_message", "title")  # by rank
CODES = ("code", "type", "status", "error_code", "reason")
clock = time.time


def fault(status: int, headers: Mapping[str, str], body: bytes, key_name: str) -> Exception:
    """The exception to raise for this status; `key_name` says which variable holds the key."""
    codes, message = _error(body)
    said = f"{status}: {message}" if message else f"status {status}"
    bad_key = f"the server refuses the key ({said}); set {key_name or 'the key it wants'}"
    if codes & SPENT or status == 402 or NO_CREDIT.search(message):
        return Stop(f"the account's limit is used up ({said})", status)
    if status == 401 or codes & BAD_KEY:
        return Stop(bad_key, status)
    if status == 403:
        moderated = codes & MODERATED or ABOUT_CONTENT.search(message)
        return Refused(f"the request is refused ({said})", "" if moderated else bad_key)
    if status in MOVED:
        there = headers.get("location", "elsewhere")[:MESSAGE_MAX]
        return Stop(f"the server redirects to {there} ({said}); see --base-url", status)
    if status in (404, 405) or codes & NO_SUCH_MODEL:
        return Stop(f"no such model or address ({said}); see --llm and --base-url", status)
    if status in (408, 409, 425, 429) or status >= 500:
        return Again(said, retry_after(headers), busy=status in BUSY)
    if status < 400:  # nothing that answers a question: a proxy's, and maybe gone next time
        return Unreadable(f"the server answers with {said}")
    if codes & TOO_LONG or NO_ROOM.search(message):
        return Refused(f"the scene is too long for the model ({said}); lower --max-code")
    return Refused(f"the request is refused ({said})")


def within(body: bytes) -> Exception:
    """The exception for an error that came with a good status, as some proxies do."""
    codes, message = _error(body)
    numbers = [int(code) for code in codes if re.fullmatch("[45][0-9][0-9]", code)]
    if numbers and numbers[0] not in (404, 403):
        return fault(numbers[0], {}, body, "")
    return Unreadable(f"the server answers with an error: {message or 'of no name'}")


def no_http(error: Exception) -> Exception:
    """The exception for malformed HTTP, all of which a library's error would repeat."""
    return Unreadable(f"the server's answer is no HTTP: {_short(str(error), 100)}")


def _error(body: bytes) -> tuple[set[str], str]:
    """The codes and message of an error, in the form of any server.

    OpenAI, Anthropic and llama.cpp send {"error": {"message"}}, Ollama and LM Studio
    {"error": "..."}, vLLM {"message"}, FastAPI {"detail"}, Gemini a list of errors, others text.
    """
    try:
        whole = json.loads(body)
    except ValueError:
        return set(), _plain(body)
    except RecursionError:
        return set(), ""
    codes: set[str] = set()
    for part in _objects(whole):
        codes.update(str(part[name]) for name in CODES if isinstance(part.get(name), str | int))
        codes.update(name for name in MODERATED if part.get(name))
    return codes, _short(_message(whole, LOOKED_AT))


def _objects(whole: Any) -> Iterator[dict[str, Any]]:
    """The first objects in it, outermost first."""
    todo, looked_at = [whole], 0
    while todo and looked_at < LOOKED_AT:
        value = todo.pop(0)
        looked_at += 1
        if isinstance(value, dict):
            yield value
            todo.extend(v for v in value.values() if isinstance(v, dict | list))
        elif isinstance(value, list):
            todo.extend(value[:LOOKED_AT])


def _message(value: Any, depth: int) -> str:
    """The first text in a place where messages stand."""
    if isinstance(value, str):
        return value
    if not depth:
        return ""
    if isinstance(value, list):
        return next(filter(None, (_message(v, depth - 1) for v in value[:LOOKED_AT])), "")
    if isinstance(value, dict):
        named = (value[name] for name in WORDS if name in value)
        return next(filter(None, (_message(v, depth - 1) for v in named)), "")
    return ""


def _plain(body: bytes) -> str:
    """The text of a body that is not JSON; of an HTML page, its title."""
    try:
        text = body[:4000].decode()
    except UnicodeDecodeError:
        return ""
    if text.lstrip()[:1] == "<":
        title = re.search(r"<title>([^<]{1,200})", text, re.IGNORECASE)
        return _short(title[1]) if title else ""
    return _short(text)


def _short(text: str, most: int = MESSAGE_MAX) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[:most] + "..."


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the server says (RFC 9110, 10.2.3: seconds or a date), None if unsaid.

    Some servers send milliseconds in `retry-after-ms`, which is finer and takes precedence.
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
    """Seconds between two HTTP dates, by the server's clock if it sends one; 0 if it is no date."""
    until = _timestamp(then)
    return max(0.0, until - (_timestamp(now) or clock())) if until else 0.0


def _timestamp(date: str) -> float:
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0


def without_key(message: str, secret: str) -> str:
    """The message without the key, which some servers repeat (`secret` may be ""), and without
    lone surrogates, which no file can hold."""
    message = message.encode(errors="replace").decode()
    return message.replace(secret, "[key]") if secret else message
