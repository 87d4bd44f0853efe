"""A field of vectors that changes with time; its function takes many points at once."""

from manim import *


class TimeVaryingVectorField(ArrowVectorField):
    def __init__(
        self,
        time_func,
        center=ORIGIN,
        width=config.frame_width,
        height=config.frame_height,
        depth=0,
        x_density=2.0,
        y_density=2.0,
        z_density=1.0,
        stroke_color=BLUE,
        **kwargs,
    ):
        self.time = 0
        self.time_func = time_func
        sizes = zip(center, (width, height, depth), (x_density, y_density, z_density))
        ranges = [[middle - size / 2, middle + size / 2, 1 / many] for middle, size, many in sizes]
        self.options = {"color": stroke_color, "three_dimensions": depth > 0} | kwargs
        self.options |= {f"{axis}_range": limits for axis, limits in zip("xyz", ranges)}
        super().__init__(self.vector, **self.copied_options())
        self.add_updater(lambda m, dt: m.advance(dt))

    def vector(self, point):
        return np.array(self.time_func(np.array([point]), self.time))[0]

    def copied_options(self):
        return {key: list(v) if key.endswith("range") else v for key, v in self.options.items()}

    def advance(self, dt):
        self.time += dt
        self.become(ArrowVectorField(self.vector, **self.copied_options()))
