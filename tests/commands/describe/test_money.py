"""What a run takes and may take; prompts and the cache at the command line."""

import json
import os
import time

import pytest
from describing import lines, out, scene, scenes
from model_server import Reply, words


def usage(path):
    return json.loads(path.read_bytes())


def test_the_closing_line_and_a_file_tell_what_a_run_took(describe, tmp_path):
    prices = ["--price-in", "2", "--price-out", "10"]
    done = describe(scenes(4), "--usage", "u", *prices)
    assert b"; 4 requests, 400 tokens in, 80 out, cost 0.00, 0 cached" in done.stderr
    assert usage(tmp_path / "u") == {
        "requests": 4, "retries": 0, "cached": 0, "tokens_in": 400, "tokens_out": 80,
        "saved_in": 0, "saved_out": 0, "cost": 0.0016, "saved_cost": 0.0,
    }  # fmt: skip
    done = describe(scenes(4), "--usage", "u")
    assert b"; 0 requests, 4 cached (saved 400 tokens in, 80 out)" in done.stderr
    assert "cost" not in usage(tmp_path / "u")


def test_what_failed_after_it_was_paid_for_is_counted(describe, server, tmp_path):
    server.play = lambda call: Reply("cut", stop="max_tokens")
    describe(scenes(2), "--usage", "u")
    assert usage(tmp_path / "u")["tokens_out"] == 40


def test_a_dry_run_asks_nobody_and_tells_what_there_is_to_ask(describe, server):
    describe(scenes(3))
    server.calls.clear()
    made = [*scenes(5), scene(4), scene(9, description="has one")]
    done = describe(made, "--dry-run", "--max-tokens", "100", "--price-in", "1", "--price-out", "1")
    [plan] = out(done)
    assert server.calls == []
    assert done.stderr == b""
    assert (plan["requests"], plan["cached"]) == (5, 0)  # another limit, another request
    assert plan["tokens_out_at_most"] == 500
    assert 500 < plan["tokens_in"] < 15_000
    assert plan["cost_at_most"] == pytest.approx((plan["tokens_in"] + 500) / 1e6, abs=1e-6)
    [plan] = out(describe(made, "--dry-run"))
    assert (plan["requests"], plan["cached"]) == (2, 3)


def test_a_dry_run_expects_what_earlier_answers_of_the_model_took(describe):
    describe(scenes(3))
    prices = ["--price-in", "1", "--price-out", "1"]
    [plan] = out(describe(scenes(5), "--dry-run", *prices))
    assert plan["tokens_out_expected"] == 2 * 20
    assert 0 < plan["cost_expected"] < plan["cost_at_most"]
    [plan] = out(describe(scenes(5), "--dry-run", "--max-tokens", "100"))
    assert plan["tokens_out_expected"] == 5 * 20
    [plan] = out(describe(scenes(5), "--dry-run", llm="openai:another"))
    assert "tokens_out_expected" not in plan


def test_a_dry_run_tells_what_judging_would_take_at_most(describe, server):
    made = [*scenes(3), scene(9, description="There.")]
    flags = ["--dry-run", "--judge", "openai:gpt-5.4-mini", "--max-tokens", "100"]
    [plan] = out(describe(made, *flags))
    assert server.calls == []
    judge = plan["judge"]
    assert (judge["requests_at_most"], judge["tokens_out_at_most"]) == (3, 300)
    assert 3 * 300 < judge["tokens_in"] < 3 * 1000
    assert judge["cost_at_most"] > 0


def test_a_dry_run_can_have_the_server_count_the_tokens(describe, server):
    server.play = lambda call: Reply("7")
    [plan] = out(describe([*scenes(3), scene(1)], "--dry-run", "--count-tokens", llm="claude"))
    assert (plan["requests"], plan["tokens_in"]) == (3, 21)
    assert {call.path for call in server.calls} == {"/v1/messages/count_tokens"}
    assert all("max_tokens" not in call.body for call in server.calls)  # which it refuses
    assert len(server.calls) == 3


@pytest.mark.parametrize(
    ("status", "flags", "llm", "said"),
    [
        (200, ["--count-tokens"], "claude", b"--count-tokens needs --dry-run"),
        (200, ["--count-tokens", "--dry-run"], "openai:m", b"counts no tokens; --dry-run alone"),
        (400, ["--count-tokens", "--dry-run"], "claude", b"does not count the tokens: the request"),
        (401, ["--count-tokens", "--dry-run"], "claude", b"refuses the key"),
    ],
)
def test_tokens_that_cannot_be_counted_end_the_run(describe, server, status, flags, llm, said):
    server.play = lambda call: Reply("7", status=status)
    done = describe(scenes(2), *flags, llm=llm)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr


def test_no_more_requests_go_out_than_allowed_retries_counted(describe, server):
    def play(call):
        return Reply(status=500) if call.number == 1 else words(call)

    server.play = play
    done = describe(scenes(30), "--max-requests", "5")
    assert len(server.calls) == 5
    assert done.returncode == 1
    assert sum(bool(r["description"]) for r in out(done)) == 4
    assert done.stderr.count(b"--max-requests 5 is reached") == 1
    assert b"26 not asked for" in done.stderr
    assert len(out(describe(scenes(30)))) == 30
    assert len(server.calls) == 31


def test_tokens_are_held_at_their_worst_before_a_request_goes_out(describe, server):
    reply = Reply("Draw.", delay=0.02)
    server.play = lambda call: reply
    done = describe(scenes(90), "--max-tokens-total", "9000", "--max-tokens", "1000")
    worst = 1000 + 2600  # the request by estimate
    took = 120 * len(server.calls)
    assert took <= 9000
    assert took + worst + 120 > 9000 - worst
    assert server.peak <= 9000 // 1000
    assert done.returncode == 1
    assert b"--max-tokens-total 9000 leaves no room" in done.stderr


def test_a_limit_too_small_for_any_request_sends_none(describe, server):
    done = describe(scenes(2), "--max-tokens-total", "100")
    assert server.calls == []
    assert done.returncode == 1
    assert len(out(done)) == 2


def test_a_prompt_of_ones_own_is_another_request(describe, server, tmp_path):
    (tmp_path / "p.txt").write_text("In one word, {source}:\n{code}")
    server.play = lambda call: Reply("A circle.")
    describe([scene(1)])
    done = describe([scene(1)], "--prompt", "p.txt")
    assert done.returncode == 0
    assert server.calls[1].body["messages"] == [
        {"role": "user", "content": "In one word, s:\nCircle()  # 1"}
    ]


@pytest.mark.parametrize("style", ["request", "caption", "steps"])
def test_each_style_is_another_request(describe, server, style):
    describe([scene(1)], "--style", style)
    describe([scene(1)], "--style", "steps")
    assert len(server.calls) == (1 if style == "steps" else 2)


OUTLINED = (
    "from manim import *\nclass A(Scene):\n    def construct(self):\n"
    "        self.play(Create(Circle(color=BLUE)))\n"
)


@pytest.mark.parametrize("style", ["request", "caption", "steps"])
def test_the_outline_is_shown_where_it_is_wanted_and_makes_another_request(describe, server, style):
    server.play = lambda call: Reply("Words.")
    for _ in range(2):
        describe([scene(1, code=OUTLINED)], "--style", style)
        done = describe([scene(1, code=OUTLINED)], "--style", style, "--context", "outline")
    without, shown = (call.asked for call in server.calls)
    [more] = set(shown.split("\n\n")) - set(without.split("\n\n"))
    assert "blue circle" in more
    assert "outline" not in out(done)[0]["metadata"]


def test_where_the_outline_has_nothing_to_tell_the_request_is_the_same(describe, server):
    describe([scene(1, code="x = 1  # 1")])
    describe([scene(1, code="x = 1  # 1")], "--context", "outline")
    assert len(server.calls) == 1


def test_a_prompt_of_ones_own_may_hold_the_outline(describe, server, tmp_path):
    (tmp_path / "p.txt").write_text("Say it better: {outline}")
    server.play = lambda call: Reply("Words.")
    describe([scene(1, code=OUTLINED)], "--prompt", "p.txt", "--context", "outline")
    assert "blue circle" in server.calls[0].asked


def test_answers_travel_to_another_cache(describe, mdx, server, env, tmp_path):
    first = describe(scenes(3))
    exported = mdx("describe", "--cache-export").stdout
    assert len(exported.splitlines()) == 3
    other = env | {"MDX_CACHE_DIR": str(tmp_path / "other")}
    done = mdx("describe", "--cache-import", input=exported, env=other)
    assert b"3 read, 0 written, 3 dropped (3 imported), 0 failed" in done.stderr
    again = mdx("describe", "--cache-import", input=exported, env=other)
    assert b"3 dropped (3 known)" in again.stderr
    assert mdx("describe", "--cache-export", env=other).stdout == exported
    flags = ["--llm", "openai:m", "--base-url", server.url + "/v1", "--cache-only"]
    assert mdx("describe", *flags, input=lines(scenes(3)), env=other).stdout == first.stdout


@pytest.mark.parametrize(
    "entry",
    [
        {"key": "../../../etc/passwd", "model": "", "text": "", "tokens_in": 0, "tokens_out": 0},
        {"key": "a" * 64, "model": "", "text": 1, "tokens_in": 0, "tokens_out": 0},
        {"key": "a" * 64},
        {"code": "Circle()"},
    ],
)
def test_what_is_no_exported_answer_is_refused(mdx, env, entry):
    done = mdx("describe", "--cache-import", input=lines([entry]))
    assert done.returncode == 1
    assert b"stdin:1: no answer of --cache-export" in done.stderr
    assert not os.path.exists(env["MDX_CACHE_DIR"])


def test_what_is_old_is_forgotten(describe, mdx, env):
    describe(scenes(3))
    folder = os.path.join(env["MDX_CACHE_DIR"], "answers")
    [*paths] = [os.path.join(f, n) for f, _, names in os.walk(folder) for n in names]
    old = time.time() - 91 * 86400
    os.utime(paths[0], (old, old))
    assert out(mdx("describe", "--cache-prune", "--older-than", "90d")) == [{"pruned": 1}]
    assert out(mdx("describe", "--cache-stats"))[0]["entries"] == 2


def test_the_log_tells_each_request_and_what_came_of_it(describe, server, tmp_path):
    server.play = lambda call: Reply(status=500, text="oh") if call.number == 1 else words(call)
    done = describe(scenes(3), "--log", "log.jsonl", "--jobs", "1")
    logged = [json.loads(line) for line in (tmp_path / "log.jsonl").read_bytes().splitlines()]
    keys = [record["metadata"]["description_key"] for record in out(done)]
    assert sorted(entry["key"] for entry in logged) == sorted([*keys, keys[0]])
    assert logged[0]["answer"] == {"fault": "500: oh"}
    assert {entry["answer"].get("text") for entry in logged[1:]} == {
        record["description"] for record in out(done)
    }
    assert all(entry["request"]["model"] == "m" for entry in logged)


def test_what_is_kept_is_listed_and_forgotten_by_a_condition(describe, mdx, server):
    server.play = lambda call: Reply("x", stop="max_tokens") if call.number < 3 else words(call)
    describe(scenes(5), "--jobs", "1")
    cut = out(mdx("describe", "--cache-list", "--where", "verdict=*cut off*"))
    assert len(cut) == 2
    assert {(e["prompt"], e["end"], e["model"]) for e in cut} == {("request", "length", "openai:m")}
    assert len(out(mdx("describe", "--cache-list"))) == 5
    pruned = mdx("describe", "--cache-prune", "--where", "verdict=*cut off*")
    assert out(pruned) == [{"pruned": 2}]
    assert len(out(mdx("describe", "--cache-list"))) == 3
