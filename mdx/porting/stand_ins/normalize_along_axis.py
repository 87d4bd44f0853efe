"""Vectors in an array, each of length one."""

from manim import *


def normalize_along_axis(array, axis):
    norms = np.linalg.norm(array, axis=axis, keepdims=True)
    return array / np.where(norms == 0, 1, norms)
