"""Batches: the API's own order, results in any order, killed at any moment, never paid twice."""

import asyncio
import errno
import json
import os
import time

import pytest
from batch_server import Batches, kept
from describing import SECRET, expected, lines, out, scenes, until
from model_server import Reply

from mdx.llm.batches import calls, claude, openai, orders
from mdx.work.cache import Cache

pytestmark = pytest.mark.usefixtures("waits")


def test_a_batch_describes_in_order_and_fills_the_cache(api, env, describe, server, waits):
    done = api.describe(scenes(7) + scenes(2))
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(7) + expected(2)
    assert (len(api.made), api.requests()) == (1, 7)
    assert waits == [calls.POLL_S]
    assert b"batch batch_0 of 7: in_progress" in done.stderr
    assert b"7 requests, 700 tokens in" in done.stderr
    assert kept(env) == []
    server.calls.clear()
    assert api.describe(scenes(7) + scenes(2)).stdout == done.stdout
    assert server.calls == []


def test_a_batch_is_cut_at_the_limits_of_the_api(api, monkeypatch):
    for kind in (claude.MessageBatches, openai.FileBatches):
        monkeypatch.setattr(kind, "max_requests", 3)
    assert [r["description"] for r in out(api.describe(scenes(8)))] == expected(8)
    assert [len(rows) for rows, *_ in api.made.values()] == [3, 3, 2]


def test_a_batch_is_no_larger_than_the_api_takes(api, monkeypatch):
    most = 20_000
    for kind in (claude.MessageBatches, openai.FileBatches):
        monkeypatch.setattr(kind, "max_bytes", most)
    api.describe(scenes(30))
    sizes = [len(json.dumps(rows)) for rows, *_ in api.made.values()]
    assert 1 < len(sizes) < 30
    assert most / 2 < sizes[0] <= most


def test_detached_and_gone_the_same_command_finds_its_batch_again(api, env):
    done = api.describe(scenes(5), "--detach")
    assert done.returncode == 1
    assert [r["description"] for r in out(done)] == [""] * 5
    assert len(kept(env)) == 1
    done = api.describe(scenes(5), "--detach")
    assert done.returncode == 0
    assert [r["description"] for r in out(done)] == expected(5)
    assert api.requests() == 5
    assert kept(env) == []


def test_what_is_new_since_goes_into_a_batch_of_its_own(api):
    api.describe(scenes(5), "--detach")
    assert [r["description"] for r in out(api.describe(scenes(8)))] == expected(8)
    assert [len(rows) for rows, *_ in api.made.values()] == [5, 3]


def test_killed_before_the_id_is_known_the_batch_is_found_by_what_it_holds(api, env):
    api.describe(scenes(5), "--detach")
    [name] = kept(env)
    path = os.path.join(env["MDX_CACHE_DIR"], "batches", name)
    with open(path) as file:
        order = json.load(file)
    with open(path, "w") as file:
        json.dump(order | {"id": ""}, file)
    assert [r["description"] for r in out(api.describe(scenes(5)))] == expected(5)
    assert api.requests() == 5


def test_an_order_that_never_arrived_is_placed_again(api, env):
    folder = os.path.join(env["MDX_CACHE_DIR"], "batches")
    api.describe(scenes(2), "--detach")
    [name] = kept(env)
    with open(os.path.join(folder, name)) as file:
        order = json.load(file)
    api.made.clear()
    with open(os.path.join(folder, name), "w") as file:
        json.dump(order | {"id": "", "made": time.time()}, file)
    assert [r["description"] for r in out(api.describe(scenes(2)))] == expected(2)
    assert api.requests() == 2


def test_a_lost_confirmation_makes_no_second_batch(api):
    api.lost = 1
    assert [r["description"] for r in out(api.describe(scenes(4)))] == expected(4)
    assert api.requests() == 4


def strangers(api, count, size):
    """Batches that somebody else has made just now, as large as ours."""
    for n in range(count):
        rows = [(f"{n}-{k}", {"messages": [{"content": f"<code>\n# {k}\n</code>"}]})
                for k in range(size)]  # fmt: skip
        api.files[f"file-s{n}"] = rows
        api.add(rows, {}, f"file-s{n}")


def test_a_lost_confirmation_is_found_by_its_keys_among_others_of_its_size_on_all_pages(api):
    calm, lost = api.confirm, []

    def confirm(id):
        if lost:
            return calm(id)
        lost.append(id)
        strangers(api, 5, 4)
        return Reply(reset="before")

    api.confirm, api.page = confirm, 2
    strangers(api, 2, 4)
    assert [r["description"] for r in out(api.describe(scenes(4)))] == expected(4)
    assert sum(len(rows) for id, (rows, *_) in api.made.items()) == 8 * 4


def test_an_order_without_a_name_of_ours_is_found_by_its_keys(api):
    api.lost = 1
    calm = api.add
    api.add = lambda rows, metadata=None, file=None: calm(rows, {}, file)
    assert [r["description"] for r in out(api.describe(scenes(4)))] == expected(4)
    assert api.requests() == 4


@pytest.mark.parametrize("looks", [1, 5])
def test_a_fresh_batch_that_is_not_there_yet_is_waited_for(api, looks):
    api.hidden = looks
    done = api.describe(scenes(3))
    assert [r["description"] for r in out(done)] == expected(3), done.stderr
    assert api.requests() == 3


def test_results_that_are_not_there_yet_are_waited_for(api, server):
    calm, hidden = api, []

    def play(call):
        if call.path.endswith(("/results", "/content")) and len(hidden) < 4:
            hidden.append(call)
            return Reply(status=404)
        return calm(call)

    server.play = play
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert api.requests() == 3


def test_results_that_never_come_are_not_paid_for_again_unless_the_user_says_so(api, env, server):
    def play(call):
        gone = call.path.endswith(("/results", "/content"))
        return Reply(status=404) if gone else api(call)

    server.play = play
    done = api.describe(scenes(3))
    assert done.returncode == 2
    assert b"the server has no results for its batch batch_0; run the same" in done.stderr
    assert len(kept(env)) == 1
    server.play = api
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert api.requests() == 3


def test_a_list_that_is_refused_while_a_confirmation_is_lost_orders_nothing_again(api, env, server):
    def play(call):
        is_list = call.path.endswith("/batches") and not call.body.keys() & {
            "requests", "input_file_id"
        }  # fmt: skip
        return Reply(status=400, text="no lists") if is_list else api(call)

    server.play, api.lost = play, 1
    done = api.describe(scenes(3))
    assert done.returncode == 2
    assert b"no lists" in done.stderr
    assert len(kept(env)) == 1
    server.play = api
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert api.requests() == 3


def test_verdicts_of_a_batch_are_kept(api, server):
    api.fates = {1: "bad", 2: "cut"}
    first = api.describe(scenes(5))
    assert first.returncode == 1
    server.calls.clear()
    again = api.describe(scenes(5))
    assert (again.stdout, again.returncode) == (first.stdout, 1)
    assert server.calls == []
    assert api.describe(scenes(5), "--retry-failed").returncode == 0
    assert api.requests() == 7


def test_lines_of_results_that_cannot_be_read_are_those_records_misfortune(api, server):
    def play(call):
        reply = api(call)
        if call.path.endswith(("/results", "/content")) and b"custom_id" in (reply.body or b""):
            reply.body = b"\n[]\n{\n7\n\xff\n" + reply.body
        return reply

    server.play = play
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)


def test_a_batch_the_server_forgot_is_asked_for_again(api):
    api.describe(scenes(3), "--detach")
    api.made.clear()
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)


def test_what_expired_is_asked_again_and_what_is_bad_or_cut_is_passed_on(api):
    api.fates = {1: "expired", 2: "bad", 4: "cut"}
    done = api.describe(scenes(6))
    assert done.returncode == 1
    assert [bool(r["description"]) for r in out(done)] == [True, True, False, True, False, True]
    assert [len(rows) for rows, *_ in api.made.values()] == [6, 1]
    assert b"in:3: not described: " in done.stderr
    assert b"bad words" in done.stderr
    assert b"in:5: not described: the answer was cut off" in done.stderr


def test_the_budget_holds_for_batches(api):
    done = api.describe(scenes(6), "--max-requests", "4")
    assert done.returncode == 1
    assert api.requests() == 4
    assert [bool(r["description"]) for r in out(done)] == [True] * 4 + [False] * 2


def test_bad_weather_while_waiting_is_waited_out(api, server):
    calm, stormy = api, {3: Reply(status=529), 4: Reply(reset="before"), 5: Reply(status=500)}

    def play(call):
        return stormy.get(call.number) or calm(call)

    server.play = play
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert api.requests() == 3


def test_a_batch_that_another_run_was_done_with_is_no_fault(api, env, server, monkeypatch):
    api.describe(scenes(3), "--detach")
    real = orders.forget

    def forget(order):
        real(order)  # as the other run does, while this one files the same answers
        real(order)

    monkeypatch.setattr(orders, "forget", forget)
    done = api.describe(scenes(3))
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(3)


@pytest.mark.slow
def test_two_runs_at_once_order_once(api, start, tmp_path, server, request):
    """The second is begun while the first one's order is on its way, and waits for it."""
    gate = asyncio.Event()
    calm = api

    def play(call):
        before = len(calm.made)
        reply = calm(call)
        if len(calm.made) > before:
            reply.after = gate
        return reply

    server.play = play
    (tmp_path / "scenes").write_bytes(lines(scenes(4)))
    llm = request.node.callspec.params["api"]
    runs = [start("--batch", "--detach", "scenes", llm=llm) for _ in range(2)]
    until(lambda: calm.made)
    server.loop.call_soon_threadsafe(gate.set)
    for run in runs:
        run.communicate()
    assert calm.requests() == 4


def test_a_damaged_order_is_named(api, env):
    folder = os.path.join(env["MDX_CACHE_DIR"], "batches")
    os.makedirs(folder)
    with open(os.path.join(folder, "x.json"), "w") as file:
        file.write('{"name": "x"}')
    done = api.describe(scenes(1))
    assert done.returncode == 2
    assert b"x.json is damaged; delete it" in done.stderr


def test_a_batch_that_is_refused_as_a_whole_fails_its_records(describe, server):
    calm = Batches(polls=0)

    def play(call):
        reply = calm(call)
        if call.path.startswith("/v1/batches/"):
            told = {"errors": {"data": [{"message": "no such model"}]}, "status": "failed"}
            none = {"output_file_id": None}
            reply.body = json.dumps(json.loads(reply.body) | told | none).encode()
        return reply

    server.play = play
    done = describe(scenes(2), "--batch")
    assert done.returncode == 1
    assert done.stderr.count(b"not described: no such model") == 2


def test_a_refused_key_ends_the_run_and_leaves_no_order_unconfirmed(api, env, server):
    server.play = lambda call: Reply(status=401, text=f"not {SECRET}")
    done = api.describe(scenes(3))
    assert done.returncode == 2
    assert SECRET.encode() not in done.stderr
    server.play = api
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert kept(env) == []


def test_without_a_place_for_the_id_no_batch_is_sent(api, server, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    done = api.describe(scenes(3))
    assert done.returncode == 2
    assert b"no batch without a place to keep its id" in done.stderr
    assert server.calls == []


@pytest.mark.parametrize("flags", [[], ["--dry-run"]], ids=["asked", "planned"])
def test_a_backend_without_batches_says_so(describe, flags):
    done = describe(scenes(1), "--batch", *flags, llm="cmd:cat")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"this backend takes no batches" in done.stderr


def test_a_batch_that_may_not_be_looked_at_ends_the_run_and_is_not_ordered_again(api, server):
    server.play = lambda call: Reply(status=400, text="no") if api.made else api(call)
    done = api.describe(scenes(3))
    assert done.returncode == 2
    assert b"the request is refused (400: no); run the same command later" in done.stderr
    server.play = api
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert api.requests() == 3


def test_a_renewal_is_not_taken_for_the_batch_before_it(api, env):
    api.describe(scenes(3))
    api.lost, api.polls = 1, 9  # which of the new batch can be told late
    assert [r["description"] for r in out(api.describe(scenes(3), "--refresh"))] == expected(3)
    assert api.requests() == 6
    assert api.looks["batch_1"] >= 9
    assert kept(env) == []


def test_batches_of_other_inputs_are_filed_but_not_waited_for(api, env):
    others, calm = scenes(6)[3:], api.told
    api.describe(others, "--detach")
    is_over = []

    def told(id):
        over = id != "batch_0" or is_over
        ended = {"processing_status": "ended", "status": "completed"}
        return calm(id) | (ended if over else {})

    api.told, api.polls = told, 10**9
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert len(kept(env)) == 1
    is_over.append(True)
    api.describe(scenes(8))
    assert kept(env) == []
    assert [r["description"] for r in out(api.describe(others, "--cache-only"))] == expected(6)[3:]


def test_answers_that_cannot_be_kept_are_not_struck_off(api, env, monkeypatch):
    def full(self, key, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    api.describe(scenes(3), "--detach")
    with monkeypatch.context() as disk:
        disk.setattr(Cache, "put", full)
        done = api.describe(scenes(3))
    assert b"answers are not kept" in done.stderr
    assert [r["description"] for r in out(done)] == expected(3)
    assert len(kept(env)) == 1
    assert [r["description"] for r in out(api.describe(scenes(3)))] == expected(3)
    assert (api.requests(), kept(env)) == (3, [])
