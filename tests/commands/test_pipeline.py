"""The main job, whole: six commands in one pipe, on repositories and a model server of our own."""

import json
import shutil
import subprocess

import pytest
from model_server import ModelServer, Reply

SCENES = {
    "GPU_Programming": {
        "manim_scripts/1_First.py": """\
            from manim import *
            import math

            UNUSED = 1
            SPEED = 2  # times faster


            class First(Scene):
                def construct(self):
                    dot = Dot(color=RED)
                    self.play(Create(dot), run_time=1 / SPEED)


            class Copy(Scene):
                def construct(self):
                    self.play(Write(Text("twice")))
            """,
        "manim_scripts/2_Old.py": """\
            from manimlib import *


            class Old(Scene):
                def construct(self):
                    self.play(ShowCreation(Circle()))
            """,
    },
    "InformationTheory": {
        "InformationTheory.py": """\
            from manim import *


            class Copy(Scene):
                def construct(self):
                    # the same, but for comments and layout
                    self.play(Write( Text('twice') ))
            """
    },
}
# The catalogue's own entry, but for the commit that it is pinned to.
EXTRACT = (
    'mdx-extract --list | grep szymon_ozog | sed \'s/"revision":"[0-9a-f]*",//\' | mdx-extract'
)
MAIN_JOB = EXTRACT + " | mdx-dedupe | mdx-describe --llm {} > out.jsonl"


def git(*args, cwd):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *args], cwd=cwd, check=True, capture_output=True)


@pytest.fixture
def env(env, tmp_path):
    """The environment, with github.com played by folders of this machine."""
    hub = tmp_path / "hub"
    for name, files in SCENES.items():
        repo = hub / "SzymonOzog" / name
        for path, text in files.items():
            (repo / path).parent.mkdir(parents=True, exist_ok=True)
            indent = " " * 12
            (repo / path).write_text(text.replace("\n" + indent, "\n").removeprefix(indent))
        git("init", "-q", cwd=repo)
        git("add", ".", cwd=repo)
        git("commit", "-qm", "scenes", cwd=repo)
    config = tmp_path / "gitconfig"
    config.write_text(
        f'[url "file://{hub}/"]\n\tinsteadOf = https://github.com/\n[uploadpack]\n'
        "\tallowFilter = true\n\tallowAnySHA1InWant = true\n[safe]\n\tdirectory = *\n"
    )
    return env | {"GIT_CONFIG_GLOBAL": str(config)}


@pytest.fixture
def pipe(env, tmp_path):
    def run(line, **more):
        return subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            env=env | more, cwd=tmp_path, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    return run


def records(tmp_path, name="out.jsonl"):
    return [json.loads(line) for line in (tmp_path / name).read_text().splitlines()]


def test_the_main_job_runs_without_a_key(pipe, tmp_path):
    done = pipe(MAIN_JOB.format("outline"))
    assert done.returncode == 0, done.stderr
    made = records(tmp_path)
    assert [r["metadata"]["scene"] for r in made] == ["First", "Copy", "Old"]
    assert [r["metadata"]["dialect"] for r in made] == ["ce", "ce", "gl"]
    assert "SPEED = 2  # times faster" in made[0]["code"]
    assert "UNUSED" not in made[0]["code"]
    assert "import math" not in made[0]["code"]
    for r in made:
        compile(r["code"], r["metadata"]["path"], "exec")
        assert r["description"]
        assert r["metadata"]["needs_description"] is False
        assert f"class {r['metadata']['scene']}(" in r["code"]


@pytest.mark.slow
def test_the_main_job_with_a_model_asks_once_and_never_again(pipe, tmp_path):
    server = ModelServer()
    server.play = lambda call: Reply(f"Words number {call.number}.")
    model = {"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": "sk-marked"}
    try:
        first = pipe(MAIN_JOB.format("claude"), **model)
        assert first.returncode == 0, first.stderr
        made = records(tmp_path)
        assert sorted(r["description"] for r in made) == [f"Words number {n}." for n in (1, 2, 3)]
        assert len(server.calls) == 3
        again = pipe(MAIN_JOB.format("claude"), PYTHONPROFILEIMPORTTIME="1", **model)
        assert again.returncode == 0
        assert records(tmp_path) == made
        assert len(server.calls) == 3
        imported = {line.rpartition("|")[2].strip() for line in again.stderr.splitlines()}
        assert "orjson" in imported
        assert not imported & {"anthropic", "aiohttp", "asyncio"}
        assert "sk-marked" not in first.stderr + again.stderr + (tmp_path / "out.jsonl").read_text()
    finally:
        server.close()


def test_all_six_commands_in_one_pipe(pipe, tmp_path):
    done = pipe(
        EXTRACT + " | mdx-dedupe | mdx-filter --dialect ce"
        " | mdx-describe --llm outline | mdx-split --test 0.3 | mdx-augment > out.jsonl"
    )
    assert done.returncode == 0, done.stderr
    made = records(tmp_path)
    originals = [r for r in made if not r["metadata"]["variation_of"]]
    assert [r["metadata"]["scene"] for r in originals] == ["First", "Copy"]
    assert {r["metadata"]["split"] for r in made} <= {"train", "test"}


@pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")
def test_what_needs_words_is_counted_with_jq(pipe):
    done = pipe(
        EXTRACT + " > out.jsonl; jq 'select(.metadata.needs_description == true)"
        " | .source' out.jsonl | sort | uniq -c"
    )
    assert done.stdout.split() == ["4", '"szymon_ozog"']
