"""mdx-describe against a model that takes 200 ms: cold, cached, and as fast as a bare loop can."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from harness import FOLDER, HERE, Bench, Side, mdx, python

JOBS = 50
COLD = {500: (2.6, 4.0), 2000: (9.2, 10.5)}  # records: seconds at most, by aiohttp and by the SDK
BARE = """
import asyncio, sys, aiohttp, orjson
async def main(url, jobs):
    lines = iter(sys.stdin.buffer)
    async def work(session):
        for line in lines:
            code = orjson.loads(line)["code"]
            body = {"model": "m", "messages": [{"role": "user", "content": code}]}
            async with session.post(url + "/v1/chat/completions", json=body) as answer:
                print((await answer.json())["choices"][0]["message"]["content"])
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=jobs)) as session:
        await asyncio.gather(*(work(session) for _ in range(jobs)))
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


def run(bench: Bench) -> None:
    server = subprocess.Popen(
        python(HERE / "slow_model.py"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{int(server.stdout.readline())}"
        for records in COLD:
            cold(bench, url, records)
        for records in (500, 20_000):
            cached(bench, url, records)
    finally:
        server.terminate()
        server.wait()


def cold(bench: Bench, url: str, records: int) -> None:
    scenes, cache = undescribed(records), FOLDER / "answers-cold"
    env = {"MDX_CACHE_DIR": str(cache), "ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    given = {
        "stdin": scenes, "records": records, "env": env,
        "before": lambda: shutil.rmtree(cache, ignore_errors=True),
    }  # fmt: skip
    ideal = records / JOBS * 0.2
    http, sdk = describe("openai:m", url + "/v1"), describe("claude", url)
    (http_goal, sdk_goal), cpu = COLD[records], 0.004 * records
    bench.compare(
        f"describe, cold: {records:,} records, {JOBS} in flight, 200 ms each, ideal {ideal:g} s",
        Side("bare aiohttp loop", python("-c", BARE, url, JOBS), **given),
        Side("mdx-describe, aiohttp", http, at_most={"seconds": http_goal, "cpu": cpu}, **given),
        Side("mdx-describe, claude", sdk, at_most={"seconds": sdk_goal}, **given),
    )


def cached(bench: Bench, url: str, records: int) -> None:
    scenes, cache = undescribed(records), FOLDER / "answers-cached"
    shutil.rmtree(cache, ignore_errors=True)
    env = {"MDX_CACHE_DIR": str(cache), "OPENAI_API_KEY": "k"}
    command = describe("openai:m", url + "/v1")
    with scenes.open("rb") as stdin:
        subprocess.run(
            [*command, "-q", "--jobs", "400"], stdin=stdin, stdout=subprocess.DEVNULL,
            env=os.environ | env, check=True,
        )  # fmt: skip
    goals = {"seconds": 0.15, "peak_mb": 35} if records == 500 else {"seconds": records / 10_000}
    bench.compare(
        f"describe, cached: {records:,} records",
        Side("bare start", python("-c", "import argparse, orjson"), records=records),
        Side("mdx-describe", command, stdin=scenes, records=records, env=env, at_most=goals),
    )


def describe(llm: str, url: str) -> list[str]:
    return mdx("describe", "--llm", llm, "--base-url", url, "--jobs", JOBS)


def undescribed(records: int) -> Path:
    """Distinct scenes of about 1.4 KB without a description."""
    path = FOLDER / f"undescribed-{records}.jsonl"
    if not path.exists():
        with path.open("w") as file:
            for n in range(records):
                plays = "".join(
                    f"        self.play(Create(Circle(radius={n}.{k})))\n" for k in range(26)
                )
                head = f"from manim import *\n\n\nclass S{n}(Scene):\n    def construct(self):\n"
                scene = {"description": "", "code": head + plays, "source": "bench"}
                file.write(json.dumps(scene | {"metadata": {"scene": f"S{n}"}}) + "\n")
    return path
