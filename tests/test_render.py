"""What --renders says of scenes, kind and hostile ones; on a tiny stand-in for manim."""

import os
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

import orjson
import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's")

MANIM = """
__version__ = "0.0.1"


class Config(dict):
    pass


config = Config(pixel_width=1920, pixel_height=1080)


class Picture:
    def save(self, file, kind):
        file.write(b"PNG of %d lines" % config["pixel_height"])


class Camera:
    pixel_width, pixel_height = 16, 9
    reset_pixel_shape = lambda self, height, width: None
    get_image = lambda self: Picture()


class Renderer:
    update_frame = lambda self, scene: None


class Scene:
    camera, renderer = Camera(), Renderer()

    def render(self):
        assert config["dry_run"] and config["pixel_height"] == 120
        self.construct()

    def construct(self):
        pass
"""
HEAD = "from manim import *\nclass A(Scene):\n    def construct(self):\n        "


@pytest.fixture
def render(mdx, env, tmp_path):
    """render(code, ..., flags=[...]) gives each record's metadata, and the finished process."""
    package = tmp_path / "site" / "manim"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(MANIM)
    about = tmp_path / "site" / "manim-0.0.1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: manim\nVersion: 0.0.1\n")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    temporary.chmod(0o711)
    env |= {"PYTHONPATH": str(tmp_path / "site"), "TMPDIR": str(temporary)}

    def run(*codes, flags=("--annotate",), scene="A"):
        records = [{"code": code, "metadata": {"scene": scene}} for code in codes]
        lines = b"".join(orjson.dumps(record) + b"\n" for record in records)
        done = mdx("filter", "--renders", "--render-seconds", 2, *flags, input=lines)
        return [orjson.loads(line)["metadata"] for line in done.stdout.splitlines()], done

    return run


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
    told, done = render(*(code for code, _ in VERDICTS))
    assert done.returncode == 0, done.stderr
    for (code, error), metadata in zip(VERDICTS, told, strict=True):
        assert metadata["render_error"].startswith(error), code
        assert metadata["renders"] is (error == ""), metadata
        assert metadata["renders"] is (metadata["render_error"] == "")
        assert type(metadata["render_seconds"]) is float
    assert b"executes the code of strangers" in done.stderr


HOSTILE = {
    "an endless loop": "while True: pass",
    "a fork bomb": "import os\nwhile True: os.fork()",
    "a patient fork bomb": "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    "a list of 10 GB": HEAD + "x = [0] * (10 * 1024**3 // 8)",
    "a full disk": "i = 0\nwhile True:\n    i += 1\n    open(str(i), 'wb').write(bytes(10**8))",
    "a kill of everything": "import os\nos.kill(-1, 9)\n" + HEAD + "1/0",
    "a write to MARK": "open('MARK', 'w')\n" + HEAD + "pass",
    "a way out by a socket": "import socket\nsocket.create_connection(('127.0.0.1', PORT), 2)",
    "a look at the keys": "import os\nassert 'SECRET' not in str(os.environ)\n1/0",
    "a daemon": "import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
    "        time.sleep(600)\n    os._exit(0)\n1/0",
}  # fmt: skip


def test_hostile_scenes_end_as_verdicts_and_change_nothing(render, env, tmp_path):
    mark = tmp_path / "mark"
    env["ANTHROPIC_API_KEY"] = "SECRET"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        codes = [c.replace("MARK", str(mark)).replace("PORT", port) for c in HOSTILE.values()]
        told, done = render(*codes, HEAD + "pass", flags=("--annotate", "--jobs", 2))
    *hostile, kind = told
    assert kind["renders"], "what comes after them is judged as ever"
    if b"walls off no" in done.stderr:
        pytest.skip("this system allows no namespaces: " + done.stderr.decode())
    errors = dict(zip(HOSTILE, (m["render_error"] for m in hostile), strict=True))
    assert all(errors.values()), errors
    assert errors["an endless loop"].startswith("Timeout: more than 2 s")
    assert errors["a list of 10 GB"].startswith(("MemoryError", "Timeout"))
    assert errors["a way out by a socket"].startswith(("OSError: [Errno 101]", "Timeout"))
    assert errors["a look at the keys"].startswith(("ZeroDivisionError", "Timeout"))
    assert not mark.exists()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert not still_running(b"sandbox.py")


def still_running(name: bytes) -> list[str]:
    """The processes under this test run whose command line holds the name."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            ours = f"/{os.getpid()}/" in path.as_posix() or parent(path) == os.getpid()
            if name in path.read_bytes() and ours:
                found.append(path.parts[2])
        except OSError:
            continue
    return found


def parent(path: Path) -> int:
    return int((path.parent / "stat").read_text().rpartition(")")[2].split()[1])


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
