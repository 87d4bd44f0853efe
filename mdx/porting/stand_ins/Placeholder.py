"""A frame with the name of a file that is not there."""

from manim import *


class Placeholder(VGroup):
    def __init__(self, file, height=2.0, width=None):
        frame = Rectangle(width=width or 1.5 * height, height=height, color=GRAY)
        label = Text(str(file), font_size=24)
        super().__init__(frame, label.scale_to_fit_width(0.8 * frame.width))
