"""mdx-extract: scenes out of sources, each with where it came from."""

import ast
import csv
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from places import BIN

SCENE = (
    "from manim import *\n\n\nclass {0}(Scene):\n    def construct(self):\n        self.wait({1})\n"
)


def records(done: subprocess.CompletedProcess) -> list[dict]:
    return [orjson.loads(line) for line in done.stdout.splitlines()]


def scene_names(done: subprocess.CompletedProcess) -> list[str]:
    return [record["metadata"]["scene"] for record in records(done)]


def git(folder: Path, *words: str) -> str:
    command = [
        "git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org", *words,
    ]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """repository({"a.py": "..."}) is the folder of a git repository with these files."""

    def make(files: dict[str, str | bytes], name: str = "owner/name") -> Path:
        folder = tmp_path / "repositories" / name
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch=main")
        git(folder, "config", "uploadpack.allowFilter", "true")
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message=one")
        return folder

    return make


# --- git -----------------------------------------------------------------------------------------


def test_a_repository_gives_its_scenes_with_where_they_came_from(mdx, repository):
    folder = repository({"a.py": SCENE.format("A", 1), "b/c.py": SCENE.format("C", 2)})
    done = mdx("extract", f"git+file://{folder}")
    assert done.returncode == 0
    assert scene_names(done) == ["A", "C"]
    one, two = (record["metadata"] for record in records(done))
    assert one["revision"] == git(folder, "rev-parse", "HEAD")
    assert (two["path"], two["lines"]) == ("b/c.py", "4-6")
    assert records(done)[0]["code"] == SCENE.format("A", 1)
    assert done.stderr.endswith(b"1 read, 1 extracted, 0 failed; 2 scenes written\n")


def test_a_cached_repository_is_read_without_its_origin(mdx, repository, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1)})
    first = mdx("extract", f"git+file://{folder}")
    folder.rename(tmp_path / "gone")
    second = mdx("extract", f"git+file://{folder}")
    assert (second.returncode, second.stdout) == (0, first.stdout)


def test_refresh_fetches_again(mdx, repository):
    folder = repository({"a.py": SCENE.format("A", 1)})
    mdx("extract", f"git+file://{folder}")
    (folder / "a.py").write_text(SCENE.format("B", 1))
    git(folder, "commit", "--quiet", "--all", "--message=two")
    assert scene_names(mdx("extract", f"git+file://{folder}")) == ["A"]
    assert scene_names(mdx("extract", "--refresh", f"git+file://{folder}")) == ["B"]


@pytest.mark.parametrize("revision", ["v1", "old", "full"], ids=["tag", "branch", "commit id"])
def test_a_revision_is_a_tag_a_branch_or_a_commit_id(mdx, repository, revision):
    folder = repository({"a.py": SCENE.format("A", 1)})
    commit = git(folder, "rev-parse", "HEAD")
    git(folder, "tag", "v1")
    git(folder, "branch", "old")
    (folder / "a.py").write_text(SCENE.format("B", 1))
    git(folder, "commit", "--quiet", "--all", "--message=two")
    revision = commit if revision == "full" else revision
    done = mdx("extract", f"git+file://{folder}@{revision}")
    assert scene_names(done) == ["A"]
    assert records(done)[0]["metadata"]["revision"] == commit


def test_github_is_reached_by_its_short_form_and_linked_to(mdx, repository, env, tmp_path):
    folder = repository({"a b.py": SCENE.format("A", 1)})
    config = tmp_path / "gitconfig"
    instead = f"file://{folder.parent.parent}/"
    config.write_text(f'[url "{instead}"]\n\tinsteadOf = https://github.com/\n')
    done = mdx("extract", "github:owner/name", env=env | {"GIT_CONFIG_GLOBAL": str(config)})
    commit = git(folder, "rev-parse", "HEAD")
    url = f"https://github.com/owner/name/blob/{commit}/a%20b.py#L4-L6"
    assert [record["metadata"]["url"] for record in records(done)] == [url]
    assert records(done)[0]["source"] == "owner_name"


@pytest.mark.parametrize(
    ("operand", "told"),
    [
        ("github:owner", "github:owner: expected github:owner/name or github:owner/name@rev"),
        ("https://example.org/a.zip", "git+URL clones any repository"),
        ("https://me:secret@github.com/o/n", "an address with a password in it"),
    ],
)
def test_a_malformed_address_is_refused_before_anything_is_read(mdx, tmp_path, operand, told):
    (tmp_path / "a.py").write_text(SCENE.format("A", 1))
    done = mdx("extract", "a.py", operand)
    assert (done.returncode, done.stdout) == (2, b"")
    assert told in done.stderr.decode()
    assert b"secret" not in done.stderr


@pytest.mark.parametrize(
    ("operand", "told"),
    [
        ("git+ext::sh -c 'touch hacked'", "only https, ssh and file URLs"),
        ("git+http://example.org/x", "only https, ssh and file URLs"),
        ("git+file://--upload-pack=x", "only https, ssh and file URLs"),
        ("git+file:///not/there", "/not/there"),
        ("szymon_ozoq", "did you mean szymon_ozog?"),
        ("pypi:--index-url", "no project and version"),
        ("nonsense:x", "no such source"),
    ],
)
def test_a_source_that_cannot_be_read_is_reported_and_the_others_go_on(
    mdx, tmp_path, operand, told
):
    (tmp_path / "a.py").write_text(SCENE.format("A", 1))
    done = mdx("extract", operand, "a.py")
    assert done.returncode == 1
    assert told in done.stderr.decode()
    assert scene_names(done) == ["A"]
    assert done.stderr.endswith(b"2 read, 1 extracted, 1 failed; 1 scene written\n")
    assert not (tmp_path / "hacked").exists()


def test_symbolic_links_are_not_followed(mdx, repository, tmp_path):
    secret = tmp_path / "secret.py"
    secret.write_text(SCENE.format("Secret", 1))
    folder = repository({"a.py": SCENE.format("A", 1)})
    (folder / "link.py").symlink_to(secret)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=two")
    assert scene_names(mdx("extract", f"git+file://{folder}")) == ["A"]
    assert scene_names(mdx("extract", str(folder))) == ["A"]


def test_a_submodule_without_an_address_is_skipped(mdx, repository):
    folder = repository({"a.py": SCENE.format("A", 1)})
    link = "160000," + "a" * 40 + ",other.py"
    git(folder, "update-index", "--add", "--cacheinfo", link)
    git(folder, "commit", "--quiet", "--message=two")
    done = mdx("extract", f"git+file://{folder}")
    assert (done.returncode, scene_names(done)) == (0, ["A"])


def test_blobs_missing_at_the_origin_matter_only_if_they_are_wanted(mdx, repository, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1), "film.mp4": "film" * 99})
    partial = tmp_path / "partial"
    git(tmp_path, "clone", "--quiet", "--bare", "--filter=blob:none", f"file://{folder}", "partial")
    assert git(partial, "cat-file", "-p", "HEAD:a.py") + "\n" == SCENE.format("A", 1)
    git(partial, "config", "uploadpack.allowFilter", "true")
    git(partial, "config", "uploadpack.allowAnySHA1InWant", "true")
    folder.rename(tmp_path / "gone")
    done = mdx("extract", f"git+file://{partial}")
    assert (done.returncode, scene_names(done)) == (0, ["A"])


def test_names_that_differ_in_case_alone_are_two_files(mdx, repository):
    folder = repository({"a.py": SCENE.format("A", 1), "A.py": SCENE.format("A", 2)})
    done = mdx("extract", f"git+file://{folder}")
    assert [(r["metadata"]["scene"], r["metadata"]["path"]) for r in records(done)] == [
        ("A", "A.py"), ("A", "a.py"),
    ]  # fmt: skip


# --- packages ------------------------------------------------------------------------------------


@pytest.fixture
def shelf(env, tmp_path):
    """A folder that pip takes for all there is."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    env |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": os.devnull}
    return folder


def packed(shelf: Path, version: str, code: str) -> None:
    told = f"tiny_videos-{version}.dist-info"
    with zipfile.ZipFile(shelf / f"tiny_videos-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_videos/__init__.py", f'"""A scene.\n\n.. manim:: A\n\n{code}"""\n')
        wheel.writestr(f"{told}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{told}/METADATA", f"Name: tiny-videos\nVersion: {version}\n")
        wheel.writestr(f"{told}/RECORD", "")


@pytest.mark.slow
def test_a_package_is_downloaded_once_as_a_wheel_and_named_with_its_version(mdx, env, shelf):
    code = "".join(f"    {line}\n" for line in SCENE.format("A", 1).splitlines())
    packed(shelf, "1.0", code)
    packed(shelf, "1.2", code)
    done = mdx("extract", "pypi:tiny-videos", "pypi:tiny-videos==1.0", env=env)
    assert done.returncode == 0, done.stderr
    assert [record["metadata"]["revision"] for record in records(done)] == ["1.2", "1.0"]
    newest = records(done)[0]["metadata"]
    assert newest["scene"] == "A"
    assert newest["url"] == "pkg:pypi/tiny-videos@1.2#tiny_videos/__init__.py"
    shutil.rmtree(shelf)
    again = mdx("extract", "pypi:tiny-videos", "pypi:tiny-videos==1.0", env=env)
    assert (again.returncode, again.stdout) == (0, done.stdout)
    anew = mdx("extract", "--refresh", "pypi:tiny-videos", env=env)
    assert anew.returncode == 1
    assert b"tiny-videos: no wheel on PyPI, or no network" in anew.stderr


def test_the_build_script_of_a_package_is_not_run(mdx, env, shelf, tmp_path):
    hostile = tmp_path / "setup.py"
    hostile.write_text(f"open({str(tmp_path / 'hacked')!r}, 'w')\n")
    with tarfile.open(shelf / "tiny-videos-2.0.tar.gz", "w:gz") as sdist:
        sdist.add(hostile, "tiny-videos-2.0/setup.py")
    done = mdx("extract", "pypi:tiny-videos==2.0", env=env)
    assert done.returncode == 1
    assert b"An sdist is not downloaded" in done.stderr
    assert not (tmp_path / "hacked").exists()


# --- files ---------------------------------------------------------------------------------------


def test_a_file_that_does_not_parse_is_named_and_kept_and_the_others_go_on(mdx, tmp_path):
    folder = tmp_path / "videos"
    folder.mkdir()
    (folder / "a.py").write_text("class A(Scene):\n    def construct(self:\n")
    (folder / "b.py").write_text(SCENE.format("B", 1))
    done = mdx("extract", "videos", "--rejects", "rejects.jsonl")
    assert done.returncode == 1
    assert scene_names(done) == ["B"]
    assert b"mdx-extract: videos: a.py:2: " in done.stderr
    reject = json.loads((tmp_path / "rejects.jsonl").read_text())
    assert reject["where"] == "videos: a.py:2"


def test_a_single_file_sees_its_neighbours_and_gives_its_own_scenes(mdx, tmp_path):
    (tmp_path / "helper.py").write_text("from manim import *\nclass Base(Scene):\n    speed = 2\n")
    (tmp_path / "other.py").write_text(SCENE.format("Other", 1))
    (tmp_path / "a.py").write_text(
        "from helper import Base\nclass A(Base):\n    def construct(self):\n        self.wait()\n"
    )
    done = mdx("extract", "a.py")
    assert scene_names(done) == ["A"]
    assert "speed = 2" in records(done)[0]["code"]


def test_a_wheel_is_read_in_place_as_any_archive_is(mdx, tmp_path):
    example = (
        'class Square:\n    """A square.\n\n    .. manim:: Ex\n        :save_last_frame:\n'
        "        :ref_classes: Square Circle\n\n        class Ex(Scene):\n"
        '            def construct(self):\n                self.add(Square())\n    """\n'
    )
    with zipfile.ZipFile(tmp_path / "pack-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("pack/shapes.py", example)
        wheel.writestr("../../escape.py", SCENE.format("Escape", 1))
    done = mdx("extract", "pack-1.0-py3-none-any.whl")
    escape, record = records(done)
    assert escape["metadata"]["path"] == "../../escape.py"
    metadata = record["metadata"]
    assert metadata["lines"] == "8-10"
    assert (metadata["still"], metadata["tags"]) == (True, "Square Circle")
    assert metadata["original_context"] == "pack.shapes.Square\n\nA square."
    assert record["code"].startswith("from manim import *\n")
    assert not (tmp_path.parent / "escape.py").exists()


def test_every_record_has_the_same_keys_of_the_same_types(mdx, tmp_path):
    (tmp_path / "a.py").write_text(SCENE.format("A", 1))
    (tmp_path / "b.md").write_text(f"# Title\n\nA paragraph.\n\n```python\n{SCENE}```\n")
    (tmp_path / "c.jsonl").write_bytes(
        orjson.dumps({"instruction": "Do it.", "output": SCENE.format("C", 1)}) + b"\n"
    )
    done = mdx("extract", "a.py", "b.md", "c.jsonl", input=b"")
    shapes = {
        tuple((key, type(value)) for key, value in record["metadata"].items())
        for record in records(done)
    }
    assert len(shapes) == 1


def test_jobs_keep_the_bytes_and_the_order(mdx, repository):
    files = {f"{n:02}.py": SCENE.format(f"S{n}", n) for n in range(30)}
    folder = repository(files | {"07.py": "(", "x.md": f"```python\n{SCENE.format('M', 1)}```\n"})
    one = mdx("extract", "--rejects", "1", f"git+file://{folder}", str(folder))
    two = mdx("extract", "--rejects", "2", "--jobs", "2", f"git+file://{folder}", str(folder))
    assert (two.stdout, two.stderr, two.returncode) == (one.stdout, one.stderr, 1)
    assert len(scene_names(one)) == 60


def test_a_closed_pipe_ends_working_processes_silently(repository, env, tmp_path):
    folder = repository({f"{n:02}.py": SCENE.format(f"S{n}", n) for n in range(90)})
    script = f"mdx-extract --jobs 2 {folder} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], env=env, cwd=tmp_path, capture_output=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] in (b"141", b"0")
    assert done.stderr == b"" or b"90 scenes written" in done.stderr


def test_whole_files_are_uncut(mdx, tmp_path):
    code = SCENE.format("A", 1) + "\n\nUNUSED = 1\n\n\n" + SCENE.format("B", 2)
    (tmp_path / "a.py").write_text(code)
    (tmp_path / "empty.py").write_text("x = 1\n")
    [record] = records(mdx("extract", "--whole-file", "a.py", "empty.py"))
    assert record["code"] == code
    assert record["metadata"]["scene"] == "A B"


def test_metadata_of_a_whole_file_holds_for_all_of_it(mdx, tmp_path):
    scene = "class {}(Scene):\n    '{}'\n    def construct(self):\n        self.play({})\n"
    said = "the dot moves to the dot", "no more"
    code = "def f(): pass\n"
    code += scene.format("A", said[0], "f(), Tex('a')") + scene.format("B", said[1], "f(), g")
    (tmp_path / "a.py").write_text(code)
    [told] = [r["metadata"] for r in records(mdx("extract", "--whole-file", "a.py"))]
    assert told["docstring"] == "the dot moves to the dot\n\nno more"
    assert (told["unresolved"], told["standalone"]) == ("g", False)
    assert told["lines"] == f"1-{code.count(chr(10))}"
    features = told["code_features"]
    assert (features["functions"], features["classes"], features["plays"]) == (1, 2, 2)
    assert (features["has_tex"], features["has_text"]) == (True, False)


def test_a_voiceover_scene_can_be_made_silent(mdx, tmp_path):
    (tmp_path / "a.py").write_text(
        "from manim import *\nfrom manim_voiceover import VoiceoverScene\n"
        "from manim_voiceover.services.gtts import GTTSService\n\n\n"
        "class A(VoiceoverScene):\n    def construct(self):\n"
        "        self.set_speech_service(GTTSService())\n"
        "        with self.voiceover(text='A dot appears.'):\n"
        "            self.play(FadeIn(Dot()))\n"
    )
    [spoken] = records(mdx("extract", "a.py"))
    [plain] = records(mdx("extract", "--plain-voiceover", "a.py"))
    assert "voiceover" in spoken["code"]
    assert "voiceover" not in plain["code"]
    assert plain["metadata"]["narration"] == spoken["metadata"]["narration"] == "A dot appears."
    assert (plain["metadata"]["packages"], plain["metadata"]["standalone"]) == ("", True)
    assert "FadeIn(Dot())" in plain["code"]


def test_a_survey_counts_what_there_is_without_writing_scenes(mdx, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(SCENE.format("A", 1))
    (tmp_path / "two" / "b.py").write_text(SCENE.format("B", 2) + "x = missing\n")
    done = mdx("extract", "--survey", "one", "two")
    one, two = records(done)
    assert (one["name"], one["files"], one["scenes"], one["overlap"]) == ("one", 1, 1, 0.0)
    assert (two["scenes"], two["overlap"], two["copies"]) == (2, 0.5, 0.0)
    assert done.stderr.endswith(b"2 read, 2 extracted, 0 failed; 2 surveys written\n")


def test_a_survey_foresees_which_share_renders(mdx, tmp_path):
    (tmp_path / "fine.py").write_text(SCENE.format("A", 1))
    (tmp_path / "broken.py").write_text(SCENE.format("A", "NoSuchName()"))
    fine, broken = records(mdx("extract", "--survey", "fine.py", "broken.py"))
    assert 1 > fine["likely_to_render"] > 0.7 > 0.3 > broken["likely_to_render"] > 0


def test_a_survey_on_a_terminal_is_a_table(env, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(SCENE.format("A", 1))
    ours, theirs = pty.openpty()
    command = [BIN / "mdx-extract", "-q", "--survey", "one", "two"]
    subprocess.run(command, cwd=tmp_path, env=env, stdout=theirs, check=True)
    os.close(theirs)
    heads, one, two = os.read(ours, 10_000).decode().splitlines()
    os.close(ours)
    assert heads.split()[:5] == ["source", "scenes", "files", "dialect", "renders"]
    assert re.fullmatch(r"one +1 +1 ce 100% +\d+% +100% +0% +0%", one)
    assert re.fullmatch(r"two +1 +1 ce 100% +\d+% +100% +0% +100%", two)


def test_the_help_explains_every_field_of_a_survey(mdx, tmp_path):
    (tmp_path / "a.py").write_text(SCENE.format("A", 1))
    [survey] = records(mdx("extract", "--survey", "a.py"))
    text = mdx("extract", "--help").stdout.decode().partition("--survey writes")[2]
    explained = re.findall(r"\w+", text.partition("\n\n")[0])
    assert survey.keys() - set(explained) == {"name", "url"}


@pytest.mark.parametrize("flag", ["--max-file", "--max-download"])
def test_a_file_that_is_too_large_is_reported_with_the_flag_that_allows_it(mdx, repository, flag):
    noise = "".join(sha256(str(n).encode()).hexdigest() for n in range(40_000))  # 2.5 MB
    folder = repository({"a.py": SCENE.format("A", 1), "b.py": f"x = '{noise}'\n"})
    done = mdx("extract", flag, "1", f"git+file://{folder}")
    assert done.returncode == 1
    assert flag.encode() in done.stderr


@pytest.mark.parametrize("flag", ["--jobs", "--max-file", "--max-download"])
@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_an_impossible_number_is_a_usage_error(mdx, flag, value):
    done = mdx("extract", f"{flag}={value}", "a.py")
    assert (done.returncode, done.stdout) == (2, b"")
    assert flag.encode() in done.stderr


def test_an_lfs_pointer_is_named(mdx, repository):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
    folder = repository({"a.py": pointer})
    done = mdx("extract", f"git+file://{folder}")
    assert b"a.py: a git LFS pointer" in done.stderr


@pytest.mark.parametrize(
    "content",
    ["x = " + "(" * 100_000, "x = " + "-" * 100_000 + "1", "x = 1\0", "x = " + "9" * 9_999],
    ids=["brackets", "signs", "NUL", "digits"],
)
def test_hostile_python_is_a_fault_of_one_file(mdx, tmp_path, content):
    folder = tmp_path / "videos"
    folder.mkdir()
    (folder / "a.py").write_text(content)
    (folder / "b.py").write_text(SCENE.format("B", 1))
    done = mdx("extract", "videos")
    assert scene_names(done) == ["B"]
    assert b"videos: a.py" in done.stderr


def test_an_interrupted_clone_is_never_taken_for_a_whole_one(mdx, repository, env, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1)})
    fake = tmp_path / "fake"
    fake.mkdir()
    (fake / "git").write_text(
        '#!/bin/sh\ncase "$*" in *--stdin*) exit 9;; esac\nexec "$GIT" "$@"\n'
    )
    (fake / "git").chmod(0o755)
    broken = env | {"PATH": f"{fake}:{env['PATH']}", "GIT": str(shutil.which("git"))}
    done = mdx("extract", f"git+file://{folder}", env=broken)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"git ended with status 9" in done.stderr
    clones = Path(env["MDX_CACHE_DIR"]) / "git"
    assert list(clones.iterdir()) == []
    assert scene_names(mdx("extract", f"git+file://{folder}")) == ["A"]


def test_what_a_killed_run_left_is_cleared_away_after_a_day(mdx, repository, env):
    folder = repository({"a.py": SCENE.format("A", 1)})
    clones = Path(env["MDX_CACHE_DIR"]) / "git"
    for name, age in ((".making-old", 100_000), (".making-new", 0)):
        (clones / name).mkdir(parents=True)
        os.utime(clones / name, (time.time() - age,) * 2)
    mdx("extract", f"git+file://{folder}")
    assert sorted(path.name for path in clones.glob(".*")) == [".making-new"]


def test_two_runs_at_once_on_an_empty_cache_give_the_same(repository, env, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1)})
    command = [sys.executable, str(BIN / "mdx-extract"), f"git+file://{folder}"]
    runs = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    told = [(*run.communicate(timeout=60), run.returncode) for run in runs]
    assert [status for _, _, status in told] == [0] * 4
    assert len({out for out, _, _ in told}) == 1
    assert len(list((Path(env["MDX_CACHE_DIR"]) / "git").iterdir())) == 1


def test_a_refresh_that_fails_leaves_what_there_was(mdx, repository, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1)})
    first = mdx("extract", f"git+file://{folder}")
    folder.rename(tmp_path / "gone")
    assert mdx("extract", "--refresh", f"git+file://{folder}").returncode == 1
    again = mdx("extract", f"git+file://{folder}")
    assert (again.returncode, again.stdout) == (0, first.stdout)


def test_a_cache_that_cannot_be_written_fails_what_needs_it_alone(mdx, repository, env, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1)})
    (tmp_path / "file").touch()
    env = env | {"MDX_CACHE_DIR": str(tmp_path / "file" / "cache")}
    done = mdx("extract", f"git+file://{folder}", str(folder), env=env)
    assert (done.returncode, scene_names(done)) == (1, ["A"])
    assert b"MDX_CACHE_DIR names another place" in done.stderr


def test_a_missing_git_is_named(mdx, repository, env, tmp_path):
    folder = repository({"a.py": SCENE.format("A", 1)})
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "sh").symlink_to(str(shutil.which("sh")))
    done = mdx("extract", f"git+file://{folder}", env=env | {"PATH": str(tmp_path / "bin")})
    assert done.returncode == 1
    assert b"git is not installed" in done.stderr


def test_blobs_that_nobody_wants_are_not_fetched(mdx, repository, env):
    folder = repository({"a.py": SCENE.format("A", 1), "film.mp4": "film" * 9, "LICENSE": "mine"})
    mdx("extract", f"git+file://{folder}")
    [clone] = (Path(env["MDX_CACHE_DIR"]) / "git").iterdir()
    told = git(clone, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").split()
    assert sorted(told) == ["blob", "blob", "commit", "tree"]
    assert not list(clone.glob("hooks/*"))


# --- documents and sources on standard input -----------------------------------------------------


def test_the_output_of_list_can_be_read_back(mdx, tmp_path):
    (tmp_path / "a.py").write_text(SCENE.format("A", 1))
    listed = [orjson.loads(line) for line in mdx("extract", "--list").stdout.splitlines()]
    assert {"szymon_ozog", "dan4life_aoc2024", "manim_ce_examples"} <= {s["name"] for s in listed}
    source = listed[0] | {
        "kind": "local",
        "url": "a.py",
        "name": "mine",
        "priority": 4,
        "library": [],
    }
    done = mdx("extract", input=orjson.dumps(source))
    assert [(r["source"], r["metadata"]["priority"]) for r in records(done)] == [("mine", 4)]


@pytest.mark.parametrize(
    "document",
    [
        {"code": SCENE.format("A", 1)},
        {"content": SCENE.format("A", 1)},
        {"text": f"Look:\n\n```python\n{SCENE.format('A', 1)}```\nThere."},
    ],
    ids=lambda document: next(iter(document)),
)
def test_a_document_is_cut_into_its_scenes(mdx, document):
    done = mdx("extract", input=orjson.dumps(document))
    [record] = records(done)
    assert record["code"] == SCENE.format("A", 1)
    assert record["metadata"]["needs_description"] is True


@pytest.mark.parametrize(
    "row",
    [
        {"description": "Wait.", "code": "CODE"},
        {"instruction": "Wait.", "output": "CODE"},
        {"instruction": "Wait.", "input": "", "output": "```python\nCODE```"},
        {"prompt": "Wait.", "completion": "CODE"},
        {"question": "Wait.", "code": "CODE"},
        {"description": "Wait.", "content": "CODE"},
        {"messages": [
            {"role": "system", "content": "You draw."}, {"role": "user", "content": "Wait."},
            {"role": "assistant", "content": "Sure:\n```python\nCODE```"},
        ]},
        {"conversations": [
            {"from": "human", "value": "Wait."}, {"from": "gpt", "value": "CODE"},
            {"from": "human", "value": "Thanks!"}, {"from": "gpt", "value": "A class act is due."},
        ]},
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_pair_of_words_and_code_is_a_record(mdx, row):
    line = json.dumps(row).replace("CODE", json.dumps(SCENE.format("A", 1))[1:-1])
    done = mdx("extract", input=line.encode())
    [record] = records(done)
    assert (record["description"], record["code"]) == ("Wait.", SCENE.format("A", 1))
    assert record["metadata"]["needs_description"] is False
    assert record["metadata"]["scene"] == "A"


def test_every_cut_parses_and_holds_its_class(mdx, repository):
    folder = repository({"a.py": SCENE.format("A", 1) + "\n\n" + SCENE.format("B", 2)})
    for record in records(mdx("extract", str(folder))):
        classes = [n.name for n in ast.parse(record["code"]).body if isinstance(n, ast.ClassDef)]
        assert record["metadata"]["scene"] in classes


# --- tables, addresses and what gives nothing ----------------------------------------------------


def manimbench(path: Path) -> Path:
    """The layout in which ManimBench is published, 417 rows."""
    with open(path, "w", newline="") as file:
        columns = ("Generated Description", "Reviewed Description", "Code", "Type", "Split")
        table = csv.DictWriter(file, columns)
        table.writeheader()
        for number in range(417):
            words, code = f"Wait for {number} seconds.", SCENE.format(f"A{number}", number)
            table.writerow(dict(zip(columns, ("", words, code, "Basic", "train"), strict=True)))
    return path


def test_the_most_used_set_is_read_without_a_flag(mdx, tmp_path):
    done = mdx("extract", manimbench(tmp_path / "manim_sft_dataset.csv"))
    found = records(done)
    assert [r["description"] for r in found] == [f"Wait for {n} seconds." for n in range(417)]
    assert {r["metadata"]["split"] for r in found} == {"train"}
    assert (done.returncode, len({r["code"] for r in found})) == (0, 417)
    assert b"1 read, 1 extracted, 0 failed; 417 scenes written" in done.stderr


def test_a_table_without_code_is_reported_once_and_counted(mdx, tmp_path):
    table = manimbench(tmp_path / "a.csv")
    unparsed = table.read_text().replace("(self):", "(self)")
    table.write_text(unparsed.replace(",Code,", ",Vorlage,").replace("Reviewed", "Neue"))
    done = mdx("extract", table)
    assert done.returncode == 1
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 2
    assert "its columns are Generated Description, Neue Description, Vorlage" in lines[0]
    assert "(417 of 417 rows); --columns code=NAME" in lines[0]
    assert "1 read, 0 extracted, 1 failed; 0 scenes written; 1 fault in files" in lines[1]
    flag = "code=vorlage,description='Neue Description'"
    assert len(records(mdx("extract", "--columns", flag, table))) == 417


def test_lines_without_code_are_reported_once_and_all_counted(mdx):
    done = mdx("extract", "--rejects", "why.jsonl", input=b'{"x": 1}\n' * 9)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "mdx-extract: stdin: no code in it; its columns are x (9 of 9 rows); "
        "--columns code=NAME,description=NAME names them",
        "mdx-extract: 9 read, 0 extracted, 9 failed; 0 scenes written",
    ]


def test_json_on_standard_input_is_a_row_each(mdx):
    rows = [{"prompt": "Wait.", "code": SCENE.format("A", n)} for n in range(3)]
    done = mdx("extract", input=json.dumps(rows, indent=2).encode())
    assert [r["description"] for r in records(done)] == ["Wait."] * 3
    assert b"3 read, 3 extracted, 0 failed; 3 scenes written" in done.stderr


def test_words_in_an_unknown_field_are_reported_once_and_kept(mdx, tmp_path):
    row = {"Anweisung": "Warte eine Sekunde lang.", "code": SCENE.format("A", 1)}
    (tmp_path / "a.json").write_text(json.dumps([row, row]))
    done = mdx("extract", "a.json")
    assert done.returncode == 0
    assert done.stderr.count(b"--columns description='Anweisung'") == 1
    assert [r["Anweisung"] for r in records(done)] == [row["Anweisung"]] * 2


def test_records_whose_code_does_not_parse_are_counted(mdx):
    rows = [{"description": "Wait.", "code": code} for code in ("a = (", SCENE.format("A", 1))]
    done = mdx("extract", input="\n".join(map(json.dumps, rows)).encode())
    assert [bool(r["metadata"]["syntax_error"]) for r in records(done)] == [True, False]
    assert b"2 scenes written; 1 do not parse\n" in done.stderr


def test_every_fenced_scene_of_a_document_is_cut_with_what_it_needs_of_those_above(mdx):
    scene = SCENE.format("A", "PAUSE")
    text = f"First\n```python\nPAUSE = 3\n```\nthen\n```python\n{scene}```\n"
    text += f"or\n```python\n{SCENE.format('B', 1)}```"
    done = mdx("extract", input=json.dumps({"text": text}).encode())
    one, two = records(done)
    assert "PAUSE = 3" in one["code"]
    assert [one["metadata"]["lines"], two["metadata"]["lines"]] == ["10-12", "19-21"]
    assert (one["metadata"]["standalone"], two["metadata"]["scene"]) == (True, "B")


@pytest.mark.parametrize("operand", ["./nothing.py", "nothing.json", "folder/nothing", "a/b/c"])
def test_a_missing_path_keeps_the_command_from_running(mdx, tmp_path, operand):
    (tmp_path / "a.py").write_text(SCENE.format("A", 1))
    (tmp_path / "folder").mkdir()
    done = mdx("extract", "a.py", operand)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"mdx-extract: {operand}: no such file or folder\n"


def test_a_source_without_scenes_reports_how_much_was_searched(mdx, tmp_path):
    (tmp_path / "folder").mkdir()
    for name in "abc":
        (tmp_path / "folder" / f"{name}.py").write_text("x = 1\n")
    done = mdx("extract", "folder")
    assert done.returncode == 0
    assert b"folder: no scene in 3 files\n" in done.stderr
    assert b"1 read, 0 extracted, 1 dropped (no scene), 0 failed; 0 scenes" in done.stderr


def test_a_local_source_that_is_a_file_is_that_file_alone(mdx, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(SCENE.format(name.upper(), 1))
    done = mdx("extract", input=b'{"name": "x", "kind": "local", "url": "b.py"}')
    assert scene_names(done) == ["B"]


def test_a_folder_of_a_repository_is_read_with_what_it_imports_from_the_rest(
    mdx, repository, env, tmp_path
):
    scene = "from common import R\n" + SCENE.format("A", "R")
    folder = repository({"common.py": "R = 2\n", "one/a.py": scene, "two/b.py": SCENE})
    config = tmp_path / "config"
    config.write_text(f'[url "file://{folder}"]\n\tinsteadOf = https://github.com/owner/name\n')
    env = env | {"GIT_CONFIG_GLOBAL": str(config)}
    for operand in ("https://github.com/owner/name/tree/main/one", "github:owner/name/one/a.py"):
        done = mdx("extract", operand, env=env)
        assert scene_names(done) == ["A"]
        assert "R = 2" in records(done)[0]["code"]
    assert scene_names(mdx("extract", "owner/name", env=env))[0] == "A"


# --- notebooks and words that are there -----------------------------------------------------------


def test_a_notebook_writes_files_that_its_cells_import_and_that_hold_scenes(mdx, tmp_path):
    scene = "from helper import S\n" + SCENE.format("A", "S")
    cells = ["%%writefile helper.py\nR = 2\n", "%%writefile -a helper.py\nS = R\n"]
    cells.append(f"%%writefile v/b.py\n{SCENE.format('B', 1)}")
    cells.append(f"files = !ls\nCircle?\n{scene}")
    book = {"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    (tmp_path / "a.ipynb").write_text(json.dumps(book), encoding="utf-8-sig")
    done = mdx("extract", "a.ipynb")
    assert done.returncode == 0
    assert [(r["metadata"]["scene"], r["metadata"]["cell"]) for r in records(done)] == [
        ("A", 4),
        ("B", 3),
    ]
    assert "R = 2\nS = R\n" in records(done)[0]["code"]


def test_words_beside_and_within_the_code_are_kept(mdx, tmp_path):
    folder = tmp_path / "video"
    folder.mkdir()
    said = "Every circle has one centre and no more than one."
    (folder / "narration.md").write_text(
        f"# Film\n\n## Scene 04: Circles\n\n{said}\n\n## Scene 5\n"
    )
    head = "# YouTube Video: https://youtu.be/abcdefghijk\n"
    (folder / "scene_04_circles.py").write_text(head + SCENE.format("Circles", 1))
    speaks = "self.wait(subcaption='Wait.'); self.next_section('Begin'); self.add(Text('x.npy')); "
    speaking = SCENE.format("Speaks", 1).replace("self.wait", speaks + "self.wait")
    (folder / "speaks.py").write_text(
        speaking + "\n\nclass _Base(Speaks):\n    def construct(self): pass\n"
    )
    (folder / "README.md").write_text("# Film\n\n## License\n\nMIT\n")
    circles, speaks, base = records(mdx("extract", "video"))
    assert (circles["metadata"]["narration"], circles["metadata"]["youtube_url"]) == (
        said,
        "https://youtu.be/abcdefghijk",
    )
    assert (speaks["metadata"]["narration"], speaks["metadata"]["sections"]) == ("Wait.", "Begin")
    assert speaks["metadata"]["assets"] == ""
    assert [r["metadata"]["abstract"] for r in (circles, speaks, base)] == [False, False, True]
    assert {(r["metadata"]["license"], r["metadata"]["license_from"]) for r in (circles, base)} == {
        ("MIT", "README")
    }
