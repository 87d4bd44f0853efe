"""The fading trace of where something has been."""

from manim import *


class TracingTail(TracedPath):
    def __init__(
        self,
        traced_point_func,
        time_traced=1.0,
        stroke_color=WHITE,
        stroke_width=2,
        stroke_opacity=1,
        **kwargs,
    ):
        if isinstance(traced_point_func, Mobject):
            traced_point_func = traced_point_func.get_center
        super().__init__(
            traced_point_func,
            stroke_width=stroke_width,
            stroke_color=stroke_color,
            dissipating_time=time_traced,
        )
