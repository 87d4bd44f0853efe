"""A dartboard of four rings and a bull's eye."""

from manim import *


class Dartboard(VGroup):
    radius = 3
    n_sectors = 20

    def __init__(self, **kwargs):
        angle = TAU / self.n_sectors
        rings = VGroup(
            *(
                AnnularSector(
                    inner_radius=inner,
                    outer_radius=outer,
                    start_angle=n * angle,
                    angle=angle,
                    stroke_width=1,
                    stroke_color=BLACK,
                    fill_opacity=1,
                    color=colors[n % 2],
                )
                for n in range(self.n_sectors)
                for inner, outer, colors in (
                    (2.8, 3, (GREEN_E, RED_E)),
                    (1.7, 2.8, (GRAY_B, GRAY_E)),
                    (1.5, 1.7, (GREEN_E, RED_E)),
                    (0.3, 1.5, (GRAY_B, GRAY_E)),
                )
            )
        )
        self.bullseye = VGroup(
            *(
                Circle(radius=r, fill_color=c, fill_opacity=1, stroke_width=1, stroke_color=BLACK)
                for r, c in ((0.3, GREEN_E), (0.15, RED_E))
            )
        )
        super().__init__(rings, self.bullseye, **kwargs)
        self.rotate(-angle / 2)
