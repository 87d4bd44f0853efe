"""mdx-split by the hash of a group, against a loop that knows neither groups nor leaks."""

from harness import Bench, Side, mdx, python

LOOP = """
import sys, orjson
from hashlib import sha256
for line in sys.stdin.buffer:
    record = orjson.loads(line)
    key = sha256(record["metadata"]["path"].encode()).digest()
    record["metadata"]["split"] = "test" if int.from_bytes(key[:7]) < 0.1 * 2**56 else "train"
    sys.stdout.buffer.write(orjson.dumps(record) + b"\\n")
"""
TEST = ("--test", "0.1")


def run(bench: Bench) -> None:
    corpus = bench.corpus(50_000)
    records = sum(1 for _ in corpus.open("rb"))
    given = {"stdin": corpus, "records": records}
    bench.compare(
        f"split: {records:,} records",
        Side("orjson and sha256 loop", python("-c", LOOP), **given),
        Side("mdx-split --no-check-leaks", mdx("split", *TEST, "--no-check-leaks"), **given),
        Side("mdx-split", mdx("split", *TEST), **given),
        Side("mdx-split --group code", mdx("split", *TEST, "--group", "code"), **given),
        Side("mdx-split --exact", mdx("split", *TEST, "--exact"), **given),
    )
