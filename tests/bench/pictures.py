"""Do ports show what the original shows? Renders scenes of ManimGL in both and compares pictures.

    python tests/bench/pictures.py --gl GLENV/bin/manimgl --ce CEENV/bin/manim scenes.jsonl

EXECUTES THE CODE OF STRANGERS, and without walls: run it where that may do no harm. manimgl draws
with OpenGL: it is run by xvfb-run. The last frames are compared, for those alone both can give.
A frame is what differs from its background, as connected shapes; two frames are alike where at
least ALIKE of the area of each has a shape of the other at about its place, of about its size and
colour. A line of JSON a scene; the last line on standard error is how many are alike.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image
from scipy import ndimage

from mdx.manim.releases import releases
from mdx.porting.port import ported

SECONDS = 120
SHOWN = 40  # of 255: less than this from the background is nothing
ALIKE = 0.8  # of the area
PLACE = 0.06  # of the frame's width that a shape may be away
SIZE = 1.7  # times as large
COLOUR = 90  # of 441: the length of the way from black to white
LEAST = 12  # pixels of a shape
HEIGHT = 240


class Shape(NamedTuple):
    """A connected shape: its centre and size in widths of the frame, its area and mean colour."""

    centre: np.ndarray
    size: np.ndarray
    area: float
    colour: np.ndarray


def shapes(path: Path) -> list[Shape]:
    """The connected shapes of a picture, letters that nearly touch being one."""
    image = Image.open(path).convert("RGB")
    image = image.resize((round(image.width * HEIGHT / image.height), HEIGHT))
    pixels = np.asarray(image).astype(float)
    corners = np.concatenate([pixels[:3, :3], pixels[-3:, -3:]]).reshape(-1, 3)
    background = np.median(corners, axis=0)
    shown = np.abs(pixels - background).sum(axis=2) > SHOWN
    labels, _ = ndimage.label(ndimage.binary_dilation(shown, iterations=2))
    width = pixels.shape[1]
    found = []
    for number, where in enumerate(ndimage.find_objects(labels), 1):
        inside = (labels[where] == number) & shown[where]
        if inside.sum() >= LEAST:
            rows, columns = where
            centre = np.array([columns.start + columns.stop, rows.start + rows.stop]) / 2 / width
            size = np.array([columns.stop - columns.start, rows.stop - rows.start]) / width
            colour = pixels[where][inside].mean(axis=0) - background
            found.append(Shape(centre, size, float(inside.sum()), colour))
    return found


def share(ones: list[Shape], others: list[Shape]) -> float:
    """The share of the area of these shapes that has its like among the others."""
    total = sum(one.area for one in ones)
    return sum(one.area for one in ones if any(_is_like(one, o) for o in others)) / total


def _is_like(one: Shape, other: Shape) -> bool:
    ratio = (one.size + 0.01) / (other.size + 0.01)
    return bool(
        np.linalg.norm(one.centre - other.centre) < PLACE
        and ratio.max() < SIZE
        and ratio.min() > 1 / SIZE
        and np.linalg.norm(one.colour - other.colour) < COLOUR
    )


def picture(command: list[str], code: str, scene: str, folder: Path) -> Path | None:
    """The last frame that a command gives of a scene, None where it gives none."""
    folder.mkdir(parents=True)
    (folder / "s.py").write_text(code)
    try:
        subprocess.run(
            [*command, "s.py", scene],
            cwd=folder, timeout=SECONDS, capture_output=True, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return next((p for p in sorted(folder.rglob("*.png")) if "Tex" not in p.parts), None)


def compare(record: dict, args: argparse.Namespace, folder: Path) -> dict:
    """What is told of a scene: whether each renders, and how alike the pictures are."""
    scene = record["metadata"]["scene"]
    told = {"scene": scene, "path": record["metadata"]["path"]}
    xvfb = ["xvfb-run", "-a", "-s", "-screen 0 1280x720x24", args.gl]
    gl = picture(
        [*xvfb, "-w", "-s", "-l", "--video_dir", "."], record["code"], scene, folder / "gl"
    )
    new = ported(record["code"], record["metadata"]["dialect"], releases("manim")[0])
    ce = picture([args.ce, "-ql", "-s", "--progress_bar", "none"], new.code, scene, folder / "ce")
    told |= {"gl": gl is not None, "ce": ce is not None, "left": " ".join(new.left)}
    if gl and ce:
        one, other = shapes(gl), shapes(ce)
        told |= {"shapes": [len(one), len(other)]}
        if one and other:
            told["alike"] = round(min(share(one, other), share(other, one)), 3)
        elif not one and not other:
            told["empty"] = True
        else:
            told["alike"] = 0.0
    return told


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gl", required=True, help="the command manimgl")
    parser.add_argument("--ce", required=True, help="the command manim")
    parser.add_argument("--keep", type=Path, help="a folder for the pictures")
    parser.add_argument("records", type=Path)
    args = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for number, line in enumerate(args.records.read_bytes().splitlines()):
            folder = (args.keep or Path(temporary)) / str(number)
            rows.append(compare(json.loads(line), args, folder))
            print(json.dumps(rows[-1]), flush=True)
    gl = [row for row in rows if row["gl"]]
    both = [row for row in gl if row["ce"]]
    shown = [row for row in both if "alike" in row]
    alike = [row for row in shown if row["alike"] >= ALIKE]
    print(
        f"{len(rows)} scenes; manimgl renders {len(gl)}, of which ports {len(both)}; "
        f"of {len(shown)} frames that show something {len(alike)} are alike",
        file=sys.stderr,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
