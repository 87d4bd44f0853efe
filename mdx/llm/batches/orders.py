"""Which batches are under way: one file each, under the cache directory.

The file is written before its batch is sent, with the keys in it and, once the server gave one,
its id. One without an id is an order whose confirmation got lost. The file `done` lists the ids
of the batches whose answers are kept.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

import orjson

from mdx.llm import Stop
from mdx.work import atomic, cache


class Order(NamedTuple):
    """A batch under way, as kept on disk."""

    name: str
    address: str
    model: str
    made: float
    keys: list[str]
    id: str = ""


def folder() -> str:
    return os.path.join(cache.root(), "batches")


def under_way(address: str) -> Iterator[Order]:
    """The orders under way at this address."""
    names = sorted(os.listdir(folder())) if os.path.isdir(folder()) else []
    for name in names:
        place = os.path.join(folder(), name)
        if not name.endswith(".json"):
            continue
        try:
            with open(place, "rb") as file:
                order = Order(**json.loads(file.read()))
        except FileNotFoundError:
            continue  # another run is done with it
        except (ValueError, TypeError):
            raise Stop(f"{place} is damaged; delete it, and its batch is ordered again") from None
        if order.address == address:
            yield order


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets only one of several runs look up what is under way and order what is not."""
    try:
        cache.make_private(folder())
        lock = open(os.path.join(folder(), "lock"), "w")
    except OSError:
        yield  # keep() will tell
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(order: Order) -> None:
    """Writes the order to disk, without which none may be placed."""
    try:
        cache.make_private(folder())
        with atomic.replacing(path(order), mode=0o600) as file:
            file.write(orjson.dumps(order._asdict()))
    except OSError as error:
        raise Stop(
            f"no batch without a place to keep its id: {folder()}: {error.strerror}"
        ) from None


def forget(order: Order) -> None:
    """Removes the order from disk; no lost one is ever taken for its batch."""
    if order.id:
        with suppress(OSError), open(os.path.join(folder(), "done"), "a") as file:
            file.write(order.id + "\n")
    with suppress(FileNotFoundError):  # another run waited for it as well
        os.unlink(path(order))


def done() -> set[str]:
    """The ids of batches of earlier orders."""
    with suppress(OSError), open(os.path.join(folder(), "done")) as file:
        return set(file.read().split("\n"))
    return set()


def path(order: Order) -> str:
    """The file of an order."""
    return os.path.join(folder(), f"{order.name}.json")
