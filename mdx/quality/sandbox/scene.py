"""The side of the scene: what runs inside all walls, with code of strangers in the same process.

manim renders "dry": every frame of every animation is drawn, small and at 15 a second, and none
is written. On 112 scenes that gave the same verdict as a whole film, at half the price. What runs
out of time gets as much again, with its animations skipped.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import types
from typing import Any, NoReturn

from mdx.quality.sandbox.film import LINES, Film
from mdx.quality.sandbox.view import PROGRAMS

FRAMES_PER_SECOND = 15
_missing: set[str] = set()  # what manim needs and this machine has not


class NoScene(Exception):
    """The code defines no scene that does something."""


def warm_up() -> str:
    """Imports manim and all that most scenes need next, so that they find it made; its version."""
    import gc

    import manim

    _missing.update(name for name in PROGRAMS if not shutil.which(name))
    if "latex" not in _missing and not _has_default_class():
        _missing.add("latex")
    with contextlib.suppress(ImportError, AttributeError):
        import manimpango

        if not manimpango.list_fonts():
            _missing.add("fonts")
            manimpango.text2svg = manimpango.MarkupUtils.text2svg = _without_fonts
    gc.collect()
    gc.freeze()  # a collection in a scene then touches, and copies, none of what is shared
    return str(manim.__version__)


def _has_default_class() -> bool:
    """Whether LaTeX has the class that manim sets formulas in, which small installations lack."""
    try:
        return not subprocess.run(["kpsewhich", "standalone.cls"], capture_output=True).returncode
    except OSError:
        return True  # no way to know


def _without_fonts(*given: object, **named: object) -> NoReturn:
    raise FileNotFoundError(2, "no fonts", "fonts")


def run(request: dict[str, Any], word: str, folder: str, writer: int) -> NoReturn:
    """Renders what is asked for, says what became of it, and ends."""
    answer: dict[str, Any] = {"word": word}
    pixels: list[bytes] = []
    own = os.getpid()
    try:
        _go_to(folder)
        if request["code"]:
            film = _render(**request)
            answer |= {"looks": film.measured(), "fullest": film.fullest()}
            answer["frames"] = [_size_of(image, pixels) for image in film.pictures()]
    except BaseException as fault:
        pixels.clear()
        name, text = type(fault).__name__, _text_of(fault)
        answer["error"] = f"{name}: {text}" if text else name
        if lacking := _missing.intersection(re.findall(r"[a-z]+", text)):
            answer["fault"] = f"this machine has no {min(lacking)}, which the scene needs"
    if os.getpid() == own:  # and no copy that a scene made of itself
        with os.fdopen(writer, "wb") as file:
            file.write(json.dumps(answer).encode() + b"\n" + b"".join(pixels))
    os._exit(0)


def _go_to(folder: str) -> None:
    """Makes the folder all that is known of the world."""
    os.chdir(folder)
    keep = {k: os.environ[k] for k in ("PATH", "LANG", "LC_ALL") if k in os.environ}
    os.environ.clear()
    os.environ.update(keep, HOME=folder, TMPDIR=folder, PYTHONDONTWRITEBYTECODE="1")
    tempfile.tempdir = folder


def _text_of(fault: BaseException) -> str:
    try:
        return " ".join(str(fault).split())[:300]
    except BaseException:
        return ""


def _size_of(image: Any, pixels: list[bytes]) -> tuple[int, int]:
    """The picture's size; its pixels are put to the others."""
    pixels.append(image.convert("RGBA").tobytes())
    wide, high = image.size
    return wide, high


def _render(code: str, scene: str, frame: bool, skip: bool) -> Film:
    """What is seen of the scene of that name, or of all there are; `frame` asks for pictures."""
    import random

    import manim

    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    sys.argv = ["manim"]
    _configure(manim.config, skip)
    module = types.ModuleType("scene")
    module.__file__ = os.path.abspath("scene.py")
    with open("scene.py", "w", encoding="utf-8") as file:
        file.write(code)
    sys.modules["scene"] = module
    sys.path.insert(0, os.getcwd())
    exec(compile(code, module.__file__, "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    _configure(manim.config, skip)
    film = Film(manim, frame)
    scenes = _scenes(manim, module, scene)
    for scene_class in scenes:
        running = scene_class()
        film.follow(running)
        running.render()
        film.end(running)
    if not scenes:
        raise NoScene(scene or "no class with a construct")
    return film


def _configure(config: Any, skip: bool) -> None:
    """Dry, small, slow and silent; the shape of the picture is the code's own."""
    wide = config["pixel_width"] / config["pixel_height"]
    config.update(
        {
            "pixel_height": LINES,
            "pixel_width": max(2, round(LINES * wide)),
            "frame_rate": FRAMES_PER_SECOND,
            "dry_run": True,
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "CRITICAL",
            "preview": False,
            "from_animation_number": 1 << 30 if skip else 0,
        }
    )


def _scenes(manim: types.ModuleType, module: types.ModuleType, name: str) -> list[type]:
    """The scenes to render: the one of this name, else each that the code gives a construct."""
    here = [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, manim.Scene)
        and value.__module__ == "scene"
    ]
    named = [value for value in here if value.__name__ == name]
    return named or [v for v in here if v.construct is not manim.Scene.construct]  # type: ignore[attr-defined]
