"""The lines of constant u and v on a surface."""

from manim import *


class SurfaceMesh(VGroup):
    def __init__(
        self,
        uv_surface,
        resolution=(21, 11),
        stroke_width=1,
        stroke_color=GRAY_A,
        normal_nudge=0,
        **kwargs,
    ):
        u_range, v_range = uv_surface.u_range, uv_surface.v_range
        func = uv_surface._func
        style = {"stroke_width": stroke_width, "stroke_color": stroke_color}
        super().__init__(
            *(
                ParametricFunction(
                    lambda v, u=u: func(u, v), t_range=[*v_range[:2], PI / 20], **style
                )
                for u in np.linspace(*u_range[:2], resolution[0])
            ),
            *(
                ParametricFunction(
                    lambda u, v=v: func(u, v), t_range=[*u_range[:2], PI / 20], **style
                )
                for v in np.linspace(*v_range[:2], resolution[1])
            ),
            **kwargs,
        )
