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
        return self.set_radii([radius] * len(self))

    def set_radii(self, radii):
        for dot, radius in zip(self, radii):
            dot.scale_to_fit_width(2 * radius)
        return self

    def scale_radii(self, scale_factor):
        return self.set_radii([scale_factor * radius for radius in self.get_radii()])

    def get_radii(self):
        return np.array([dot.width / 2 for dot in self])

    def get_radius(self):
        return max(self.get_radii(), default=0)
