"""The stage of a scene: what stands on it, and the steps of what happens, in order."""

import math
from dataclasses import replace
from typing import Any

from mdx.outline import verbs
from mdx.outline.acts import Act, Acts, Bound, Builder, Step, pause
from mdx.outline.animations import played, run
from mdx.outline.english import measure
from mdx.outline.given import Args, Kwargs, flat, is_number
from mdx.outline.motions import animated
from mdx.outline.things import Look, Ref, Refs, Thing, Tracker, refs


class Stage:
    """Performs the scene's own methods; `steps` holds what they did."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.shown: dict[Thing, None] = {}
        self.background = ""
        self.still = True  # as long as nothing is played and no time passes
        self.camera = Thing(Look("camera"))
        self.everything = Thing(Look("everything"))
        self.fresh: list[Step] = []  # of what was put there since anything happened
        self.spatial = ""  # how it is seen, where that is at an angle, in three dimensions
        self.complete = True  # whether all of the scene was looked at
        self.played = self.untold = 0  # what was played, and how much of it has no name

    def perform(self, method: str, args: Args, kwargs: Kwargs) -> None:
        """Does what `self.method(...)` does, as far as it is known here."""
        if method in METHODS:
            METHODS[method](self, args, kwargs)
        elif method in verbs.SAID:
            self.steps.append(Step([Act(verbs.SAID[method])]))

    def play(self, args: Args, kwargs: Kwargs) -> None:
        if self.still:
            self.still, self.played, self.untold = False, 0, 0
        if len(args) == 1 and isinstance(args[0], Acts) and args[0].parts:
            for part in args[0].parts:
                self.play([part], {})
            return
        before = len(self.steps)
        self.steps.append(Step([]))
        acts, in_turn = self._acts(args)
        seconds = kwargs.get("run_time", acts.seconds)
        shown = [act for act in run(acts, kwargs) if act.phrase]
        self.played, self.untold = self.played + 1, self.untold + (not shown)
        for act in shown:
            if act.phrase in verbs.GOING:
                self._forget(act.things)
                continue
            act.things = tuple(ref for ref in act.things if ref.thing is not self.everything)
            if "{}" in act.phrase:
                becoming = act.phrase.endswith("into {to}")
                if becoming or act.phrase in verbs.COMING:
                    self._unsee(act.to if becoming else act.things)
                self._remember(act.to if becoming else act.things)
        self.fresh.clear()
        in_turn = in_turn and len({act.phrase for act in shown}) == 1 and len(args) == 1
        self.steps[before] = Step(shown, in_turn=in_turn)
        if is_number(seconds) and seconds >= 4:
            self.steps[before].seconds = measure(seconds)

    def _acts(self, args: Args) -> tuple[Acts, bool]:
        acts, in_turn = Acts(), False
        todo = list(flat(args))
        while todo:
            one = todo.pop(0)
            if isinstance(one, Bound):  # older manimlib: self.play(thing.shift, UP)
                given = []
                while todo and not isinstance(todo[0], Bound | Acts | Builder):
                    given.append(todo.pop(0))
                acts += animated(one.thing, one.method, given, {})
            elif isinstance(one, Builder) and isinstance(one.thing, Tracker):
                led = refs([t for t in self.shown if id(one.thing) in t.follows])
                acts += run(Acts(replace(act, things=led) for act in one.acts if led), one.manner)
            else:
                own = played(one)
                in_turn = in_turn or own.in_turn
                acts += own
                acts.seconds = own.seconds if len(args) == 1 else None
        return acts, in_turn

    def add(self, args: Args, kwargs: Kwargs) -> None:
        here = {*self.shown, self.everything, self.camera}
        fresh = tuple(ref for ref in refs(*args) if ref.thing not in here)
        if self.still:
            members = [m for one in args for m in (getattr(one, "members", None) or [one])]
            self.played += len(members)
            self.untold += sum(one is None or one is ... for one in members)
        if fresh:
            self.fresh.append(Step([Act("show {}", fresh)], moving=False, early=self.still))
            self.steps.append(self.fresh[-1])
            self._remember(fresh)

    def changed(self, thing: Thing) -> None:
        """Notes that the thing was changed at once: if new on the stage, it appears changed."""
        leaves = set(thing.leaves()) if self.fresh else set()
        for act in (act for step in self.fresh for act in step.acts):
            if any(ref.thing in leaves for ref in act.things):
                act.things = tuple(Ref(ref.thing, ref.thing.look) for ref in act.things)

    def is_seen(self, thing: Thing) -> bool:
        """Whether time has passed with all of it on the stage."""
        fresh = {ref.thing for step in self.fresh for act in step.acts for ref in act.things}
        leaves = [leaf for leaf in thing.leaves() if leaf.look.noun]
        on_stage = all(leaf in self.shown and leaf not in fresh for leaf in leaves)
        return bool(leaves) and on_stage and not self.still

    def remove(self, args: Args, kwargs: Kwargs) -> None:
        unseen = self._unsee(refs(*args))
        gone = tuple(ref for ref in refs(*args) if ref.thing in self.shown)
        self._forget(gone)
        gone = tuple(ref for ref in gone if ref.thing not in unseen)
        if gone:
            self.steps.append(Step([Act("remove {}", gone)], moving=False))

    def _unsee(self, things: Refs) -> set[Thing]:
        """Removes those that were added but not seen yet, and returns them."""
        unseen = {ref.thing for ref in things}
        unseen_here: set[Thing] = set()
        for step in self.fresh:
            for act in step.acts:
                unseen_here |= {ref.thing for ref in act.things} & unseen
                act.things = tuple(ref for ref in act.things if ref.thing not in unseen)
            step.acts = [act for act in step.acts if act.things]
        return unseen_here

    def clear(self, args: Args, kwargs: Kwargs) -> None:
        if self.shown:
            self.steps.append(Step([Act("clear the screen")], moving=False))
            self.shown.clear()

    def wait(self, args: Args, kwargs: Kwargs) -> None:
        self.still = False
        self.fresh.clear()
        seconds = args[0] if args else kwargs.get("duration", 1)
        long = is_number(seconds) and seconds >= 2
        self.steps.append(pause(seconds) if long else Step([]))

    def orient(self, args: Args, kwargs: Kwargs) -> None:
        """Turns the camera at once."""
        said = angles(args, kwargs)
        if said.startswith("phi") and not said.startswith("phi = 0°"):
            self.spatial = f"seen from {said}"

    def turn(self, args: Args, kwargs: Kwargs) -> None:
        """Turns the camera over time."""
        self.still = False
        said = angles(args, kwargs)
        self.steps.append(Step([Act(f"move the camera to {said}" if said else "move the camera")]))

    def habit(self, thing: Thing, act: Act) -> None:
        """Notes what an updater keeps doing, which is described once the thing is there."""
        leaves = list(thing.leaves())
        if any(leaf in self.shown for leaf in leaves):
            self.steps.append(Step([act]))
        elif leaves:
            leaves[0].habits.append(act)

    def _remember(self, things: Refs) -> None:
        for ref in things:
            if ref.thing.habits:
                self.steps.append(Step(ref.thing.habits))
                ref.thing.habits = []
        self.shown.update(dict.fromkeys(ref.thing for ref in things if ref.thing.look.noun))

    def _forget(self, things: Refs) -> None:
        if any(ref.thing is self.everything for ref in things):
            self.shown.clear()
        for ref in things:
            self.shown.pop(ref.thing, None)


def angles(args: Args, kwargs: Kwargs) -> str:
    """The known angles of the camera in words."""
    given = dict(zip(("phi", "theta"), args, strict=False)) | kwargs
    numbers = {key: given[key] for key in ("phi", "theta") if is_number(given.get(key))}
    return " and ".join(f"{key} = {measure(math.degrees(a))}°" for key, a in numbers.items())


METHODS: dict[str, Any] = {
    **dict.fromkeys(verbs.ADDING, Stage.add), "play": Stage.play, "remove": Stage.remove,
    "clear": Stage.clear, "wait": Stage.wait, "set_camera_orientation": Stage.orient,
    "move_camera": Stage.turn,
}  # fmt: skip
