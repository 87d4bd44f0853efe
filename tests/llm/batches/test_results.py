"""What came of each request of a batch, as both APIs tell it."""

import asyncio
import json

import pytest

from mdx.llm import Again, Answer, Refused, Unreadable
from mdx.llm.batches.claude import MessageBatches
from mdx.llm.batches.openai import FileBatches
from mdx.llm.wire import chat, messages

MESSAGE = {"content": [{"type": "text", "text": "Draw."}], "stop_reason": "end_turn"}
COMPLETION = {"choices": [{"message": {"content": "Draw."}, "finish_reason": "stop"}]}


def results(kind, read, *rows):
    """What the rows of a finished batch are read as."""

    async def send(method, path, body=None):
        if path.endswith(("/results", "/content")):
            return b"\n".join(json.dumps(row).encode() for row in rows)
        return b'{"id": "b", "status": "completed", "output_file_id": "f"}'

    return asyncio.run(kind(send, read).results("id"))


def errored(**error):
    return {"type": "errored", "error": {"error": error}}


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ({"type": "succeeded", "message": MESSAGE}, Answer("Draw.", end="end_turn")),
        ({"type": "succeeded", "message": {}}, Unreadable("the server's answer is no message")),
        ({"type": "succeeded"}, Unreadable("the server's answer is no message")),
        (errored(type="not_found_error", message="bad"), Refused("not_found_error: bad")),
        (errored(type="api_error", message="oh"), Again("api_error: oh")),
        ({"type": "errored"}, Again("None: None")),
        ({"type": "expired"}, Again("its place in the batch expired")),
        ({}, Again("its place in the batch is unreadable")),
        (7, Again("its place in the batch is unreadable")),
    ],
)  # fmt: skip
def test_of_claude(result, outcome):
    row = {"custom_id": "k", "result": result}
    [(key, found)] = results(MessageBatches, messages.answer, row).items()
    assert (key, type(found), str(found)) == ("k", type(outcome), str(outcome))


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"response": {"status_code": 200, "body": COMPLETION}}, Answer("Draw.", end="stop")),
        (
            {"response": {"status_code": 200}},
            Unreadable("the server's answer is no chat completion"),
        ),
        ({"response": {"status_code": 500}}, Again("status 500")),
        ({"response": {"status_code": 400}}, Refused("the request is refused (status 400)")),
        ({"response": {"status_code": 404}}, Refused("no such model or address (status 404)")),
        ({"error": {"message": "too late"}}, Again("too late")),
        ({"error": None}, Again("not answered")),
        ({}, Again("not answered")),
    ],
)
def test_of_openai(row, outcome):
    [(key, found)] = results(FileBatches, chat.answer, row | {"custom_id": "k"}).items()
    assert (key, type(found)) == ("k", type(outcome))
    assert str(found).startswith(str(outcome))
