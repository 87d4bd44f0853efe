"""How units stand to the frame and to each other: shares of boxes, contrast of colours."""

from collections.abc import Iterator
from typing import Any

from mdx.quality.sandbox.stage import SOLID, Colour, Frame, Unit

Box = tuple[float, float, float, float]
SAME = 0.02  # two texts whose signs are not farther apart are one, drawn twice


def off_screen(unit: Unit, frame: Frame) -> float:
    """The share of its box outside of the frame; 0 for what is larger, unless it is text."""
    left, bottom, right, top = unit.box
    wide, high = right - left, top - bottom
    if not unit.is_text and (unit.is_endless or wide > 2 * frame.wide or high > 2 * frame.high):
        return 0.0
    inside_x = min(right, frame.wide) - max(left, -frame.wide)
    inside_y = min(top, frame.high) - max(bottom, -frame.high)
    if inside_x < 0 or inside_y < 0:
        return 1.0
    return 1 - (inside_x / wide if wide else 1) * (inside_y / high if high else 1)


def overlaps(units: list[Unit]) -> Iterator[tuple[float, Unit]]:
    """For each two texts that overlap: the share of the lesser one's signs that do, and it."""
    texts = [(place, unit) for place, unit in enumerate(units) if unit.is_text]
    for number, (place, one) in enumerate(texts):
        for later, other in texts[number + 1 :]:
            common = _common(one.box, other.box)
            if (
                common
                and not _are_one(one, other)
                and not _hidden(units[place + 1 : later], common)
            ):
                lesser, greater = sorted((one, other), key=lambda unit: _areas(unit.boxes).sum())
                yield _covered(lesser.boxes, greater.boxes), lesser


def _common(one: Box, other: Box) -> Box | None:
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left < right and bottom < top else None


def _are_one(one: Unit, other: Unit) -> bool:
    import numpy as np

    same = one.boxes.shape == other.boxes.shape
    return same and bool(np.abs(one.boxes - other.boxes).max() < SAME)


def _hidden(between: list[Unit], box: Box) -> bool:
    """Whether something solid is drawn between, over all of this box."""
    return any(
        len(unit.outline) and unit.opacity >= SOLID and _common(unit.box, box) == box
        for unit in between
    )


def _areas(boxes: Any) -> Any:
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _covered(boxes: Any, others: Any) -> float:
    """The share of the area of these boxes under the others."""
    import numpy as np

    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    common = np.clip(high - low, 0, None).prod(axis=2).sum(axis=1)
    areas = _areas(boxes)
    return float(np.minimum(common, areas).sum() / max(areas.sum(), 1e-9))


def contrast(units: list[Unit], place: int, frame: Frame) -> float | None:
    """The least contrast of a text with the ground under its middle; None on a picture."""
    text = units[place]
    x, y = (text.box[0] + text.box[2]) / 2, (text.box[1] + text.box[3]) / 2
    ground = frame.ground
    for unit in units[:place]:
        if len(unit.outline) and unit.opacity and _inside(unit.outline, x, y):
            if not unit.colours:
                return None
            ground = _mixed(unit.colours[0], unit.opacity, ground)
    ratios = [_ratio(_mixed(colour, text.opacity, ground), ground) for colour in text.colours]
    return min(ratios, default=None)


def _inside(outline: Any, x: float, y: float) -> bool:
    """Whether a point lies in a shape, by the number of its edges to the right."""
    import numpy as np

    x0, y0 = outline[:, 0], outline[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    crosses = (y0 > y) != (y1 > y)
    at = x0 + (y - y0) * (x1 - x0) / np.where(y1 == y0, 1, y1 - y0)
    return bool(np.count_nonzero(crosses & (at > x)) % 2)


def _mixed(colour: Colour, opacity: float, ground: Colour) -> Colour:
    red, green, blue = (
        opacity * a + (1 - opacity) * b for a, b in zip(colour, ground, strict=True)
    )
    return red, green, blue


def _ratio(one: Colour, other: Colour) -> float:
    """The contrast ratio of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
