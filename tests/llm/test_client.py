"""Questions in, answers out: from the cache, from one that asks already, or asked anew."""

import asyncio

import pytest

from mdx.llm import Answer, Limits, Question, Stop, Unanswered
from mdx.llm.at_once import AtOnce
from mdx.llm.client import Client
from mdx.llm.jobs import Failure
from mdx.llm.money import Prices
from mdx.llm.plan import plan
from mdx.llm.store import Store


class Parrot:
    """A backend that repeats what it is asked, in hex."""

    address, secret, max_tokens = "here", "sk-1", 50

    def __init__(self):
        self.asked = []
        self.closed = 0

    def request(self, question):
        return {"text": question.text}

    def ready(self):
        pass

    async def ask(self, request):
        self.asked.append(request["text"])
        await asyncio.sleep(0.001)
        if request["text"] == "bad":
            raise Unanswered("no, sk-1")
        if request["text"] == "stop":
            raise Stop("never, sk-1")
        return Answer(request["text"].encode().hex(), 10, 5)

    async def close(self):
        self.closed += 1


class Counting(Parrot):
    async def count(self, request):
        return len(request["text"])


@pytest.fixture
def client(tmp_path, monkeypatch):
    """client(backend, ...) is a Client over one cache."""
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "cache"))

    def make(backend, **more):
        return Client(backend, "parrot", Store(print), Limits(jobs=4), **more)

    return make


def question(item):
    return Question("", (), item) if item else None


def texts(client, items):
    return [
        bytes.fromhex(answer.text).decode() if isinstance(answer, Answer) else answer
        for _, _, answer in client.answers(items, question, 8)
    ]


def test_answers_come_in_order_each_asked_once_and_none_asked_for_is_none(client):
    backend = Parrot()
    asker = client(backend)
    assert texts(asker, ["a", "b", "", "a", "c", "a"]) == ["a", "b", None, "a", "c", "a"]
    assert sorted(backend.asked) == ["a", "b", "c"]
    assert (asker.usage.requests, asker.usage.cached, backend.closed) == (3, 2, 1)
    assert (asker.usage.tokens_in, asker.usage.tokens_out) == (30, 15)


def test_a_second_run_sends_nothing_and_makes_no_sender(client):
    texts(client(Parrot()), "abc")
    backend = Parrot()
    asker = client(backend)
    assert texts(asker, "abc") == ["a", "b", "c"]
    assert (backend.asked, backend.closed, "sender" in vars(asker)) == ([], 0, False)
    assert (asker.usage.cached, asker.usage.saved_in, asker.usage.saved_out) == (3, 30, 15)


def test_refreshed_each_is_asked_once_more(client):
    texts(client(Parrot()), "ab")
    backend = Parrot()
    assert texts(client(backend, refresh=True), "abab") == ["a", "b", "a", "b"]
    assert sorted(backend.asked) == ["a", "b"]


def test_from_the_cache_alone_what_is_missing_is_said_to_be(client):
    texts(client(Parrot()), "a")
    backend = Parrot()
    [kept, missing] = texts(client(backend, cache_only=True), "ab")
    assert (kept, missing.asked, backend.asked) == ("a", False, [])


def test_a_mark_makes_another_key(client):
    texts(client(Parrot()), "a")
    marked = client(backend := Parrot())
    marked.mark = {"pack": "x"}
    assert texts(marked, "a") == ["a"]
    assert backend.asked == ["a"]


def test_a_failure_is_of_one_item_and_tells_no_key(client):
    results = texts(client(backend := Parrot()), ["a", "bad", "b", "bad"])
    assert results == ["a", Failure("no, [key]"), "b", Failure("no, [key]")]
    assert backend.closed == 1


def test_a_stop_ends_the_run_and_tells_no_key(client):
    with pytest.raises(Stop, match=r"never, \[key\]"):
        texts(client(backend := Parrot()), ["a", "stop", "b"])
    assert backend.closed == 1


def test_a_plan_counts_what_is_new_by_estimate_or_by_the_server(client):
    texts(client(Parrot()), "a")
    asker = client(backend := Counting())
    estimated = plan(asker, asker.new(["a", "bbbb", "cc", "cc"], question), Prices())
    assert (estimated["requests"], estimated["cached"]) == (2, 1)
    assert estimated["tokens_out_at_most"] == 100
    asker = client(backend)
    counted = plan(asker, asker.new(["a", "bbbb", "cc", "cc"], question), Prices(1, 1), ahead=4)
    assert (counted["requests"], counted["tokens_in"]) == (2, 6)
    assert counted["cost_at_most"] == 0.000106
    assert backend.asked == []


def test_a_plan_that_cannot_be_counted_says_so(client):
    asker = client(Parrot())
    with pytest.raises(Stop, match="counts no tokens"):
        plan(asker, asker.new("a", question), Prices(), ahead=4)


class Mirror:
    def at_once(self, question):
        return Answer(question.text.strip())


def test_what_answers_at_once_is_asked_in_order_and_there_is_nothing_to_plan():
    asker = AtOnce(Mirror(), "mirror")
    answers = [answer for _, _, answer in asker.answers(["a", "", " "], question, 1)]
    assert answers == [Answer("a"), None, Answer("")]
    assert plan(asker, asker.new(["a"], question), Prices())["requests"] == 0
