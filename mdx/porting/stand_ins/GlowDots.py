"""Glowing dots at many points."""

from manim import *


class GlowDots(VGroup):
    def __init__(self, points=(ORIGIN,), color=YELLOW, radius=0.2, **kwargs):
        super().__init__(*(GlowDot(p, radius, color) for p in points), **kwargs)

    def set_radius(self, radius):
        return self.set_radii([radius] * len(self))

    def set_radii(self, radii):
        for dot, radius in zip(self, radii):
            dot.scale_to_fit_width(2 * radius)
        return self
