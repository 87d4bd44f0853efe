"""Runs a scene where it stands and as it was cut, each under a Manim that writes down the calls.

`python side_by_side.py < cases > logs`: a list of objects with `files`, `path`, `scene` and `code`
in, a list of pairs of logs out. Only programs that the tests themselves wrote are run here.
"""

import contextlib
import importlib.util
import io
import json
import os
import re
import shutil
import sys
import tempfile

import recorded_manim

HERE = os.path.dirname(os.path.abspath(__file__))


def logs(case):
    """What the scene does in its project, and what its cut does with no project around."""
    root = tempfile.mkdtemp(dir=os.getcwd())
    for path, text in case["files"].items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
    home = os.path.join(root, case["path"])
    roots = [os.path.join(root, folder) for folder in case.get("roots", ("",))]
    in_place = run(home, [os.path.dirname(home), *roots], case["scene"])
    alone = os.path.join(root, "alone_and_nowhere_else.py")
    with open(alone, "w", encoding="utf-8") as file:
        file.write(case["code"])
    os.mkdir(os.path.join(root, "empty"))
    as_cut = run(alone, [os.path.join(root, "empty")], case["scene"]) if case["run"] else []
    shutil.rmtree(root)
    return in_place, as_cut


def run(path, folders, scene):
    """The calls of one scene of one file, or the error that ended it."""
    importlib.invalidate_caches()
    for name, module in list(sys.modules.items()):
        if any(place.startswith(WORK) for place in places(module)):
            del sys.modules[name]
    before = list(sys.path)
    manim = fresh_manim()
    sys.path[:0] = folders
    os.chdir(os.path.dirname(path))
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            spec = importlib.util.spec_from_file_location("scene_file", path)
            module = importlib.util.module_from_spec(spec)
            sys.modules["scene_file"] = module
            spec.loader.exec_module(module)
            manim.LOG.clear()
            getattr(module, scene)().render()
    except BaseException as error:  # whatever the program does is what it does
        return [*manim.LOG, f"{type(error).__name__}: {error}"]
    finally:
        sys.path[:] = before
        os.chdir(WORK)
    return [re.sub(r" at 0x[0-9a-f]+", "", call) for call in manim.LOG]  # where in memory it was


def places(module):
    """Where a module was read, or the folders of a package without a file."""
    return filter(None, [getattr(module, "__file__", None), *getattr(module, "__path__", [])])


def fresh_manim():
    """The library in its first state, as `manim` and everything that is imported from it."""
    spec = importlib.util.find_spec("recorded_manim")
    manim = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(manim)
    for name in ("manim", "manim.constants", "manim.animation.animation"):
        sys.modules[name] = manim
    manim.__path__ = []
    return manim


sys.dont_write_bytecode = True
WORK = os.getcwd()
if __name__ == "__main__":
    assert recorded_manim.__file__.startswith(HERE)
    json.dump([logs(case) for case in json.load(sys.stdin)], sys.stdout)
