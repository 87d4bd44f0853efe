"""The quality score of code: against one ast.parse for each record, and on two cores."""

import json

from harness import FOLDER, Bench, Side, mdx, python

PARSE = """
import ast, sys, warnings, orjson
warnings.simplefilter("ignore")
for line in sys.stdin.buffer:
    ast.parse(orjson.loads(line)["code"])
"""
SCORE = ("filter", "-q", "--min-quality", "0.5")


def run(bench: Bench) -> None:
    corpus = bench.corpus(5_000)
    records = [json.loads(line) for line in corpus.open("rb")]
    size = sum(len(record["code"].encode()) for record in records)
    bare = FOLDER / f"code-{len(records)}.jsonl"
    with bare.open("w") as file:  # no words: what is compared is the work on code
        file.writelines(json.dumps({"code": record["code"]}) + "\n" for record in records)
    given = {"stdin": bare, "size": size, "records": len(records)}
    times = bench.compare(
        f"score of code: {len(records):,} records",
        Side("one ast.parse for each", python("-c", PARSE), **given),
        Side("mdx-filter --jobs 1", mdx(*SCORE, "--jobs", 1), at_least={"mb_s": 8}, **given),
        Side("mdx-filter --jobs 2", mdx(*SCORE, "--jobs", 2), **given),
    )
    bench.speed_up(times["mdx-filter --jobs 1"], times["mdx-filter --jobs 2"])
