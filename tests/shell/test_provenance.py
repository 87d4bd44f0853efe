"""What a run tells about itself, with no secret in it."""

from mdx.shell import provenance
from mdx.shell.tally import Rejects, Tally


def test_an_entry_has_flags_counts_and_facts_and_no_password():
    tally = Tally("mdx-made", quiet=True, strict=False, rejects=Rejects(None))
    tally.argv = ["--base-url=https://me:secret@example.org/v1", "a@b"]
    tally.read, tally.written, tally.facts = 3, 2, {"model": "some"}
    tally.dropped["copy"] += 1
    entry = provenance.entry(tally)
    assert entry["flags"] == ["--base-url=https://example.org/v1", "a@b"]
    assert entry["counts"] == {"read": 3, "written": 2, "failed": 0, "dropped": {"copy": 1}}
    assert (entry["command"], entry["model"]) == ("mdx-made", "some")
