"""Every server that speaks OpenAI's chat completions: OpenAI, Gemini, Ollama, vLLM, llama.cpp.

https://platform.openai.com/docs/api-reference/chat/create
"""

import json
import os
from typing import Any

from mdx.llm import CUT_OFF, REFUSED, Again, Answer, Options, Question, Stop, services
from mdx.llm.batches import Batches
from mdx.llm.faults import fault


class Backend:
    def __init__(self, options: Options):
        service = services.SERVICES[options.name]
        if not options.model:
            raise Stop(f"--llm {options.name} needs a model: --llm {options.name}:MODEL")
        from_environment = os.environ.get("OPENAI_BASE_URL") if options.name == "openai" else None
        self.address = (options.base_url or from_environment or service.url).rstrip("/")
        self.options = options
        self.max_tokens = options.max_tokens
        self.key_name = service.key
        self.secret = services.key(options)
        # OpenAI's own newer models refuse the name that everybody else knows.
        own = self.address == services.SERVICES["openai"].url
        self.limit = "max_completion_tokens" if own else "max_tokens"
        self.needs_key = bool(service.key) and self.address == service.url
        self.session: Any = None

    def request(self, question: Question) -> dict[str, Any]:
        messages = [{"role": "system", "content": question.system}] if question.system else []
        for asked, answered in question.examples:
            messages.append({"role": "user", "content": asked})
            messages.append({"role": "assistant", "content": answered})
        messages.append({"role": "user", "content": question.text})
        head = {"model": self.options.model, self.limit: self.options.max_tokens}
        return head | {"messages": messages} | dict(self.options.fields or {})

    def structured(
        self, request: dict[str, Any], schema: dict[str, Any], answers: int
    ) -> dict[str, Any]:
        form = {"name": "answers", "strict": True, "schema": schema}
        wanted = {"response_format": {"type": "json_schema", "json_schema": form}}
        return wanted | request | {self.limit: self.max_tokens * answers}

    def ready(self) -> None:
        if self.needs_key and not self.secret:
            raise Stop(f"{self.key_name} is not set; --llm outline needs no key")

    async def ask(self, request: dict[str, Any]) -> Answer:
        return answer(await self.send("POST", "/chat/completions", request))

    def batches(self) -> Batches:
        from mdx.llm.batches.openai import FileBatches

        return FileBatches(self.send, answer)

    async def send(self, method: str, path: str, body: Any = None) -> bytes:
        """What the server answers with a good status; raises Again, Unanswered or Stop."""
        import aiohttp

        if self.session is None:
            self.session = self._session(aiohttp)
        try:
            form = {"json": body} if isinstance(body, dict) else {"data": body}
            async with self.session.request(
                method, self.address + path, allow_redirects=False, **form
            ) as response:
                content: bytes = await response.read()
        except TimeoutError:
            reason = f"no answer within {self.options.timeout_s:g} s (--timeout)"
            raise Again(reason, billed=True) from None
        except aiohttp.ClientConnectorError as error:
            raise Again(f"{type(error).__name__}: {error}") from None
        except aiohttp.ClientError as error:
            raise Again(f"{type(error).__name__}: {error}", billed=True) from None
        if response.status != 200:
            raise fault(response.status, response.headers, content, self.key_name)
        return content

    def _session(self, aiohttp: Any) -> Any:
        from urllib.request import getproxies

        headers = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self.options.jobs),
            timeout=aiohttp.ClientTimeout(total=self.options.timeout_s),
            headers=headers,
            # Where no proxy is named, looking for one takes two threads' turns a request.
            trust_env=bool(getproxies()),
        )

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()


def answer(body: bytes) -> Answer:
    """The answer in a chat completion; raises Again for what is none."""
    try:
        data = json.loads(body)
        choice = data["choices"][0]
        text, end = choice["message"].get("content") or "", choice.get("finish_reason")
        usage = data.get("usage") or {}
        tokens = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Again("the server's answer is no chat completion", billed=True) from None
    if isinstance(text, list):
        text = "".join(part.get("text", "") for part in text if isinstance(part, dict))
    refused = end == "content_filter" or (not text and choice["message"].get("refusal"))
    if end == "length":
        return Answer(text, *tokens, fault=CUT_OFF)
    return Answer(text, *tokens, fault=REFUSED if refused else "")
