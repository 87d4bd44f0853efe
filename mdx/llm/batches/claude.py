"""Anthropic's Message Batches, https://docs.anthropic.com/en/api/creating-message-batches"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from mdx.llm import Again, Answer, Unanswered
from mdx.llm.batches.batcher import Send, State, parsed

PATH = "/v1/messages/batches"
# What cannot succeed the next time either; all else was the server's fault.
OUR_FAULT = {"invalid_request_error", "request_too_large", "not_found_error"}


class Batches:
    max_requests = 10_000  # the API takes ten times that; results are read as a whole
    max_bytes = 200_000_000

    def __init__(self, send: Send, read: Callable[[bytes], Answer]):
        self.send = send
        self.read = read  # an answer out of a body

    async def create(self, name: str, requests: list[tuple[str, dict]]) -> str:
        items = [{"custom_id": key, "params": request} for key, request in requests]
        made = parsed(await self.send("post", PATH, {"requests": items}))
        return str(made["id"])

    async def state(self, id: str) -> State:
        batch = parsed(await self.send("get", f"{PATH}/{id}"))
        status = str(batch.get("processing_status"))
        counts = ", ".join(f"{n} {name}" for name, n in batch.get("request_counts", {}).items())
        return State(status == "ended", f"{status}; {counts}")

    async def results(self, id: str) -> dict[str, Answer | Exception]:
        # Not at results_url, whatever host that names: the key goes along.
        body = await self.send("get", f"{PATH}/{id}/results")
        found: dict[str, Answer | Exception] = {}
        for line in body.splitlines():
            item = parsed(line)
            found[str(item.get("custom_id"))] = self._result(item.get("result"))
        return found

    async def find(self, name: str, size: int, since: float) -> list[str]:
        # The API lets an order carry no name of ours, so its size and time must do.
        page = parsed(await self.send("get", f"{PATH}?limit=100"))
        return [
            str(batch["id"])
            for batch in page.get("data", [])
            if sum(batch.get("request_counts", {}).values()) == size
            and datetime.fromisoformat(batch["created_at"]).timestamp() >= since
        ]

    def _result(self, result: Any) -> Answer | Exception:
        kind = result.get("type") if isinstance(result, dict) else None
        if kind == "succeeded":
            try:
                return self.read(json.dumps(result.get("message")).encode())
            except Again as fault:
                return fault
        if kind == "errored":
            error = (result.get("error") or {}).get("error") or {}
            told = f"{error.get('type')}: {error.get('message')}"
            return Unanswered(told) if error.get("type") in OUR_FAULT else Again(told)
        return Again(f"its place in the batch {kind or 'is unreadable'}")
