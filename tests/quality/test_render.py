"""What --renders says of scenes, and keeps of them."""

import os
import signal
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

import orjson
import pytest
from rendering import HEAD, install_stand_in, linux, render, sandboxed

from mdx.quality.render import Renderer
from mdx.quality.sandboxed import CannotRender, SandboxEnded

# ruff: noqa: F401, F811 - a fixture is a name that is imported and then a parameter

pytestmark = [linux, pytest.mark.slow]  # each test starts a sandbox

SLOW = "__import__('time').sleep(0 if config['from_animation_number'] else 60)"
# the code, and how its verdict begins; "" renders
VERDICTS = [
    (HEAD + "print(1)", ""),
    (HEAD + "1 / 0", "ZeroDivisionError: division by zero"),
    (HEAD + "ShowCreation", "NameError: name 'ShowCreation' is not defined"),
    ("import nowhere", "ModuleNotFoundError: No module named 'nowhere'"),
    ("x = (", "SyntaxError"),
    ("x = 1", "NoScene"),
    ("import sys; sys.exit(0)", "SystemExit: 0"),
    ("import os; os._exit(0)", "Crash"),
    (HEAD + "input()", "EOFError"),
    (HEAD + "config.update(pixel_height=2160)", ""),
    (HEAD + "import __main__, sys; assert __name__ == 'scene'", ""),
    (HEAD + "open('x', 'w').write('y'); assert open('x').read() == 'y'", ""),
    # what runs out of time is tried again with its animations skipped
    (HEAD + SLOW, ""),
    (HEAD + SLOW + "; 1/0", "ZeroDivisionError"),
    (HEAD + "while True: pass", "Timeout: more than 2 s, also with animations skipped"),
]


def test_a_verdict_tells_whether_it_renders_and_else_the_error(render):
    rows, done = render(*(code for code, _ in VERDICTS))
    assert done.returncode == 0, done.stderr
    for (code, error), metadata in zip(VERDICTS, rows, strict=True):
        assert metadata["render_error"].startswith(error), code
        assert metadata["renders"] is (error == ""), metadata
        assert metadata["renders"] is (metadata["render_error"] == "")
        assert type(metadata["render_seconds"]) is float
    assert b"executes the code of strangers" in done.stderr


def test_as_a_rule_it_drops_what_does_not_render_with_the_error(render, tmp_path):
    flags = ("--rejects", "why.jsonl", "--max-lines", "4")
    codes = (HEAD + "pass", HEAD + "1/0", "\n1" * 5, HEAD + "while True: pass")
    rows, _ = render(*codes, flags=flags)
    assert [m["renders"] for m in rows] == [True]
    why = [orjson.loads(line) for line in (tmp_path / "why.jsonl").open("rb")]
    reasons = {w["reason"]: w["value"] for w in why}
    assert reasons["lines"] == 5
    assert reasons["renders"].startswith("ZeroDivisionError")
    assert reasons["timeout"].startswith("Timeout"), "what ran out of time is unknown, not bad"


def test_a_second_run_asks_the_cache_and_starts_no_sandbox(render, tmp_path):
    first, _ = render(HEAD + "pass", HEAD + "1/0")
    again, done = render(HEAD + "pass", HEAD + "1/0")
    assert first == again
    assert b"executes" not in done.stderr
    _, other = render(HEAD + "pass", scene="B")
    assert b"executes" in other.stderr, "another scene of the same code is another question"


@pytest.fixture
def renderer(tmp_path, monkeypatch):
    """A Renderer of one job with the stand-in; its messages are in `messages`."""
    install_stand_in(tmp_path / "site")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    monkeypatch.setenv("MDX_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path / "site")])
    messages: list[str] = []
    renderer = Renderer(1, 20, None, True, messages.append)
    renderer.messages = messages
    yield renderer
    renderer.close()


def judged(renderer, *codes) -> list:
    try:
        return [v for _, v in renderer.verdicts(codes, lambda code: (code, "A"))]
    except CannotRender as error:
        pytest.skip(str(error))


def test_a_sandbox_that_ended_is_started_again(renderer):
    assert judged(renderer, HEAD + "pass")[0].renders
    for _ in range(2):
        ended = renderer.sandboxes[0]
        ended.process.kill()
        ended.process.wait()
        with pytest.raises(SandboxEnded):
            ended.ask(HEAD + "pass", "A", False)
        assert judged(renderer, HEAD + f"1/0  # {ended.process.pid}")[0].error
        assert renderer.sandboxes[0] is not ended


def test_a_scene_that_the_system_killed_has_no_verdict(renderer):
    def below(pid: int) -> list[int]:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *(p for child in children for p in below(int(child)))]

    def kill_the_scene() -> None:
        while len(found := below(renderer.sandboxes[0].process.pid)) < 4:
            time.sleep(0.01)
        os.kill(found[-1], signal.SIGKILL)

    judged(renderer, HEAD + "pass")
    killer = threading.Thread(target=kill_the_scene)
    killer.start()
    (verdict,) = judged(renderer, HEAD + "__import__('time').sleep(600)")
    killer.join()
    assert "the system killed it" in verdict.fault
    assert len(list((Path(renderer.cache.folder)).rglob("*/*"))) == 1, "and none is kept"


NO_LATEX = "raise FileNotFoundError(2, 'No such file or directory', 'latex')"


def test_what_this_machine_lacks_is_no_verdict_but_told_and_not_kept(render, env, tmp_path):
    path, env["PATH"] = env["PATH"], str(tmp_path)
    rejects = ("--rejects", "why.jsonl")
    for _ in range(2):
        rows, done = render(HEAD + NO_LATEX, HEAD + "pass", flags=rejects)
        assert done.returncode == 1
        assert b"stdin:1: cannot be rendered here: this machine has no latex" in done.stderr
        assert b"2 read, 1 written, 1 dropped (1 fault), 0 failed" in done.stderr
        assert len(rows) == 1
    rows, done = render(HEAD + NO_LATEX, flags=("--annotate",))
    assert done.returncode == 1
    assert "renders" not in rows[0], "with --annotate it is passed on, with nothing said of it"
    (latex := tmp_path / "latex").write_text("#!/bin/sh\necho pdfTeX 1")
    latex.chmod(0o755)
    env["PATH"] = f"{tmp_path}{os.pathsep}{path}"
    rows, done = render(HEAD + NO_LATEX, HEAD + "pass")
    assert rows[0]["render_error"].startswith("FileNotFoundError"), "where there is LaTeX, it is"
    assert b"executes" in done.stderr
    latex.write_text("#!/bin/sh\necho pdfTeX 2")
    _, done = render(HEAD + NO_LATEX, HEAD + "pass")
    assert b"executes" in done.stderr, "another LaTeX may say another thing"
    _, done = render(HEAD + NO_LATEX, HEAD + "pass")
    assert b"executes" not in done.stderr


def test_frames_are_kept_under_a_hash(render, tmp_path):
    flags = ("--annotate", "--frames", "pictures")
    for _ in range(2):  # also from the cache
        rows, _ = render(HEAD + "pass", HEAD + "1/0", flags=flags)
        assert [bool(m["frame"]) for m in rows] == [True, False]
        picture = tmp_path / "pictures" / rows[0]["frame"]
        assert picture.read_bytes().startswith(b"\x89PNG")
        picture.unlink()


def test_scenes_of_one_file_keep_frames_of_their_own(sandboxed, mdx, render, tmp_path):
    code = HEAD + "pass\nclass B(A): pass"
    records = [{"code": code, "metadata": {"scene": scene}} for scene in "AB"]
    lines = b"".join(orjson.dumps(record) + b"\n" for record in records)
    flags = ("--renders", "--annotate", "--frames", "pictures")
    done = mdx("filter", *flags, input=lines)
    names = [orjson.loads(line)["metadata"]["frame"] for line in done.stdout.splitlines()]
    assert len(set(names)) == 2
    assert sorted(names) == sorted(path.name for path in (tmp_path / "pictures").iterdir())


def test_what_this_machine_lacks_is_not_kept_by_invert_either(render, env, tmp_path):
    env["PATH"] = str(tmp_path)
    rows, done = render(HEAD + NO_LATEX, HEAD + "1/0", HEAD + "pass", flags=("--invert",))
    assert [metadata["render_error"] for metadata in rows] == [
        "ZeroDivisionError: division by zero"
    ]
    assert b"3 read, 1 written, 2 dropped" in done.stderr


def test_jobs_keep_the_order(render):
    codes = [HEAD + f"import time; time.sleep({0.3 if n == 0 else 0}); 1/{n}" for n in range(6)]
    rows, _ = render(*codes, flags=("--annotate", "--jobs", 2))
    assert [m["renders"] for m in rows] == [False, *[True] * 5]


def test_without_manim_it_says_what_to_install(mdx):
    if find_spec("manim"):
        pytest.skip("manim is installed here")
    done = mdx("filter", "--renders", input=b'{"code": ""}\n')
    assert done.returncode == 2
    assert b"pip install 'mdx-tools[render]'" in done.stderr


def test_a_manim_that_cannot_be_imported_is_told_as_such(render, tmp_path):
    (tmp_path / "site" / "manim" / "__init__.py").write_text("import nowhere")
    _, done = render(HEAD + "pass")
    assert done.returncode == 2
    assert (
        b"manim cannot be imported: ModuleNotFoundError: No module named 'nowhere'" in done.stderr
    )


@pytest.mark.skipif(not find_spec("manim"), reason="manim is not installed")
def test_the_real_manim_renders_a_circle_and_not_what_it_has_not(mdx, tmp_path):
    codes = [HEAD + "self.play(Create(Circle()))", HEAD + "self.play(ShowCreation(Circle()))"]
    lines = b"".join(orjson.dumps({"code": code, "metadata": {}}) + b"\n" for code in codes)
    done = mdx("filter", "--renders", "--annotate", "--frames", "pictures", input=lines)
    circle, old = [orjson.loads(line)["metadata"] for line in done.stdout.splitlines()]
    assert circle["renders"]
    assert (tmp_path / "pictures" / circle["frame"]).read_bytes()[:4] == b"\x89PNG"
    assert old["render_error"] == "NameError: name 'ShowCreation' is not defined"
