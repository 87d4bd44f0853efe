"""An animation of the rectangle around something."""

from manim import *


class AnimationOnSurroundingRectangle(AnimationGroup):
    RectAnimationType = Create

    def __init__(self, mobject, **kwargs):
        super().__init__(self.RectAnimationType(SurroundingRectangle(mobject), **kwargs))
