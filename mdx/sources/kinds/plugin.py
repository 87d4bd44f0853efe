"""Records that an executable writes: `mdx-extract-NAME` on the PATH, in any language."""

import subprocess
from collections.abc import Iterator

from mdx.records import jsonl
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import Settings


def lines(source: Source, settings: Settings, observer: jsonl.Observer) -> Iterator[jsonl.Line]:
    """What it writes, line by line; the observer is told of bad ones. Its messages are ours.

    Raises SourceError where it cannot be started, and at the end where it failed.
    """
    try:
        process = subprocess.Popen([source.url], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    except OSError as error:
        raise SourceError(f"{source.url}: {error.strerror}") from None
    with process:
        assert process.stdout
        try:
            yield from jsonl.lines(process.stdout, source.name, observer)
        except GeneratorExit:
            process.terminate()
            raise
    if process.returncode:
        raise SourceError(f"{source.url} ended with status {process.returncode}")
