"""Calls and attributes that a release does not know."""

import pytest
from faulty import check, issues, scene
from growth import assert_linear

# a finding, code that has it, code that looks alike and has not
CASES = [
    ("unknown-argument:Code.code", scene("Code(code='x')"), scene("Code(code_string='x')")),
    ("unknown-argument:Circle.colour", scene("Circle(colour=RED)"),
     scene("Circle(color=RED, stroke_width=2, z_index=3)")),
    ("unknown-argument:Axes.plot.x_ranges", scene("a = Axes()", "a.plot(sin, x_ranges=[1])")[:-1]
     .replace("sin", "abs"), scene("a = Axes()", "a.plot(abs, x_range=[1, 2], color=RED)")),
    ("unknown-argument:Circle.shift.by", scene("Circle().scale(2).shift(by=UP)"),
     scene("Circle().scale(2).shift(UP)")),
    ("too-many-arguments:Square", scene("Square(1, 2)"), scene("Square(*[1])", "VGroup(1, 2, 3)")),
    ("missing-argument:Create.mobject", scene("Create()"), scene("x = [1]", "Create(*x)")),
    ("missing-argument:A.theme",
     scene("self.wait()") + "    def __init__(self, theme): self.theme = theme\n",
     scene("self.wait()") + "    def __init__(self, theme=1): self.theme = theme\n"),
    ("unknown-attribute:Scene.more",
     scene("self.more"), scene("class B(Dot):", "    def f(self): self.more = self.more + 1")),
    ("unknown-attribute:Scene.asked", scene("self.asked"),
     scene("if hasattr(self, 'asked'):", "    self.add(self.asked)")),
    ("wrong-value:width.call", scene("t = Text('a')", "print(t.width())"),
     scene("t = Text('a')", "print(t.width)")),
    ("unplayable:float", scene("d = Dot()", "self.play(d.get_x())"),
     scene("d = Dot()", "self.play(d.animate.set_x(d.get_x()))")),
    ("wrong-value:Graph.edges", scene("self.add(Graph([1, 2], {1: 2}))"),
     scene("self.add(Graph([1, 2], [(1, 2)]))")),
    ("unknown-attribute:Scene.coords", scene("def turn(self, dt): self.scale(2)", "self.coords()"),
     scene("def turn(self, dt): self.coords()", "self.wait()")),
    ("unknown-attribute:Scene.extra", scene("self.extra"),
     scene("self.extra") + "    def setup(self): self.__dict__.update(extra=1)\n"),
    ("unknown-attribute:Axes.get_graph", scene("a = Axes()", "a.get_graph(abs)"),
     scene("a = Axes()", "a.get_width()", "a.set_stuff(1)", "a.get_x_axis()")),
    ("unknown-attribute:Circle.add_tips", scene("c = Circle()", "c.animate.add_tips()"),
     scene("c = Circle()", "c.add_tips = print", "c.animate.add_tips()")),
    ("unknown-attribute:Camera.frame", scene("self.camera.frame.scale(2)"),
     scene("self.camera.frame.scale(2)", base="MovingCameraScene")),
    ("unknown-attribute:Scene.setup_axes", scene("self.setup_axes()"),
     scene("self.setup_axes()") + "    def setup_axes(self):\n        print(1)\n"),
    ("unknown-attribute:ManimConfig.frame_widht", scene("x = config.frame_widht"),
     scene("x = config.frame_width", "config.update({})")),
    ("unknown-attribute:Scene.later",
     scene("self.later()"), scene("B().later()").replace("class A", "class B:\n    def later(self):"
     "\n        self.x = 1\n\n\nclass A")),
    ("unknown-attribute:B.play", scene("B().later()").replace(
        "class A", "class B:\n    def later(self):\n        self.play()\n\n\nclass A"),
     scene("B().later(self)").replace(
        "class A", "class B:\n    def later(self, scene):\n        scene.wait()\n\n\nclass A")),
    ("unknown-attribute:Dot.get_label", scene("Dot().get_label()"),
     scene("d = Dot()", "d.set_label(1)", "d.get_label()")),
    ("unknown-attribute:Dot.gone", scene("Dot().gone"),
     scene("try:", "    Dot().gone", "except AttributeError:", "    pass")),
    ("unknown-attribute:Dot.gone", scene("Dot().gone"),
     "def unused():\n    Dot().gone\n\n\n" + scene("if config.renderer == 'opengl':",
     "    Dot().gone", "self.wait()") + "if __name__ == '__main__':\n    Dot().gone\n"),
    ("no-effect:set_colour", scene("Circle().set_colour(RED)"), scene("Circle().set_color(RED)")),
    ("no-effect:play.runtime", scene("self.play(Create(Dot()), runtime=2)"),
     scene("self.play(Create(Dot()), run_time=2)", "Dot().set_width(2)")),
    ("unknown-attribute:numpy.float", scene("x = np.float(1)"), scene("x = np.float64(1)")),
    ("unknown-attribute:rate_functions.ease", scene("x = rate_functions.ease"),
     scene("x = rate_functions.ease_in_sine")),
    ("unknown-attribute:utils.path", scene("x = utils.path"), scene("x = utils.paths")),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "has", "has_not"), CASES, ids=[case[0] for case in CASES])
def test_a_finding_is_found_where_it_is_and_not_where_it_seems_to_be(issue, has, has_not):
    check(issue, has, has_not)


HOSTILE = {
    "calls": lambda n: scene("x = Circle()") + "        x.shift(UP)\n" * n,
    "classes": lambda n: "".join(f"class C{i}(Scene): 0\n" for i in range(n)),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_code_takes_twice_as_long(make):
    assert_linear(issues, make, 64)


def test_a_method_may_call_the_function_that_it_is_named_after():
    code = (
        "from manim import *\n\n\nclass Frame(Square):\n"
        "    def interpolate(self, start, end, alpha, path_func=None):\n"
        "        return self.scale(interpolate(1, 2, alpha))\n"
    )
    assert "own-call:interpolate" not in issues(code)


def test_keywords_may_go_on_to_a_base_that_nobody_knows():
    code = scene("self.turn(speed=2)", base="MovingCameraScene, Slide")
    code += "    def turn(self, **kwargs):\n        self.next_slide(**kwargs)\n"
    assert "own-call:turn.speed" not in issues(code)
