"""A clock with two hands."""

from manim import *


class Clock(VGroup):
    def __init__(
        self,
        stroke_color=WHITE,
        stroke_width=3.0,
        hour_hand_height=0.3,
        minute_hand_height=0.6,
        tick_length=0.1,
        **kwargs,
    ):
        style = {"stroke_color": stroke_color, "stroke_width": stroke_width}
        circle = Circle(radius=1, **style)
        ticks = VGroup(
            *(
                Line(
                    circle.point_from_proportion(n / 12),
                    (1 - tick_length * (1 + (n % 3 == 0))) * circle.point_from_proportion(n / 12),
                    **style,
                )
                for n in range(12)
            )
        )
        self.hour_hand = Line(ORIGIN, hour_hand_height * UP, **style)
        self.minute_hand = Line(ORIGIN, minute_hand_height * UP, **style)
        super().__init__(circle, self.hour_hand, self.minute_hand, ticks, **kwargs)
