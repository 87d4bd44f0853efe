"""mdx-describe against a model that takes 200 or 50 ms: cold, cached, and as fast as bare loops
over aiohttp and over the SDK can."""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness import FOLDER, HERE, Bench, Side, mdx, python

JOBS = 50
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
BARE_SDK = """
import asyncio, sys, anthropic, orjson
async def main(url, jobs):
    lines = iter(sys.stdin.buffer)
    async def work(client):
        for line in lines:
            code = orjson.loads(line)["code"]
            answer = await client.messages.create(
                model="m", max_tokens=2000, messages=[{"role": "user", "content": code}])
            print(answer.content[0].text)
    async with anthropic.AsyncAnthropic(
        base_url=url, http_client=anthropic.DefaultAioHttpClient()) as client:
        await asyncio.gather(*(work(client) for _ in range(jobs)))
asyncio.run(main(sys.argv[1], int(sys.argv[2])))
"""


def run(bench: Bench) -> None:
    for delay_s, jobs, sizes in ((0.2, 50, (500, 2000)), (0.05, 200, (4000,))):
        with model(delay_s) as url:
            for records in sizes:
                cold(bench, url, records, jobs, delay_s)
    for cache in FOLDER.glob("answers-cold*"):
        shutil.rmtree(cache)
    with model(0.2) as url:
        for records in (500, 20_000):
            cached(bench, url, records)


@contextmanager
def model(delay_s: float) -> Iterator[str]:
    """The address of a model that answers after so long."""
    command = python(HERE / "slow_model.py", delay_s)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


def cold(bench: Bench, url: str, records: int, jobs: int, delay_s: float) -> None:
    """Goals are ratios to the bare loop over the same library."""
    scenes, cache = undescribed(records), FOLDER / "answers-cold"
    env = {"MDX_CACHE_DIR": str(cache), "ANTHROPIC_API_KEY": "k", "OPENAI_API_KEY": "k"}
    given = {
        "stdin": scenes, "records": records, "env": env,
        # Not deleted: for seconds after that ext4 takes many times as long to make a file.
        "before": lambda: cache.exists() and cache.rename(f"{cache}-{time.time_ns()}"),
    }  # fmt: skip
    ideal = records / jobs * delay_s
    title = f"{records:,} records, {jobs} in flight, {delay_s * 1000:g} ms each, ideal {ideal:g} s"
    for name, loop, llm, at, slower, more_cpu in (
        ("aiohttp", BARE, "openai:m", "/v1", 1.03 if jobs == JOBS else 1.1, 2.0),
        ("claude", BARE_SDK, "claude", "", 1.1, 1.5),
    ):
        sides = (
            Side(f"bare loop, {name}", python("-c", loop, url, jobs), **given),
            Side(f"mdx-describe, {name}", describe(llm, url + at, jobs), **given),
        )
        bare, ours = bench.compare(f"describe, cold: {title}", *sides).values()
        ratios = {"ratio": ours["ratio"], "cpu ratio": ours["cpu"] / bare["cpu"]}
        goal = Side(name, [], at_most={"ratio": slower, "cpu ratio": more_cpu})
        bench.table("against the bare loop", {name: ratios}, {name: goal})


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


def describe(llm: str, url: str, jobs: int = JOBS) -> list[str]:
    return mdx("describe", "--llm", llm, "--base-url", url, "--jobs", jobs)


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
