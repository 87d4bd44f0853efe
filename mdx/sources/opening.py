"""Opens sources by their kind, several at a time, since cloning and downloading are slow."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, wait
from importlib import import_module
from types import ModuleType
from typing import Any

from mdx.sources import staging
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import Settings, Tree
from mdx.work.children import Threads

AT_A_TIME = 4
EVERY_S = 0.2


def kind_of(source: Source) -> ModuleType:
    """The module of the source's kind."""
    try:
        return import_module(f"mdx.sources.kinds.{source.kind}")
    except ModuleNotFoundError as error:
        if error.name != f"mdx.sources.kinds.{source.kind}":
            raise
        raise SourceError(f"{source.kind!r} is no kind of source") from None


def opened(source: Source, settings: Settings) -> Tree | None:
    """The source's files; None for a kind that gives records instead."""
    kind = kind_of(source)
    return kind.opened(source, settings) if hasattr(kind, "opened") else None


def waiting(source: Source, files: "Future[Tree | None]") -> Iterator[str]:
    """What is being fetched for a source, again and again until it is done."""
    place = source.url.partition("://")[2] or source.url
    while not wait([files], timeout=EVERY_S).done:
        megabytes = staging.size() >> 20
        done = f", {megabytes} MB" if megabytes else ""
        yield f"fetching {place.removesuffix('.git')}{done}"


def ahead(
    items: Iterable[Any], settings: Settings
) -> Iterator[tuple[Any, "Future[Tree | None] | None"]]:
    """Each item in order, a source with the future of its files, the next ones being opened.

    An item that is not a source waits only for those before it.
    """
    waiting: deque[tuple[Source, Future[Tree | None]]] = deque()
    threads = Threads(AT_A_TIME)
    try:
        for item in items:
            if isinstance(item, Source):
                waiting.append((item, threads.submit(opened, item, settings)))
                if len(waiting) > AT_A_TIME:
                    yield waiting.popleft()
                continue
            while waiting:
                yield waiting.popleft()
            yield item, None
        while waiting:
            yield waiting.popleft()
    finally:
        threads.close()
