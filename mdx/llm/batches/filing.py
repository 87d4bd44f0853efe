"""Puts the results of a batch into the cache."""

from collections.abc import Mapping

from mdx.llm import Again, Answer, Question, Refused, Stop, Unanswered, Unreadable
from mdx.llm.batches import Outcome, State, orders
from mdx.llm.batches.calls import LATER, Calls
from mdx.llm.batches.orders import Order
from mdx.llm.check import check
from mdx.llm.client import Client
from mdx.llm.jobs import Failure, Job, Result


async def filed(
    order: Order, state: State | None, calls: Calls, client: Client, jobs: Mapping[str, Job]
) -> tuple[dict[str, Result], set[str]]:
    """Puts the results worth keeping into the cache; returns all by key, and the keys to ask
    again. The state is None for a batch that the server no longer has."""
    outcomes = await _outcomes(order, calls) if state else {}
    missing = Unanswered(state.fault) if state and state.fault else Again("not answered")
    is_sure = any(isinstance(outcome, Answer) for outcome in outcomes.values())
    results: dict[str, Result] = {}
    again: set[str] = set()
    for key in order.keys:
        outcome = outcomes.get(key, missing)
        if isinstance(outcome, Answer):
            question = jobs[key].question if key in jobs else None
            results[key] = _kept(key, outcome, question, order.model, client, calls)
            continue
        if isinstance(outcome, Again) and not isinstance(outcome, Unreadable):
            again.add(key)
        results[key] = Failure(reason := calls.safe(outcome))
        if is_sure and isinstance(outcome, Refused | Unreadable):
            client.keep(key, Answer("", fault=reason), order.model)
    if not client.store.is_losing:  # on a full disk; the next run gets them once more
        orders.forget(order)
    return results, again


async def _outcomes(order: Order, calls: Calls) -> dict[str, Outcome]:
    outcomes = await calls.present(lambda: calls.batches.results(order.id))
    if outcomes is None:
        raise Stop(
            f"the server has no results for its batch {order.id}; {LATER}, or delete "
            f"{orders.path(order)} to pay for it again"
        )
    return outcomes


def _kept(
    key: str, answer: Answer, question: Question | None, model: str, client: Client, calls: Calls
) -> Result:
    """Puts the answer into the cache and returns it, or why it is none; the question is None if
    an earlier run asked it."""
    client.usage.pay(answer)
    try:
        check(answer, question or Question("", (), ""), calls.secret)
    except Unanswered as fault:
        reason = calls.safe(fault)
        client.keep(key, answer._replace(text=calls.safe(answer.text), fault=reason), model)
        return Failure(reason)
    if question is not None:
        answer = client.marked(question, answer)
    client.keep(key, answer, model)
    return answer
