"""Do ports show what the original shows? Renders scenes of ManimGL in both and compares pictures.

    python tests/bench/pictures.py --gl GLENV/bin/manimgl --ce CEENV/bin/manim scenes.jsonl

EXECUTES THE CODE OF STRANGERS, and without walls: run it where that may do no harm. manimgl draws
with OpenGL: it is run by xvfb-run. The last frames are compared, for those alone both can give;
both have one font and a black background, and pictures of manimgl in the folder --keep stay.
A frame is what differs from its background, as connected shapes; two frames are alike where at
least ALIKE of the area of each has a shape of the other at about its place, of about its size and
colour. Shapes that lie on one another count as one: letters may touch in one frame alone. A line
of JSON a scene; the last line on standard error is how many are alike.
"""

import argparse
import json
import os
import shutil
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
FONTS = """<?xml version="1.0"?>
<fontconfig>
  <include>/etc/fonts/fonts.conf</include>
  <match target="pattern">
    <edit name="family" mode="assign" binding="strong"><string>DejaVu Sans</string></edit>
  </match>
</fontconfig>
"""
SETTINGS = 'camera: {background_color: "#000000"}\n'  # of manimgl, whose own background is grey


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
    rim = [pixels[3:6], pixels[-6:-3], pixels[:, 3:6], pixels[:, -6:-3]]
    background = np.median(np.concatenate([part.reshape(-1, 3) for part in rim]), axis=0)
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
    found = (one.area for one in ones if _has_like(one, ones, others))
    return sum(found) / total


def _has_like(one: Shape, ones: list[Shape], others: list[Shape]) -> bool:
    """Whether a shape, or those that overlap it by way of the other frame's, are there as well."""
    if any(_is_like(one, other) for other in others):
        return True
    mine, theirs = [one], [o for o in others if _overlap(one, o)]
    while theirs:
        more = [o for o in ones if any(_overlap(o, t) for t in theirs)]
        if len(more) == len(mine):
            return _is_like(_union(mine), _union(theirs))
        mine, theirs = more, [o for o in others if any(_overlap(o, m) for m in more)]
    return False


def _overlap(one: Shape, other: Shape) -> bool:
    return bool(np.all(np.abs(one.centre - other.centre) < (one.size + other.size) / 2))


def _union(parts: list[Shape]) -> Shape:
    low = np.min([p.centre - p.size / 2 for p in parts], axis=0)
    high = np.max([p.centre + p.size / 2 for p in parts], axis=0)
    area = sum(p.area for p in parts)
    colour = sum(p.area * p.colour for p in parts) / area
    return Shape((low + high) / 2, high - low, area, colour)


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
    (folder / "fonts.conf").write_text(FONTS)
    (folder / "custom_config.yml").write_text(SETTINGS)
    try:
        done = subprocess.run(
            [*command, "s.py", scene], cwd=folder, timeout=SECONDS, capture_output=True,
            check=False, env=os.environ | {"FONTCONFIG_FILE": str(folder / "fonts.conf")},
        )  # fmt: skip
        (folder / "said.txt").write_bytes(done.stdout[-20_000:] + done.stderr[-20_000:])
    except subprocess.TimeoutExpired:
        return None
    return last_frame(folder)


def last_frame(folder: Path) -> Path | None:
    """The picture that was left in a folder, if any."""
    return next((p for p in sorted(folder.rglob("*.png")) if "Tex" not in p.parts), None)


def compare(record: dict, args: argparse.Namespace, folder: Path) -> dict:
    """The row of a scene: whether each renders, and how alike the pictures are."""
    scene = record["metadata"]["scene"]
    row = {"scene": scene, "path": record["metadata"]["path"], "gl": False}
    if (folder / "gl").exists():
        gl = last_frame(folder / "gl")
    else:
        xvfb = ["xvfb-run", "-a", "-s", "-screen 0 1280x720x24", args.gl]
        command = [*xvfb, "-w", "-s", "-l", "--video_dir", "."]
        gl = picture(command, record["code"], scene, folder / "gl")
    if gl is None:
        return row
    shutil.rmtree(folder / "ce", ignore_errors=True)
    new = ported(record["code"], record["metadata"]["dialect"], releases("manim")[0])
    ce = picture([args.ce, "-ql", "-s", "--progress_bar", "none"], new.code, scene, folder / "ce")
    row |= {"gl": True, "ce": ce is not None, "left": " ".join(new.left)}
    if ce:
        one, other = shapes(gl), shapes(ce)
        row |= {"shapes": [len(one), len(other)]}
        if one and other:
            row["alike"] = round(min(share(one, other), share(other, one)), 3)
        elif not one and not other:
            row["empty"] = True
        else:
            row["alike"] = 0.0
    return row


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
