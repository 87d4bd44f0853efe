"""Claude, through Anthropic's SDK over its aiohttp transport; the SDK's own retries are off.

The body goes out as it is and comes back as bytes: the SDK (2.12) hands an HTML page through as
a str and lets broken JSON raise a bare JSONDecodeError, and its models cost 0.3 ms an answer.
"""

import os
from typing import Any

from mdx.llm import Answer, Options, Question, Stop, services
from mdx.llm.batches import Batches
from mdx.llm.caching import MARK, prefix_tokens, unmarked
from mdx.llm.faults import fault
from mdx.llm.pictures import base64
from mdx.llm.prices import cache_minimum

# The SDK finds credentials in these, or in a profile below ~/.config/anthropic.
CREDENTIALS = (
    "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_PROFILE",
    "ANTHROPIC_IDENTITY_TOKEN", "ANTHROPIC_IDENTITY_TOKEN_FILE",
)  # fmt: skip
NO_KEY = "ANTHROPIC_API_KEY is not set"
# https://docs.anthropic.com/en/api/messages-count-tokens takes these of a request, and no others.
COUNTED = {"model", "messages", "system", "output_config", "thinking", "tools", "tool_choice"}


class Backend:
    sees = True

    def __init__(self, options: Options):
        service = services.SERVICES["claude"]
        self.address = services.address(
            options.base_url or os.environ.get("ANTHROPIC_BASE_URL") or service.url
        )
        self.options = options
        self.max_tokens = options.max_tokens
        self.secret = services.secret(services.key(options))
        # Thinking counts toward max_tokens; the default model needs little for this.
        # Which other models take an effort varies, so they are left to --set.
        self.extra = {"output_config": {"effort": "low"}} if options.model == service.model else {}
        self.client: Any = None

    def request(self, question: Question) -> dict[str, Any]:
        messages: list[dict[str, Any]] = []
        for asked, answered in question.examples:
            messages.append({"role": "user", "content": asked})
            messages.append({"role": "assistant", "content": [_block(answered)]})
        system = [_block(question.system)] if question.system else []
        if last := (messages[-1]["content"] if messages else system):
            last[-1]["cache_control"] = MARK
        messages.append({"role": "user", "content": _content(question)})
        head = {"model": self.options.model, "max_tokens": self.options.max_tokens}
        if system:
            head["system"] = system
        request = head | {"messages": messages} | self.extra
        if question.schema:
            request = self.structured(request, question.schema, 1)
        return services.with_fields(request, self.options)

    def structured(
        self, request: dict[str, Any], schema: dict[str, Any], answers: int
    ) -> dict[str, Any]:
        own = request.get("output_config")
        config = own if isinstance(own, dict) else {}
        form = {"format": {"type": "json_schema", "schema": schema}}
        room = {"max_tokens": self.max_tokens * answers}
        return request | room | {"output_config": form | config}

    def ready(self) -> None:
        home = os.environ.get("ANTHROPIC_CONFIG_DIR") or os.path.expanduser("~/.config/anthropic")
        if not any(os.environ.get(name) for name in CREDENTIALS) and not os.path.isdir(home):
            raise Stop(NO_KEY)

    async def ask(self, request: dict[str, Any]) -> Answer:
        from mdx.llm.wire import messages

        is_kept = prefix_tokens(request) >= cache_minimum("claude", self.options.model)
        body = request if is_kept else unmarked(request)
        return messages.answer(await self.send("post", "/v1/messages", body))

    async def count(self, request: dict[str, Any]) -> int:
        from mdx.llm.wire import messages

        body = {name: value for name, value in request.items() if name in COUNTED}
        return messages.counted(await self.send("post", "/v1/messages/count_tokens", body))

    def batches(self) -> Batches:
        from mdx.llm.batches.claude import MessageBatches
        from mdx.llm.wire import messages

        return MessageBatches(self.send, messages.answer)

    async def send(self, method: str, path: str, body: Any = None) -> bytes:
        """The server's answer if the status is good; raises Again, Unanswered or Stop."""
        import asyncio

        import aiohttp
        import anthropic
        import httpx2

        if self.client is None:
            self.client = self._client(anthropic)
        try:
            call, given = getattr(self.client, method), {} if body is None else {"body": body}
            # The SDK's own limit is for each read: an answer that drips would never reach it.
            async with asyncio.timeout(self.options.timeout_s):
                response = await call(path, cast_to=httpx2.Response, **given)
        except anthropic.APIStatusError as error:
            got = error.response
            raise fault(got.status_code, got.headers, got.content, "ANTHROPIC_API_KEY") from None
        except (anthropic.APITimeoutError, TimeoutError):
            raise services.unheard(TimeoutError(), self.options, self.address) from None
        except anthropic.APIConnectionError as error:
            cause = _origin(error, aiohttp.ClientError)
            raise services.unheard(cause, self.options, self.address) from None
        except TypeError as error:  # how the SDK says that it found no credentials
            if "authentication" in str(error):
                raise Stop(NO_KEY) from None
            raise
        content: bytes = response.content
        return content

    def _client(self, anthropic: Any) -> Any:
        return anthropic.AsyncAnthropic(
            base_url=self.address,
            max_retries=0,
            timeout=self.options.timeout_s,
            http_client=anthropic.DefaultAioHttpClient(),
        )

    async def close(self) -> None:
        client, self.client = self.client, None
        if client is not None:
            await client.close()


def _origin(error: BaseException, kind: type[BaseException]) -> BaseException:
    """The error of this kind behind it: the SDK's transport has one name for all of them."""
    while not isinstance(error, kind) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _content(question: Question) -> str | list[dict[str, Any]]:
    """The last turn: pictures come before the words about them, as the vendor advises."""
    if not question.pictures:
        return question.text
    sources = (
        {"type": "base64", "media_type": "image/png", "data": base64(picture)}
        for picture in question.pictures
    )
    return [*({"type": "image", "source": source} for source in sources), _block(question.text)]


def _block(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}
