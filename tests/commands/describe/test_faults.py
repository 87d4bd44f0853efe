"""Faults of servers, networks, disks and processes: no record is lost, none is paid for twice."""

import asyncio
import os
import signal
from collections import Counter
from email.utils import formatdate

import pytest
from describing import BACKENDS, SECRET, expected, lines, out, scene, scenes, until
from model_server import Reply, words

from mdx.llm import Answer, faults
from mdx.llm.backends import openai
from mdx.llm.patience import FIRST_WAIT_S as SOON
from mdx.llm.patience import Patience
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
    "429 with a date long past": (Reply(status=429, headers=later(-200)), SOON),
    "429 with a date by another clock": (Reply(status=429, headers=later(200, NOW - 9e6)), 200),
    "429 with retry-after-ms": (Reply(status=429, headers={"retry-after-ms": "2500"}), 2.5),
    "429 with nonsense": (Reply(status=429, headers={"Retry-After": "soon"}), SOON),
    "429 with nothing": (Reply(status=429), SOON),
    "408": (Reply(status=408), SOON),
    "409": (Reply(status=409), SOON),
    "529": (Reply(status=529), SOON),
    "500": (Reply(status=500), SOON),
    "503 with HTML": (Reply(status=503, body=HTML.body, headers=HTML.headers), SOON),
    "200 with HTML": (HTML, SOON),
    "200 with a list": (Reply(body=b"[]"), SOON),
    "200 with cut JSON": (Reply(body=b'{"content": [{"type": "te'), SOON),
    "200 with nothing": (Reply(body=b""), SOON),
    "bytes that are no gzip": (Reply(body=b"junk", headers={"Content-Encoding": "gzip"}), SOON),
    "bytes that are no UTF-8": (Reply(body=b'{"\xff": 1}'), SOON),
    "a wrong content type": (Reply(status=500, headers={"Content-Type": "image/png"}), SOON),
    "a reset before the answer": (Reply(reset="before"), SOON),
    "a reset in the middle": (Reply(reset="middle", text="Draw " * 200), SOON),
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


def test_twenty_that_the_server_fails_in_a_row_end_the_run_and_what_is_kept_flows_out(
    describe, server
):
    describe(scenes(100)[60:])
    server.calls.clear()
    server.play = lambda call: Reply(status=500, text="oh")
    done = describe(scenes(100), "--jobs", "1", "--tries", "1")
    assert done.returncode == 2
    assert b"20 requests failed in a row, the last one: 500: oh (tried once); run" in done.stderr
    assert len(server.calls) == 20
    assert [r["description"] for r in out(done)] == [""] * 60 + expected(100)[60:]


@pytest.mark.parametrize("kind", ["refused", "too long", "cut off", "empty", "no JSON"])
def test_any_number_of_records_without_an_answer_end_no_run(describe, server, kind):
    reply = {
        "refused": Reply(status=400, text="bad"),
        "too long": Reply(status=400, text="maximum context length is 9"),
        "cut off": Reply("Draw", stop="max_tokens"),
        "empty": Reply(" "),
        "no JSON": HTML,
    }[kind]
    server.play = lambda call: reply if number(call) < 45 else words(call)
    done = describe(scenes(60), "--jobs", "1")
    assert done.returncode == 1
    assert [r["description"] for r in out(done)] == [""] * 45 + expected(60)[45:]


STRANGE = [
    b"", b"{", b"null", b"[]", b'{"choices": 5}', b'{"choices": []}', HTML.body, b"data: {}\n\n",
    b'{"choices": [{"message": {"content": 5}}]}', b'{"error": {"message": "oh"}}', b"\xff",
]  # fmt: skip


def test_answers_that_cannot_be_read_are_verdicts_that_are_kept(describe, server):
    def play(call):
        return Reply(body=STRANGE[n]) if (n := number(call)) < len(STRANGE) else words(call)

    server.play = play
    count = 60
    first = describe(scenes(count))
    described = [""] * len(STRANGE) + expected(count)[len(STRANGE) :]
    assert [r["description"] for r in out(first)] == described
    assert len(server.calls) == count + 2 * len(STRANGE)
    server.calls.clear()
    again = describe(scenes(count))
    assert (again.returncode, again.stdout) == (1, first.stdout)
    assert server.calls == []
    server.play = words
    assert describe(scenes(count), "--retry-failed").returncode == 0
    assert len(server.calls) == len(STRANGE)


def test_a_page_in_place_of_every_answer_is_no_verdict_on_anything(describe, server):
    describe(scenes(5))
    server.play = lambda call: HTML
    done = describe(scenes(1000))
    assert done.returncode == 2
    assert b"100 requests in a row have no answer that can be read, the last one: " in done.stderr
    assert b"but a page of HTML (tried 3 times); see --base-url" in done.stderr
    assert len(server.calls) < 450
    assert [r["description"] for r in out(done)][:5] == expected(5)
    server.play = words
    server.calls.clear()
    assert describe(scenes(200)).returncode == 0
    assert len(server.calls) == 195


def test_a_page_in_place_of_every_answer_for_a_while_is_no_verdict_on_anything(describe, server):
    server.play = lambda call: HTML if 50 < call.number <= 400 else words(call)
    describe(scenes(100), "--jobs", "40")
    server.calls.clear()
    server.play = words
    assert describe(scenes(100)).returncode == 0
    assert len(server.calls) > 30


def test_where_there_is_no_key_what_is_kept_flows_out_all_the_same(describe, monkeypatch, server):
    describe(scenes(6)[3:], llm="claude")
    server.calls.clear()
    for name in ("ANTHROPIC_API_KEY", "HOME"):
        monkeypatch.setenv(name, "")
    done = describe(scenes(6), llm="claude")
    assert done.returncode == 2
    assert [r["description"] for r in out(done)] == [""] * 3 + expected(6)[3:]
    assert done.stderr.splitlines()[-1] == b"mdx-describe: ANTHROPIC_API_KEY is not set"
    assert server.calls == []


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_a_server_that_is_not_there_ends_the_run_in_seconds(describe, server, waits, llm):
    server.stop()
    done = describe(scenes(50), llm=llm)
    server.start()
    assert done.returncode == 2
    assert b"nothing answers at http://127.0.0.1:" in done.stderr
    assert b"is the server running?" in done.stderr
    assert sum(set(waits)) < 5  # all of them wait side by side
    assert max(waits) < 6


def test_the_first_retry_of_a_run_is_one_line(describe, server):
    server.play = first(Reply(status=503, text="too many"), times=6)
    done = describe(scenes(20))
    assert done.returncode == 0
    assert done.stderr.count(b"503: too many; trying again") == 1
    assert done.stderr.count(b"\n") == 2


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_a_403_about_one_record_is_that_records(describe, server, llm):
    another = asyncio.Event()

    def play(call):
        if number(call) == 0:
            return Reply(status=403, text="not this", after=another)
        another.set()
        return words(call)

    server.play = play
    done = describe(scenes(9), llm=llm)
    assert done.returncode == 1
    assert b"in:1: not described: the request is refused (403: not this)" in done.stderr
    assert [r["description"] for r in out(done)] == ["", *expected(9)[1:]]
    server.calls.clear()
    assert describe(scenes(9), llm=llm).returncode == 1
    assert server.calls == []


def test_a_limit_by_its_newer_name_is_sent_where_the_server_asks_for_it(describe, server):
    def play(call):
        if "max_tokens" in call.body:
            return Reply(
                status=400, text="'max_tokens' is not supported, use 'max_completion_tokens'"
            )
        return words(call)

    server.play = play
    done = describe(scenes(5), "--jobs", "1", "--max-tokens", "77")
    assert [r["description"] for r in out(done)] == expected(5)
    assert len(server.calls) == 6
    assert server.calls[-1].body["max_completion_tokens"] == 77


def test_a_field_set_to_null_is_left_out(describe, server):
    describe(scenes(1), "--set", "max_tokens=null", "--set", "seed=1")
    assert "max_tokens" not in server.calls[0].body
    assert server.calls[0].body["seed"] == 1


@pytest.mark.parametrize("url", ["localhost:11434", "//x/v1", "ftp://x", "http://"])
def test_an_address_without_its_scheme_is_told_before_any_request(mdx, url):
    done = mdx("describe", "--llm", "ollama", "--base-url", url, input=lines(scenes(1)))
    assert done.returncode == 2
    assert b"is no address; --base-url begins with http:// or https://" in done.stderr


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


KINDS = [
    Reply(status=429, headers={"retry-after-ms": "100"}), Reply(status=429), Reply(status=529),
    Reply(status=503, body=b"<html>busy</html>"), Reply(status=500, text="oh"), Reply(status=408),
    Reply(reset="before"), Reply(reset="middle", text="Draw " * 200), HTML, Reply(body=b"{"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_of_many_records_and_ten_kinds_of_faults_none_is_lost_and_each_is_answered_once(
    describe, server, llm
):
    """39 of 100 bodies fail twice, each in its own way."""
    failed, answered = Counter(), Counter()

    def play(call):
        n = number(call)
        if n % 100 < 39 and failed[n] < 2:
            failed[n] += 1
            return KINDS[(n + failed[n]) % len(KINDS)]
        answered[n] += 1
        return words(call)

    server.play = play
    done = describe(scenes(300), "--jobs", "20", llm=llm)
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == expected(300)
    assert set(answered.values()) == {1}
    assert sum(failed.values()) == 2 * 39 * 3


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


@pytest.mark.slow
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


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["Ctrl-C", "SIGTERM"]
)
def test_the_first_signal_waits_for_what_is_in_flight_and_keeps_it(
    describe, server, start, tmp_path, number, status
):
    gate = asyncio.Event()

    def play(call):
        reply = words(call)
        reply.after = gate
        return reply

    server.play = play
    (tmp_path / "scenes").write_bytes(lines(scenes(40)))
    process = start("--jobs", "5", "scenes")
    until(lambda: len(server.calls) == 5)
    process.send_signal(number)
    said = process.stderr.readline()
    assert said == b"mdx-describe: waiting for 5 in flight; interrupt again to leave at once\n"
    server.loop.call_soon_threadsafe(gate.set)
    process.stderr.read()
    assert process.wait() == status
    assert len(server.calls) == 5
    server.play = words
    done = describe(scenes(40))
    assert [r["description"] for r in out(done)] == expected(40)
    assert len(server.calls) == 40


def test_the_second_signal_leaves_at_once(server, start):
    server.play = lambda call: Reply("x", after=asyncio.Event())
    process = start()
    process.stdin.write(lines(scenes(3)))
    process.stdin.flush()
    until(lambda: len(server.calls) == 3)
    process.send_signal(signal.SIGINT)
    assert b"waiting for 3 in flight" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.stderr.read() == b"mdx-describe: interrupted\n"
    assert process.wait() == 130


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


@pytest.mark.slow
def test_two_runs_at_once_ask_for_each_answer_once(describe, server, start, tmp_path, env):
    gate = asyncio.Event()

    def play(call):
        reply = words(call)
        reply.after = gate
        return reply

    server.play = play
    (tmp_path / "scenes").write_bytes(lines(scenes(40)))
    runs = [start("-q", "scenes") for _ in range(3)]
    until(lambda: len(server.calls) >= 8)
    server.loop.call_soon_threadsafe(gate.set)
    outs = [run.communicate()[0] for run in runs]
    assert outs[0] == outs[1] == outs[2]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(server.calls) == 40
    assert os.listdir(f"{env['MDX_CACHE_DIR']}/answers.claims") == []


def test_what_a_killed_run_was_asking_for_is_asked_for_by_the_next(describe, server, start, env):
    server.play = lambda call: Reply("x", after=asyncio.Event())
    process = start()
    process.stdin.write(lines(scenes(3)))
    process.stdin.flush()
    until(lambda: len(server.calls) == 3)
    process.kill()
    process.wait()
    assert len(os.listdir(f"{env['MDX_CACHE_DIR']}/answers.claims")) == 3
    server.play = words
    assert [r["description"] for r in out(describe(scenes(3)))] == expected(3)


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
