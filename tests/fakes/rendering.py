"""What the tests of --renders share: a tiny stand-in for manim, and the command upon it."""

import sys
from importlib.util import find_spec
from pathlib import Path

import orjson
import pytest

from mdx.quality.sandboxed import CannotRender, Sandbox

linux = pytest.mark.skipif(sys.platform != "linux", reason="sandboxes are Linux's")
# A test takes the stand-in unless it asks for both.
both = pytest.mark.parametrize(
    "render",
    [
        "a stand-in",
        pytest.param(
            "manim",
            marks=pytest.mark.skipif(not find_spec("manim"), reason="manim is not installed"),
        ),
    ],
    indirect=True,
)
MANIM = """
__version__ = "0.0.1"


class Config(dict):
    pass


config = Config(pixel_width=1920, pixel_height=1080)


class Picture:
    size = 16, 9
    convert = lambda self, mode: self
    tobytes = lambda self: bytes([9, 99, 199, 255]) * 16 * 9


class Camera:
    pixel_width, pixel_height = 16, 9
    reset_pixel_shape = lambda self, height, width: None
    get_image = lambda self: Picture()

    @property
    def pixel_array(self):
        import numpy

        return numpy.zeros((9, 16, 4), numpy.uint8)

    background = pixel_array


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


def lines_of(codes, scene="A") -> bytes:
    records = [{"code": code, "metadata": {"scene": scene}} for code in codes]
    return b"".join(orjson.dumps(record) + b"\n" for record in records)


def verdicts(output: bytes) -> list[dict]:
    return [orjson.loads(line)["metadata"] for line in output.splitlines()]


def install_stand_in(site: Path) -> None:
    package, about = site / "manim", site / "manim-0.0.1.dist-info"
    package.mkdir(parents=True)
    about.mkdir()
    (package / "__init__.py").write_text(MANIM)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: manim\nVersion: 0.0.1\n")


@pytest.fixture
def render(request, mdx, env, tmp_path):
    """render(code, ..., flags=[...]) gives each record's metadata, and the finished process."""
    real = getattr(request, "param", "") == "manim"
    if not real:
        install_stand_in(tmp_path / "site")
        env["PYTHONPATH"] = str(tmp_path / "site")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    temporary.chmod(0o711)
    env["TMPDIR"] = str(temporary)

    def run(*codes, flags=("--annotate",), scene="A"):
        seconds = 5 if real else 2
        flags = ("--renders", "--render-seconds", seconds, *flags)
        done = mdx("filter", *flags, input=lines_of(codes, scene), timeout=300)
        if b"this system allows no sandbox" in done.stderr:
            pytest.skip(done.stderr.decode())
        return verdicts(done.stdout), done

    return run


@pytest.fixture
def sandboxed(env, tmp_path, monkeypatch):
    """Skips a test where the system allows no sandbox, as in most containers."""
    install_stand_in(tmp_path / "probed")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "probed"))
    try:
        Sandbox(seconds=5).close()
    except CannotRender as error:
        pytest.skip(str(error))
