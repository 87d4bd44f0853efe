"""A field of vectors that changes with time."""

from manim import *


class TimeVaryingVectorField(ArrowVectorField):
    def __init__(self, time_func, **kwargs):
        self.time = 0
        self.time_func = time_func
        super().__init__(lambda p: time_func(p, self.time), **kwargs)
        self.add_updater(lambda m, dt: m.advance(dt))

    def advance(self, dt):
        self.time += dt
        self.become(ArrowVectorField(lambda p: self.time_func(p, self.time)))
