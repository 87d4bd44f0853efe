"""A face of a die with its pips."""

from manim import *


class DieFace(VGroup):
    places = (
        [ORIGIN],
        [UL, DR],
        [UL, ORIGIN, DR],
        [UL, UR, DL, DR],
        [UL, UR, ORIGIN, DL, DR],
        [UL, UR, LEFT, RIGHT, DL, DR],
    )

    def __init__(
        self,
        value,
        side_length=1.0,
        corner_radius=0.15,
        stroke_color=WHITE,
        stroke_width=2.0,
        fill_color=GRAY_E,
        dot_radius=0.08,
        dot_color=WHITE,
        dot_coalesce_factor=0.5,
        **kwargs,
    ):
        square = Square(side_length).round_corners(corner_radius)
        square.set_stroke(stroke_color, stroke_width).set_fill(fill_color, 1)
        reach = side_length * dot_coalesce_factor / 2
        places = [place * reach for place in self.places[value - 1]]
        self.dots = VGroup(*(Dot(place, dot_radius, color=dot_color) for place in places))
        self.value = self.index = value
        super().__init__(square, self.dots, **kwargs)
