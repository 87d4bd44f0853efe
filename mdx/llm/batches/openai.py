"""OpenAI's batches, https://platform.openai.com/docs/api-reference/batch"""

import json
from collections.abc import Callable
from typing import Any

from mdx.llm import Again, Answer, Unanswered
from mdx.llm.batches.batcher import Send, State, parsed
from mdx.llm.faults import fault

OVER = {"completed", "failed", "expired", "cancelled"}


class Batches:
    max_requests = 10_000  # the API takes five times that; results are read as a whole
    max_bytes = 180_000_000

    def __init__(self, send: Send, read: Callable[[bytes], Answer]):
        self.send = send
        self.read = read  # an answer out of a body

    async def create(self, name: str, requests: list[tuple[str, dict]]) -> str:
        import aiohttp

        url = "/v1/chat/completions"
        rows = (
            {"custom_id": key, "method": "POST", "url": url, "body": request}
            for key, request in requests
        )
        form = aiohttp.FormData({"purpose": "batch"})
        data = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
        form.add_field("file", data, filename=f"mdx-{name}.jsonl")
        file = parsed(await self.send("POST", "/files", form))
        order = {
            "input_file_id": file["id"],
            "endpoint": url,
            "completion_window": "24h",
            "metadata": {"mdx": name},
        }
        return str(parsed(await self.send("POST", "/batches", order))["id"])

    async def state(self, id: str) -> State:
        batch = await self._batch(id)
        status = str(batch.get("status"))
        counts = batch.get("request_counts") or {}
        told = f"{status}; {counts.get('completed', 0)} done, {counts.get('failed', 0)} failed"
        errors = (batch.get("errors") or {}).get("data") or [{}]
        reason = errors[0].get("message") or "the batch is refused"
        return State(status in OVER, told, reason if status == "failed" else "")

    async def _batch(self, id: str) -> dict[str, Any]:
        return parsed(await self.send("GET", f"/batches/{id}"))

    async def results(self, id: str) -> dict[str, Answer | Exception]:
        batch = await self._batch(id)
        found: dict[str, Answer | Exception] = {}
        for name in ("error_file_id", "output_file_id"):
            if file := batch.get(name):
                body = await self.send("GET", f"/files/{file}/content")
                for line in body.splitlines():
                    item = parsed(line)
                    found[str(item.get("custom_id"))] = self._result(item)
        return found

    async def find(self, name: str, size: int, since: float) -> list[str]:
        page = parsed(await self.send("GET", "/batches?limit=100"))
        return [
            str(batch["id"])
            for batch in page.get("data", [])
            if (batch.get("metadata") or {}).get("mdx") == name
        ]

    def _result(self, item: dict[str, Any]) -> Answer | Exception:
        response = item.get("response") or {}
        body = json.dumps(response.get("body")).encode()
        if response.get("status_code") == 200:
            try:
                return self.read(body)
            except Again as again:
                return again
        if response:
            error = fault(int(response.get("status_code") or 0), {}, body, "")
            return error if isinstance(error, Again) else Unanswered(str(error))
        return Again(str((item.get("error") or {}).get("message") or "not answered"))
