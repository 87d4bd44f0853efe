"""Ways to have questions answered: in batches, several per request, or each by itself."""

from collections.abc import Callable
from typing import Any

from mdx.llm import Limits, Options, Stop, services
from mdx.llm.at_once import AtOnce
from mdx.llm.backends import AnswersAtOnce
from mdx.llm.client import Asker, Client
from mdx.llm.store import Store

AHEAD = 8  # records read for each request in flight: how far one slow answer lets us go on
OTHERS = (
    "--llm outline (from the code alone), --llm ollama:MODEL (on this machine), "
    "and --llm 'cmd:claude -p' (any program)"
)


def client(options: Options, store: Store, limits: Limits, **settings: Any) -> Client | AtOnce:
    """What has this model answer, each question by itself; `settings` are Client's."""
    backend = services.open_backend(options)
    model = f"{options.name}:{options.model}" if options.model else options.name
    if isinstance(backend, AnswersAtOnce):
        return AtOnce(backend, model)
    return Client(backend, model, store, limits, **settings)


def warn_if_unready(client: Client | AtOnce, tell: Callable[[str], None]) -> None:
    """Warns before any work if no request could succeed; cached answers need none."""
    if isinstance(client, AtOnce):
        return
    try:
        client.backend.ready()
    except Stop as stop:
        tell(f"{stop}, so only cached answers can be used")
        tell(f"without a key there are {OTHERS}")


def in_batches(client: Client | AtOnce, tell: Callable[[str], None], wait: bool = True) -> Asker:
    """Asks for half the price, and waits for hours or not at all."""
    from mdx.llm.batches.batcher import Batcher

    return Batcher(client, tell, wait=wait)


def packed(client: Client | AtOnce, size: int, tell: Callable[[str], None]) -> Asker:
    """Asks this many questions per request, if the backend sends requests."""
    if size == 1 or isinstance(client, AtOnce):
        return client
    from mdx.llm.pack import Packer

    return Packer(client, size, tell)
