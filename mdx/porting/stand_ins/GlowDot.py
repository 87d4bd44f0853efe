"""A dot with a halo: without the graphics card's glow, rings that fade outwards."""

from manim import *


class GlowDot(VGroup):
    def __init__(self, center=ORIGIN, radius=0.2, color=YELLOW, glow_factor=2.0, **kwargs):
        super().__init__(
            *(
                Circle(r, color=color, stroke_width=0, fill_opacity=0.1).move_to(center)
                for r in np.linspace(radius, radius / 6, 8)
            ),
            **kwargs,
        )

    def set_radius(self, radius):
        return self.scale_to_fit_width(2 * radius)

    def get_radius(self):
        return self.width / 2
