"""Several scenes in one request: answers by id, each kept for its own scene."""

import asyncio
import json
import re

import pytest
from describing import BACKENDS, SECRET, expected, lines, out, scene, scenes, until
from model_server import Reply, words

from mdx.llm.pack import schema

ITEM = re.compile(r'<item id="(\d+)">\n.*?# (\d+)\n</code>\n</item>', re.DOTALL)


def packed(call):
    """The number of each scene that a call asks for, by id; none where it asks for one alone."""
    return {name: int(number) for name, number in ITEM.findall(call.asked)}


def by_id(call, change=json.dumps):
    """Plays a good answer to any call; `change` makes the JSON of a packed one."""
    if not (asked := packed(call)):
        return words(call)
    return Reply(change({name: f"Draw what number {n} stands for." for name, n in asked.items()}))


def sizes(server):
    return [len(packed(call)) or 1 for call in server.calls]


@pytest.fixture(autouse=True)
def packs(server):
    server.play = by_id


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_so_many_scenes_go_into_one_request_and_leave_in_order(describe, server, llm):
    done = describe(scenes(25), "--pack", "10", llm=llm)
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(25)
    assert sorted(sizes(server)) == [5, 10, 10]
    assert b"3 requests, 300 tokens in, 60 out, 0 cached" in done.stderr


def test_a_packed_request_asks_for_its_json_where_the_api_knows_how(describe, server):
    describe(scenes(2), "--pack", "2", "--max-tokens", "70")
    describe(scenes(2), "--pack", "2", "--max-tokens", "70", llm="claude")
    openai, claude = (call.body for call in server.calls)
    form = {"name": "answers", "strict": True, "schema": schema(2)}
    assert openai["response_format"] == {"type": "json_schema", "json_schema": form}
    assert claude["output_config"] == {
        "format": {"type": "json_schema", "schema": schema(2)},
        "effort": "low",
    }
    assert openai["max_tokens"] == claude["max_tokens"] == 140


def test_a_program_is_asked_in_plain_words(mdx, tmp_path):
    path = tmp_path / "model"
    path.write_text("""#!/bin/sh\ncat > asked; echo 'Sure: {"1": "One.", "2": "Two."}'\n""")
    path.chmod(0o755)
    done = mdx("describe", "--pack", "9", "--llm", f"cmd:{path}", input=lines(scenes(2)))
    assert [r["description"] for r in out(done)] == ["One.", "Two."]
    assert "put all into one JSON object" in (tmp_path / "asked").read_text()


CHANGES = {
    "an id is missing": lambda answers: json.dumps({k: v for k, v in answers.items() if k != "2"}),
    "an id is there twice": lambda answers: json.dumps(answers)[:-1] + ', "2": "Draw a cow."}',
    "an answer is blank": lambda answers: json.dumps(answers | {"2": " \n"}),
    "an answer is no text": lambda answers: json.dumps(answers | {"2": ["Draw"]}),
    "an answer repeats the code": lambda answers: json.dumps(answers | {"2": "Circle()  # 1"}),
    "an answer holds half a character": lambda answers: json.dumps(
        answers | {"2": "Draw a \ud800."}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_no_good_answer_among_the_others_is_asked_alone(describe, server, change):
    server.play = lambda call: by_id(call, change)
    done = describe(scenes(4), "--pack", "4")
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(4)
    assert sizes(server) == [4, 1]
    assert "# 1\n" in server.calls[1].asked
    assert describe(scenes(4), "--pack", "4").stdout == done.stdout
    assert len(server.calls) == 2


WHOLE = {
    "refused": Reply(status=400, text="no schema"),
    "cut off": Reply('{"1": "Draw', stop="max_tokens"),
    "no JSON": Reply("I would rather not."),
    "the key": Reply(f'{{"1": "{SECRET}"}}'),
}


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize("reply", WHOLE.values(), ids=WHOLE)
def test_where_a_packed_request_fails_all_are_asked_alone(describe, server, llm, reply):
    server.play = lambda call: reply if packed(call) else words(call)
    done = describe(scenes(6), "--pack", "3", llm=llm)
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(6)
    assert sorted(sizes(server)) == [1] * 6 + [3, 3]
    assert done.stderr.count(b"asked alone") == 1
    assert SECRET.encode() not in done.stdout + done.stderr


def test_where_packing_is_in_vain_it_is_told_and_ends_after_three_groups(describe, server):
    server.play = lambda call: Reply("Draw them all.") if packed(call) else words(call)
    done = describe(scenes(50), "--pack", "5", "--jobs", "1")
    assert done.returncode == 0
    assert [r["description"] for r in out(done)] == expected(50)
    assert sorted(sizes(server)) == [1] * 50 + [5] * 3
    assert done.stderr.count(b"of 5 packed into one request 5 have no answer by id") == 1
    assert done.stderr.count(b"all go alone now") == 1


def test_packing_goes_on_where_some_are_answered(describe, server):
    server.play = lambda call: by_id(call, CHANGES["an id is missing"])
    done = describe(scenes(30), "--pack", "5", "--jobs", "1")
    assert sorted(sizes(server)) == [1] * 6 + [5] * 6
    assert b"all go alone now" not in done.stderr


def test_one_new_record_among_many_makes_one_request_whatever_the_grouping(describe, server):
    first = out(describe(scenes(50), "--pack", "7"))
    server.calls.clear()
    made = scenes(50)
    made.insert(23, scene(99))
    again = out(describe(made, "--pack", "7"))
    assert sizes(server) == [1]
    assert again[:23] + again[24:] == first
    assert out(describe(made[::-1], "--pack", "5")) == again[::-1]
    assert len(server.calls) == 1


def test_an_answer_given_among_others_is_none_to_the_scene_asked_alone(describe, server):
    describe(scenes(3), "--pack", "3")
    describe(scenes(3))
    assert sizes(server) == [3, 1, 1, 1]
    describe(scenes(3), "--pack", "1")
    assert len(server.calls) == 4


def test_equal_records_are_asked_once_in_a_group_and_across_groups(describe, server):
    made = [scene(n % 3) for n in range(30)]
    done = describe(made, "--pack", "2")
    assert [r["description"] for r in out(done)] == expected(3) * 10
    assert sum(sizes(server)) == 3
    server.calls.clear()
    assert describe(made, "--pack", "2", "--refresh").stdout == done.stdout
    assert sum(sizes(server)) == 3


def test_what_passes_undescribed_stays_in_its_place(describe, server):
    made = [scene(n, description="Has one." if n % 3 else "") for n in range(30)]
    described = [r["description"] for r in out(describe(made, "--pack", "4"))]
    assert described == [e if n % 3 == 0 else "Has one." for n, e in enumerate(expected(30))]
    assert sum(sizes(server)) == 10


def test_limits_hold_for_requests_and_not_for_scenes(describe, server):
    done = describe(scenes(12), "--pack", "4", "--max-requests", "2", "--jobs", "1")
    assert sizes(server) == [4, 4]
    assert done.returncode == 1
    assert b"4 not asked for" in done.stderr
    assert len(out(done)) == 12
    server.calls.clear()
    done = describe(scenes(12), "--pack", "4", "--refresh", "--max-tokens-total", "9000")
    assert b"--max-tokens-total 9000 leaves no room" in done.stderr
    assert server.calls == []  # four answers of 2000 tokens, at the worst
    done = describe(scenes(12), "--pack", "4", "--refresh", "--max-tokens-total", "19000")
    assert done.returncode == 0
    assert (sizes(server), server.peak) == ([4, 4, 4], 1)


def test_the_usage_counts_requests_and_shares_what_a_rerun_saves(describe, tmp_path):
    describe(scenes(10), "--pack", "5", "--usage", "u")
    took = json.loads((tmp_path / "u").read_bytes())
    assert (took["requests"], took["tokens_in"], took["tokens_out"]) == (2, 200, 40)
    describe(scenes(10), "--pack", "5", "--usage", "u")
    saved = json.loads((tmp_path / "u").read_bytes())
    assert (saved["requests"], saved["cached"]) == (0, 10)
    assert (saved["saved_in"], saved["saved_out"]) == (200, 40)


def test_a_dry_run_counts_packed_requests(describe, server):
    describe(scenes(4), "--pack", "4")
    server.calls.clear()
    made = [*scenes(14), scene(13)]
    [alone] = out(describe(made, "--dry-run"))
    [plan] = out(describe(made, "--dry-run", "--pack", "4"))
    assert server.calls == []
    assert (plan["requests"], plan["cached"]) == (3, 5)
    assert plan["tokens_out_at_most"] == 10 * 2000
    assert plan["tokens_in"] < alone["tokens_in"] / 2


def test_killed_and_run_again_nothing_answered_is_asked_again(describe, server, start, tmp_path):
    gate = asyncio.Event()

    def play(call):
        reply = by_id(call)
        if 8 in packed(call).values():
            reply.after = gate
        return reply

    server.play = play
    (tmp_path / "scenes").write_bytes(lines(scenes(12)))
    process = start("--pack", "4", "--jobs", "1", "scenes")
    written = [process.stdout.readline() for _ in range(8)]
    until(lambda: len(server.calls) == 3)
    process.kill()
    process.wait()
    server.loop.call_soon_threadsafe(gate.set)
    server.play = by_id
    server.calls.clear()
    done = describe(scenes(12), "--pack", "4")
    assert done.stdout.startswith(b"".join(written))
    assert [r["description"] for r in out(done)] == expected(12)
    assert sizes(server) == [4]


def test_a_batch_is_no_place_for_packs(describe, server):
    done = describe(scenes(2), "--pack", "2", "--batch")
    assert done.returncode == 2
    assert b"leave out --pack or --batch" in done.stderr
    assert server.calls == []
