"""The tip of an arrow on its own, pointing to the right unless turned."""

from manim import *


class ArrowTip(ArrowTriangleFilledTip):
    def __init__(self, angle=0, **kwargs):
        super().__init__(**kwargs)
        self.rotate(angle - PI)
