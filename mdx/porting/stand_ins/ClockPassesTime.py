"""The hands of a clock turn while time passes."""

from manim import *


class ClockPassesTime(AnimationGroup):
    def __init__(self, clock, run_time=5.0, hours_passed=12.0, rate_func=linear, **kwargs):
        center = clock[0].get_center()
        angle = -hours_passed * TAU / 12
        config = {"about_point": center, "rate_func": rate_func, "run_time": run_time}
        super().__init__(
            Rotating(clock.hour_hand, angle=angle, **config),
            Rotating(clock.minute_hand, angle=12 * angle, **config),
            **kwargs,
        )
