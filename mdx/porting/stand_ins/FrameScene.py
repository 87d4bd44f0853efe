"""A scene in space whose camera has a frame that can be moved, turned and animated."""

from manim import *


class FrameScene(ThreeDScene):
    def setup(self):
        super().setup()
        self.frame = CameraFrame(self.camera)
        self.add(self.frame)
