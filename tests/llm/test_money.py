"""What a run takes and may take."""

import asyncio

import pytest

from mdx.llm import Answer, Held, money
from mdx.llm.money import Budget, Prices, Usage

FREE, DEAR = Prices(), Prices(2, 10)


@pytest.mark.parametrize(
    ("prices", "cost"),
    [(DEAR, 0.00025), (Prices(0, 0), 0), (FREE, None), (Prices(2), None), (Prices(None, 2), None)],
)
def test_a_cost_is_told_where_both_prices_are(prices, cost):
    assert prices.cost(75, 10) == cost


def test_a_cost_is_told_to_the_millionth():
    assert Prices(1, 1).cost(1, 0) == 1e-6
    assert Prices(0.1, 0).cost(4, 0) == 0
    assert Prices(3, 0).cost(10**9, 0) == 3000


def used(**counts):
    usage = Usage()
    vars(usage).update(counts)
    return usage


@pytest.mark.parametrize(
    ("counts", "prices", "clause"),
    [
        ({}, DEAR, "0 requests, 0 cached"),
        ({"requests": 3, "retries": 1}, FREE, "3 requests (1 of them retries), 0 cached"),
        ({"requests": 1, "tokens_in": 7}, FREE, "1 requests, 7 tokens in, 0 out, 0 cached"),
        ({"tokens_out": 7}, FREE, "0 requests, 0 tokens in, 7 out, 0 cached"),
        (
            {"requests": 1, "tokens_in": 10**6, "tokens_out": 10**5},
            DEAR,
            "1 requests, 1000000 tokens in, 100000 out, cost 3.00, 0 cached",
        ),
        ({"cached": 2, "saved_in": 9}, FREE, "0 requests, 2 cached (saved 9 tokens in, 0 out)"),
        ({"cached": 2, "saved_out": 9}, FREE, "0 requests, 2 cached (saved 0 tokens in, 9 out)"),
    ],
)
def test_the_closing_line_tells_what_there_is_to_tell(counts, prices, clause):
    assert used(**counts).clause(prices) == clause


def test_an_answer_is_paid_for_and_what_was_saved_has_a_cost_of_its_own():
    usage = used(tokens_in=1, tokens_out=1, saved_in=1000, saved_out=100)
    usage.pay(Answer("", 99, 9))
    counts = usage.counts(DEAR)
    assert (counts["tokens_in"], counts["tokens_out"]) == (100, 10)
    assert (counts["cost"], counts["saved_cost"]) == (0.0003, 0.003)
    assert usage.counts(FREE).keys() == vars(usage).keys()


@pytest.mark.parametrize(("size", "tokens"), [(0, 1), (2, 1), (3, 2), (3000, 1001)])
def test_tokens_are_estimated_to_the_safe_side(size, tokens):
    assert money.tokens(size) == tokens


def test_so_many_requests_are_admitted_and_no_more():
    budget = Budget(requests=2)
    budget.claim(10**9)
    budget.claim(10**9)
    with pytest.raises(Held, match="--max-requests 2 is reached"):
        budget.claim(0)


def test_tokens_are_held_at_their_worst_until_a_request_is_over():
    budget = Budget(tokens=100)
    budget.claim(60)
    with pytest.raises(Held, match="--max-tokens-total 100 leaves no room"):
        budget.claim(41)
    budget.settle(60, 10)
    budget.claim(90)  # all there is
    with pytest.raises(Held):
        budget.claim(1)


def admitted(budget, worst, took):
    """Asks for this at once, each over with so many tokens; what each came to."""

    async def one(worst, took):
        try:
            await budget.admit(worst)
        except Held:
            return "held"
        await asyncio.sleep(0)
        budget.settle(worst, took)
        return took

    async def all_at_once():
        return await asyncio.wait_for(asyncio.gather(*map(one, worst, took)), 60)

    return asyncio.run(all_at_once())


@pytest.mark.parametrize(
    ("worst", "took", "expected"),
    [
        ([60, 60, 60], [20, 20, 20], [20, 20, 20]),  # each waits for the one before
        ([60, 60, 60], [60, 20, 20], [60, "held", "held"]),
        ([60, 30, 60], [10, 10, 10], [10, 10, 10]),
        ([200], [1], ["held"]),
        ([100, 1], [99, 1], [99, 1]),
    ],
)
def test_who_finds_no_room_waits_for_those_in_flight_that_may_leave_some(worst, took, expected):
    budget = Budget(tokens=100)
    assert admitted(budget, worst, took) == expected
    assert (budget.held, budget.spent) == (0, sum(n for n in expected if n != "held"))


def test_without_limits_all_is_admitted():
    assert admitted(Budget(), [10**9] * 9, [1] * 9) == [1] * 9
