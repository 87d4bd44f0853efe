"""A face of a die with its pips."""

from manim import *


class DieFace(VGroup):
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
        square = RoundedRectangle(
            width=side_length,
            height=side_length,
            corner_radius=corner_radius,
            stroke_color=stroke_color,
            stroke_width=stroke_width,
            fill_color=fill_color,
            fill_opacity=1.0,
        )
        places = {
            1: [ORIGIN],
            2: [UL, DR],
            3: [UL, ORIGIN, DR],
            4: [UL, UR, DL, DR],
            5: [UL, UR, ORIGIN, DL, DR],
            6: [UL, UR, LEFT, RIGHT, DL, DR],
        }[value]
        self.dots = VGroup(
            *(
                Dot(
                    place * side_length * dot_coalesce_factor / 2,
                    radius=dot_radius,
                    color=dot_color,
                )
                for place in places
            )
        )
        self.value = value
        self.index = value
        super().__init__(square, self.dots, **kwargs)
