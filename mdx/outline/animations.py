"""What Manim's animations show: acts, as phrases with {} for what they are done to."""

from dataclasses import replace
from typing import Any

from mdx.outline import places, verbs, words
from mdx.outline.acts import Act, Acts, Bound, Builder
from mdx.outline.given import Args, Kwargs, Rate, flat, is_number, is_vector
from mdx.outline.motions import animated, restored, transform
from mdx.outline.things import Thing, refs

APPLIED = {"FadeToColor": "set_color", "ScaleInPlace": "scale", "ChangeDecimalToValue": "set_value"}
# Name -> the argument with the direction, 1 or -1 for whether it moves there or comes from there.
DRIFTING: dict[str, tuple[str, int, dict[tuple[int, int], str]]] = {
    "FadeIn": ("shift", 1, verbs.FROM), "FadeOut": ("shift", 1, verbs.TOWARDS),
    "FadeInFrom": ("direction", -1, verbs.FROM),
    "FadeInAndShiftFromDirection": ("direction", -1, verbs.FROM),
    "FadeOutAndShift": ("direction", 1, verbs.TOWARDS),
}  # fmt: skip


def make(name: str, args: Args, kwargs: Kwargs) -> Acts | None:
    """The acts of this animation; None for a name that is no animation."""
    maker = MAKERS.get(name)
    if maker is None:
        return None
    acts = run(maker(name, args, kwargs), kwargs)
    acts.seconds = kwargs.get("run_time")
    return acts


def played(animation: Any) -> Acts:
    """The acts of an argument of play."""
    if isinstance(animation, Builder):
        acts = run(animation.acts, animation.manner)
        acts.seconds = animation.manner.get("run_time")
        return acts
    return animation if isinstance(animation, Acts) else Acts()


def run(acts: Acts, kwargs: Kwargs) -> Acts:
    """The acts as the rate function runs them, perhaps there and back; none if it is unknown."""
    rate = kwargs.get("rate_func", Rate("forward"))
    if kwargs.get("reverse") is True or kwargs.get("reverse_rate_function") is True:
        rate = None
    if rate == "forward":
        return acts
    changed = Acts(new for act in acts if rate == "back" and (new := _there_and_back(act)))
    changed.in_turn = acts.in_turn
    return changed


def _there_and_back(act: Act) -> Act | None:
    """The act and its undoing, after which everything is as it was before."""
    for ref in act.things:
        ref.thing.look, ref.thing.became = ref.look, None
    verb = act.phrase.partition(" ")[0]
    if act.phrase in verbs.COMING:
        return replace(act, phrase="show {} for a moment")
    if act.phrase in verbs.EMPHASIZE.values():
        return act
    if verb in ("move", "rotate"):
        return replace(act, phrase=act.phrase + " and back")
    lasts = verb in ("turn", "enlarge", "shrink", "fill", "scale", "resize", "stretch", "deform")
    return replace(act, phrase=act.phrase + " for a moment") if lasts else None


def _simple(name: str, args: Args, kwargs: Kwargs) -> Acts:
    things = refs(*args) if name in verbs.ALL_ARGUMENTS else refs(*args[:1])
    phrase = PHRASES[name]
    if name in DRIFTING:
        phrase += drift(name, args, kwargs)
    if phrase not in ("draw {}", "write {}"):
        return Acts([Act(phrase, things)]) if things else Acts()
    written = tuple(ref for ref in things if ref.look.noun in words.WRITTEN)
    drawn = tuple(ref for ref in things if ref.look.noun not in words.WRITTEN)
    both = (Act("draw {}", drawn), Act("write {}", written))
    return Acts(act for act in both if act.things)


def drift(name: str, args: Args, kwargs: Kwargs) -> str:
    """Where something fades in from, or fades out to; "" if nowhere or in a slanted direction."""
    key, sense, said = DRIFTING[name]
    moved = kwargs.get(key, next((one for one in args[1:] if is_vector(one)), None))
    if moved is None and key == "direction":
        moved = (0.0, -1.0, 0.0)
    if not is_vector(moved):
        return ""
    x, y = (sense * ((part > 0) - (part < 0)) for part in moved[:2])
    return said.get((x, y), "")


def _transform(name: str, args: Args, kwargs: Kwargs) -> Acts:
    if len(args) < 2 or not isinstance(args[0], Thing):
        return Acts()
    return transform(verbs.TRANSFORM[name], args[0], args[1])


def _group(name: str, args: Args, kwargs: Kwargs) -> Acts:
    parts = [played(one) for one in flat(args)]
    acts = Acts(act for part in parts for act in part)
    acts.in_turn = name != "AnimationGroup" or bool(kwargs.get("lag_ratio"))
    if name == "Succession" and len({act.phrase for act in acts}) > 1:
        acts.parts = tuple(parts)
    return acts


def _mapped(name: str, args: Args, kwargs: Kwargs) -> Acts:
    """LaggedStartMap(FadeIn, group): the class comes first, the things after it; in older manimlib
    LaggedStart does that."""
    animation = args[0] if args else None
    if type(animation) is not ClassName or len(args) < 2:
        return _group(name, args, kwargs) if name == "LaggedStart" else Acts()
    acts = make(animation, args[1:] if animation == "ApplyMethod" else args[1:2], {}) or Acts()
    acts.in_turn = name != "AnimationGroup"
    return acts


def _rotate(name: str, args: Args, kwargs: Kwargs) -> Acts:
    angle = kwargs.get("angle", kwargs.get("radians", args[1] if len(args) > 1 else None))
    axis = kwargs.get("axis", args[2] if len(args) > 2 else (0.0, 0.0, 1.0))
    if axis != (0.0, 0.0, 1.0) and is_number(angle):
        angle = abs(angle)  # clockwise as seen from where?
    things = refs(*args[:1])
    about = kwargs.get("about_point")
    away = len(things) == 1 and is_vector(about) and things[0].thing.spot not in (None, about)
    phrase = "rotate {}" + places.degrees(angle) + " around a point" * away
    return Acts([Act(phrase, things)]) if things else Acts()


def _along(name: str, args: Args, kwargs: Kwargs) -> Acts:
    things, path = refs(*args[:1]), refs(*args[1:2])
    if things and isinstance(args[0], Thing):
        places.move(args[0], "align_to", [], {})
    if not things:
        return Acts()
    return Acts([Act("move {} along {to}", things, path) if path else Act("move {}", things)])


def _applied(name: str, args: Args, kwargs: Kwargs) -> Acts:
    if args and isinstance(args[0], Bound):
        return animated(args[0].thing, args[0].method, args[1:], kwargs)
    if args and isinstance(args[0], Thing):
        return animated(args[0], APPLIED[name], args[1:], kwargs) if name in APPLIED else Acts()
    return Acts()


def _target(name: str, args: Args, kwargs: Kwargs) -> Acts:
    thing = args[0] if args else None
    if not isinstance(thing, Thing):
        return Acts()
    acts = thing.target.acts if thing.target else Acts()
    if thing.target and thing.target.shadow:
        for leaf, shadow in zip(thing.leaves(), thing.target.shadow.leaves(), strict=False):
            leaf.look, leaf.spot = shadow.look, shadow.spot
        thing.target = None
    return acts or Acts([Act("transform {}", things)] if (things := refs(thing)) else [])


class ClassName(str):
    """The name of an animation's class that is passed as a value."""


PHRASES = verbs.INTRODUCE | verbs.REMOVE | verbs.EMPHASIZE | verbs.DEFORM
MAKERS: dict[str, Any] = (
    dict.fromkeys(PHRASES, _simple)
    | dict.fromkeys(verbs.DEFORM, lambda name, args, kwargs: _simple(name, args[1:], kwargs))
    | dict.fromkeys(verbs.TRANSFORM, _transform)
    | dict.fromkeys(("AnimationGroup", "Succession"), _group)
    | dict.fromkeys(("Rotate", "Rotating"), _rotate)
    | dict.fromkeys(("ApplyMethod", *APPLIED), _applied)
    | {"MoveAlongPath": _along, "MoveToTarget": _target}
    | {"LaggedStart": _mapped, "LaggedStartMap": _mapped, "Restore": lambda _, args, __: (
        restored(args[0]) if args and isinstance(args[0], Thing) else Acts())}
)  # fmt: skip
