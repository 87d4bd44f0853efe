"""What each backend sends and how it reads an answer; a program as a model; the services."""

import asyncio
import json
import signal

import pytest
from describing import describe, env, lines, out, scene, scenes, server, start
from model_server import Reply

from mdx.llm import Again, Options, Question, Stop, services
from mdx.llm.backends import AnswersAtOnce, claude, openai

__all__ = ["describe", "env", "server", "start"]  # fixtures
ASKED = Question("Be brief.", (("2+2", "4"),), "3+3", "code")


def test_claude_is_sent_what_its_api_takes_with_the_fixed_part_marked_for_caching():
    backend = claude.Backend(Options("claude", "m", "", 99, fields={"top_k": 3}))
    assert backend.request(ASKED) == {
        "model": "m",
        "max_tokens": 99,
        "system": [{"type": "text", "text": "Be brief."}],
        "messages": [
            {"role": "user", "content": "2+2"},
            {
                "role": "assistant",
                "content": [
                    {"type": "text", "text": "4", "cache_control": {"type": "ephemeral"}},
                ],
            },
            {"role": "user", "content": "3+3"},
        ],
        "top_k": 3,
    }
    [block] = backend.request(ASKED._replace(examples=()))["system"]
    assert block["cache_control"] == {"type": "ephemeral"}


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
@pytest.mark.parametrize("backend", [claude, openai], ids=["claude", "openai"])
def test_what_is_no_answer_is_to_be_asked_again(backend, body):
    with pytest.raises(Again):
        backend.answer(body)


def test_openai_content_may_come_in_parts():
    message = {"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
    body = json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]})
    assert openai.answer(body.encode()).text == "ab"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claude", ("claude", "claude-haiku-5-5")),
        ("claude:new-model", ("claude", "new-model")),
        ("ollama:qwen2.5-coder:7b", ("ollama", "qwen2.5-coder:7b")),
        ("cmd:llm -m a:b", ("cmd", "llm -m a:b")),
        ("vllm", ("vllm", "")),
    ],
)
def test_a_name_gives_service_and_model(name, expected):
    assert services.split(name) == expected


@pytest.mark.parametrize(
    "name", ["", "nobody", "client", "store:x", "os", "../x", "no.such", "__init__"]
)
def test_a_name_that_is_no_backend_is_refused(name):
    with pytest.raises(Stop, match="no backend"):
        services.split(name)


def test_a_file_in_the_folder_is_a_backend(monkeypatch, tmp_path):
    (tmp_path / "parrot.py").write_text("class Backend:\n    def __init__(self, o): self.o = o\n")
    import mdx.llm.backends

    monkeypatch.setattr(mdx.llm.backends, "__path__", [*mdx.llm.backends.__path__, str(tmp_path)])
    name, model = services.split("parrot:green")
    assert services.open_backend(Options(name, model, "")).o.model == "green"


@pytest.mark.parametrize("service", services.SERVICES)
def test_every_service_opens(service):
    name, model = services.split(service)
    backend = services.open_backend(Options(name, model or "m", ""))
    assert isinstance(backend, AnswersAtOnce) or backend.address


@pytest.mark.parametrize(
    "service", [n for n, s in services.SERVICES.items() if not s.model and n != "outline"]
)
def test_a_service_without_a_default_says_what_it_needs(service):
    with pytest.raises(Stop, match=f"--llm {service} needs a"):
        services.open_backend(Options(service, "", ""))


def test_a_field_set_by_the_user_goes_out_and_makes_another_key(describe, server):
    server.play = lambda call: Reply("words")
    describe([scene(1)])
    describe([scene(1)], "--set", "temperature=0", "--set", "tag=blue")
    assert len(server.calls) == 2
    assert server.calls[1].body["temperature"] == 0
    assert server.calls[1].body["tag"] == "blue"


def test_the_key_goes_out_as_a_bearer_token_and_no_retry_is_the_sdks(describe, server):
    for llm in ("claude", "openai:m"):
        describe([scene(1)], llm=llm)
    assert [c.headers["Authorization"] for c in server.calls] == ["Bearer sk-marked-0123456789"] * 2
    assert server.calls[0].headers["x-stainless-retry-count"] == "0"


def program(tmp_path, body):
    path = tmp_path / "model"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return f"cmd:{path} -x 'a b'"


def test_a_program_gets_the_prompt_and_its_output_is_the_answer(mdx, tmp_path):
    llm = program(tmp_path, 'echo "$2, $(grep -o "# [0-9]*" | tail -1)"')
    done = mdx("describe", "--llm", llm, input=lines(scenes(3)))
    assert [r["description"] for r in out(done)] == ["a b, # 0", "a b, # 1", "a b, # 2"]
    assert out(done)[0]["metadata"]["described_by"] == llm


def test_a_program_that_fails_fails_the_record_and_tells_its_last_words(mdx, tmp_path):
    llm = program(tmp_path, "echo one >&2; echo no luck >&2; exit 3")
    done = mdx("describe", "--llm", llm, "--tries", "1", input=lines(scenes(1)))
    assert done.returncode == 1
    assert b"status 3: no luck (tried once)" in done.stderr


def test_a_program_that_hangs_is_killed(mdx, tmp_path):
    llm = program(tmp_path, "sleep 600; echo")
    flags = ["--tries", "1", "--timeout", "0.3"]
    done = mdx("describe", "--llm", llm, *flags, input=lines(scenes(1)), timeout=30)
    assert done.returncode == 1
    assert b"no answer within 0.3 s" in done.stderr


def test_a_program_that_is_not_there_stops_the_run(mdx):
    done = mdx("describe", "--llm", "cmd:no-such-program-here", input=lines(scenes(1)))
    assert done.returncode == 2
    assert b"there is no program 'no-such-program-here'" in done.stderr


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


def test_a_program_is_ended_quietly_when_the_reader_goes_away(start, tmp_path):
    llm = program(tmp_path, 'grep -q "# 0" && echo words || sleep 600')
    process = start("--jobs", "4", llm=llm)
    process.stdin.write(lines([scene(0), scene(0, source="again"), scene(1), scene(2)]))
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.stderr.read() == b""
    assert process.wait() == 143
