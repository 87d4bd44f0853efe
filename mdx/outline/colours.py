"""The colour a person would name: of the inside of a thing if that is seen, else of its outline."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from mdx.outline import words
from mdx.outline.english import listed
from mdx.outline.given import Args, Kwargs, is_number
from mdx.outline.things import Look, Thing
from mdx.outline.values import shade

FAINT = 0.2  # opacity of a fill below which it is the outline that has the colour
MIXED = "mixed"  # the colours of letters that have their own


def clothed(look: Look, kwargs: Kwargs) -> Look:
    """The look with the colour and opacity that the arguments give."""
    filled, stroked = words.FILLS.get(look.noun, (False, True))
    if "fill_opacity" in kwargs:
        filled = is_seen(kwargs["fill_opacity"])
    if {"stroke_opacity", "stroke_width"} & kwargs.keys() and look.noun not in words.FILLS:
        given = [is_seen(kwargs[k]) for k in ("stroke_opacity", "stroke_width") if k in kwargs]
        stroked = False if False in given else None if None in given else True
    if stroked:
        filled = beside_outline(filled, kwargs.get("fill_opacity"), _inner(kwargs))
    inner, outer = shade(_inner(kwargs)), shade(kwargs.get("stroke_color", kwargs.get("color")))
    unclear = look.colour == MIXED or (filled is None and inner != outer)
    colour = "" if unclear else inner if filled else outer
    return replace(look, colour=colour, filled=filled, stroked=stroked)


def is_seen(opacity: Any) -> bool | None:
    return opacity > 0 if is_number(opacity) else None


def beside_outline(filled: bool | None, opacity: Any, colour: Any) -> bool | None:
    """Whether the inside of something with an outline is seen: a faint fill is not, and a
    black one, which may hide what is behind, is unknown (None)."""
    if is_number(opacity) and 0 < opacity < FAINT:
        return False
    return None if filled and shade(colour) == "black" else filled


def _inner(kwargs: Kwargs) -> Any:
    return kwargs.get("fill_color", kwargs.get("color"))


def recolour(thing: Thing, name: str, args: Args, kwargs: Kwargs) -> None:
    """Sets the colour that a person would name: that of a visible fill, else of the outline."""
    if name in ("set_row_colors", "set_column_colors"):
        hues = [shade(one) for one in args]
        colouring = f"with its {name.split('_')[1]}s in {listed(hues)}" if all(hues) else ""
        thing.look = replace(thing.look, detail=f"{thing.look.detail} {colouring}".strip())
        return
    if name == "set_color_by_gradient" and len(shades := [shade(one) for one in args]) > 1:
        thing.dress(colour="-to-".join(shades) if all(shades) and thing.members is None else "")
        return
    for leaf in thing.leaves():
        with suppress(TypeError):  # arguments that it does not take: such code does not run
            leaf.look = RECOLOUR[name](leaf.look, *args, **kwargs)
    if thing.whole is not None and thing.look.style == "plain" and thing.look.colour:
        whole = thing.whole.look
        said = f"{whole.detail}, with {thing.look.label} in {thing.look.colour}".lstrip(", ")
        thing.whole.look = replace(whole, detail=said)
    elif thing.whole is not None:
        thing.whole.dress(colour="")


def _filled(look: Look, color: Any = None, opacity: Any = None, *_: Any, **__: Any) -> Look:
    if opacity is not None:
        look = replace(look, filled=is_seen(opacity))
    if look.stroked:
        look = replace(look, filled=beside_outline(look.filled, opacity, color))
    if color is None or look.filled is False:
        return look
    return replace(look, colour=shade(color) if look.filled else "")


def _stroked(
    look: Look, color: Any = None, width: Any = None, opacity: Any = None, *_: Any, **__: Any
) -> Look:
    given = [size for size in (width, opacity) if size is not None]
    if given and look.noun not in words.WRITTEN:
        seen = [is_seen(size) for size in given]
        look = replace(look, stroked=False if False in seen else None if None in seen else True)
    if color is None or look.filled:  # of what is filled it is the rim, often one to set it off
        return look
    return replace(look, colour=shade(color) if look.filled is False else "")


def _styled(look: Look, **given: Any) -> Look:
    inner, outer = (
        {key.removeprefix(part): given[key] for key in given if key.startswith(part)}
        for part in ("fill_", "stroke_")
    )
    return _stroked(_filled(look, **inner), **outer)


def _matched(look: Look, other: Any = None, *_: Any, **__: Any) -> Look:
    same = isinstance(other, Thing) and other.members is None
    return replace(look, colour=other.look.colour if same else "")


RECOLOUR: dict[str, Any] = {
    "set_color": lambda look, color=None, *_, **__: replace(look, colour=shade(color)),
    "set_fill": _filled, "set_stroke": _stroked, "set_style": _styled,
    "set_opacity": lambda look, opacity=None, *_, **__: replace(look, filled=is_seen(opacity),
        stroked=is_seen(opacity) if look.noun not in words.WRITTEN else False),
    "match_color": _matched, "match_style": _matched,
} | dict.fromkeys(
    ("set_color_by_gradient", "set_submobject_colors_by_gradient", "set_color_by_tex",
     "set_color_by_tex_to_color_map", "set_row_colors", "set_column_colors"),
    lambda look, *_, **__: replace(look, colour=""),
)  # fmt: skip
