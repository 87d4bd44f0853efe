"""Makes labelled families of code: python tests/bench/families.py RECORDS > families.jsonl

From each piece of an installed package's Python comes one family: a scene with it, and now and
then a copy that is exact, in another layout, renamed, or near (a few statements more); and a
look-alike that shares half of the piece and is no copy. metadata.label says which, metadata.family
of which piece. Members stand far from each other. The same packages give the same bytes.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import corpus

SIZE = 1000  # bytes of a piece: records are then of about 2.6 kB
LABELS = ("exact", "layout", "renamed", "near", "half")
HEAD = "from manim import *\n\n\n"
SCENE = "class Scene{i}(Scene):\n{piece}\n\n    def construct(self):\n        self.wait({i})\n"
TAIL = "\n\nfirst_{i} = Circle(radius={i})\nsecond_{i} = Square()\n"


def laid_out(code: str) -> str:
    """Another layout: comments, blank lines, Windows line ends."""
    return "# A copy.\n\n" + code.replace("\n", "\r\n") + "\r\n# The end.\r\n"


def scene(piece: str, i: int) -> str:
    """A scene whose class holds the piece."""
    return HEAD + SCENE.format(i=i, piece=indent(piece, "    "))


def member(label: str, piece: str, other: str, i: int) -> str:
    """The code of family i's member with this label."""
    if label == "layout":
        return laid_out(scene(piece, i))
    if label == "renamed":
        return scene(piece.replace(f"number_{i} ", "amount "), i).replace("Scene", "Other", 1)
    if label == "near":
        return scene(piece + TAIL.format(i=i), i)
    if label == "half":  # the other family's piece has one like it, too
        return HEAD + piece[: len(piece) // 2] + f'\n\n"""{other[-len(piece) // 2 :]!r}"""\n'
    return scene(piece, i)


def records(number: int) -> Iterator[dict]:
    """The pieces first, then the members that go back to them, so many in all."""
    pieces = [*corpus.chunks(min(number, corpus.CHUNKS), SIZE)]
    for i in range(number * 5 // 8):
        yield row(i, "base", member("base", marked(i, pieces), "", i))
    for k in range(number - number * 5 // 8):
        i = k * 7 % (number * 5 // 8)
        label = LABELS[k % len(LABELS)]
        other = pieces[(i + 1) % len(pieces)]
        yield row(i, label, member(label, marked(i, pieces), other, i))


def marked(i: int, pieces: list[str]) -> str:
    """The family's piece, and so many names of its own that no two families are near.

    Those of one piece differ in how many, too, or all their names apart they would be the same.
    """
    names = ", ".join(f"v{i}_{k}" for k in range(120 + i // len(pieces)))
    return f"number_{i} = [{names}]\n\n\n{pieces[i % len(pieces)]}"


def row(family: int, label: str, code: str) -> dict:
    scene = ("Other" if label == "renamed" else "Scene") + str(family)
    metadata = {"label": label, "family": family, "scene": scene}
    return {"description": "", "code": code, "source": f"source {family % 3}", "metadata": metadata}


def corpus_of(folder: Path, number: int) -> Path:
    """The path of such a corpus in the folder; made there if it is not yet."""
    path = folder / f"families-{number}.jsonl"
    if not path.exists():
        from mdx.work.atomic import replacing

        folder.mkdir(parents=True, exist_ok=True)
        with replacing(str(path)) as file:
            file.writelines(json.dumps(row).encode() + b"\n" for row in records(number))
    return path


if __name__ == "__main__":
    for record in records(int(sys.argv[1])):
        print(json.dumps(record))
