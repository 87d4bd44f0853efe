"""Watches a scene being rendered: measures each state it comes to rest in, keeps the key frames.

Looking on changes no verdict: what fails here is left out. In a film of a thousand plays, the first
LOOKS_MAX and the last state are looked at.
"""

import contextlib
from typing import Any, NamedTuple

from mdx.quality.sandbox import measures, stage

LINES, PICTURE_LINES = 120, 480
LOOKS_MAX, KEYS_MAX = 200, 8
DIFFERENT = 0.1  # mean difference of channels, of 255, from where on two frames are two
INK = 3  # difference of a channel, of 255, from where on a pixel is not ground, or another


class Key(NamedTuple):
    """A state of the film: its small frame, how much of it is not ground, and its picture."""

    small: Any
    shown: float
    picture: Any


class Film:
    """What was seen of all scenes of a record; `measured` has the measures, by name."""

    def __init__(self, manim: Any, wants_pictures: bool):
        self._manim, self._wants_pictures = manim, wants_pictures
        self._measured: dict[str, tuple[float, str]] = {}
        self._keys: list[Key] = []
        self._last_frame: Any = None
        self._last_look: Any = None
        self._looks = 0
        self._outside: dict[int, str] = {}
        self._inside: set[int] = set()
        self._met: set[int] = set()

    def follow(self, scene: Any) -> None:
        """From here on looks at what this scene does."""
        with contextlib.suppress(AttributeError):
            play, add_frame = scene.renderer.play, scene.renderer.add_frame

            def play_and_look(*given: Any, **named: Any) -> None:
                self._meet(scene)
                play(*given, **named)
                if self._looks < LOOKS_MAX:
                    self._look(scene)

            def add_and_compare(frame: Any, num_frames: int = 1) -> None:
                self._compare(frame, scene)
                add_frame(frame, num_frames)

            scene.renderer.play, scene.renderer.add_frame = play_and_look, add_and_compare

    def end(self, scene: Any) -> None:
        """Takes the last look at a scene, and its length."""
        self._look(scene)
        with contextlib.suppress(Exception):
            before = self._measured.get("seconds", (0.0, ""))[0]
            self._measured["seconds"] = (before + float(scene.renderer.time), "")

    def measured(self) -> dict[str, tuple[float, str]]:
        """The measures by name, each with the kind of thing that it is about."""
        never_seen = [kind for key, kind in self._outside.items() if key not in self._inside]
        if never_seen:
            self._worse("off_screen", 1.0, never_seen[0])
        return self._measured

    def pictures(self) -> list[Any]:
        """The pictures of the key frames, in the film's order."""
        return [key.picture for key in self._keys if key.picture is not None]

    def fullest(self) -> int:
        """Which of the pictures shows most."""
        kept = [key.shown for key in self._keys if key.picture is not None]
        return max(range(len(kept)), key=kept.__getitem__, default=0)

    def _compare(self, frame: Any, scene: Any) -> None:
        """Whether this frame differs from the last one; what it shows, while nothing else was."""
        with contextlib.suppress(Exception):
            if not self._measured.get("motion", (0,))[0]:
                last, self._last_frame = self._last_frame, frame
                self._worse("motion", float(last is not None and _ink(frame, last) > 0), "")
            if not self._measured.get("shown", (0,))[0]:
                self._show(frame, scene)

    def _look(self, scene: Any) -> None:
        with contextlib.suppress(Exception):
            import numpy as np

            camera, renderer = scene.camera, scene.renderer
            renderer.static_image = None
            renderer.update_frame(scene)
            small = camera.pixel_array.copy()
            if self._last_look is not None and np.array_equal(small, self._last_look):
                return
            self._last_look = small
            self._looks += 1
            self._show(small, scene)
            self._measure(stage.units(self._manim, scene), stage.frame_of(camera))

    def _meet(self, scene: Any) -> None:
        """Notes what is in the frame before a play, which may move it out, where it is new."""
        with contextlib.suppress(Exception):
            new = {id(mobject) for mobject in scene.mobjects} - self._met
            if new and self._looks < LOOKS_MAX:
                self._met |= new
                frame = stage.frame_of(scene.camera)
                for unit in stage.units(self._manim, scene):
                    if measures.off_screen(unit, frame) < 1:
                        self._inside.add(unit.key)

    def _show(self, small: Any, scene: Any) -> None:
        """Measures how much a frame shows; maybe it is one to keep."""
        shown = _ink(small, scene.camera.background)
        self._worse("shown", shown, "")
        if self._wants_pictures:
            self._keep(Key(small, shown, None), scene)

    def _measure(self, units: list[stage.Unit], frame: stage.Frame) -> None:
        for place, unit in enumerate(units):
            share = measures.off_screen(unit, frame)
            if share < 1:
                self._inside.add(unit.key)
                self._worse("off_screen", share, unit.kind)
            else:
                self._outside[unit.key] = unit.kind
            if unit.is_text and share < 1:
                self._worse("text_pixels", unit.pixels, unit.kind, least=True)
                ratio = measures.contrast(units, place, frame)
                if ratio is not None:
                    self._worse("contrast", ratio, unit.kind, least=True)
                self._worse("overlap", 0.0, "")
        for share, unit in measures.overlaps(units):
            self._worse("overlap", share, unit.kind)

    def _worse(self, name: str, value: float, subject: str, least: bool = False) -> None:
        """Takes a measure where it is the first or exceeds what was measured."""
        before = self._measured.get(name)
        if before is None or (value < before[0] if least else value > before[0]):
            self._measured[name] = (value, subject if value else "")

    def _keep(self, key: Key, scene: Any) -> None:
        """Takes a frame among the key frames if that makes them more different from each other."""
        keys = [*self._keys, key]
        pairs = [(_difference(a, b), a, b) for n, a in enumerate(keys) for b in keys[n + 1 :]]
        closest = min(pairs, key=lambda pair: pair[0], default=None)
        if closest and (closest[0] < DIFFERENT or len(keys) > KEYS_MAX):
            lesser = min(closest[1:], key=lambda one: one.shown)
            keys = [one for one in keys if one is not lesser]
        if any(one is key for one in keys):
            keys[-1] = key._replace(picture=_picture(scene))
        self._keys = keys


def _ink(frame: Any, ground: Any) -> float:
    """The share of pixels in which the frame differs from the other."""
    import numpy as np

    different = np.abs(frame[..., :3].astype(int) - ground[..., :3]) > INK
    return float(different.any(axis=2).mean())


def _difference(one: Key, other: Key) -> float:
    import numpy as np

    if one.small.shape != other.small.shape:
        return 255.0
    return float(np.abs(one.small.astype(int) - other.small).mean())


def _picture(scene: Any) -> Any:
    """The state of the scene as a picture of more lines; the camera is as before afterwards."""
    camera, renderer = scene.camera, scene.renderer
    high, wide, static = camera.pixel_height, camera.pixel_width, renderer.static_image
    try:
        with contextlib.suppress(Exception):  # cameras that know no other size stay small
            camera.reset_pixel_shape(PICTURE_LINES, round(PICTURE_LINES * wide / high))
        renderer.static_image = None
        renderer.update_frame(scene)
        return camera.get_image()
    finally:
        with contextlib.suppress(Exception):
            camera.reset_pixel_shape(high, wide)
            renderer.static_image = static
