"""Faults of servers, networks, disks and processes: no record is lost, none is paid for twice."""

import asyncio
import os
import signal
from email.utils import formatdate

import pytest
from describing import BACKENDS, SECRET, expected, lines, out, scene, scenes, until
from model_server import Reply, words

from mdx.llm import Answer, faults
from mdx.llm.backends import openai
from mdx.llm.patience import FIRST_WAIT_S, Patience
from mdx.llm.store import Store

NOW = 1_800_000_000  # whenever a date is read


@pytest.fixture(autouse=True)
def now(waits, monkeypatch):
    monkeypatch.setattr(faults, "clock", lambda: NOW)


def first(reply, times=1):
    """Plays this reply to the first requests, and words to all others."""
    return lambda call: reply if call.number <= times else words(call)


def later(seconds, now=NOW):
    """When to come again, and the server's clock."""
    dates = {"Retry-After": now + seconds, "Date": now}
    return {name: formatdate(date, usegmt=True) for name, date in dates.items()}


HTML = Reply(body=b"<html>502</html>", headers={"Content-Type": "text/html"})
WEATHER = {
    "429 with Retry-After": (Reply(status=429, headers={"Retry-After": "7"}), 7),
    "429 with a date": (Reply(status=429, headers=later(200)), 200),
    "429 with a date long past": (Reply(status=429, headers=later(-200)), FIRST_WAIT_S),
    "429 with a date by another clock": (Reply(status=429, headers=later(200, NOW - 9e6)), 200),
    "429 with retry-after-ms": (Reply(status=429, headers={"retry-after-ms": "2500"}), 2.5),
    "429 with nonsense": (Reply(status=429, headers={"Retry-After": "soon"}), FIRST_WAIT_S),
    "429 with nothing": (Reply(status=429), FIRST_WAIT_S),
    "408": (Reply(status=408), FIRST_WAIT_S),
    "409": (Reply(status=409), FIRST_WAIT_S),
    "529": (Reply(status=529), FIRST_WAIT_S),
    "500": (Reply(status=500), FIRST_WAIT_S),
    "503 with HTML": (Reply(status=503, body=HTML.body, headers=HTML.headers), FIRST_WAIT_S),
    "200 with HTML": (HTML, FIRST_WAIT_S),
    "200 with a list": (Reply(body=b"[]"), FIRST_WAIT_S),
    "200 with cut JSON": (Reply(body=b'{"content": [{"type": "te'), FIRST_WAIT_S),
    "200 with nothing": (Reply(body=b""), FIRST_WAIT_S),
    "bytes that are no gzip": (Reply(body=b"junk", headers={"Content-Encoding": "gzip"}), FIRST_WAIT_S),
    "bytes that are no UTF-8": (Reply(body=b'{"\xff": 1}'), FIRST_WAIT_S),
    "a wrong content type": (Reply(status=500, headers={"Content-Type": "image/png"}), FIRST_WAIT_S),
    "a reset before the answer": (Reply(reset="before"), FIRST_WAIT_S),
    "a reset in the middle": (Reply(reset="middle", text="Draw " * 200), FIRST_WAIT_S),
}  # fmt: skip


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize(("reply", "wait"), WEATHER.values(), ids=WEATHER)
def test_weather_is_waited_out(describe, server, waits, llm, reply, wait):
    server.play = first(reply, times=2)
    done = describe(scenes(5), llm=llm)
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(5)
    assert len(server.calls) == 7
    assert max(waits) >= wait


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize(
    "reply", [Reply("x", after=asyncio.Event()), Reply("x" * 9999, drip=0.1)], ids=["head", "body"]
)
def test_slow_headers_and_a_slow_body_are_cut_and_tried_again(describe, server, llm, reply):
    server.play = first(reply)
    done = describe(scenes(1), "--timeout", "0.5", llm=llm)
    assert [r["description"] for r in out(done)] == expected(1)
    assert len(server.calls) >= 2


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_a_fault_that_stays_fails_the_record_and_the_next_run_finishes(describe, server, llm):
    def play(call):
        return Reply(status=500, text="oh") if "# 2\n" in call.asked else words(call)

    server.play = play
    done = describe(scenes(5), "--tries", "3", llm=llm)
    assert done.returncode == 1
    assert b"in:3: not described: 500: oh (tried 3 times)" in done.stderr
    assert [bool(r["description"]) for r in out(done)] == [True, True, False, True, True]
    assert len(server.calls) == 7
    server.play = words
    again = describe(scenes(5), llm=llm)
    assert [r["description"] for r in out(again)] == expected(5)
    assert len(server.calls) == 8


SPENT = b'{"error": {"details": {"error_code": "enforced_spend_limit_reached"}, "message": "no"}}'
QUOTA = b'{"error": {"code": "insufficient_quota", "message": "no"}}'
NO_MODEL = b'{"error": {"code": "model_not_found", "message": "no"}}'


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=429, body=SPENT),
        Reply(status=429, body=QUOTA),
        Reply(status=402),
        Reply(status=400, body=NO_MODEL),
        Reply(status=429, headers={"Retry-After": "4294967"}),
    ],
    ids=["a spend limit", "no quota", "no credit", "no such model", "a pause of weeks"],
)
def test_what_no_waiting_cures_ends_the_run(describe, server, waits, llm, reply):
    server.play = lambda call: reply
    done = describe(scenes(9), "--jobs", "1", llm=llm)
    assert done.returncode == 2
    assert len(server.calls) == 1
    assert waits == []


def test_twenty_failures_in_a_row_end_the_run(describe, server):
    server.play = lambda call: Reply(status=400, text="bad")
    done = describe(scenes(100), "--jobs", "1")
    assert done.returncode == 2
    assert b"20 requests failed in a row, the last one: the request is refused" in done.stderr
    assert len(server.calls) == 20


def test_a_server_that_dies_and_comes_back_costs_nothing_but_time(
    describe, server, monkeypatch, waits
):
    async def sleep(seconds):
        waits.append(seconds)
        if len(waits) == 5:
            await asyncio.to_thread(server.start)
        await asyncio.sleep(0.01)

    dying = []

    def play(call):
        if call.number == 5:
            dying.append(asyncio.ensure_future(server.runner.cleanup()))
            return Reply(reset="before")
        return words(call)

    monkeypatch.setattr(Patience, "sleep", staticmethod(sleep))
    server.play = play
    done = describe(scenes(12), "--jobs", "2", "--tries", "50")
    assert [r["description"] for r in out(done)] == expected(12)
    assert len(waits) >= 5


def number(call):
    """Of the scene that a call is about."""
    return int(words(call).text.split()[-3])


def test_kill_9_at_any_moment_costs_no_answer(describe, server, start, tmp_path):
    gate = asyncio.Event()

    def play(call):
        reply = words(call)
        if number(call) >= 7:
            reply.after = gate
        return reply

    server.play = play
    (tmp_path / "scenes").write_bytes(lines(scenes(12)))
    process = start("--jobs", "3", "scenes")
    written = [process.stdout.readline() for _ in range(7)]
    until(lambda: len(server.calls) == 10)
    process.kill()
    process.wait()
    server.loop.call_soon_threadsafe(gate.set)
    server.play = words
    server.calls.clear()
    done = describe(scenes(12), "--jobs", "3")
    assert [r["description"] for r in out(done)] == expected(12)
    assert done.stdout.startswith(b"".join(written))
    assert sorted(map(number, server.calls)) == [7, 8, 9, 10, 11]


def test_later_answers_are_safe_while_the_first_is_waited_for(server, start, env):
    """An endless producer: reading stops at the window, and what is answered is on disk."""
    gate = asyncio.Event()

    def play(call):
        reply = words(call)
        if number(call) == 0:
            reply.after = gate
        return reply

    server.play = play
    process = start("--jobs", "2")
    window = 2 * 8
    process.stdin.write(lines(scenes(200)))
    process.stdin.flush()
    until(lambda: len(entries(env)) >= window - 1)
    assert len(server.calls) == window
    server.loop.call_soon_threadsafe(gate.set)
    written, _ = process.communicate()
    assert len(written.splitlines()) == 200


def test_answers_leave_while_the_producer_is_slow(start):
    process = start()
    for n in range(3):
        process.stdin.write(lines([scene(n)]))
        process.stdin.flush()
        assert b"number %d" % n in process.stdout.readline()
    process.communicate()
    assert process.returncode == 0


def test_a_stop_while_the_producer_is_silent_ends_at_once(server, start):
    server.play = lambda call: Reply(status=401)
    process = start()
    process.stdin.write(lines([scene(1)]))
    process.stdin.flush()
    said = process.stderr.read()  # standard input is still open
    assert process.wait() == 2
    assert said.count(b"\n") == 1


def test_ctrl_c_in_the_middle_is_quiet_and_quick(server, start):
    server.play = lambda call: Reply("x", after=asyncio.Event())
    process = start()
    process.stdin.write(lines(scenes(3)))
    process.stdin.flush()
    until(lambda: len(server.calls) == 3)
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    assert process.wait() == 130
    assert said == b"mdx-describe: interrupted\n"


def entries(env):
    found = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(f"{env['MDX_CACHE_DIR']}/answers")
        for name in names
    ]
    return sorted(found)


@pytest.mark.parametrize(
    "damage",
    [lambda raw: raw[: len(raw) // 2], lambda raw: b"", lambda raw: raw.replace(b"Draw", b"Drag")],
    ids=["cut", "empty", "changed"],
)
def test_a_damaged_entry_is_a_miss_said_once(describe, server, env, damage):
    describe(scenes(4))
    for path in entries(env)[:2]:
        with open(path, "rb") as file:
            raw = file.read()
        with open(path, "wb") as file:
            file.write(damage(raw))
    done = describe(scenes(4))
    assert [r["description"] for r in out(done)] == expected(4)
    assert len(server.calls) == 6
    assert done.stderr.count(b"is damaged") == 1
    assert describe(scenes(4)).stderr.count(b"damaged") == 0


def test_a_cache_that_cannot_be_written_is_one_warning(describe, env, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be")
    done = describe(scenes(4))
    assert done.returncode == 0
    assert [r["description"] for r in out(done)] == expected(4)
    assert done.stderr.count(b"answers are not kept") == 1


def test_the_cache_is_for_its_owner_alone(describe, env):
    describe(scenes(1))
    [path] = entries(env)
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert os.stat(os.path.dirname(path)).st_mode & 0o777 == 0o700
    assert os.stat(env["MDX_CACHE_DIR"]).st_mode & 0o777 == 0o700


def test_two_runs_at_once_share_the_cache(describe, server, start, tmp_path):
    (tmp_path / "scenes").write_bytes(lines(scenes(40)))
    runs = [start("-q", "scenes") for _ in range(2)]
    outs = [run.communicate()[0] for run in runs]
    assert outs[0] == outs[1]
    assert [run.returncode for run in runs] == [0, 0]
    server.calls.clear()
    assert describe(scenes(40)).stdout == outs[0]
    assert server.calls == []


def test_an_answer_is_on_disk_before_another_request_takes_its_place(describe, monkeypatch):
    unkept, most = set(), []
    put = Store.put

    async def ask(backend, request):
        unkept.add(text := f"Draw shape {len(most)} as it was asked.")
        most.append(len(unkept))
        await asyncio.sleep(0)  # so that several answers come at once
        return Answer(text)

    def kept(store, key, model, answer):
        put(store, key, model, answer)
        unkept.remove(answer.text)

    monkeypatch.setattr(openai.Backend, "ask", ask)
    monkeypatch.setattr(Store, "put", kept)
    assert describe(scenes(40), "--jobs", "4").returncode == 0
    assert (len(most), max(most)) == (40, 4)


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize(
    "reply",
    [
        Reply("Draw a circle."),
        Reply(f"Draw {SECRET}."),
        Reply(status=400, text=f"bad {SECRET}"),
        Reply(status=401, text=f"no {SECRET}"),
        Reply(status=500, text=f"oh {SECRET}"),
        Reply(status=429, text=SECRET, headers={"Retry-After": "99999"}),
        Reply(body=SECRET.encode()),
    ],
    ids=["words", "the key", "400", "401", "500", "a long pause", "no JSON"],
)
def test_the_key_appears_nowhere_whatever_the_server_says(describe, server, tmp_path, llm, reply):
    server.play = lambda call: reply
    done = describe(scenes(2), "--usage", "usage.json", "--rejects", "rejects.jsonl", llm=llm)
    assert SECRET.encode() not in done.stdout + done.stderr
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if SECRET.encode() in path.read_bytes()] == []
