from manimlib.imports import *
import numpy as np

class Old(GraphScene, ThreeDScene):
    CONFIG = {"x_min": -1, "camera_config": {"background_color": BLACK}}
    def construct(self):
        self.setup_axes(animate=True)
        curve = self.get_graph(lambda x: np.sin(x), color=YELLOW)
        self.play(ShowCreation(curve)); self.wait()
        self.play(ReplacementTransform(TextMobject("a"), TexMobject("b^2")))
