"""Batches over a service that errs: whatever it does, each request is ordered once."""

import gzip
import json
import os
import signal
import threading
from datetime import UTC, datetime, timedelta

import pytest
from batch_server import kept
from describing import SECRET, expected, out, scenes, until
from model_server import ModelServer, Reply

pytestmark = pytest.mark.usefixtures("waits")
COUNT = 3
HTML = Reply(body=b"<html>please log in</html>", headers={"Content-Type": "text/html"})
ERROR = Reply(body=b'{"error": {"message": "oh"}}')
NO_MORE = b'{"custom_id": "%s", "result": {"type": "expired"}, "error": {"message": "late"}}\n'


def is_results(call):
    return call.path.endswith(("/results", "/content"))


def is_list(call):
    return call.path.endswith("/batches") and not is_order(call)


def is_order(call):
    return bool(call.body.keys() & {"requests", "input_file_id"})


def is_state(call):
    return "/batches/" in call.path and not is_results(call)


def once_only(api):
    """All described, and each ordered once."""
    done = api.describe(scenes(COUNT))
    assert [r["description"] for r in out(done)] == expected(COUNT), done.stderr
    assert (done.returncode, api.requests()) == (0, COUNT)
    return done


def altered(api, server, concerns, alter, times=1000):
    """Has the server alter so many of its replies to the calls that these are."""
    left = [None] * times

    def play(call):
        reply = api(call)
        if concerns(call) and left:
            left.pop()
            return alter(reply)
        return reply

    server.play = play


def body(change):
    return lambda reply: Reply(body=change(reply.body), headers=reply.headers)


def told(**facts):
    return body(lambda raw: json.dumps(json.loads(raw) | facts).encode())


def late(raw):
    return b"".join(NO_MORE % json.loads(row)["custom_id"].encode() for row in raw.splitlines())


ODD = {
    "there twice, the second expired": body(lambda raw: raw + late(raw)),
    "there twice, the first expired": body(lambda raw: late(raw) + raw),
    "there twice": body(lambda raw: raw + raw),
    "of others, too": body(lambda raw: raw + NO_MORE % b"another"),
    "amid junk": body(lambda raw: b"\n\n[]\nnull\n" + raw.replace(b"\n", b"\r\n{\n")),
    "without a last newline": body(bytes.strip),
    "with a line of eight megabytes": body(lambda raw: b"x" * (8 << 20) + b"\n" + raw),
    "with usage in words": body(lambda raw: raw.replace(b'_tokens": ', b'_tokens": "many", "x": ')),
    "packed": lambda r: Reply(body=gzip.compress(r.body), headers={"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("alter", ODD.values(), ids=ODD)
def test_results_that_are_odd_are_read_all_the_same(api, server, alter):
    altered(api, server, is_results, alter)
    once_only(api)


BROKEN = {
    "torn": body(lambda raw: raw[:-9]),
    "torn after the first": body(lambda raw: raw[: raw.index(b"\n") + 9]),
    "an error": lambda _: ERROR,
    "a page": lambda _: HTML,
    "empty": body(lambda raw: b""),
    "packed, which nobody says": body(gzip.compress),
    "cut off": lambda reply: Reply(body=reply.body, reset="middle"),
    "not there": lambda _: Reply(status=404),
    "busy": lambda _: Reply(status=503),
}


@pytest.mark.parametrize("alter", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("concerns", [is_results, is_state], ids=["results", "state"])
def test_what_cannot_be_read_at_first_is_asked_for_again(api, server, concerns, alter):
    altered(api, server, concerns, alter, times=2)
    once_only(api)


@pytest.mark.parametrize("alter", BROKEN.values(), ids=BROKEN)
def test_results_that_never_can_be_read_stay_for_a_later_run(api, env, server, alter):
    altered(api, server, is_results, alter)
    done = api.describe(scenes(COUNT))
    assert done.returncode == 2
    assert b"run the same command later" in done.stderr
    assert len(kept(env)) == 1
    server.play = api
    once_only(api)


LOST = {
    "a gateway's timeout": lambda _: Reply(status=504),
    "a bad gateway": lambda _: Reply(status=502),
    "an error of the server": lambda _: Reply(status=500),
    "busy": lambda _: Reply(status=503),
    "a page": lambda _: HTML,
    "an error": lambda _: ERROR,
    "empty": lambda _: Reply(body=b""),
    "no id": body(lambda raw: b'{"id": 7}'),
    "cut off": lambda reply: Reply(body=reply.body, reset="middle"),
}


@pytest.mark.parametrize("alter", LOST.values(), ids=LOST)
def test_an_order_that_arrived_though_the_answer_does_not_say_so_is_not_placed_again(
    api, server, alter
):
    altered(api, server, is_order, alter, times=1)
    once_only(api)


@pytest.mark.parametrize("looks", [1, 2])
def test_an_order_is_looked_for_again_where_the_list_lags_behind(api, server, looks):
    api.lost = 1
    altered(api, server, is_list, told(data=[]), times=looks)
    done = api.describe(scenes(COUNT))
    assert [r["description"] for r in out(done)] == expected(COUNT)
    assert api.requests() == COUNT * looks  # a list that lags for minutes cannot be seen through


@pytest.mark.parametrize("alter", [
    lambda _: ERROR, lambda _: HTML, told(data=None), told(data=[7]), told(data=[{}]),
    told(has_more=True, data=[{"id": "x", "status": "s", "processing_status": "s"}]),
], ids=["an error", "a page", "null", "numbers", "nameless", "a cursor in circles"])  # fmt: skip
def test_a_list_that_cannot_be_read_orders_nothing_again(api, env, server, alter):
    api.lost = 1
    altered(api, server, is_list, alter)
    done = api.describe(scenes(COUNT))
    assert done.returncode == 2
    assert b"run the same command later" in done.stderr
    assert len(kept(env)) == 1
    server.play = api
    once_only(api)


@pytest.mark.parametrize("hours", [-14, -1, 1, 14])
def test_a_lost_order_is_found_though_the_clocks_differ(api, server, hours):
    api.lost = 1
    at = datetime.now(UTC) + timedelta(hours=hours)
    moved = {"created_at": at.isoformat(), "metadata": {}}

    def alter(raw):
        page = json.loads(raw)
        return json.dumps(page | {"data": [each | moved for each in page["data"]]}).encode()

    altered(api, server, is_list, body(alter))
    once_only(api)


def test_other_batches_that_run_hold_up_no_order_that_was_lost(api, waits):
    api.lost, api.polls = 1, 0
    for n in range(20):
        api.add(
            [(f"{n}-{k}", {"messages": [{"content": "x"}]}) for k in range(COUNT)], {}, "file-0"
        )
    api.files["file-0"] = []
    running = [*api.made]
    calm = api.told
    api.told = lambda id: (
        calm(id)
        | ({"status": "in_progress", "processing_status": "in_progress"} if id in running else {})
    )
    done = api.describe(scenes(COUNT))
    assert [r["description"] for r in out(done)] == expected(COUNT), done.stderr
    assert len(api.made) == len(running) + 1
    assert sum(waits) < 300


ENDED = {
    "in another word": told(status="done", processing_status="done", ended_at=9, completed_at=9),
    "in capitals": told(status="DONE", processing_status="Ended", ended_at=9, completed_at=9),
    "with no counts": told(request_counts=None),
    "with odd counts": told(request_counts={"total": "3", "completed": None, "x": []}),
}


@pytest.mark.parametrize("alter", ENDED.values(), ids=ENDED)
def test_a_batch_that_has_ended_is_read_whatever_it_says(api, server, alter):
    altered(api, server, is_state, alter)
    once_only(api)


def cancelled(raw):
    """The first of the results; of the others that they were cancelled."""
    first, *others = raw.splitlines(keepends=True)
    gone = {"result": {"type": "canceled"}, "response": None, "error": {"code": "batch_cancelled"}}
    rows = ({"custom_id": json.loads(row)["custom_id"]} | gone for row in others)
    return first + b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_what_somebody_cancelled_is_ordered_again_by_the_next_run_alone(api, server):
    altered(api, server, is_results, body(cancelled))
    done = api.describe(scenes(COUNT))
    assert done.returncode == 1
    assert done.stderr.count(b"its batch was cancelled; run the same command to order it") == 2
    assert [bool(r["description"]) for r in out(done)] == [False, False, True]
    server.play = api
    assert api.describe(scenes(COUNT)).returncode == 0
    assert api.requests() == COUNT + 2


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_what_was_answered_before_a_batch_ended_badly_is_kept(api, server, status):
    first = body(lambda raw: raw.splitlines(keepends=True)[0])
    altered(api, server, is_results, first)
    calm = api.told
    api.told = lambda id: (
        calm(id) | ({"status": status} if calm(id)["status"] != "in_progress" else {})
    )
    done = api.describe(scenes(COUNT))
    assert [r["description"] for r in out(done)][2] == expected(COUNT)[2]
    api.told, server.play = calm, api
    assert api.describe(scenes(COUNT)).returncode == 0


def test_a_file_of_results_that_is_not_named_yet_is_waited_for(api, server):
    altered(api, server, is_state, told(output_file_id=None), times=4)
    once_only(api)


def test_the_key_goes_to_no_other_host(api, server):
    other = ModelServer()
    try:
        there = {"Location": other.url + "/x", "Content-Type": "application/json"}
        results = told(results_url=other.url + "/r", output_file_id=f"{other.url}/f")
        for concerns, alter in (
            (is_results, lambda _: Reply(status=302, headers=there)),
            (is_results, lambda _: Reply(status=307, headers=there)),
            (is_state, results),
        ):
            altered(api, server, concerns, alter)
            api.describe(scenes(COUNT))
        assert SECRET not in str([call.headers for call in other.calls])
    finally:
        other.close()


@pytest.mark.slow
@pytest.mark.parametrize("stage", range(1, 6))
@pytest.mark.parametrize("is_heard", [False, True], ids=["before it is heard", "once it was heard"])
def test_a_kill_at_any_request_loses_and_doubles_nothing(
    api, server, start, request, stage, is_heard
):
    if stage > 3 and request.node.callspec.params["api"] == "claude":
        pytest.skip("there are no more")
    gone = threading.Event()
    process = start("--batch", llm=request.node.callspec.params["api"])
    api.polls = 0

    def play(call):
        if call.number != stage or gone.is_set():
            return api(call)
        reply = api(call) if is_heard else Reply(reset="before")
        process.kill()
        process.wait()
        gone.set()
        return reply

    server.play = play
    process.stdin.write(b"".join(json.dumps(each).encode() + b"\n" for each in scenes(COUNT)))
    process.stdin.close()
    process.wait()
    server.play = api
    once_only(api)


@pytest.mark.slow
def test_an_interrupt_while_a_batch_is_waited_for_leaves_it_to_the_next_run(
    api, env, start, request
):
    api.polls = 10**9
    process = start("--batch", llm=request.node.callspec.params["api"])
    process.stdin.write(b"".join(json.dumps(each).encode() + b"\n" for each in scenes(COUNT)))
    process.stdin.close()
    until(lambda: api.looks)
    assert b"batch_0 of 3: in_progress" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.stderr.read() == b"mdx-describe: interrupted\n"
    assert process.wait() == 130
    assert len(kept(env)) == 1
    api.polls = 0
    once_only(api)


def test_a_clock_that_jumps_while_an_order_is_away_orders_nothing_again(api, env):
    api.describe(scenes(COUNT), "--detach")
    [name] = kept(env)
    path = os.path.join(env["MDX_CACHE_DIR"], "batches", name)
    with open(path) as file:
        order = json.load(file)
    for seconds in (-7200, 7200):
        with open(path, "w") as file:
            json.dump(order | {"id": "", "made": order["made"] + seconds}, file)
        once_only(api)
        with open(path, "w") as file:
            json.dump(order, file)
