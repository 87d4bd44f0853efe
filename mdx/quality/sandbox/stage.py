"""What is to be seen on the stage: each text, shape and picture of a scene with its boxes.

All of it is read from mobjects; numbers are in units of the frame, whose middle is (0, 0). numpy
is manim's: it is there when manim is, and not before.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

LINES = 480
VISIBLE = 0.05  # opacity
SOLID = 0.9
UNITS_MAX = 2000  # more are no picture that boxes could judge
TEXTS = (
    "Text", "MarkupText", "Paragraph", "SingleStringMathTex", "MathTexPart", "DecimalNumber",
    "Typst",
)  # fmt: skip
# What is drawn as far as it goes, so that its leaving the frame is no fault.
ENDLESS = (
    "CoordinateSystem", "NumberLine", "ParametricFunction", "ImplicitFunction", "VectorField",
    "TracedPath", "Surface", "ThreeDVMobject", "Line", "BackgroundRectangle",
)  # fmt: skip
# Heights of a capital in units of the frame, for each point of font size of manim 0.22.0.
CAPITAL_OF_PANGO, CAPITAL_OF_LATEX = 0.0099, 0.0071
Colour = tuple[float, float, float]


class Unit(NamedTuple):
    """One thing to be seen; rows of `boxes` (left, bottom, right, top) are its signs or itself."""

    key: int
    kind: str
    is_text: bool
    is_endless: bool
    boxes: Any
    box: tuple[float, float, float, float]
    outline: Any  # points of a filled shape, else empty
    colours: tuple[Colour, ...]  # of a text, those of a fifth of its signs or more
    opacity: float
    pixels: float  # height of capitals


class Frame(NamedTuple):
    """The half of the frame's width and height, and its ground."""

    wide: float
    high: float
    ground: Colour


def frame_of(camera: Any) -> Frame:
    red, green, blue = (float(value) / 255 for value in camera.background[0, 0, :3])
    return Frame(camera.frame_width / 2, camera.frame_height / 2, (red, green, blue))


def units(manim: Any, scene: Any) -> list[Unit]:
    """What is visible, in the order in which it is drawn; none where it is too much."""
    import numpy as np

    texts, endless = _classes(manim, TEXTS), _classes(manim, ENDLESS)
    camera = scene.camera
    centre = np.asarray(camera.frame_center, dtype=float)[:2]
    scale = LINES / camera.frame_height
    drawn: list[tuple[float, Unit]] = []
    seen: set[int] = set()
    for mobject, is_endless in _walk([*scene.mobjects, *scene.foreground_mobjects], texts, endless):
        if id(mobject) in seen:
            continue
        seen.add(id(mobject))
        is_text = isinstance(mobject, texts)
        unit = _unit(mobject, is_text, is_endless, camera, centre, scale)
        if unit is not None:
            drawn.append((float(mobject.z_index), unit))
        if len(drawn) > UNITS_MAX:
            return []
    return [unit for _, unit in sorted(drawn, key=lambda pair: pair[0])]


def _classes(manim: Any, names: tuple[str, ...]) -> tuple[type, ...]:
    return tuple(getattr(manim, name) for name in names if hasattr(manim, name))


def _walk(
    mobjects: list[Any], texts: tuple[type, ...], endless: tuple[type, ...]
) -> Iterator[tuple[Any, bool]]:
    """Each text, and each other thing with points, with whether it or one around it is endless."""
    pending = [(mobject, False) for mobject in reversed(mobjects)]
    while pending:
        mobject, is_endless = pending.pop()
        is_text = isinstance(mobject, texts)
        is_endless = not is_text and (is_endless or isinstance(mobject, endless))
        if is_text or len(mobject.points):
            yield mobject, is_endless
        if not is_text:
            pending += [(part, is_endless) for part in reversed(mobject.submobjects)]


def _unit(
    mobject: Any, is_text: bool, is_endless: bool, camera: Any, centre: Any, scale: float
) -> Unit | None:
    import numpy as np

    parts = mobject.family_members_with_points() if is_text else [mobject]
    parts = [part for part in parts if _opacity(part) > VISIBLE]
    if not parts:
        return None
    points = [
        camera.transform_points_pre_display(part, part.points)[:, :2] - centre for part in parts
    ]
    boxes = np.array([[*each.min(axis=0), *each.max(axis=0)] for each in points])
    left, bottom = boxes[:, :2].min(axis=0)
    right, top = boxes[:, 2:].max(axis=0)
    is_filled = not is_text and _fill(mobject) > VISIBLE
    return Unit(
        id(mobject),
        type(mobject).__name__,
        is_text,
        is_endless,
        boxes,
        (float(left), float(bottom), float(right), float(top)),
        points[0] if is_filled else np.empty((0, 2)),
        _colours(parts),
        max(map(_opacity, parts)) if is_text else _fill(mobject),
        _pixels(mobject, boxes, scale) if is_text else 0.0,
    )


def _fill(part: Any) -> float:
    """How much is not to be seen through; a picture hides all."""
    return float(part.get_fill_opacity()) if hasattr(part, "get_fill_opacity") else 1.0


def _opacity(part: Any) -> float:
    if not hasattr(part, "get_fill_opacity"):
        return 1.0
    stroke = part.get_stroke_opacity() if part.get_stroke_width() > 0 else 0
    return float(max(part.get_fill_opacity(), stroke))


def _colours(parts: list[Any]) -> tuple[Colour, ...]:
    """The colours of a fifth of the parts or more; none where a part is a picture."""
    count: dict[Colour, int] = {}
    for part in parts:
        if not hasattr(part, "get_fill_color"):
            return ()
        is_filled = part.get_fill_opacity() > VISIBLE
        colour = _rgb(part.get_fill_color() if is_filled else part.get_stroke_color())
        count[colour] = count.get(colour, 0) + 1
    return tuple(colour for colour, number in count.items() if 5 * number >= len(parts))


def _rgb(colour: Any) -> Colour:
    red, green, blue = (float(value) for value in colour.to_rgb())
    return red, green, blue


def _pixels(mobject: Any, boxes: Any, scale: float) -> float:
    """The height of capitals as the font's size has it, else that of the tallest sign."""
    import numpy as np

    try:
        is_pango = hasattr(mobject, "line_spacing")
        size = float(mobject.font_size) * (CAPITAL_OF_PANGO if is_pango else CAPITAL_OF_LATEX)
    except (AttributeError, TypeError, ZeroDivisionError):
        size = float(np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]).max())
    return size * scale
