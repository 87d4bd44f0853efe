"""The old library's scene with axes of its own, in terms of Axes."""

import itertools as it

from manim import *


class GraphScene(Scene):
    x_min = -1
    x_max = 10
    x_axis_width = 9
    x_tick_frequency = 1
    x_labeled_nums = None
    x_axis_label = "$x$"
    y_min = -1
    y_max = 10
    y_axis_height = 6
    y_tick_frequency = 1
    y_labeled_nums = None
    y_axis_label = "$y$"
    axes_color = GRAY
    graph_origin = 2.5 * DOWN + 4 * LEFT
    default_graph_colors = [BLUE, GREEN, YELLOW]
    default_derivative_color = GREEN
    default_input_color = YELLOW
    default_riemann_start_color = BLUE
    default_riemann_end_color = GREEN
    area_opacity = 0.8

    def setup(self):
        super().setup()
        self.default_graph_colors_cycle = it.cycle(self.default_graph_colors)

    def setup_axes(self, animate=False):
        self.axes = Axes(
            [self.x_min, self.x_max, self.x_tick_frequency],
            [self.y_min, self.y_max, self.y_tick_frequency],
            x_length=self.x_axis_width,
            y_length=self.y_axis_height,
            tips=False,
            axis_config={"color": self.axes_color},
        )
        self.axes.shift(self.graph_origin - self.axes.c2p(0, 0))
        self.x_axis, self.y_axis = self.axes.get_axes()
        if self.x_labeled_nums is not None and len(self.x_labeled_nums):
            self.x_axis.add_numbers(self.x_labeled_nums)
        if self.y_labeled_nums is not None and len(self.y_labeled_nums):
            self.y_axis.add_numbers(self.y_labeled_nums)
        if self.x_axis_label:
            self.x_axis_label_mob = Tex(self.x_axis_label)
            self.x_axis_label_mob.next_to(self.x_axis.get_right(), UR, SMALL_BUFF)
            self.x_axis.add(self.x_axis_label_mob)
        if self.y_axis_label:
            self.y_axis_label_mob = Tex(self.y_axis_label)
            self.y_axis_label_mob.next_to(self.y_axis.get_top(), UR, SMALL_BUFF)
            self.y_axis.add(self.y_axis_label_mob)
        if animate:
            self.play(Write(self.axes))
        else:
            self.add(self.axes)

    def coords_to_point(self, x, y):
        return self.axes.c2p(x, y)

    def point_to_coords(self, point):
        return self.axes.p2c(point)

    def get_graph(self, func, color=None, x_min=None, x_max=None, **kwargs):
        low = self.x_min if x_min is None else x_min
        high = self.x_max if x_max is None else x_max
        color = color or next(self.default_graph_colors_cycle)
        graph = self.axes.plot(func, x_range=sorted([low, high]), color=color, **kwargs)
        graph.underlying_function = func
        return graph if low <= high else graph.reverse_direction()

    def input_to_graph_point(self, x, graph):
        return self.axes.c2p(x, graph.underlying_function(x))

    def angle_of_tangent(self, x, graph, dx=0.01):
        step = self.input_to_graph_point(x + dx, graph) - self.input_to_graph_point(x, graph)
        return angle_of_vector(step)

    def slope_of_tangent(self, *args, **kwargs):
        return np.tan(self.angle_of_tangent(*args, **kwargs))

    def get_derivative_graph(self, graph, dx=0.01, **kwargs):
        kwargs.setdefault("color", self.default_derivative_color)
        func = graph.underlying_function
        return self.get_graph(lambda x: (func(x + dx) - func(x)) / dx, **kwargs)

    def get_graph_label(
        self, graph, label="f(x)", x_val=None, direction=RIGHT, buff=MED_SMALL_BUFF, color=None
    ):
        label = MathTex(label, color=color or graph.get_color())
        x = self.x_max if x_val is None else x_val
        label.next_to(self.input_to_graph_point(x, graph), direction, buff=buff)
        return label.shift_onto_screen()

    def get_riemann_rectangles(
        self,
        graph,
        x_min=None,
        x_max=None,
        dx=0.1,
        input_sample_type="left",
        stroke_width=1,
        stroke_color=BLACK,
        fill_opacity=1,
        start_color=None,
        end_color=None,
        **kwargs,
    ):
        low = self.x_min if x_min is None else x_min
        high = self.x_max if x_max is None else x_max
        colors = [
            start_color or self.default_riemann_start_color,
            end_color or self.default_riemann_end_color,
        ]
        return self.axes.get_riemann_rectangles(
            graph,
            x_range=[low, high],
            dx=dx,
            input_sample_type=input_sample_type,
            color=colors,
            stroke_width=stroke_width,
            stroke_color=stroke_color,
            fill_opacity=fill_opacity,
        )

    def get_riemann_rectangles_list(self, graph, n_iterations, max_dx=0.5, power_base=2, **kwargs):
        return [
            self.get_riemann_rectangles(graph, dx=max_dx / power_base**n, **kwargs)
            for n in range(n_iterations)
        ]

    def transform_between_riemann_rects(self, curr_rects, new_rects, **kwargs):
        self.play(ReplacementTransform(curr_rects, new_rects, **{"run_time": 2} | kwargs))

    def get_area(self, graph, t_min, t_max):
        return self.axes.get_area(graph, x_range=[t_min, t_max], opacity=self.area_opacity)

    def get_vertical_line_to_graph(self, x, graph, line_class=Line, **line_kwargs):
        line_kwargs.setdefault("color", graph.get_color())
        return line_class(self.axes.c2p(x, 0), self.input_to_graph_point(x, graph), **line_kwargs)

    def get_vertical_lines_to_graph(self, graph, x_min=None, x_max=None, num_lines=20, **kwargs):
        low = self.x_min if x_min is None else x_min
        high = self.x_max if x_max is None else x_max
        return VGroup(
            *(
                self.get_vertical_line_to_graph(x, graph, **kwargs)
                for x in np.linspace(low, high, num_lines)
            )
        )

    def get_secant_slope_group(
        self,
        x,
        graph,
        dx=None,
        dx_line_color=None,
        df_line_color=None,
        dx_label=None,
        df_label=None,
        include_secant_line=True,
        secant_line_color=None,
        secant_line_length=10,
    ):
        return self.axes.get_secant_slope_group(
            x,
            graph,
            dx=dx or (self.x_max - self.x_min) / 10,
            dx_line_color=dx_line_color or self.default_input_color,
            dx_label=dx_label,
            dy_label=df_label,
            include_secant_line=include_secant_line,
            secant_line_color=secant_line_color or self.default_derivative_color,
            secant_line_length=secant_line_length,
        )
