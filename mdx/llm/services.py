"""The services: the file that speaks to each, its default model, address and key."""

import os
import re
from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

from mdx.llm import Again, Options, Stop, prices
from mdx.llm.backends import AnswersAtOnce, Backend
from mdx.llm.faults import no_http
from mdx.work.nearest import did_you_mean

LONGEST_WORD = 12
LOCAL = re.compile(r"https?://(localhost|127\.|\[::1\])")


class Service(NamedTuple):
    backend: str  # a file of backends/
    model: str = ""  # "": the user has to name one
    url: str = ""
    key: str = ""  # the environment variable
    needs_key: bool = True


SERVICES = {
    "claude": Service(
        "claude", "claude-haiku-5-5", "https://api.anthropic.com", "ANTHROPIC_API_KEY"
    ),
    "openai": Service("openai", "gpt-5.4-mini", "https://api.openai.com/v1", "OPENAI_API_KEY"),
    "gemini": Service(
        "openai",
        "gemini-flash-latest",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "GEMINI_API_KEY",
    ),
    "openrouter": Service("openai", "", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "ollama": Service(
        "openai", "qwen2.5-coder", "http://localhost:11434/v1", "OLLAMA_API_KEY", needs_key=False
    ),
    "vllm": Service("openai", "", "http://localhost:8000/v1", "VLLM_API_KEY", needs_key=False),
    "llamacpp": Service(
        "openai", "default", "http://localhost:8080/v1", "LLAMA_API_KEY", needs_key=False
    ),
    "cmd": Service("command"),
    "outline": Service("outline"),
}


# How names of models and of those who make them begin, and the service that has them.
FAMILIES = {
    r"anthropic|claude": "claude",
    r"gpt|chatgpt|o[1-9]\b|davinci|azure": "openai",
    r"google|gemini|palm|bard": "gemini",
    r"llama|qwen|mistral|mixtral|deepseek|phi|gemma|codellama|starcoder|local": "ollama",
}
VENDORS = ("anthropic", "google", "azure", "local")


def names() -> str:
    """The names of all services, for messages and help."""
    return ", ".join(SERVICES)


def suggestions() -> list[str]:
    """Every service, and as SERVICE:MODEL the models whose prices are known."""
    models = {service: prices.table().get(service, {}).get("models", {}) for service in SERVICES}
    return [*SERVICES, *(f"{service}:{model}" for service in models for model in models[service])]


def split(name: str) -> tuple[str, str]:
    """Service and model of NAME[:MODEL]; "" is the default model. A model may hold colons."""
    service, _, model = name.partition(":")
    if service not in SERVICES and not _is_backend(service):
        raise Stop(f"no backend is called {service!r}{_meant(name)}; there are {names()}")
    return service, model or _service(service).model


def _meant(name: str) -> str:
    """What may have been meant by a name without a known backend."""
    service, _, model = name.partition(":")
    for pattern, ours in FAMILIES.items():
        if re.match(pattern, service, re.IGNORECASE):
            rest = model if service in VENDORS else name
            return f"; did you mean {ours}{':' + rest if rest else ''}?"
    return did_you_mean(service, SERVICES)


def _service(name: str) -> Service:
    """Its row of the table; a backend without one is its own service."""
    return SERVICES.get(name, Service(name))


def _is_backend(name: str) -> bool:
    module = f"mdx.llm.backends.{name}"
    if not name.isidentifier() or name.startswith("_") or find_spec(module) is None:
        return False
    return getattr(getattr(import_module(module), "Backend", None), "__module__", "") == module


def open_backend(options: Options) -> Backend | AnswersAtOnce:
    """The backend for these options."""
    module = import_module(f"mdx.llm.backends.{_service(options.name).backend}")
    backend: Backend | AnswersAtOnce = module.Backend(options)
    return backend


def key(options: Options) -> str:
    """The service's key from the environment; "" if it needs or has none."""
    variable = _service(options.name).key
    return os.environ.get(variable, "").strip() if variable else ""


def secret(key: str) -> str:
    """The part of a key that must appear nowhere; "" for a placeholder such as "none" or
    "ollama", which may occur in any answer."""
    return "" if key.isalpha() and len(key) <= LONGEST_WORD else key


def address(url: str) -> str:
    """The address as requests need it; raises Stop if it is none."""
    if not re.match("https?://[^/]", url):
        raise Stop(f"{url!r} is no address; --base-url begins with http:// or https://")
    return url.rstrip("/")


def unheard(error: BaseException, options: Options, address: str) -> Exception:
    """The exception to raise if no answer came, judged by aiohttp's error."""
    import aiohttp

    if isinstance(error, TimeoutError):
        return Again(f"no answer within {options.timeout_s:g} s (--timeout)", billed=True)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Again(_absent(options.name, address, error), absent=True)
    if isinstance(error, aiohttp.ClientResponseError):
        return no_http(error)
    return Again(f"{type(error).__name__}: {error}", billed=True)


def _absent(name: str, address: str, error: object) -> str:
    """What to say if no connection can be made."""
    local = SERVICES[name].url if name in SERVICES else ""
    hint = f"see --base-url ({error})"
    if LOCAL.match(address):
        hint = f"is {name if LOCAL.match(local) else 'the server'} running?"
    return f"nothing answers at {address}; {hint}"


def with_fields(request: dict[str, Any], options: Options) -> dict[str, Any]:
    """The request with the fields that the user set, without those set to null."""
    if not options.fields:
        return request
    fields = options.fields
    merged = request | dict(fields)
    return {k: v for k, v in merged.items() if v is not None or k not in fields}
