"""Sources are opened ahead, and what takes its time says what it does."""

from concurrent.futures import Future

import pytest

from mdx.sources import opening, staging
from mdx.sources.source import Source, SourceError
from mdx.sources.tree import Settings, Tree


@pytest.mark.parametrize(
    ("url", "size", "said"),
    [
        ("https://github.com/o/n.git", 0, "fetching github.com/o/n"),
        ("https://github.com/o/n", 12 << 20, "fetching github.com/o/n, 12 MB"),
        ("owner/set", 1 << 20, "fetching owner/set, 1 MB"),
    ],
)
def test_a_first_fetch_says_what_it_fetches_and_how_much_is_there(monkeypatch, url, size, said):
    monkeypatch.setattr(opening, "EVERY_S", 0.001)
    monkeypatch.setattr(staging, "size", lambda: size)
    files: Future[Tree | None] = Future()
    words = opening.waiting(Source("a", "git", url), files)
    assert [next(words), next(words)] == [said, said]
    files.set_result(None)
    assert list(words) == []


def test_sources_and_documents_keep_their_order():
    missing = [Source(f"s{n}", "local", f"/nosuch/{n}") for n in range(9)]
    items = [*missing[:6], "a document", *missing[6:]]
    seen = []
    for item, files in opening.ahead(items, Settings()):
        seen.append(item)
        if files is not None:
            with pytest.raises(SourceError, match="no such file or folder"):
                files.result()
    assert seen == items


def test_a_kind_that_nobody_wrote_is_named():
    with pytest.raises(SourceError, match="'svn' is no kind of source"):
        opening.kind_of(Source("a", "svn", "x"))
