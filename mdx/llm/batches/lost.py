"""Orders whose confirmation got lost: which batch each of them became, if any."""

import time
from functools import partial

from mdx.llm import Unanswered
from mdx.llm.batches import Candidate, orders
from mdx.llm.batches.calls import POLL_S, Calls
from mdx.llm.batches.orders import Order

LOOKS = 2  # for an order that is not in the list, before it counts as never placed
YOUNG_S = 3600  # for so long a list may lack what was ordered
CLOCKS_DIFFER_S = 26 * 3600  # at most, ours and the server's: also where one tells another zone's


async def batch_of(order: Order, calls: Calls, looks: int = LOOKS) -> str | None:
    """The id that the server gave an order without our hearing of it; "" if there is no such
    batch, None as long as that cannot be decided. Raises Stop."""
    is_young = abs(time.time() - order.made) < YOUNG_S
    for look in range(looks if is_young else 1):
        if look:
            await calls.sleep(POLL_S)
        if (id := await _look(order, calls)) != "":
            return id
    return ""


async def _look(order: Order, calls: Calls) -> str | None:
    """An order is recognized by its keys; its size and time only rule others out."""
    since = order.made - CLOCKS_DIFFER_S
    taken = {other.id for other in orders.under_way(order.address)} | orders.done()
    try:
        candidates = await calls.patiently(lambda: calls.batches.find(order.name, since))
        may_be = [each for each in candidates if each.id not in taken and _fits(each, order)]
        answer: str | None = ""
        for each in sorted(may_be, key=lambda each: not each.is_ours):
            if each.is_ours:
                return each.id
            keys = await calls.here(partial(calls.batches.keys, each.id))
            if keys is None:
                answer = None
            elif keys and keys <= set(order.keys):
                return each.id
        return answer
    except Unanswered as fault:  # not of the order: it stays, and is looked for again
        raise calls.later(fault) from None


def _fits(candidate: Candidate, order: Order) -> bool:
    return candidate.size in (0, len(order.keys))
