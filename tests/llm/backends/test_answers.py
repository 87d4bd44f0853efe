"""What both APIs may answer; what is no answer, and whether it was billed."""

import asyncio

import pytest
from describing import server
from model_server import Reply

from mdx.llm import Again, Options, Question, services
from mdx.llm.wire import chat, messages

__all__ = ["server"]  # a fixture
ASKED = Question("Be brief.", (("2+2", "4"),), "3+3", "code")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 9999,
        b'{"choices": []}',
        b'{"choices": [{}]}',
        b'{"choices": [{"message": null}]}',
        b'{"content": 1, "stop_reason": "end_turn"}',
    ],
)
@pytest.mark.parametrize("backend", [messages, chat], ids=["claude", "openai"])
def test_what_is_no_answer_is_to_be_asked_again(backend, body):
    with pytest.raises(Again):
        backend.answer(body)


@pytest.mark.slow
@pytest.mark.parametrize("llm", ["claude", "openai"])
def test_a_server_that_is_not_there_has_billed_nothing_and_one_that_hangs_up_may_have(
    server, monkeypatch, llm
):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k")

    async def attempt():
        backend = services.open_backend(Options(llm, "m", server.url))
        try:
            await backend.ask(backend.request(ASKED))
        finally:
            await backend.close()

    server.play = lambda call: Reply(reset="before")
    with pytest.raises(Again) as lost:
        asyncio.run(attempt())
    server.stop()
    with pytest.raises(Again) as refused:
        asyncio.run(attempt())
    server.start()
    assert (lost.value.billed, refused.value.billed) == (True, False)
