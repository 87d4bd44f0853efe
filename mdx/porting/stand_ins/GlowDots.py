"""Glowing dots at many points."""

from manim import *


class GlowDots(VGroup):
    def __init__(self, points=(ORIGIN,), color=YELLOW, radius=0.2, **kwargs):
        super().__init__(*(GlowDot(p, radius, color) for p in points), **kwargs)
