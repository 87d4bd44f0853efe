"""A model server on loopback that plays what a test scripts, on real sockets.

It speaks Anthropic's messages and OpenAI's chat completions; `play` decides each answer:

    server.play = lambda call: Reply(text="words")

A call tells its number (from 1), its path, headers and body; calls are kept for counting.
"""

import asyncio
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class Reply:
    """What the server does: words in the right form, or a status, raw bytes, or worse."""

    text: str = ""
    stop: str = "end_turn"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # in place of a well-formed one
    reset: str = ""  # "before" or "middle": the connection is cut there
    after: asyncio.Event | None = None  # answer only once this is set
    delay: float = 0
    drip: float = 0  # seconds between the bytes of the body


@dataclass
class Call:
    number: int
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    query: dict[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> str:
        """The last thing that was asked."""
        return self.body["messages"][-1]["content"]


def words(call: Call) -> Reply:
    """A description that tells which code it is about."""
    code = call.asked.partition("<code>\n")[2].partition("\n</code>")[0]
    return Reply(f"Draw what number {code.split('#')[-1].strip()} stands for.")


class ModelServer:
    def __init__(self) -> None:
        self.play: Callable[[Call], Reply] = words
        self.calls: list[Call] = []
        self.flying = self.peak = 0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.runner: web.AppRunner | None = None
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        asyncio.run_coroutine_threadsafe(self._start(), self.loop).result()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.runner.cleanup(), self.loop).result()

    def close(self) -> None:
        self.stop()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    async def _start(self) -> None:
        app = web.Application(client_max_size=1 << 28)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self.runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = site._server.sockets[0].getsockname()[1]

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        body = json.loads(raw) if raw[:1] == b"{" else {"raw": raw}
        number, headers = len(self.calls) + 1, dict(request.headers)
        call = Call(number, request.path, headers, body, dict(request.query))
        self.calls.append(call)
        self.flying += 1
        self.peak = max(self.peak, self.flying)
        try:
            return await self._reply(request, call, self.play(call))
        finally:
            self.flying -= 1

    async def _reply(self, request: web.Request, call: Call, reply: Reply) -> web.StreamResponse:
        if reply.delay:
            await asyncio.sleep(reply.delay)
        if reply.after is not None:
            await reply.after.wait()
        if reply.reset == "before":
            request.transport.abort()
        body = reply.body if reply.body is not None else form(call.path, reply)
        headers = {"Content-Type": "application/json"} | reply.headers
        if reply.reset != "middle" and not reply.drip:
            return web.Response(status=reply.status, headers=headers, body=body)
        response = web.StreamResponse(headers=headers | {"Content-Length": str(len(body))})
        await response.prepare(request)
        for byte in body if reply.drip else b"":
            await asyncio.sleep(reply.drip)
            await response.write(bytes([byte]))
        if reply.drip:
            return response
        await response.write(body[: len(body) // 2])
        request.transport.abort()
        return response


def form(path: str, reply: Reply) -> bytes:
    """The reply's words, or its error, as the API of this path forms them."""
    if reply.status != 200:
        return json.dumps({"error": {"type": "error", "message": reply.text}}).encode()
    if path.endswith("/count_tokens"):
        return json.dumps({"input_tokens": int(reply.text)}).encode()
    if path.endswith("/messages"):
        content = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": reply.text}]
        usage = {"input_tokens": 100, "output_tokens": 20}
        return json.dumps({"content": content, "stop_reason": reply.stop, "usage": usage}).encode()
    end = {"end_turn": "stop", "max_tokens": "length", "refusal": "content_filter"}[reply.stop]
    choice = {"message": {"role": "assistant", "content": reply.text}, "finish_reason": end}
    usage = {"prompt_tokens": 100, "completion_tokens": 20}
    return json.dumps({"choices": [choice], "usage": usage}).encode()
