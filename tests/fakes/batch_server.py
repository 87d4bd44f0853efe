"""A server of batches: plays both APIs, and the test of mdx-describe over each of them."""

import json
import os
from datetime import UTC, datetime

import pytest
from describing import SECRET
from model_server import Call, Reply, form, words

LLMS = {"claude": "claude", "openai": "openai:m"}


class Batches:
    """Plays both APIs: a batch is over after it was looked at `polls` times."""

    def __init__(self, polls=2):
        self.polls = polls
        self.fates = {}  # of a request by the number in its code: what becomes of it
        self.lost = 0  # confirmations that get lost
        self.hidden = 0  # looks at a batch, or its results, for which it is not there
        self.page = 100  # batches on a page of the list
        self.made = {}
        self.files = {}
        self.looks = {}

    def __call__(self, call: Call) -> Reply:
        path = call.path.removeprefix("/v1")
        if call.headers.get("Authorization") != f"Bearer {SECRET}":
            return Reply(status=401)
        if path == "/messages/batches" and "requests" in call.body:
            rows = [(r["custom_id"], r["params"]) for r in call.body["requests"]]
            return self.confirm(self.add(rows))
        if path == "/files":
            name = f"file-{len(self.files)}"
            lines = [ln for ln in call.body["raw"].splitlines() if ln.startswith(b"{")]
            self.files[name] = [(r["custom_id"], r["body"]) for r in map(json.loads, lines)]
            return Reply(body=json.dumps({"id": name}).encode())
        if path == "/batches" and "input_file_id" in call.body:
            file = call.body["input_file_id"]
            made = self.add(self.files[file], call.body["metadata"], file)
            return self.confirm(made)
        if path in ("/batches", "/messages/batches"):
            return self.listed(call.query.get("after_id") or call.query.get("after"))
        if path.startswith("/files/file-"):
            rows = [{"custom_id": key} for key, _ in self.files[path.split("/")[2]]]
            return Reply(body=b"".join(json.dumps(row).encode() + b"\n" for row in rows))
        if self.hidden:
            self.hidden -= 1
            return Reply(status=404)
        if path.startswith("/files/"):
            return self.results(path.split("/")[2].removeprefix("out-"), path="/chat/completions")
        if path.endswith("/results"):
            return self.results(path.split("/")[3], path="/messages")
        id = path.rpartition("/")[2]
        if id not in self.made:
            return Reply(status=404)
        self.looks[id] = self.looks.get(id, 0) + 1
        return Reply(body=json.dumps(self.told(id)).encode())

    def listed(self, after):
        """A page of the batches, the newest first."""
        ids = [*reversed(self.made)]
        rest = ids[ids.index(after) + 1 :] if after else ids
        data, more = [self.told(id) for id in rest[: self.page]], len(rest) > self.page
        return Reply(body=json.dumps({"data": data, "has_more": more}).encode())

    def add(self, rows, metadata=None, file=None):
        id = f"batch_{len(self.made)}"
        self.made[id] = rows, metadata or {}, datetime.now(UTC).isoformat(), file
        return id

    def confirm(self, id):
        if self.lost:
            self.lost -= 1
            return Reply(reset="before")
        return Reply(body=json.dumps(self.told(id)).encode())

    def told(self, id):
        rows, metadata, at, file = self.made[id]
        over = self.looks.get(id, 0) >= self.polls
        return {
            "id": id,
            "processing_status": "ended" if over else "in_progress",
            "status": "completed" if over else "in_progress",
            "request_counts": {"processing": len(rows), "succeeded": 0},
            "created_at": at,
            "metadata": metadata,
            "input_file_id": file,
            "output_file_id": f"out-{id}",
        }

    def results(self, id, path):
        rows, *_ = self.made[id]
        return Reply(body=b"".join(self.row(*row, path) for row in reversed(rows)))

    def row(self, key, request, path):
        reply = words(Call(0, path, {}, request))
        fate = self.fates.pop(int(reply.text.split()[3]), None)
        if path == "/messages":
            item = {"type": "succeeded", "message": json.loads(form(path, reply))}
            if fate == "bad":
                error = {"type": "invalid_request_error", "message": "bad words"}
                item = {"type": "errored", "error": {"error": error}}
            elif fate == "cut":
                reply.stop = "max_tokens"
                item["message"] = json.loads(form(path, reply))
            elif fate:
                item = {"type": "expired"}
            return json.dumps({"custom_id": key, "result": item}).encode() + b"\n"
        item = {"response": {"status_code": 200, "body": json.loads(form(path, reply))}}
        if fate == "bad":
            body = {"error": {"message": "bad words"}}
            item = {"response": {"status_code": 400, "body": body}}
        elif fate == "cut":
            reply.stop = "max_tokens"
            item["response"]["body"] = json.loads(form(path, reply))
        elif fate:
            item = {"response": None, "error": {"code": "batch_expired", "message": "too late"}}
        return json.dumps({"custom_id": key} | item).encode() + b"\n"

    def requests(self):
        return sum(len(rows) for rows, *_ in self.made.values())


@pytest.fixture(params=LLMS.values(), ids=LLMS)
def api(request, server, describe):
    """The server, and `api.describe` asking it in batches through one backend."""
    made = server.play = Batches()
    made.describe = lambda records, *flags: describe(records, "--batch", *flags, llm=request.param)
    return made


def kept(env):
    folder = os.path.join(env["MDX_CACHE_DIR"], "batches")
    return [n for n in os.listdir(folder) if n.endswith(".json")] if os.path.isdir(folder) else []
