"""Published data sets: rows of every common form, from files, a hub, Kaggle and plugins."""

import asyncio
import hashlib
import io
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import orjson
import pytest
from places import BIN

pytestmark = pytest.mark.slow  # what fetches data sets takes long to import

SCENE = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"
COMMIT = "c" * 40


def records(done) -> list[dict]:
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def parquet(columns: dict[str, list]) -> bytes:
    import pyarrow
    from pyarrow.parquet import write_table

    out = io.BytesIO()
    write_table(pyarrow.table(columns), out)
    return out.getvalue()


def source(path: Path, **more) -> bytes:
    return orjson.dumps({"name": "set", "kind": "local", "url": str(path)} | more)


@pytest.fixture
def rows(tmp_path):
    """A folder with the same two rows in the three formats of tables."""
    folder = tmp_path / "rows"
    folder.mkdir()
    two = [{"Ask": "Wait.", "Program": SCENE, "n": 1}, {"Ask": "", "Program": SCENE, "n": 2}]
    (folder / "a.jsonl").write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in two))
    (folder / "a.csv").write_text(
        "Ask,Program,n\n" + "".join(f'{r["Ask"]},"{SCENE}",{r["n"]}\n' for r in two)
    )
    table = {key: [row[key] for row in two] for key in two[0]} | {"film": [b"\0" * 9, b""]}
    (folder / "a.parquet").write_bytes(parquet(table))
    return folder


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_a_column_map_makes_records_of_rows(mdx, rows, suffix):
    columns = {"description": "Ask", "code": "Program"}
    done = mdx("extract", input=source(rows, paths=[f"*.{suffix}"], columns=columns))
    one, two = records(done)
    assert (one["description"], one["code"]) == ("Wait.", SCENE)
    assert [r["metadata"]["needs_description"] for r in (one, two)] == [False, True]
    assert [r["metadata"]["lines"] for r in (one, two)] == ["1", "4-6"]
    assert done.returncode == 0


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_a_column_map_that_does_not_fit_names_the_columns_there_are(mdx, rows, suffix):
    columns = {"description": "Question", "code": "Program"}
    done = mdx("extract", input=source(rows, paths=[f"*.{suffix}"], columns=columns))
    assert done.returncode == 1
    assert done.stdout == b""
    assert b"no column Question; its columns are Ask, Program, n" in done.stderr


@pytest.mark.parametrize("paths", [["b.csv"], ["*.txt"]], ids=["not there", "no format of ours"])
def test_paths_that_name_nothing_to_read_say_what_there_is(mdx, rows, paths):
    (rows / "a.txt").write_text("x")
    done = mdx("extract", input=source(rows, paths=paths))
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"set: none of its files is one to read; there are a.csv, a.jsonl," in done.stderr


def test_tables_beside_programs_are_not_read_unless_named(mdx, rows):
    (rows / "README.md").write_text("# A set")
    (rows / "package.json").write_text('{"name": "a"}')
    done = mdx("extract", str(rows))
    assert (done.returncode, len(records(done))) == (0, 6)
    (rows / "build.py").write_text("print(1)\n")
    done = mdx("extract", str(rows))
    assert (done.returncode, done.stdout) == (0, b"")


def test_the_tables_of_an_archive_are_read(mdx, rows, tmp_path):
    shutil.make_archive(str(tmp_path / "set"), "zip", rows)
    assert len(records(mdx("extract", "set.zip"))) == 6


@pytest.mark.parametrize("name", ["log.chat", "rows.txt", "rows"])
def test_a_named_file_that_begins_like_json_is_a_table(mdx, tmp_path, name):
    (tmp_path / name).write_bytes(orjson.dumps([{"prompt": "Wait.", "code": SCENE}]))
    assert [r["description"] for r in records(mdx("extract", f"./{name}"))] == ["Wait."]


@pytest.mark.parametrize("data", [b"- a: |\n    b\n", b"PK\3\4\xff", b"<p>a</p>"])
def test_a_named_file_of_another_format_says_what_to_make_of_it(mdx, tmp_path, data):
    (tmp_path / "a.other").write_bytes(data)
    done = mdx("extract", "./a.other")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"a.other: neither Python nor data that mdx reads; make it JSON or CSV" in done.stderr


def test_words_that_are_no_description_stay_words(mdx, rows):
    columns = {"original_context": "Ask", "code": "Program"}
    one, _ = records(mdx("extract", input=source(rows, paths=["*.csv"], columns=columns)))
    assert (one["description"], one["metadata"]["original_context"]) == ("", "Wait.")


def test_known_damage_is_repaired_and_told(mdx):
    rows = [
        {"description": "Wait.", "code": "<s>" + SCENE + "</s>"},
        {"description": "Wait.", "code": SCENE},
        {"description": "Wait.", "code": "no ( python"},
    ]
    done = mdx("extract", input=b"".join(orjson.dumps(row) + b"\n" for row in rows))
    assert [r["metadata"]["repaired"] for r in records(done)] == ["tokens", "", ""]
    assert [r["code"] for r in records(done)] == [SCENE, SCENE, "no ( python"]
    kinds = {tuple(r["metadata"]["code_features"]) for r in records(done)}
    assert len(kinds) == 1


# --- a hub ---------------------------------------------------------------------------------------


class Hub:
    """The part of the Hugging Face hub's HTTP interface that fetching a data set uses."""

    def __init__(self, files: dict[str, bytes]):
        self.files = files
        self.asked: list[str] = []
        self.tokens: set[str] = set()
        self.gated = False

    async def answer(self, request):
        from aiohttp import web

        self.asked.append(request.path)
        self.tokens.add(request.headers.get("Authorization", ""))
        if self.gated and "/api/" not in request.path:
            headers = {"X-Error-Code": "GatedRepo", "X-Error-Message": "Access is restricted"}
            return web.Response(status=403, headers=headers)
        if request.path.startswith("/api/datasets/owner/set"):
            siblings = [{"rfilename": name, "size": len(f)} for name, f in self.files.items()]
            told = {"id": "owner/set", "sha": COMMIT, "siblings": siblings, "private": False}
            if "/tree/" in request.path:
                listed = [self.listed(name) for name in self.files]
                return web.json_response(listed)
            return web.json_response(told)
        name = request.path.rpartition(f"/resolve/{COMMIT}/")[2]
        if not request.path.startswith("/datasets/owner/set/resolve/") or name not in self.files:
            headers = {"X-Error-Code": "RepoNotFound"}
            return web.Response(status=404, headers=headers)
        content = self.files[name]
        digest = hashlib.sha256(content).hexdigest()
        return web.Response(body=content, headers={"ETag": f'"{digest}"', "X-Repo-Commit": COMMIT})

    def listed(self, name: str) -> dict:
        digest = hashlib.sha1(self.files[name]).hexdigest()
        return {"type": "file", "path": name, "size": len(self.files[name]), "oid": digest}


@pytest.fixture
def hub():
    """serve({"a.parquet": b"..."}) is a hub with the data set owner/set of these files."""
    from aiohttp import web

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runners = []

    def serve(files: dict[str, bytes]) -> Hub:
        made = Hub(files)

        async def start() -> int:
            app = web.Application()
            app.router.add_route("*", "/{path:.*}", made.answer)
            runner = web.AppRunner(app)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            runners.append(runner)
            return runner.addresses[0][1]

        port = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
        made.url = f"http://127.0.0.1:{port}"
        return made

    yield serve
    for runner in runners:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


def data_set(**more) -> bytes:
    columns = {"description": "Ask", "code": "Program"}
    entry = {"name": "set", "kind": "huggingface", "url": "owner/set", "columns": columns}
    return orjson.dumps(entry | {"paths": ["**/*.parquet"]} | more)


CARD = b"---\nlicense: cc-by-nc-sa-4.0\n---\n# A set\n"


def test_a_data_set_is_fetched_from_the_hub_that_is_set_and_kept(mdx, env, hub):
    table = parquet({"Ask": ["Wait."], "Program": [SCENE], "film": [b"\0\1"]})
    served = hub({"data/train.parquet": table, "README.md": CARD, "film.mp4": b"no"})
    env = env | {"HF_ENDPOINT": served.url, "HF_TOKEN": "hf_secret"}
    done = mdx("extract", input=data_set(), env=env)
    assert done.returncode == 0, done.stderr
    [record] = records(done)
    assert (record["description"], record["code"]) == ("Wait.", SCENE)
    assert record["metadata"]["license"] == "CC-BY-NC-SA-4.0"
    assert record["metadata"]["revision"] == COMMIT
    assert not [path for path in served.asked if "film" in path]
    assert "Bearer hf_secret" in served.tokens
    assert b"hf_secret" not in done.stdout + done.stderr
    served.asked.clear()
    again = mdx("extract", input=data_set(), env=env | {"HF_HUB_OFFLINE": "1"})
    assert (again.stdout, served.asked) == (done.stdout, [])


def test_a_data_set_that_nobody_has_described_is_read_by_its_own_names(mdx, env, hub):
    table = parquet({"question": ["Wait."], "python_code": [SCENE], "film": [b"no"]})
    served = hub({"data/train.parquet": table, "README.md": CARD, "film.mp4": b"no"})
    done = mdx("extract", "hf:owner/set", env=env | {"HF_ENDPOINT": served.url})
    assert [(r["description"], r["code"]) for r in records(done)] == [("Wait.", SCENE)]
    assert done.returncode == 0
    assert not [path for path in served.asked if "film" in path]


@pytest.mark.parametrize(
    ("entry", "gated", "told"),
    [
        ({}, True, "gated: accept its terms on the hub and set HF_TOKEN"),
        ({"url": "owner/other"}, False, "no such data set, or a private one: set HF_TOKEN"),
    ],
    ids=["gated", "not there"],
)
def test_a_data_set_that_cannot_be_had_says_what_to_do(mdx, env, hub, entry, gated, told):
    served = hub({"data/train.parquet": b"", "README.md": CARD})
    served.gated = gated
    done = mdx("extract", input=data_set(**entry), env=env | {"HF_ENDPOINT": served.url})
    assert (done.returncode, done.stdout) == (1, b"")
    assert told in done.stderr.decode()


@pytest.mark.parametrize(
    "away", [{"HF_HUB_OFFLINE": "1"}, {"HF_ENDPOINT": "http://127.0.0.1:1"}], ids=["set", "is"]
)
def test_an_uncached_data_set_offline_is_told(mdx, env, away):
    done = mdx("extract", input=data_set(), env=env | away)
    assert done.returncode == 1
    assert b"not in the cache, and " in done.stderr


def test_a_cached_data_set_needs_no_hub(mdx, env, hub):
    served = hub({"data/train.parquet": parquet({"Ask": ["Wait."], "Program": [SCENE]})})
    first = mdx("extract", input=data_set(), env=env | {"HF_ENDPOINT": served.url})
    again = mdx("extract", input=data_set(), env=env | {"HF_ENDPOINT": "http://127.0.0.1:1"})
    assert (again.returncode, again.stdout) == (0, first.stdout)


# --- Kaggle and plugins --------------------------------------------------------------------------


def test_kaggle_is_asked_through_its_client_whose_talk_is_no_record(mdx, env, rows, tmp_path):
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "kagglehub.py").write_text(
        "def dataset_download(handle, force_download=False):\n"
        "    print('Downloading', handle)\n"
        "    if handle != 'owner/set/versions/3': raise ValueError('403 Client Error')\n"
        f"    return {str(rows)!r}\n"
    )
    columns = {"description": "Ask", "code": "Program"}
    entry = {"kind": "kaggle", "paths": ["*.csv"], "columns": columns}
    env = env | {"PYTHONPATH": str(fake)}
    done = mdx("extract", input=source("owner/set", revision="3", **entry), env=env)
    assert [r["description"] for r in records(done)] == ["Wait.", ""]
    assert b"Downloading owner/set/versions/3" in done.stderr
    done = mdx("extract", input=source("owner/set", **entry), env=env)
    assert done.returncode == 1
    assert b"403 Client Error; set KAGGLE_USERNAME and KAGGLE_KEY" in done.stderr


@pytest.mark.parametrize("name", ["huggingface_hub", "kagglehub"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(mdx, env, tmp_path, name):
    (tmp_path / f"{name}.py").write_text("raise ImportError")
    kind, extra = {"huggingface_hub": ("huggingface", "hf"), "kagglehub": ("kaggle",) * 2}[name]
    env = env | {"PYTHONPATH": str(tmp_path)}
    done = mdx("extract", input=source("owner/set", kind=kind), env=env)
    assert done.returncode == 1
    assert f"pip install 'mdx-tools[{extra}]'" in done.stderr.decode()


def plugin(env: dict[str, str], folder: Path, script: str) -> dict[str, str]:
    path = folder / "mdx-extract-mine"
    path.write_text(f"#!/usr/bin/env python3\n{script}")
    path.chmod(0o755)
    return env | {"PATH": f"{folder}:{env['PATH']}"}


def test_a_plugin_on_the_path_writes_records_which_are_checked(mdx, env, tmp_path):
    good = {"description": "Wait.", "code": SCENE, "source": "x", "metadata": {"mine": 1}}
    script = f"print({json.dumps(good)!r})\nprint('[]')\nprint('{{}}')"
    done = mdx("extract", "mine", env=plugin(env, tmp_path, script))
    [record] = records(done)
    assert (record["source"], record["metadata"]["mine"]) == ("mine", 1)
    assert record["metadata"]["scene"] == "A"
    assert done.returncode == 1
    assert b"mine:2: expected an object, found a list" in done.stderr
    assert b"line 3: no code in it" in done.stderr


def test_a_plugin_is_ended_once_nobody_reads_what_it_writes(env, tmp_path):
    script = f"while True: print({json.dumps({'code': SCENE})!r}, flush=True)"
    shell = '"$@" mine | head -n 1; echo "${PIPESTATUS[0]}"'
    pipe = ["bash", "-c", shell, "bash", sys.executable, BIN / "mdx-extract"]
    more = {"cwd": tmp_path, "capture_output": True, "timeout": 60}
    done = subprocess.run(pipe, env=plugin(env, tmp_path, script), **more)
    record, status = done.stdout.splitlines()
    assert (json.loads(record)["source"], status, done.stderr) == ("mine", b"141", b"")


def test_a_plugin_that_fails_is_told_with_its_status_and_its_records_are_kept(mdx, env, tmp_path):
    script = f"import sys\nprint({json.dumps({'code': SCENE})!r})\nprint('bad')\nsys.exit(3)"
    done = mdx("extract", "mine", env=plugin(env, tmp_path, script))
    assert len(records(done)) == 1
    assert done.returncode == 1
    assert b"mine:2: invalid JSON" in done.stderr
    assert b"mdx-extract-mine ended with status 3" in done.stderr
