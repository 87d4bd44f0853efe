"""Fades in by opacity alone, so that updaters may move it meanwhile."""

from manim import *


class VFadeIn(Animation):
    def __init__(self, vmobject, suspend_mobject_updating=False, **kwargs):
        super().__init__(vmobject, suspend_mobject_updating=suspend_mobject_updating, **kwargs)

    def interpolate_submobject(self, submob, start, alpha):
        submob.set_stroke(opacity=alpha * start.get_stroke_opacity())
        submob.set_fill(opacity=alpha * start.get_fill_opacity())
