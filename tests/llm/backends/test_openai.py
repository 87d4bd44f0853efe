"""What servers of chat completions are sent, and how their answers are read."""

import json

from mdx.llm import Options, Question
from mdx.llm.backends import openai
from mdx.llm.wire import chat

ASKED = Question("Be brief.", (("2+2", "4"),), "3+3", "code")


def test_openai_is_sent_what_its_api_takes():
    backend = openai.Backend(Options("openai", "m", "http://x/v1", 99, fields={"seed": 3}))
    assert backend.request(ASKED) == {
        "model": "m",
        "max_tokens": 99,
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "2+2"},
            {"role": "assistant", "content": "4"},
            {"role": "user", "content": "3+3"},
        ],
        "seed": 3,
    }


def test_openais_own_models_take_the_limit_by_their_own_name(monkeypatch):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    request = openai.Backend(Options("openai", "m", "")).request(ASKED)
    assert "max_tokens" not in request
    assert request["max_completion_tokens"] == 2000


def test_openai_content_may_come_in_parts():
    message = {"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
    body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]})
    assert chat.answer(body.encode()).text == "ab"
