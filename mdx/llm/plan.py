"""What a run would cost, worked out beforehand."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from mdx.llm import Answer, Stop, Unanswered
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import CountsTokens
from mdx.llm.client import Client
from mdx.llm.jobs import Job
from mdx.llm.money import Seen
from mdx.llm.prices import Prices

SAMPLE = 2000  # entries of the cache that are looked at


def plan(
    client: Client | AtOnce, jobs: Iterator[Job], prices: Prices, ahead: int = 0
) -> dict[str, Any]:
    """What these jobs would take, without asking for answers; the cost only if there are prices.

    Tokens are estimated, or counted by the server if `ahead` jobs may be read for that.
    """
    requests = tokens_in = at_most = 0
    for job, tokens in _counted(client, jobs, ahead) if ahead else _estimated(jobs):
        requests += 1
        tokens_in += tokens
        at_most += job.most
    counts = {
        "requests": requests,
        "cached": client.usage.cached,
        "tokens_in": tokens_in,
        "tokens_out_at_most": at_most,
    }
    if not isinstance(client, AtOnce) and requests:
        counts |= _expected(_seen(client), requests, tokens_in, is_counted=ahead > 0)
    costs = {
        "cost_expected": prices.cost(
            counts.get("tokens_in_expected", 0), counts.get("tokens_out_expected", 0)
        ),
        "cost_at_most": prices.cost(tokens_in, at_most),
    }
    if "tokens_out_expected" not in counts:
        del costs["cost_expected"]
    return counts | {name: cost for name, cost in costs.items() if cost is not None}


def _expected(seen: Seen, requests: int, tokens_in: int, is_counted: bool) -> dict[str, int]:
    """The likely total, judged by earlier answers; nothing if there are none."""
    if not seen.answers:
        return {}
    return {
        "tokens_in_expected": round(tokens_in * (1.0 if is_counted else seen.ratio)),
        "tokens_out_expected": round(requests * seen.tokens_out / seen.answers),
    }


def _seen(client: Client) -> Seen:
    """The answers to what this run asks; if there are none, other answers of the model."""
    if client.budget.seen.answers:
        return client.budget.seen
    seen = Seen()
    for entry in islice(client.store.export(), SAMPLE):
        if entry["model"] == client.model and entry["tokens_in"]:
            answer = Answer("", entry["tokens_in"], entry["tokens_out"])
            seen.note(answer.tokens_in, answer)
    return seen


def _estimated(jobs: Iterator[Job]) -> Iterator[tuple[Job, int]]:
    return ((job, job.tokens) for job in jobs)


def _counted(client: Client | AtOnce, jobs: Iterator[Job], ahead: int) -> Iterator[tuple[Job, int]]:
    backend = client.backend
    if isinstance(client, AtOnce) or not isinstance(backend, CountsTokens):
        raise Stop("this backend counts no tokens; --dry-run alone estimates them")
    sender = client.sender

    async def count(job: Job) -> int:
        try:
            return await sender.patience.result(lambda: backend.count(job.request))
        except Unanswered as fault:
            reason = f"the server does not count the tokens: {fault}"
            raise Stop(sender.safe(reason)) from None
        except Stop as stop:
            raise Stop(sender.safe(stop)) from None

    return client.run(((job, 0, job) for job in jobs), count, ahead)
