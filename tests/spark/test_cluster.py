"""A real master with two workers on loopback writes the same bytes as the shell."""

import json
import random
import shutil
from dataclasses import replace
from importlib.util import find_spec

import pytest
from describing import address, lines, scene, scenes, until
from describing import expected as described
from model_server import words
from spark_cluster import killed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="no pyspark"),
    pytest.mark.skipif(shutil.which("java") is None, reason="no Java"),
]
STATEMENTS = ("self.add(Dot({n}))", "self.play(Create({v}))", "{v} = Circle({n}).shift({n} * UP)",
              "self.wait({n})", "{v}.next_to(Square({n}), LEFT)", "{v} = Text('{n}')")  # fmt: skip


def records() -> list[dict]:
    """Scenes, each with copies: in another layout, with another name, a line longer, empty."""
    rng = random.Random(1)
    rows = []
    for i in range(150):
        body = [rng.choice(STATEMENTS).format(v="mob", n=rng.randint(1, 99)) for _ in range(20)]
        copies = [body, [*body, "self.wait(3)"], [line.replace("mob", "dot") for line in body]]
        for k, statements in enumerate(rng.sample(copies, rng.randint(1, 3))):
            rows.append((f"Scene{i}", f"f{i}-{k}.py", statements))
    rng.shuffle(rows)
    return [
        {"code": f"class {name}(Scene):\n    def construct(self):\n" + "".join(
            f"        {line}{'  # step' * (n % 2)}\n" for line in statements),
         "source": "é", "metadata": {"scene": name, "path": path}}
        for n, (name, path, statements) in enumerate(rows)
    ] + [{"code": ""}, {"code": ""}, {"code": "no ( python"}]  # fmt: skip


def in_the_shell(mdx, *stages: tuple[str, ...], input: bytes) -> bytes:
    for stage in stages:
        input = mdx(*stage, "-q", input=input).stdout
    return input


@pytest.mark.parametrize(
    ("level", "killed"),
    [((), False), (("--renamed",), False), (("--near", "0.8"), False), (("--near", "0.8"), True)],
    ids=["layout", "renamed", "near", "with a worker killed"],
)
def test_a_cluster_writes_the_bytes_of_the_shell(cluster, mdx, tmp_path, level, killed):
    corpus = tmp_path / "corpus.jsonl"
    given = b"".join(json.dumps(row).encode() + b"\n" for row in records()) + b"\r\nno record\n"
    corpus.write_bytes(given)
    stages = (("dedupe", *level), ("filter", "--parses"), ("split", "--test", "0.3"))
    expected = in_the_shell(mdx, *stages, input=given)
    assert 100 < expected.count(b"\n") < len(records())

    pipeline = " | ".join(f"mdx-{' '.join(stage)}" for stage in stages)
    job = cluster.run(pipeline.replace(" |", f" {corpus} |", 1))
    if killed:
        cluster.kill_a_worker()
    out, messages = job.communicate(timeout=300)
    assert out == expected, messages.decode()[-3000:]
    assert job.returncode == 1  # because of the line that is not a record
    assert killed == (b"Lost executor" in messages)


def test_families_of_near_code_are_placed_as_in_the_shell(cluster, mdx, tmp_path):
    corpus = tmp_path / "corpus.jsonl"
    given = b"".join(json.dumps(row).encode() + b"\n" for row in records()) + b"no record\n"
    corpus.write_bytes(given)
    split = ("split", "--test", "0.3", "--group", "near", "--near", "0.8", "--seed", "3")
    expected = in_the_shell(mdx, split, input=given)
    assert expected != in_the_shell(mdx, ("split", "--test", "0.3", "--seed", "3"), input=given)
    for only in ("", " --only test"):
        job = cluster.run(f"mdx-{' '.join(split)}{only} {corpus}")
        out, messages = job.communicate(timeout=300)
        wanted = [line for line in expected.splitlines() if not only or b'"split":"test"' in line]
        assert out.splitlines() == wanted, messages.decode()[-3000:]
        assert job.returncode == 1  # because of the line that is not a record


def test_no_worker_asks_for_what_another_one_asks_for(cluster, server, mdx, tmp_path):
    corpus = tmp_path / "corpus.jsonl"
    given = lines([scene(n % 40, source=f"s{n}") for n in range(120)] + [{"description": "known"}])
    corpus.write_bytes(given + b"no record\n")
    ask = ("describe", "--llm", "openai:m", "--base-url", address(server, "openai"), "--jobs", "4")
    there = {"env": cluster.env | {"MDX_CACHE_DIR": str(tmp_path / "other cache")}}
    expected = mdx(*ask, corpus, **there).stdout
    assert len(server.calls) == expected.count(b"stands for") // 3 == 40

    mdx(*ask, input=lines(scenes(10)))  # what the driver has in its cache already
    server.calls.clear()
    pipeline = f"mdx-{' '.join(ask)} {corpus} | mdx-filter --has-description"
    out, messages = cluster.run(pipeline).communicate(timeout=300)
    assert out == expected, messages.decode()[-3000:]
    assert len(server.calls) == 30
    assert b"mdx.spark: 30 new answers are in " in messages
    assert mdx(*ask, "--cache-only", corpus).stdout == expected  # they are on this machine now


def test_workers_ask_with_the_files_of_the_one_who_runs_it(
    cluster, server, mdx, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus.jsonl").write_bytes(lines(scenes(8)))
    (tmp_path / "prompt.txt").write_text("Say it as {voice} would: <code>\n{code}\n</code>")
    server.play = lambda call: replace(words(call), text=f"Draw {len(call.asked)} lines of it.")
    ask = f"mdx-describe --llm openai:m --base-url {address(server, 'openai')} --prompt=prompt.txt"
    out, messages = cluster.run(f"{ask} file://{tmp_path}/corpus.jsonl").communicate(timeout=300)
    assert len(server.calls) == 8, messages.decode()[-3000:]
    assert out == mdx("describe", *ask.split()[1:], "corpus.jsonl").stdout
    assert out.count(b"lines of it") == 8


def test_a_worker_that_is_lost_while_it_asks_loses_no_description(cluster, server, mdx, tmp_path):
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(lines(scenes(60)))
    server.play = lambda call: replace(words(call), delay=0.5)
    ask = f"mdx-describe --llm openai:m --base-url {address(server, 'openai')} --jobs 4 {corpus}"
    job = cluster.run(ask)
    until(lambda: len(server.calls) > 8)
    killed(cluster.workers[0])
    out, messages = job.communicate(timeout=300)
    assert b"Lost executor" in messages
    assert [json.loads(line)["description"] for line in out.splitlines()] == described(60)


def test_a_stage_that_cannot_run_says_where_to_look(cluster, tmp_path):
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(lines(scenes(3)))
    nobody = "--llm openai:m --base-url http://127.0.0.1:9"
    job = cluster.run(f"mdx-describe {nobody} {corpus} | mdx-filter --parses")
    _, messages = job.communicate(timeout=300)
    assert job.returncode == 2
    said = b"mdx.spark: mdx-describe ended with status 2; the worker's log says more\n"
    assert messages.endswith(said)
