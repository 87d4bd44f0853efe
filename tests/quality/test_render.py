"""What --renders says of scenes, and keeps of them."""

from importlib.util import find_spec

import orjson
import pytest
from rendering import HEAD, install_stand_in, linux, render

from mdx.quality.render import CannotRender, Sandbox

# ruff: noqa: F401, F811 - a fixture is a name that is imported and then a parameter

pytestmark = linux

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


@pytest.mark.slow
def test_a_verdict_tells_whether_it_renders_and_else_the_error(render):
    told, done = render(*(code for code, _ in VERDICTS))
    assert done.returncode == 0, done.stderr
    for (code, error), metadata in zip(VERDICTS, told, strict=True):
        assert metadata["render_error"].startswith(error), code
        assert metadata["renders"] is (error == ""), metadata
        assert metadata["renders"] is (metadata["render_error"] == "")
        assert type(metadata["render_seconds"]) is float
    assert b"executes the code of strangers" in done.stderr


@pytest.mark.slow
def test_as_a_rule_it_drops_what_does_not_render_with_the_error(render, tmp_path):
    flags = ("--rejects", "why.jsonl", "--max-lines", "4")
    codes = (HEAD + "pass", HEAD + "1/0", "\n1" * 5, HEAD + "while True: pass")
    told, _ = render(*codes, flags=flags)
    assert [m["renders"] for m in told] == [True]
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


def test_a_sandbox_that_was_killed_is_told_and_not_taken_for_a_reader_that_left(
    tmp_path, monkeypatch
):
    install_stand_in(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    sandbox = Sandbox(2)
    sandbox.process.kill()
    sandbox.process.wait()
    for _ in range(2):
        with pytest.raises(CannotRender, match="ended without an answer"):
            sandbox.ask(HEAD + "pass", "A", False)
    sandbox.close()


def test_frames_are_kept_under_the_hash_of_the_code(render, tmp_path):
    flags = ("--annotate", "--frames", "pictures")
    for _ in range(2):  # also from the cache
        told, _ = render(HEAD + "pass", HEAD + "1/0", flags=flags)
        assert [bool(m["frame"]) for m in told] == [True, False]
        picture = tmp_path / "pictures" / told[0]["frame"]
        assert picture.read_bytes().startswith(b"PNG")
        picture.unlink()


def test_jobs_keep_the_order(render):
    codes = [HEAD + f"import time; time.sleep({0.3 if n == 0 else 0}); 1/{n}" for n in range(6)]
    told, _ = render(*codes, flags=("--annotate", "--jobs", 2))
    assert [m["renders"] for m in told] == [False, *[True] * 5]


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
