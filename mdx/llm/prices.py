"""What tokens cost: what the user says, else prices.toml."""

import os
from functools import cache
from typing import Any, NamedTuple

MILLION = 1_000_000


class Prices(NamedTuple):
    """What a million tokens cost, in any currency; None if unknown.

    `read` and `written` are factors of tokens_in for what a server's cache gives or takes.
    """

    tokens_in: float | None = None
    tokens_out: float | None = None
    read: float = 1.0
    written: float = 1.0
    date: str = ""  # of the table, if they come from there

    def cost(
        self, tokens_in: float, tokens_out: float, read: float = 0, written: float = 0
    ) -> float | None:
        """The cost; of tokens_in, `read` come from the server's cache and `written` go there."""
        if self.tokens_in is None or self.tokens_out is None:
            return None
        kept = read * (self.read - 1) + written * (self.written - 1)
        return round(
            ((tokens_in + kept) * self.tokens_in + tokens_out * self.tokens_out) / MILLION, 6
        )


@cache
def table() -> dict[str, Any]:
    """prices.toml: its date, and the prices of services and models, some with their own date."""
    import tomllib

    with open(os.path.join(os.path.dirname(__file__), "prices.toml"), "rb") as file:
        return tomllib.load(file)


def prices(
    service: str, model: str, said: tuple[float | None, float | None], in_batches: bool = False
) -> Prices:
    """The prices of a model: those that the user said, in and out, else those of the table."""
    of_service = table().get(service, {})
    of_model = of_service.get("models", {}).get(model, {})
    part = of_service.get("batch", 1.0) if in_batches else 1.0
    read, written = of_service.get("read", 1.0), of_service.get("written", 1.0)
    if None not in said:  # what a user says is what is paid, in batches or not
        return Prices(*said, read, written)
    if said != (None, None) or "in" not in of_model:
        return Prices(*said)
    date = of_service.get("date", table()["date"])
    return Prices(of_model["in"] * part, of_model["out"] * part, read, written, date)


def cache_minimum(service: str, model: str) -> int:
    """The least number of tokens that a server caches between requests."""
    of_service = table().get(service, {})
    of_model = of_service.get("models", {}).get(model, {})
    least: int = of_model.get("minimum", of_service.get("minimum", 0))
    return least
