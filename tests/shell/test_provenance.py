"""What a run records about itself, without secrets."""

import json

import pytest

from mdx.shell import provenance
from mdx.shell.tally import Rejects, Tally


def test_an_entry_has_flags_counts_and_facts_and_no_password():
    tally = Tally("mdx-made", quiet=True, strict=False, rejects=Rejects(None))
    tally.argv = [f"--base-url=https://me:{word}@example.org/v1" for word in ("secret", "se@cret")]
    tally.argv += ["a@b", "https://example.org/x@v1", "http://a?b@c"]
    tally.read, tally.written, tally.facts = 3, 2, {"model": "some"}
    tally.dropped["copy"] += 1
    entry = provenance.entry(tally)
    assert entry["flags"] == ["--base-url=https://example.org/v1"] * 2 + tally.argv[2:]
    assert entry["counts"] == {"read": 3, "written": 2, "failed": 0, "dropped": {"copy": 1}}
    assert (entry["command"], entry["model"]) == ("mdx-made", "some")


@pytest.mark.parametrize("before", [b"", b'{"a":1}\n', b'{"a":1}'])
def test_an_entry_is_a_line_of_its_own_even_after_one_without_a_newline(tmp_path, before):
    path = tmp_path / "made.jsonl"
    path.write_bytes(before)
    tally = Tally("mdx-made", quiet=True, strict=False, rejects=Rejects(None))
    provenance.append(str(path), tally)
    provenance.append(str(path), tally)
    *first, second, third = map(json.loads, path.read_bytes().splitlines())
    assert first == ([{"a": 1}] if before else [])
    assert second["command"] == third["command"] == "mdx-made"
