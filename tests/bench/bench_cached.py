"""mdx-describe when every answer is in the cache already: what running the same command costs."""

from harness import FOLDER, Bench, Side, mdx, python

COUNT = "import sys, orjson\nfor line in sys.stdin.buffer: orjson.loads(line)"


def run(bench: Bench) -> None:
    corpus = bench.corpus(500)
    given = {"stdin": corpus, "records": sum(1 for _ in corpus.open("rb"))}
    # The warm-up asks a program for the answers, and so fills the cache.
    ask = mdx("describe", "-q", "--all", "--llm", "cmd:sed -n 1p")
    env = {"MDX_CACHE_DIR": str(FOLDER / "cache")}
    goal = {"seconds": 0.15, "peak_mb": 35}
    bench.compare(
        "describe, all cached: 500 records",
        Side("orjson loop", python("-c", COUNT), **given),
        Side("mdx-describe", ask, env=env, at_most=goal, **given),
    )
