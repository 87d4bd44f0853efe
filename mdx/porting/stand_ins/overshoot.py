"""A rate that goes past the end and comes back."""

from manim import *


def overshoot(t, pull_factor=1.5):
    return bezier([0, 0, pull_factor, pull_factor, 1, 1])(t)
