"""Anthropic's Message Batches, https://docs.anthropic.com/en/api/creating-message-batches"""

import json
from datetime import datetime
from typing import Any

from mdx.llm import Again, Answer, Unanswered
from mdx.llm.batches import Batches, Outcome, State, by_key, parsed

PATH = "/v1/messages/batches"
# What cannot succeed the next time either; all else was the server's fault.
OUR_FAULT = {"invalid_request_error", "request_too_large", "not_found_error"}


class MessageBatches(Batches):
    max_bytes = 200_000_000

    async def create(self, name: str, requests: list[tuple[str, dict[str, Any]]]) -> str:
        items = [{"custom_id": key, "params": request} for key, request in requests]
        batch = parsed(await self.send("post", PATH, {"requests": items}))
        return str(batch["id"])

    async def state(self, id: str) -> State:
        batch = parsed(await self.send("get", f"{PATH}/{id}"))
        status = str(batch.get("processing_status"))
        counts = ", ".join(f"{n} {name}" for name, n in batch.get("request_counts", {}).items())
        return State(status == "ended", f"{status}; {counts}")

    async def results(self, id: str) -> dict[str, Outcome]:
        # Not at results_url, whatever host that names: the key goes along.
        return by_key(await self.send("get", f"{PATH}/{id}/results"), self._answer)

    async def find(self, name: str, size: int, since: float) -> list[str]:
        # The API lets an order carry no name of ours, so its size and time must do.
        page = parsed(await self.send("get", f"{PATH}?limit=100"))
        return [
            str(batch["id"])
            for batch in page.get("data", [])
            if sum(batch.get("request_counts", {}).values()) == size
            and datetime.fromisoformat(batch["created_at"]).timestamp() >= since
        ]

    def _answer(self, row: dict[str, Any]) -> Answer:
        result = row.get("result")
        if not isinstance(result, dict):
            raise Again("its place in the batch is unreadable")
        kind = result.get("type")
        if kind == "succeeded":
            return self.read(json.dumps(result.get("message")).encode())
        if kind == "errored":
            error = (result.get("error") or {}).get("error") or {}
            reason = f"{error.get('type')}: {error.get('message')}"
            raise Unanswered(reason) if error.get("type") in OUR_FAULT else Again(reason)
        raise Again(f"its place in the batch {kind or 'is unreadable'}")
