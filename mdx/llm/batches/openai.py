"""OpenAI's batches, https://platform.openai.com/docs/api-reference/batch"""

import json
from typing import Any

from mdx.llm import Again, Refused, Stop, Unanswered, wire
from mdx.llm.batches import CANCELLED, Batches, Candidate, Outcome, State, by_key, listed, rows
from mdx.llm.faults import fault
from mdx.llm.wire.batches import OpenAIBatch, OpenAIRow, Page, counts, may_be_since, within

OVER = ("completed", "failed", "expired", "cancelled")


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
        order = {
            "input_file_id": wire.named(await self.send("POST", "/files", form)),
            "endpoint": url,
            "completion_window": "24h",
            "metadata": {"mdx": name},
        }
        return wire.named(await self.send("POST", "/batches", order))

    async def _batch(self, id: str) -> OpenAIBatch:
        return wire.read(await self.send("GET", f"/batches/{id}"), OpenAIBatch, "batch")

    async def state(self, id: str) -> State:
        batch = await self._batch(id)
        status, done = _status(batch), counts(batch.request_counts)
        summary = f"{status}; {done.get('completed', 0)} done, {done.get('failed', 0)} failed"
        errors = within(batch.errors, "data")
        first = errors[0] if isinstance(errors, list) and errors else None
        reason = str(within(first, "message") or "the batch is refused")
        faults = {"failed": reason, "cancelled": CANCELLED}
        return State(status in OVER, summary, faults.get(status, ""))

    async def results(self, id: str) -> dict[str, Outcome]:
        batch = await self._batch(id)
        files = [file for file in (batch.output_file_id, batch.error_file_id) if file]
        if _status(batch) == "completed" and not files:
            raise Stop("no results are there yet", 404)
        rows = [row for file in files for row in await self._rows(file)]
        return by_key((row.custom_id, self._outcome(row)) for row in rows)

    async def _rows(self, file: str) -> list[OpenAIRow]:
        return rows(await self.send("GET", f"/files/{file}/content"), OpenAIRow)

    async def find(self, name: str, since: float) -> list[Candidate]:
        candidates: list[Candidate] = []
        batches = await listed(
            lambda page: self.send("GET", f"/batches{page}"), "after", Page[OpenAIBatch]
        )
        for batch in batches:
            named = within(batch.metadata, "mdx")
            if named == name or (not named and may_be_since(batch.created_at, since)):
                size = counts(batch.request_counts).get("total", 0)
                candidates.append(Candidate(batch.id, is_ours=named == name, size=size))
        return candidates

    async def keys(self, id: str) -> set[str] | None:
        file = (await self._batch(id)).input_file_id
        return {row.custom_id for row in await self._rows(file)} if file else set()

    def _outcome(self, row: OpenAIRow) -> Outcome:
        status, answered = within(row.response, "status_code"), within(row.response, "body")
        body = json.dumps(answered).encode()
        if status == 200:
            try:
                return self.read(body)
            except (Again, Unanswered) as unread:
                return unread
        if type(status) is int:
            meant = fault(status, {}, body, "")
            return meant if isinstance(meant, Again) else Refused(str(meant))
        if within(row.error, "code") == "batch_cancelled":
            return Unanswered(CANCELLED)
        return Again(str(within(row.error, "message") or "not answered"))


def _status(batch: OpenAIBatch) -> str:
    """Its status; if it has ended, in OpenAI's words, since other servers use others."""
    status = wire.word(batch.status)
    ended = (name for name in OVER if getattr(batch, f"{name}_at"))
    return status if status in OVER else next(ended, status)
