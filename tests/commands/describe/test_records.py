"""mdx-describe as users run it, against a model server on loopback."""

import asyncio
import os

import pytest
from describing import BACKENDS, SECRET, expected, lines, out, scene, scenes
from model_server import Reply, words


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_records_leave_described_in_order_and_a_second_run_asks_nothing(describe, server, llm):
    first = describe(scenes(12), llm=llm)
    assert first.returncode == 0, first.stderr
    assert [r["description"] for r in out(first)] == expected(12)
    assert len(server.calls) == 12
    second = describe(scenes(12), llm=llm)
    assert second.stdout == first.stdout
    assert len(server.calls) == 12


def test_the_record_tells_who_described_it_and_by_which_request(describe):
    [made] = out(describe([scene(1, metadata={"needs_description": True, "x": 1})]))
    meta = made["metadata"]
    assert list(meta) == ["needs_description", "x", "described_by", "description_key", "voice"]
    assert meta["needs_description"] is False
    assert meta["described_by"] == "openai:m"
    assert len(meta["description_key"]) == 64


def test_a_described_record_passes_as_its_very_bytes(mdx, server):
    raw = b'{"description":"x\\u00e9", "code":"c","n":123456789012345678901234567890,"e":1e5}\n'
    assert mdx("describe", input=raw).stdout == raw
    assert server.calls == []


def test_all_describes_described_records_as_well(describe):
    [made] = out(describe([scene(3, description="Old.")], "--all"))
    assert made["description"] == "Draw what number 3 stands for."


LONG = b'{"error": {"code": 400, "type": "exceed_context_size_error", "message": "9 > 4"}}'


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=400, text="bad words"), "the request is refused (400: bad words)"),
        (Reply(status=400, body=LONG), "the scene is too long for the model (400: 9 > 4); lower"),
        (Reply("Draw", stop="max_tokens"), "the answer was cut off; raise --max-tokens"),
        (Reply("", stop="refusal"), "the model refused to answer"),
        (Reply("  "), "the answer is empty; thinking may have used up --max-tokens"),
        (Reply("```\nCircle()  # 1\n```"), "the answer repeats the prompt"),
        (Reply(f"It is {SECRET}."), "the answer holds the key"),
        (Reply("Draw \ud83d."), "the answer holds halves of characters"),
    ],
    ids=[
        "a 400",
        "too long",
        "cut off",
        "refused",
        "blank",
        "an echo",
        "the key",
        "half a character",
    ],
)
def test_what_is_no_whole_answer_fails_that_record_until_it_is_to_be_asked_again(
    describe, server, llm, reply, reason
):
    def play(call):
        return reply if "# 1\n" in call.asked else Reply("Fine words.")

    server.play = play
    done = describe(scenes(3), llm=llm)
    assert done.returncode == 1
    assert f"in:2: not described: {reason}".encode() in done.stderr
    assert [r["description"] for r in out(done)] == ["Fine words.", "", "Fine words."]
    server.play = lambda call: Reply("At last.")
    again = describe(scenes(3), llm=llm)
    assert again.stdout == done.stdout
    assert f"in:2: not described: {reason}".encode() in again.stderr
    assert b"(this is kept; --retry-failed asks again)" in again.stderr
    assert len(server.calls) == 3
    for _ in range(2):
        again = describe(scenes(3), "--retry-failed", llm=llm)
        assert [r["description"] for r in out(again)] == ["Fine words.", "At last.", "Fine words."]
        assert len(server.calls) == 4


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize("status", [401, 403, 404])
def test_what_no_request_can_cure_stops_at_the_first_answer(describe, server, llm, status):
    server.play = lambda call: Reply(status=status, text=f"no, {SECRET}")
    done = describe(scenes(50), "--jobs", "1", llm=llm)
    assert done.returncode == 2
    assert len(server.calls) == 1
    assert str(status).encode() in done.stderr
    assert SECRET.encode() not in done.stderr + done.stdout


def test_without_a_key_the_status_is_2_at_once_and_the_way_out_is_told(mdx, env):
    bare = {k: v for k, v in env.items() if not k.endswith("_KEY")}
    done = mdx("describe", input=lines(scenes(2)), env=bare)
    assert done.returncode == 2
    assert b"ANTHROPIC_API_KEY" in done.stderr
    assert b"--llm outline" in done.stderr


def test_a_record_without_code_is_nothing_to_ask_about(describe, server):
    given = [scene(1), scene(2, code=" "), {"description": "", "metadata": {"video_title": "T"}}]
    done = describe(given)
    assert [bool(r["description"]) for r in out(done)] == [True, False, False]
    assert len(server.calls) == 1
    assert done.returncode == 1
    assert b"2 records stay undescribed" in done.stderr
    assert b"; 2 with no code to ask about; 1 request" in done.stderr


def test_equal_records_make_one_request(describe, server):
    done = describe([scene(1)] * 30)
    assert len(out(done)) == 30
    assert len(server.calls) == 1


def test_one_new_record_among_many_makes_one_request(describe, server):
    describe(scenes(20))
    server.calls.clear()
    made = scenes(20)
    made.insert(7, scene(99))
    assert len(out(describe(made))) == 21
    assert len(server.calls) == 1


def test_order_holds_when_answers_come_in_reverse(describe, server):
    def play(call):
        reply = words(call)
        reply.delay = 0.02 * (8 - call.number % 8)
        return reply

    server.play = play
    assert [r["description"] for r in out(describe(scenes(24)))] == expected(24)


def test_no_more_requests_are_in_flight_than_allowed(describe, server):
    gate = asyncio.Event()

    def play(call):
        if server.flying == 5:
            server.loop.call_later(0.1, gate.set)  # a sixth would have time to come
        reply = words(call)
        reply.after = gate
        return reply

    server.play = play
    describe(scenes(20), "--jobs", "5")
    assert server.peak == 5


def test_refresh_asks_again_and_cache_only_never(describe, server):
    describe(scenes(3))
    describe(scenes(3) + scenes(3), "--refresh")
    assert len(server.calls) == 6
    done = describe(scenes(4), "--cache-only")
    assert done.returncode == 1
    assert [bool(r["description"]) for r in out(done)] == [True, True, True, False]
    assert len(server.calls) == 6


@pytest.mark.parametrize("more", [[], ["--pack", "2"]], ids=["alone", "packed"])
def test_a_cached_run_imports_nothing_that_talks_to_a_network(describe, mdx, env, server, more):
    describe(scenes(3), *more, llm="claude")
    flags = ["--base-url", server.url, "--llm", "claude", *more]
    noted = env | {"PYTHONPROFILEIMPORTTIME": "1"}
    done = mdx("describe", *flags, input=lines(scenes(3)), env=noted)
    assert done.returncode == 0
    loaded = {line.split(b"|")[-1].strip() for line in done.stderr.splitlines() if b"|" in line}
    assert loaded & {b"anthropic", b"aiohttp", b"asyncio", b"httpx2", b"socket"} == set()
    assert b"mdx.llm.client" in loaded


def test_the_cache_tells_what_it_holds(describe, mdx):
    describe(scenes(3))
    [stats] = out(mdx("describe", "--cache-stats"))
    assert stats["entries"] == 3
    assert stats["models"] == {"openai:m": 3}
    assert stats["newest"] >= stats["oldest"] > "2026"
    assert stats["bytes"] > 300


def test_the_outline_needs_no_key_no_network_and_no_cache(mdx, env):
    bare = {k: v for k, v in env.items() if not k.endswith("_KEY")}
    code = (
        "from manim import *\nclass A(Scene):\n    def construct(self):\n"
        "        self.play(Create(Circle(color=BLUE)))\n"
    )
    given = [scene(1, code=code), scene(2, code="x = 1")]
    done = mdx("describe", "--llm", "outline", input=lines(given), env=bare)
    told, untold = out(done)
    assert "blue circle" in told["description"]
    assert told["metadata"]["described_by"] == "outline"
    assert untold == given[1]
    assert done.returncode == 1
    assert b"1 with nothing to describe" in done.stderr
    assert not os.path.exists(env["MDX_CACHE_DIR"])


def test_a_note_in_the_prompt_may_be_the_answer(describe, server):
    server.play = lambda call: Reply("Draws a circle.")
    [made] = out(describe([scene(1, metadata={"docstring": "Draws a circle."})]))
    assert made["description"] == "Draws a circle."


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
