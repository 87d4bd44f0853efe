"""What came of each request of a batch, as both APIs tell it."""

import asyncio
import json

import pytest

from mdx.llm import Again, Answer, Unanswered
from mdx.llm.backends import claude as claude_backend
from mdx.llm.backends import openai as openai_backend
from mdx.llm.batches import by_key, parsed
from mdx.llm.batches.claude import MessageBatches
from mdx.llm.batches.openai import FileBatches

MESSAGE = {"content": [{"type": "text", "text": "Draw."}], "stop_reason": "end_turn"}
COMPLETION = {"choices": [{"message": {"content": "Draw."}, "finish_reason": "stop"}]}


def results(kind, read, *rows):
    """What the rows of a finished batch are read as."""

    async def send(method, path, body=None):
        if path.endswith(("/results", "/content")):
            return b"\n".join(json.dumps(row).encode() for row in rows)
        return b'{"output_file_id": "f"}'

    return asyncio.run(kind(send, read).results("id"))


def errored(**error):
    return {"type": "errored", "error": {"error": error}}


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ({"type": "succeeded", "message": MESSAGE}, Answer("Draw.")),
        ({"type": "succeeded", "message": {}}, Again("the server's answer is no message")),
        ({"type": "succeeded"}, Again("the server's answer is no message")),
        (errored(type="not_found_error", message="bad"), Unanswered("not_found_error: bad")),
        (errored(type="api_error", message="oh"), Again("api_error: oh")),
        ({"type": "errored"}, Again("None: None")),
        ({"type": "expired"}, Again("its place in the batch expired")),
        ({}, Again("its place in the batch is unreadable")),
        (7, Again("its place in the batch is unreadable")),
    ],
)  # fmt: skip
def test_of_claude(result, outcome):
    row = {"custom_id": "k", "result": result}
    [(key, found)] = results(MessageBatches, claude_backend.answer, row).items()
    assert (key, type(found), str(found)) == ("k", type(outcome), str(outcome))


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"response": {"status_code": 200, "body": COMPLETION}}, Answer("Draw.")),
        ({"response": {"status_code": 200}}, Again("the server's answer is no chat completion")),
        ({"response": {"status_code": 500}}, Again("status 500")),
        ({"response": {"status_code": 400}}, Unanswered("the request is refused (status 400)")),
        ({"response": {"status_code": 404}}, Unanswered("no such model or address (status 404)")),
        ({"error": {"message": "too late"}}, Again("too late")),
        ({"error": None}, Again("not answered")),
        ({}, Again("not answered")),
    ],
)
def test_of_openai(row, outcome):
    [(key, found)] = results(FileBatches, openai_backend.answer, row | {"custom_id": "k"}).items()
    assert (key, type(found)) == ("k", type(outcome))
    assert str(found).startswith(str(outcome))


@pytest.mark.parametrize("body", [b"", b"[]", b"7", b"{", b"\xff", b"null"])
def test_what_is_no_object_is_to_be_asked_for_again(body):
    with pytest.raises(Again) as again:
        parsed(body)
    assert again.value.billed


def test_each_row_has_a_result_of_its_own():
    def read(row):
        if "fault" in row:
            raise Unanswered(row["fault"])
        return Answer(row["text"])

    rows = b'{"custom_id": "a", "text": "one"}\n{"custom_id": "b", "fault": "no"}\n'
    outcomes = by_key(rows, read)
    assert outcomes["a"] == Answer("one")
    assert str(outcomes["b"]) == "no"
