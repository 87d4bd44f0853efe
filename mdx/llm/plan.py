"""What a run would take, told beforehand."""

from collections.abc import Iterator
from typing import Any

from mdx.llm import Stop, Unanswered
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import CountsTokens
from mdx.llm.client import Client
from mdx.llm.jobs import Job
from mdx.llm.money import Prices


def plan(
    client: Client | AtOnce, jobs: Iterator[Job], prices: Prices, ahead: int = 0
) -> dict[str, Any]:
    """What these jobs would take, with nobody asked for an answer; the cost only for prices.

    Tokens are estimated; or counted by the server, where `ahead` jobs may be read for that.
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
    cost = prices.cost(tokens_in, at_most)
    return counts if cost is None else counts | {"cost_at_most": cost}


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
