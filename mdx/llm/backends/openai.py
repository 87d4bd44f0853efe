"""Every server that speaks OpenAI's chat completions: OpenAI, Gemini, Ollama, vLLM, llama.cpp.

https://platform.openai.com/docs/api-reference/chat/create
"""

import os
from functools import lru_cache
from typing import Any

from mdx.llm import Answer, Options, Question, Refused, Stop, services
from mdx.llm.batches import Batches
from mdx.llm.faults import fault
from mdx.llm.pictures import base64

JSON = {"Content-Type": "application/json"}
OLDER, NEWER = "max_tokens", "max_completion_tokens"  # the names of one and the same limit


class Backend:
    sees = True

    def __init__(self, options: Options):
        service = services.SERVICES[options.name]
        if not options.model:
            raise Stop(f"--llm {options.name} needs a model: --llm {options.name}:MODEL")
        from_environment = os.environ.get("OPENAI_BASE_URL") if options.name == "openai" else None
        self.address = services.address(options.base_url or from_environment or service.url)
        self.options = options
        self.max_tokens = options.max_tokens
        self.key_name = service.key
        self.key = services.key(options)
        self.secret = services.secret(self.key)
        # OpenAI's own newer models refuse the name that everybody else knows.
        own = self.address == services.SERVICES["openai"].url
        self.limit = NEWER if own else OLDER
        self.renames = False  # the limit, since the server asked for that
        self.needs_key = bool(service.key) and service.needs_key and self.address == service.url
        self.session: Any = None

    def request(self, question: Question) -> dict[str, Any]:
        before = _before(question.system, question.examples)
        messages = [*before, {"role": "user", "content": _content(question)}]
        head = {"model": self.options.model, self.limit: self.options.max_tokens}
        request = head | {"messages": messages}
        if question.schema:
            request = self.structured(request, question.schema, 1)
        return services.with_fields(request, self.options)

    def structured(
        self, request: dict[str, Any], schema: dict[str, Any], answers: int
    ) -> dict[str, Any]:
        form = {"name": "answers", "strict": True, "schema": schema}
        wanted = {"response_format": {"type": "json_schema", "json_schema": form}}
        room = {self.limit: self.max_tokens * answers} if self.limit in request else {}
        return wanted | request | room

    def ready(self) -> None:
        if self.needs_key and not self.key:
            raise Stop(f"{self.key_name} is not set")

    async def ask(self, request: dict[str, Any]) -> Answer:
        from mdx.llm.wire import chat

        try:
            return chat.answer(await self._sent(request))
        except Refused as fault:
            # Some servers want OpenAI's newer name, and say so; the request is the same.
            if self.renames or NEWER not in str(fault) or OLDER not in request:
                raise
            self.renames = True
            return chat.answer(await self._sent(request))

    async def _sent(self, request: dict[str, Any]) -> bytes:
        if self.renames:
            request = {NEWER if name == OLDER else name: v for name, v in request.items()}
        return await self.send("POST", "/chat/completions", request)

    def batches(self) -> Batches:
        from mdx.llm.batches.openai import FileBatches
        from mdx.llm.wire import chat

        return FileBatches(self.send, chat.answer)

    async def send(self, method: str, path: str, body: Any = None) -> bytes:
        """The server's answer if the status is good; raises Again, Unanswered or Stop."""
        import aiohttp
        import orjson

        if self.session is None:
            self.session = self._session(aiohttp)
        try:
            form = {"data": orjson.dumps(body)} if isinstance(body, dict) else {"data": body}
            kind = JSON if isinstance(body, dict) else None
            async with self.session.request(
                method, self.address + path, allow_redirects=False, headers=kind, **form
            ) as response:
                content: bytes = await response.read()
        except aiohttp.InvalidURL:
            raise Stop(f"{self.address} is no address; see --base-url") from None
        except (TimeoutError, aiohttp.ClientError) as error:
            raise services.unheard(error, self.options, self.address) from None
        if not 200 <= response.status < 300:
            raise fault(response.status, response.headers, content, self.key_name)
        return content

    def _session(self, aiohttp: Any) -> Any:
        from urllib.request import getproxies

        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=self.options.jobs),
            timeout=aiohttp.ClientTimeout(total=self.options.timeout_s),
            headers=headers,
            # Where no proxy is named, looking for one takes two threads' turns a request.
            trust_env=bool(getproxies()),
        )

    async def close(self) -> None:
        session, self.session = self.session, None
        if session is not None:
            await session.close()


@lru_cache(maxsize=1)
def _before(system: str, examples: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
    """The turns before the last one, which most questions of a run have in common."""
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in examples:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    return messages


def _content(question: Question) -> str | list[dict[str, Any]]:
    """The last turn, with its pictures before the words about them."""
    if not question.pictures:
        return question.text
    urls = (f"data:image/png;base64,{base64(picture)}" for picture in question.pictures)
    shown: list[dict[str, Any]] = [{"type": "image_url", "image_url": {"url": url}} for url in urls]
    return [*shown, {"type": "text", "text": question.text}]
