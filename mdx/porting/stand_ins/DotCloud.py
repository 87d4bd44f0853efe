"""Dots at many points, drawn as circles instead of by the graphics card."""

from manim import *


class DotCloud(VGroup):
    def __init__(self, points=(), color=GRAY_C, radius=0.05, opacity=1.0, **kwargs):
        super().__init__(**kwargs)
        self.dot_style = {"radius": radius, "color": color, "fill_opacity": opacity}
        self.set_points(points)

    def set_points(self, points):
        self.submobjects = [Dot(point, **self.dot_style) for point in points]
        return self

    def set_radius(self, radius):
        for dot in self:
            dot.scale_to_fit_width(2 * radius)
        return self
