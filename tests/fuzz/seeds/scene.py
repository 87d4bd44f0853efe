"""Scenes that use most of what a cutter has to follow."""
from __future__ import annotations

import math as m
from manim import *
from .helpers import Arrowed, label as text_label

config.background_color = "#111111"
PALETTE = {"a": RED, "b": BLUE}
WIDTH, *REST = 3, 4, 5


def shifted(mobject, *, by=UP, **kwargs):
    """Moves it."""
    return mobject.shift(by * WIDTH, **kwargs)


class Base(Scene):
    CONFIG = {"color": PALETTE["a"]}

    @staticmethod
    def helper(x: "int" = 1) -> float:
        return m.sqrt(x)


@dataclass(frozen=True)
class Point:
    x: int = 0


class First(Base, MovingCameraScene):
    def construct(self):
        circle = Circle(color=PALETTE["a"])  # a comment
        logo = SVGMobject("logo.svg")
        with self.voiceover(text="""A circle
        appears <bookmark mark='A'/> here""") as tracker:
            self.play(Create(circle), run_time=tracker.duration)
        for i, square in enumerate([Square() for _ in range(3)]):
            self.play(FadeIn(shifted(square, by=RIGHT * i)), rate_func=lambda t: t**2)
        if (n := len(REST)) > 1:
            self.add(MathTex(r"\frac{1}{2}", f"{n!r:>{WIDTH}}"))
        try:
            self.wait(self.helper(2))
        finally:
            pass
