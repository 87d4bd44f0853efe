"""Records that an executable writes: `mdx-extract-NAME` on the PATH, in any language."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

from mdx.records import jsonl
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import Settings
from mdx.work import children


def lines(source: Source, settings: Settings, observer: jsonl.Observer) -> Iterator[jsonl.Line]:
    """What it writes, line by line; the observer is told of bad ones. Its messages are ours.

    Raises SourceError if it cannot be started, and at the end if it failed.
    """
    with ExitStack() as stack:
        plugin = children.begun([source.url], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        try:
            process = stack.enter_context(plugin)
        except OSError as error:
            raise SourceError(f"{source.url}: {error.strerror}") from None
        assert process.stdout
        yield from jsonl.lines(process.stdout, source.name, observer)
        process.wait()
    if process.returncode:
        raise SourceError(f"{source.url} ended with status {process.returncode}")
