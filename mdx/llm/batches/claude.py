"""Anthropic's Message Batches, https://docs.anthropic.com/en/api/creating-message-batches"""

import json
from typing import Any

from mdx.llm import Again, Refused, Unanswered, wire
from mdx.llm.batches import CANCELLED, Batches, Candidate, Outcome, State, by_key, listed, rows
from mdx.llm.caching import unmarked
from mdx.llm.wire.batches import ClaudeBatch, ClaudeRow, Page, counts, may_be_since, within

PATH = "/v1/messages/batches"
# What cannot succeed the next time either; all else was the server's fault.
OUR_FAULT = {"invalid_request_error", "request_too_large", "not_found_error"}


class MessageBatches(Batches):
    max_bytes = 200_000_000

    async def create(self, name: str, requests: list[tuple[str, dict[str, Any]]]) -> str:
        items = [{"custom_id": key, "params": unmarked(request)} for key, request in requests]
        return wire.named(await self.send("post", PATH, {"requests": items}))

    async def state(self, id: str) -> State:
        batch = wire.read(await self.send("get", f"{PATH}/{id}"), ClaudeBatch, "batch")
        progress = ", ".join(f"{n} {name}" for name, n in counts(batch.request_counts).items())
        status = wire.word(batch.processing_status)
        # Whatever it is called, what has an end is over.
        return State(status == "ended" or bool(batch.ended_at), f"{status}; {progress}")

    async def results(self, id: str) -> dict[str, Outcome]:
        return by_key((row.custom_id, self._outcome(row.result)) for row in await self._rows(id))

    async def _rows(self, id: str) -> list[ClaudeRow]:
        # Not at results_url, whatever host that names: the key goes along.
        return rows(await self.send("get", f"{PATH}/{id}/results"), ClaudeRow)

    async def find(self, name: str, since: float) -> list[Candidate]:
        # The API lets an order carry no name of ours: its time must do, and then its keys.
        batches = await listed(
            lambda page: self.send("get", PATH + page), "after_id", Page[ClaudeBatch]
        )
        return [
            Candidate(batch.id, size=sum(counts(batch.request_counts).values()))
            for batch in batches
            if may_be_since(batch.created_at, since)
        ]

    async def keys(self, id: str) -> set[str] | None:
        state = await self.state(id)
        return {row.custom_id for row in await self._rows(id)} if state.over else None

    def _outcome(self, result: Any) -> Outcome:
        kind = within(result, "type")
        if kind == "succeeded":
            try:
                return self.read(json.dumps(within(result, "message")).encode())
            except (Again, Unanswered) as fault:
                return fault
        if kind == "errored":
            error = within(result, "error", "error")
            name, said = within(error, "type"), within(error, "message")
            reason = f"{name}: {said}"
            return Refused(reason) if name in OUR_FAULT else Again(reason)
        if kind == "canceled":
            return Unanswered(CANCELLED)
        return Again(f"its place in the batch {wire.word(kind) or 'is unreadable'}")
