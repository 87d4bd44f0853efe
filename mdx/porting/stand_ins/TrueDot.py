"""A dot, drawn as a circle instead of by the graphics card."""

from manim import *


class TrueDot(Dot):
    def __init__(self, center=ORIGIN, radius=0.05, color=GRAY_C, **kwargs):
        super().__init__(center, radius=radius, color=color, **kwargs)

    def set_radius(self, radius):
        return self.scale_to_fit_width(2 * radius)
