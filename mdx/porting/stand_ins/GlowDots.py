"""Glowing dots at many points."""

from manim import *


class GlowDots(DotCloud):
    def __init__(self, points=(ORIGIN,), color=YELLOW, radius=0.2, **kwargs):
        super().__init__(points, color, radius, **kwargs)

    def set_points(self, points):
        style = self.dot_style
        self.submobjects = [GlowDot(point, style["radius"], style["color"]) for point in points]
        return self
