"""Makes corpora in which much is alike: python tests/bench/look_alikes.py KIND RECORDS > x.jsonl

skeleton: one scene under other names of its variables, and with a few lines of its own.
templates: what a program makes of fifty templates: other numbers, colours, shapes and words.
The same kind and number give the same bytes.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

COLORS = ("RED", "BLUE", "GREEN", "YELLOW", "WHITE", "PURPLE", "TEAL", "ORANGE")
SHAPES = ("Circle", "Square", "Triangle", "Dot", "Star", "Annulus", "RegularPolygon", "Ellipse")
WORDS = "area bound circle delta epsilon field gauss kernel limit matrix norm orbit".split()
HEAD = "from manim import *\n\n\nclass {name}(Scene):\n    def construct(self):\n"
STATEMENTS = (
    "{v} = {shape}(color={color}, fill_opacity=0.{n}).shift({n} * UP)",
    "{v} = Text('{word} {n}', color={color}).scale({n})",
    "self.play(Create({v}), run_time={n})",
    "self.play({v}.animate.shift({n} * LEFT), rate_func=smooth)",
    "{v} = VGroup(*[{shape}(radius=k / {n}) for k in range({n})])",
    "{v} = MathTex(r'x^{n} + {word}', color={color})",
    "self.play(FadeOut({v}))",
    "self.wait({n})",
)
LINES = 40  # of a scene, so that a record has about 2.6 kB


def skeleton(number: int) -> Iterator[str]:
    """One scene with other names; in every other one two lines in forty are another's."""
    rng = random.Random(1)
    shape = [rng.choice(STATEMENTS) for _ in range(LINES)]
    slots = [filled(rng) for _ in range(LINES)]
    for i in range(number):
        lines = [*zip(shape, slots, strict=True)]
        if i % 2:
            for at in rng.sample(range(LINES), 2):
                lines[at] = (rng.choice(STATEMENTS), filled(rng))
        names = [f"{word}_{rng.randrange(number)}" for word in WORDS]
        body = (
            text.format(v=names[k % len(names)], **slot) for k, (text, slot) in enumerate(lines)
        )
        yield written(f"Scene{i}", body)


def templates(number: int) -> Iterator[str]:
    """Scenes of fifty templates, each slot filled anew."""
    rng = random.Random(2)
    shapes = [[rng.choice(STATEMENTS) for _ in range(LINES)] for _ in range(50)]
    for i in range(number):
        body = (
            text.format(v=f"mob_{k % 9}", **filled(rng)) for k, text in enumerate(shapes[i % 50])
        )
        yield written(f"Scene{i}", body)


KINDS: dict[str, Callable[[int], Iterator[str]]] = {"skeleton": skeleton, "templates": templates}


def filled(rng: random.Random) -> dict[str, object]:
    return {
        "n": rng.randint(1, 9), "color": rng.choice(COLORS), "shape": rng.choice(SHAPES),
        "word": rng.choice(WORDS),
    }  # fmt: skip


def written(name: str, body: Iterator[str]) -> str:
    return HEAD.format(name=name) + "".join(f"        {line}\n" for line in body)


def lines(kind: str, number: int) -> Iterator[bytes]:
    for i, code in enumerate(KINDS[kind](number)):
        metadata = {"scene": f"Scene{i}", "path": f"{kind}/{i // 10}.py"}
        row = {"description": "", "code": code, "source": kind, "metadata": metadata}
        yield json.dumps(row).encode() + b"\n"


def corpus_of(folder: Path, kind: str, number: int) -> Path:
    """The path of such a corpus in the folder; made there if it is not yet."""
    path = folder / f"{kind}-{number}.jsonl"
    if not path.exists():
        from mdx.work.atomic import replacing

        with replacing(str(path)) as file:
            file.writelines(lines(kind, number))
    return path


if __name__ == "__main__":
    sys.stdout.buffer.writelines(lines(sys.argv[1], int(sys.argv[2])))
