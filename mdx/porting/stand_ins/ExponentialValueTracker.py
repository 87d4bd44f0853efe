"""A tracker that moves between values by factors instead of steps."""

from manim import *


class ExponentialValueTracker(ValueTracker):
    def get_value(self):
        return np.exp(super().get_value())

    def set_value(self, value):
        return super().set_value(np.log(value))
