"""The model that a command's flags name, with its limits, and what its tokens cost.

A command that lacks a flag has its default.
"""

from argparse import Namespace
from collections.abc import Callable

from mdx.llm import Limits, Options, askers, prices, reports, services
from mdx.llm.at_once import AtOnce
from mdx.llm.client import Client
from mdx.llm.follow_up import FollowUp
from mdx.llm.money import Budget
from mdx.llm.store import Store

DEFAULTS = {
    "max_tokens": 2000, "timeout": 300.0, "tries": 10, "max_wait": 300.0, "rpm": 0, "tpm": 0,
    "refresh": False, "retry_failed": False, "log": None, "price_in": None, "price_out": None,
}  # fmt: skip


def client(
    name: str, args: Namespace, store: Store, budget: Budget, follow: FollowUp,
    tell: Callable[[str], None],
) -> Client | AtOnce:  # fmt: skip
    """What has this model answer; what the user says about requests is for --llm alone."""
    flags = Namespace(**DEFAULTS | vars(args))
    service, model = services.split(name)
    is_main = name == flags.llm
    at_same = service == services.split(flags.llm)[0]
    url = flags.base_url if at_same else ""
    fields = dict(flags.set) if is_main else {}
    return askers.client(
        Options(service, model, url, flags.max_tokens, flags.timeout, flags.jobs, fields),
        store,
        Limits(flags.jobs, flags.tries, max_wait_s=flags.max_wait, rpm=flags.rpm, tpm=flags.tpm),
        refresh=flags.refresh,
        retry_failed=flags.retry_failed,
        cache_only=flags.cache_only,
        budget=budget,
        follow=follow,
        tell=tell,
        log=reports.log(flags.log if is_main else None),
    )


def tokens_cost(name: str, args: Namespace) -> prices.Prices:
    """What the model's tokens cost; the user's own prices are for --llm alone."""
    flags = Namespace(**DEFAULTS | vars(args))
    said = (flags.price_in, flags.price_out) if name == flags.llm else (None, None)
    return prices.prices(*services.split(name), said, flags.batch)
