"""The patience of all requests together, in virtual time."""

import asyncio
import random
from itertools import pairwise

import pytest
import virtual_time

from mdx.llm import Again, Answer, Garbled, GaveUp, Limits, Refused, Stop, Unanswered, Unreadable
from mdx.llm.patience import FIRST_WAIT_S, GARBAGE, HOPELESS, JITTER, Patience


def play(script, requests=1, chance=0.0, latency=0.0, took=20, **limits):
    """Asks so many questions at once; `script(n, now)` is the n-th attempt's exception or None.
    Each is thought to take 20 tokens, and took so many.

    Returns (what each got, when each attempt went out, the patience).
    """
    sent = []

    async def go(clock):
        patience = Patience(Limits(**limits))
        patience.clock, patience.chance = clock, lambda: chance

        async def attempt():
            sent.append(clock())
            fault = script(len(sent), clock())
            await asyncio.sleep(latency)
            if fault is not None:
                raise fault
            return Answer("words", 10, took - 10)

        async def ask():
            try:
                return await patience.answer(attempt, tokens=20)
            except (Unanswered, Stop) as fault:
                return fault

        return await asyncio.gather(*(ask() for _ in range(requests))), patience

    got, patience = virtual_time.run(go)
    return got, sent, patience


def busy(after=None):
    return Again("429", after, busy=True)


def test_a_good_answer_goes_out_once_and_at_once():
    got, sent, _ = play(lambda n, now: None)
    assert got == [Answer("words", 10, 10)]
    assert sent == [0]


def test_waits_grow_to_a_minute_faster_where_nothing_else_comes_back():
    _, sent, _ = play(lambda n, now: Again("500"), tries=9)
    waits = [b - a for a, b in pairwise(sent)]
    assert waits == pytest.approx([0.2, 0.3, 0.45, 5.4, 16.2, 48.6, 60, 60])


def test_what_the_server_asks_for_is_a_floor_and_jitter_comes_on_top():
    for chance in (0.0, 0.5, 1.0):
        _, sent, _ = play(lambda n, now: busy(30) if n == 1 else None, chance=chance)
        assert sent[1] == pytest.approx(30 * (1 + JITTER * chance))


def test_a_wait_of_no_length_is_one_all_the_same():
    _, sent, _ = play(lambda n, now: busy(0.001) if n == 1 else None)
    assert sent[1] == FIRST_WAIT_S


def test_the_gate_holds_everybody_until_the_longest_pause_is_over():
    pauses = {1: 5, 2: 40, 3: 10}
    _, sent, _ = play(
        lambda n, now: busy(pauses[n]) if n in pauses else None, requests=12, jobs=3, latency=0.1
    )
    assert [t for t in sent if 0.1 < t < 40] == []
    assert len(sent) == 15


def test_a_fault_that_is_just_bad_luck_holds_up_nobody_else():
    _, sent, patience = play(lambda n, now: Again("500") if n == 1 else None, requests=9, jobs=3)
    assert sorted(sent)[-1] == FIRST_WAIT_S
    assert sum(t == 0 for t in sent) == 9
    assert patience.window == 3


def test_those_that_went_out_together_halve_the_window_once():
    _, _, patience = play(
        lambda n, now: busy(1) if n <= 16 else None, requests=16, jobs=16, latency=0.5
    )
    assert 8 < patience.window < 16


def test_the_window_grows_back_by_one_a_round():
    _, _, patience = play(
        lambda n, now: busy(1) if n <= 8 else None, requests=400, jobs=8, latency=0.5
    )
    assert patience.window == 8


def test_never_more_in_flight_than_the_window_allows():
    flying = peak = 0

    async def go(clock):
        nonlocal flying, peak
        patience = Patience(Limits(jobs=7))
        patience.clock = clock

        async def attempt():
            nonlocal flying, peak
            flying += 1
            peak = max(peak, flying)
            await asyncio.sleep(0.2)
            flying -= 1
            return Answer("words")

        await asyncio.gather(*(patience.result(attempt) for _ in range(50)))
        return clock()

    assert virtual_time.run(go) == pytest.approx(0.2 * 8)
    assert peak == 7


def test_a_retry_goes_before_those_that_never_went_out():
    order = []

    async def go(clock):
        patience = Patience(Limits(jobs=1))
        patience.clock, patience.chance = clock, lambda: 0.0

        async def ask(name):
            async def attempt():
                order.append(name)
                await asyncio.sleep(0.15)
                if order == ["a"]:
                    raise Again("500")
                return Answer("words")

            await patience.result(attempt)

        await asyncio.gather(*map(ask, "abcd"))

    virtual_time.run(go)
    assert order == ["a", "b", "c", "a", "d"]


def test_tries_and_total_time_are_bounded():
    got, sent, _ = play(lambda n, now: Again("500: oh"), tries=3)
    assert len(sent) == 3
    assert str(got[0]) == "500: oh (tried 3 times)"
    got, sent, _ = play(lambda n, now: Again("500"), tries=1000, total_s=200)
    assert sent[-1] <= 200
    assert type(got[0]) is GaveUp


def test_a_pause_beyond_the_ceiling_ends_the_run():
    got, sent, _ = play(lambda n, now: busy(4_294_967))
    assert type(got[0]) is Stop
    assert "--max-wait" in str(got[0])
    assert sent == [0]


def test_after_what_ends_the_run_nothing_more_goes_out():
    got, sent, _ = play(lambda n, now: Stop("401"), requests=9, jobs=2, latency=0.1)
    assert len(sent) == 2
    assert all(isinstance(fault, Stop) for fault in got)


def test_so_many_given_up_in_a_row_end_the_run_and_a_success_between_does_not():
    down = {"requests": HOPELESS, "jobs": 1, "tries": 1}
    got, _, _ = play(lambda n, now: Again("500"), **down)
    assert [type(g) for g in got] == [GaveUp] * (HOPELESS - 1) + [Stop]
    got, _, _ = play(
        lambda n, now: None if n % HOPELESS == 0 else Again("500"), **down | {"requests": 200}
    )
    assert Stop not in map(type, got)


@pytest.mark.parametrize("verdict", [Unanswered("cut off"), Refused("400"), Unreadable("no JSON")])
def test_verdicts_on_single_requests_end_no_run_however_many(verdict):
    got, _, _ = play(lambda n, now: verdict, requests=3 * HOPELESS, jobs=1, tries=1)
    assert Stop not in map(type, got)


def test_what_cannot_be_read_is_tried_three_times_and_is_then_of_that_request():
    got, sent, _ = play(lambda n, now: Unreadable("no JSON"))
    assert len(sent) == 3
    assert (type(got[0]), str(got[0])) == (Unanswered, "no JSON (tried 3 times)")


@pytest.mark.parametrize(
    ("script", "requests", "kind"),
    [
        (lambda n, now: Unreadable("no JSON") if n in (1, 5, 6) else None, 4, Garbled),
        (lambda n, now: Unreadable("no JSON") if n > 1 else None, 2, Garbled),
        (lambda n, now: Unreadable("no JSON") if n > 1 else None, 3, Unanswered),
        (lambda n, now: Unreadable("no JSON") if n > 30 else None, 60, Unanswered),
        (lambda n, now: Again("500") if n > 1 else Unreadable("no JSON"), 1, GaveUp),
    ],
    ids=[
        "the others are answered", "the last one alone", "nobody is answered from some time on",
        "nobody is answered any more though many were", "the server fails otherwise",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_verdict_where_the_server_answers_others(script, requests, kind):
    got, _, _ = play(script, requests, jobs=30, latency=0.1)
    assert {type(each) for each in got if type(each) is not Answer} == {kind}


def test_a_server_of_which_nothing_can_be_read_ends_the_run():
    garbage = Unreadable("a page of HTML")
    got, sent, _ = play(lambda n, now: garbage, requests=2000, jobs=8, latency=0.1)
    assert Stop in map(type, got)
    assert len(sent) < 4 * GARBAGE
    got, _, _ = play(lambda n, now: garbage if n % (GARBAGE // 2) else None, 2000, jobs=1)
    assert Stop not in map(type, got)


def test_what_is_worth_one_try_is_tried_once():
    got, sent, _ = play(lambda n, now: Again("status 1", tries=1))
    assert len(sent) == 1
    assert type(got[0]) is GaveUp


def test_where_nothing_has_ever_answered_the_run_ends_in_seconds():
    got, sent, _ = play(lambda n, now: Again("nothing answers", absent=True), requests=50, jobs=8)
    assert {type(fault) for fault in got} == {Stop}
    assert sent[-1] < 10


@pytest.mark.parametrize("first", [None, Again("500")], ids=["well", "with a fault"])
def test_where_something_has_answered_it_may_come_back(first):
    gone = Again("nothing answers", absent=True)
    script = [first, *[gone] * 7]
    got, _, _ = play(lambda n, now: script[n - 1] if n < 9 else None, requests=3, jobs=1)
    assert [type(answer) for answer in got] == [Answer] * 3


def test_a_403_is_of_the_key_where_it_has_opened_nothing():
    doubtful = Refused("403", bad_key="refuses the key")
    got, sent, _ = play(lambda n, now: doubtful, requests=9, jobs=3, latency=0.1)
    assert {str(fault) for fault in got} == {"refuses the key"}
    assert len(sent) == 3


@pytest.mark.parametrize("first_of_all", [True, False])
def test_a_403_is_of_the_record_where_others_that_went_out_with_it_succeed(first_of_all):
    async def go(clock):
        patience = Patience(Limits(jobs=3))
        patience.clock = clock

        async def ask(n):
            async def attempt():
                await asyncio.sleep(n if first_of_all else 3 - n)
                if n == 0:
                    raise Refused("403", bad_key="refuses the key")
                return Answer("words")

            try:
                return await patience.result(attempt)
            except Unanswered as fault:
                return fault

        return await asyncio.gather(*map(ask, range(3)))

    refused, *answered = virtual_time.run(go)
    assert type(refused) is Refused
    assert answered == [Answer("words")] * 2


@pytest.mark.parametrize(("share", "times"), [(0.02, 1.3), (0.05, 1.6), (0.2, 3)])
@pytest.mark.parametrize("seed", range(5))
def test_a_share_of_busy_answers_costs_the_run_little(share, times, seed):
    """500 requests of 200 ms, 50 at once: by themselves 2 s, and half of one to begin."""
    unlucky = random.Random(seed)

    def script(n, now):
        ends.append(now + 0.2)
        return busy() if unlucky.random() < share else None

    ends = []
    got, _, _ = play(script, requests=500, jobs=50, latency=0.2, chance=0.5)
    assert [type(answer) for answer in got] == [Answer] * 500
    assert 0.5 + max(ends) <= times * 2.5


def test_a_server_that_takes_half_of_us_is_left_with_fewer_and_they_come_back():
    flying = peak = 0
    seen = []

    async def go(clock):
        nonlocal flying, peak
        patience = Patience(Limits(jobs=40))
        patience.clock, patience.chance = clock, lambda: 0.0

        async def attempt():
            nonlocal flying
            flying += 1
            room = 10 if clock() < 20 else 40
            full = flying > room
            seen.append((clock(), flying, full))
            await asyncio.sleep(0.2)
            flying -= 1
            if full:
                raise busy()
            return Answer("words")

        await asyncio.gather(*(patience.result(attempt) for _ in range(4000)))

    virtual_time.run(go)
    while_short = [full for at, _, full in seen if 5 < at < 20]
    assert sum(while_short) / len(while_short) < 0.5
    assert max(n for at, n, _ in seen if 20 < at < 23) == 40


def test_what_is_on_its_way_is_waited_for_when_the_run_stops_and_nothing_else_goes_out():
    async def go(clock):
        patience = Patience(Limits(jobs=2))
        patience.clock = clock
        came = []

        async def attempt():
            await asyncio.sleep(5)
            came.append(clock())
            return Answer("words")

        asked = [asyncio.ensure_future(patience.result(attempt)) for _ in range(6)]
        await asyncio.sleep(1)
        patience.stop(Stop("interrupted"))
        await patience.drained()
        results = await asyncio.gather(*asked, return_exceptions=True)
        return came, [type(result) for result in results]

    assert virtual_time.run(go) == ([5, 5], [Answer] * 2 + [Stop] * 4)


def test_the_first_retry_of_a_run_is_told_and_no_other():
    told = []

    async def go(clock):
        patience = Patience(Limits(jobs=4), told.append)
        patience.clock = clock
        faults = iter([Again("503: oh"), Again("500")])

        async def attempt():
            for fault in faults:
                raise fault
            return Answer("words")

        await asyncio.gather(*(patience.result(attempt) for _ in range(4)))

    virtual_time.run(go)
    assert told == ["503: oh; trying again; further retries are not reported"]


def test_requests_a_minute_are_spread_evenly():
    _, sent, _ = play(lambda n, now: None, requests=10, jobs=10, rpm=30)
    assert sorted(sent) == [2 * n for n in range(10)]


@pytest.mark.parametrize(
    ("took", "expected"), [(20, [0, 60, 120]), (40, [0, 120, 240]), (15, [0, 45, 90])]
)
def test_tokens_a_minute_are_spread_evenly_by_what_answers_took(took, expected):
    _, sent, _ = play(lambda n, now: None, requests=3, jobs=1, tpm=20, took=took)
    assert sent == expected


def test_a_request_that_fails_keeps_the_tokens_that_it_may_have_taken():
    _, sent, _ = play(lambda n, now: Again("500") if n == 1 else None, requests=2, jobs=1, tpm=20)
    assert sent == [0, 60, 120]


@pytest.mark.parametrize(("rpm", "tpm", "apart"), [(30, 200, 6), (5, 2000, 12)])
def test_of_two_paces_the_slower_one_holds(rpm, tpm, apart):
    _, sent, _ = play(lambda n, now: None, requests=4, jobs=4, rpm=rpm, tpm=tpm)
    assert sorted(sent) == [apart * n for n in range(4)]


def test_a_paced_request_still_waits_for_the_gate():
    _, sent, _ = play(
        lambda n, now: busy(90) if n <= 2 else None, requests=5, jobs=3, rpm=60, latency=0.1
    )
    assert [t for t in sent if 1 < t < 91] == []


def test_a_gate_that_shuts_while_requests_wait_for_their_turn_costs_them_no_second_turn():
    """Those in line when the gate shuts go out, once it is open, as far apart as ever."""
    _, sent, _ = play(
        lambda n, now: busy(90) if n <= 3 else None, requests=6, jobs=6, rpm=20, latency=0.1
    )
    assert sent == [0, 3, 6] + [pytest.approx(96.1 + 3 * n) for n in range(6)]


def test_what_ends_the_run_ends_it_for_those_in_line():
    got, sent, _ = play(lambda n, now: Stop("401"), requests=5, jobs=5, rpm=30, latency=0.1)
    assert len(sent) == 1
    assert [type(fault) for fault in got] == [Stop] * 5
