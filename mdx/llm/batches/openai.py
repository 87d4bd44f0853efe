"""OpenAI's batches, https://platform.openai.com/docs/api-reference/batch"""

import json
from typing import Any

from mdx.llm import Again, Answer, Unanswered
from mdx.llm.batches import Batches, Outcome, State, by_key, parsed
from mdx.llm.faults import fault

OVER = {"completed", "failed", "expired", "cancelled"}


class FileBatches(Batches):
    max_bytes = 180_000_000

    async def create(self, name: str, requests: list[tuple[str, dict[str, Any]]]) -> str:
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
        summary = f"{status}; {counts.get('completed', 0)} done, {counts.get('failed', 0)} failed"
        errors = (batch.get("errors") or {}).get("data") or [{}]
        reason = errors[0].get("message") or "the batch is refused"
        return State(status in OVER, summary, reason if status == "failed" else "")

    async def _batch(self, id: str) -> dict[str, Any]:
        return parsed(await self.send("GET", f"/batches/{id}"))

    async def results(self, id: str) -> dict[str, Outcome]:
        batch = await self._batch(id)
        outcomes: dict[str, Outcome] = {}
        for name in ("error_file_id", "output_file_id"):
            if file := batch.get(name):
                outcomes |= by_key(await self.send("GET", f"/files/{file}/content"), self._answer)
        return outcomes

    async def find(self, name: str, size: int, since: float) -> list[str]:
        page = parsed(await self.send("GET", "/batches?limit=100"))
        return [
            str(batch["id"])
            for batch in page.get("data", [])
            if (batch.get("metadata") or {}).get("mdx") == name
        ]

    def _answer(self, row: dict[str, Any]) -> Answer:
        response = row.get("response") or {}
        body = json.dumps(response.get("body")).encode()
        if response.get("status_code") == 200:
            return self.read(body)
        if response:
            error = fault(int(response.get("status_code") or 0), {}, body, "")
            raise error if isinstance(error, Again) else Unanswered(str(error))
        raise Again(str((row.get("error") or {}).get("message") or "not answered"))
