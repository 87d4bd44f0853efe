"""Makes corpora for the benchmarks: python tests/bench/corpus.py RECORDS > corpus.jsonl

Records are like scenes in size (about 2.6 kB) and shape: functions and classes taken from the
Python files of installed packages, then a scene class of its own, every code different and every
code valid Python. The same packages and the same number give the same bytes. Every metadata key
that mdx-extract knows is there.
"""

import ast
import json
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from sysconfig import get_path

import harness  # noqa: F401  (mdx may be imported from here on)

SIZE = 2_300  # bytes of code wanted before the scene class
CHUNKS = 10_000  # distinct pieces of packages; more records use them again under other scenes
COLORS = ("RED", "BLUE", "GREEN", "YELLOW", "WHITE")
SHAPES = ("Circle", "Square", "Triangle", "Dot", "Star")
SCENE = """

class Scene{i:07}(Scene):
    def construct(self):
        shape = {shape}(color={color}).scale({scale})
        label = Text("number {i}").next_to(shape, UP)
        self.play(Create(shape), Write(label))
        self.wait({wait})
"""


def chunks(limit: int = CHUNKS, wanted: int = SIZE) -> Iterator[str]:
    """Pieces of about so many bytes: whole definitions of installed packages, in order."""
    piece, size = [], 0
    paths = sorted(Path(get_path("purelib")).rglob("*.py"))
    paths += sorted(Path(get_path("stdlib")).glob("*.py"))
    for path in paths:
        for definition in definitions(path):
            piece.append(definition)
            size += len(definition)
            if size < wanted * 0.6:
                continue
            if size <= wanted * 1.6:
                yield "\n\n".join(piece)
                limit -= 1
            piece, size = [], 0
            if not limit:
                return


def definitions(path: Path) -> Iterator[str]:
    """The source of each function and class at the top of a file; none if it does not parse."""
    try:
        source = path.read_text()
        tree = ast.parse(source)
    except (OSError, ValueError, SyntaxError):
        return
    lines = StringIO(source).readlines()  # splitlines would end lines at form feeds as well
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and "manim" not in node.name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            yield "".join(lines[first - 1 : node.end_lineno])


def records(number: int) -> Iterator[dict]:
    """The records, some of them described, in both dialects, from three sources."""
    from mdx.records import fields

    known = getattr(fields, "METADATA", {})
    pieces = list(chunks(min(number, CHUNKS)))
    for i in range(number):
        dialect = "gl" if i % 5 == 0 else "ce"
        package = "manimlib" if dialect == "gl" else "manim"
        scene = SCENE.format(
            i=i, shape=SHAPES[i % 5], color=COLORS[i // 5 % 5], scale=i % 7 + 1, wait=i % 3 + 1
        )
        code = f"from {package} import *\n\n\n{pieces[i % len(pieces)]}{scene}"
        described = i % 3 == 0
        words = f"Show a {COLORS[i // 5 % 5].lower()} {SHAPES[i % 5].lower()} and the number {i}."
        yield {
            "description": words if described else "",
            "code": code,
            "source": ("first", "second", "third")[i % 3],
            "metadata": known
            | {
                "scene": f"Scene{i:07}",
                "path": f"videos/{i % 997:04}/scene.py",
                "url": f"https://example.org/videos/{i % 997:04}",
                "revision": "0123456789abcdef0123456789abcdef01234567",
                "license": "MIT",
                "dialect": dialect,
                "priority": i % 5 + 1,
                "needs_description": not described,
            },
        }


def lines(number: int) -> Iterator[bytes]:
    for made in records(number):
        yield json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


if __name__ == "__main__":
    sys.stdout.buffer.writelines(lines(int(sys.argv[1])))
