"""What tokens cost, and what a server keeps of requests."""

import datetime

import pytest

from mdx.llm import Options, Question
from mdx.llm.backends.claude import Backend
from mdx.llm.caching import prefix_tokens, unmarked
from mdx.llm.prices import cache_minimum, prices, table
from mdx.llm.services import SERVICES


@pytest.mark.parametrize(
    ("service", "model", "said", "in_batches", "cost"),
    [
        ("claude", "claude-haiku-5-5", (None, None), False, 0.6),
        ("claude", "claude-haiku-5-5", (None, None), True, 0.3),
        ("claude", "claude-haiku-5-5", (2, 10), False, 12),
        ("claude", "claude-haiku-5-5", (2, 10), True, 12),
        ("claude", "claude-haiku-5-5", (2, None), False, None),
        ("claude", "claude-of-tomorrow", (None, None), False, None),
        ("openai", "m", (None, None), False, None),
        ("openai", "gpt-5.4-mini", (None, None), True, 2.625),
        ("openai", "m", (1, 1), False, 2),
        ("cmd", "cat", (None, None), False, None),
    ],
)
def test_a_million_tokens_in_and_out_cost_what_was_said_or_what_the_table_says(
    service, model, said, in_batches, cost
):
    assert prices(service, model, said, in_batches).cost(10**6, 10**6) == cost


def test_what_the_server_kept_has_prices_of_its_own():
    cost = prices("claude", "claude-haiku-4-5", (None, None)).cost
    assert cost(10**6, 0) == 1
    assert cost(10**6, 0, read=10**6) == pytest.approx(0.1)
    assert cost(10**6, 0, written=10**6) == pytest.approx(1.25)
    assert prices("claude", "x", (10, 0)).cost(10**6, 0, read=10**6) == pytest.approx(1)


def test_prices_have_a_date_and_are_there_for_default_models():
    for service in ("claude", "openai"):
        datetime.date.fromisoformat(table()[service].get("date", table()["date"]))
        assert SERVICES[service].model in table()[service]["models"]


QUESTION = Question("S" * 4000, (("e" * 400, "a" * 400),), "text")


def request(model="claude-sonnet-4-5"):
    return Backend(Options("claude", model, "")).request(QUESTION)


def test_marks_are_taken_off_and_nothing_else():
    marked = request()
    assert "cache_control" in str(marked)
    bare = unmarked(marked)
    assert "cache_control" not in str(bare)
    assert "cache_control" in str(marked)
    assert bare["messages"][0] == marked["messages"][0]
    assert bare["system"] == marked["system"]


def test_a_prefix_is_counted_without_the_last_turn():
    assert prefix_tokens(request()) == 1200


@pytest.mark.parametrize(
    ("model", "least"),
    [("claude-sonnet-4-5", 1024), ("claude-haiku-4-5", 4096), ("claude-of-tomorrow", 4096)],
)
def test_each_model_keeps_no_prefix_below_its_minimum(model, least):
    assert cache_minimum("claude", model) == least
