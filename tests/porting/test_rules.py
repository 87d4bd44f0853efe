"""What each rule makes of code: tables of before and after, and of what must stay."""

import pytest

from mdx.manim.releases import releases
from mdx.porting.port import ported

NEWEST = releases("manim")[0]
HEADS = {
    "gl": "from manimlib import *\n",
    "cairo": "from manimlib.imports import *\n",
    "ce": "from manim import *\n",
}


def port(dialect: str, body: str, **more) -> str:
    """The body of a module after the port, without the import that it begins with."""
    code = ported(HEADS[dialect] + body, dialect, NEWEST, **more).code
    assert code.startswith(HEADS["ce"])
    return code.removeprefix(HEADS["ce"])


STATEMENTS = [
    # names
    ("gl", "x = ShowCreation(c)", "x = Create(c)"),
    ("cairo", "x = ShowCreation(c)", "x = Create(c)"),
    ("ce", "x = ShowCreation(c)", "x = Create(c)"),
    ("gl", "x = Tex('a')", "x = MathTex('a')"),
    ("gl", "x = TexText('a')", "x = Tex('a')"),
    ("gl", "x = OldTexText('a')", "x = Tex('a')"),
    ("cairo", "x = TextMobject('a')", "x = Tex('a')"),
    ("ce", "x = Tex('a')", "x = Tex('a')"),
    ("gl", "x = FRAME_WIDTH / 2", "x = config.frame_width / 2"),
    ("gl", "x = 90 * DEG", "x = 90 * DEGREES"),
    ("gl", "x = get_norm(v)", "x = np.linalg.norm(v)"),
    # forms
    ("gl", "x = FadeIn(m, UP)", "x = FadeIn(m, shift=UP)"),
    ("gl", "x = FadeIn(m, UP, scale=2)", "x = FadeIn(m, shift=UP, scale=2)"),
    ("cairo", "x = FadeInFrom(m, UP)", "x = FadeIn(m, shift=DOWN)"),
    ("cairo", "x = FadeInFrom(m, 2 * UP)", "x = FadeIn(m, shift=-2 * UP)"),
    ("cairo", "x = FadeInFrom(m)", "x = FadeIn(m, shift=UP)"),
    ("cairo", "x = FadeInFromDown(m, run_time=2)", "x = FadeIn(m, shift=UP, run_time=2)"),
    ("cairo", "x = FadeOutAndShift(m, LEFT)", "x = FadeOut(m, shift=LEFT)"),
    ("gl", "x = FlashAround(m, time_width=2)", "x = Circumscribe(m, time_width=2)"),
    ("gl", "x = Rectangle(4, 2)", "x = Rectangle(width=4, height=2)"),
    ("gl", "x = SurroundingRectangle(m, 0.2)", "x = SurroundingRectangle(m, buff=0.2)"),
    ("gl", "Square3D.folder = 'a'", "Square3D.folder = 'a'"),
    ("cairo", "x = CountInFrom(0)",
     "x = ChangingDecimal(0, lambda a, end=(0).get_value(): interpolate(0, end, a))"),
    ("gl", "move_along_vector_field(a + b, f)",
     "(a + b).add_updater(lambda m, dt: m.shift(dt * f(m.get_center())))"),
    ("gl", "x = m.replicate(3)", "x = VGroup(*(m.copy() for _ in range(3)))"),
    ("gl", "m.set_max_width(3)", "m.scale_to_fit_width(min(m.width, 3))"),
    ("gl", "m[0].set_max_width(3)", "m[0].scale_to_fit_width(min(m[0].width, 3))"),
    ("gl", "m.set_backstroke(width=5)", "m.set_stroke(BLACK, 5, background=True)"),
    # methods
    ("gl", "x = m.get_width()", "x = m.width"),
    ("gl", "m.set_height(3).shift(UP)", "m.scale_to_fit_height(3).shift(UP)"),
    ("gl", "x = axes.get_graph(f)", "x = axes.plot(f)"),
    ("ce", "axes = Axes()\nx = axes.get_graph(f)", "axes = Axes()\nx = axes.plot(f)"),
    ("gl", "x = m.set_gloss(1).shift(UP)", "x = m.shift(UP)"),
    ("gl", "x = m.shift(UP).set_gloss(1)", "x = m.shift(UP)"),
    ("gl", "m.set_gloss(1)\nx = 1", "x = 1"),
    ("gl", "a = 1; m.set_gloss(1); m.set_gloss(2); b = 2", "a = 1; b = 2"),
    ("gl", "if a: m.set_gloss(1); m.set_gloss(2)", "if a: pass"),
    ("gl", "if a:\n    m.set_gloss(1)", "if a:\n    pass"),
    # keywords
    ("gl", "x = Tex('a', t2c={'a': RED})", "x = MathTex('a', tex_to_color_map={'a': RED})"),
    ("gl", "x = Axes((0, 1), width=3)",
           "x = Axes((0, 1), y_length=None, tips=False, x_length=3)"),
    ("cairo", "x = Axes()", "x = Axes(x_length=None, y_length=None)"),
    ("gl", "x = Text('a')", "x = Text('a', font_size=35)"),
    ("gl", "x = Text('a', font_size=100)", "x = Text('a', font_size=73)"),
    ("gl", "x = Text('a', font_size=n + 1)", "x = Text('a', font_size=0.73 * (n + 1))"),
    ("cairo", "x = Text('a')", "x = Text('a')"),
    ("ce", "x = Text('a')", "x = Text('a')"),
    ("gl", "x = YELLOW", "x = PURE_YELLOW"),
    ("ce", "x = YELLOW", "x = YELLOW"),
    ("gl", "x = Circle(gloss=1, radius=2)", "x = Circle(radius=2)"),
    ("gl", "x = Circle(radius=2, gloss=1)", "x = Circle(radius=2)"),
    ("gl", "x = Circle(gloss=1, shadow=2)", "x = Circle()"),
    ("gl", "x = Circle(\n    gloss=1,\n)", "x = Circle(\n    \n)"),
    ("cairo", "x = Text('a', size=b + c)", "x = Text('a', font_size=48 * (b + c))"),
    ("cairo", "k = {'x_min': 0, 'color': RED, 'x_max': 3}\nx = NumberLine(**k)",
              "k = {'x_range': [0, 3, 1], 'color': RED}\nx = NumberLine(**k)"),
    ("cairo", "x = NumberPlane(x_axis_config={'x_min': 0, 'color': RED}, faded_line_ratio=1)",
              "x = NumberPlane(x_axis_config={'color': RED}, faded_line_ratio=2)"),
    ("ce", "x = Axes(axis_config={'number_scale_value': .5, 'numbers_to_exclude': [1]})",
           "x = Axes(axis_config={'font_size': 48 * .5, 'numbers_to_exclude': [1]})"),
    ("gl", "x = CountInFrom(n)",
           "x = ChangingDecimal(n, lambda a, end=n.get_value(): interpolate(0, end, a))"),
    ("gl", "x = ParametricSurface(uv_func=f)", "x = Surface(func=f)"),
    ("gl", "def f(p: Vect3): pass", "def f(p: np.ndarray): pass"),
    ("gl", "x = Text('a', t2c={'a': RED})", "x = Text('a', font_size=35, t2c={'a': RED})"),
    ("gl", "k = dict(t2c=t)\nx = Tex('a', **k)",
           "k = dict(tex_to_color_map=t)\nx = MathTex('a', **k)"),
    ("cairo", "x = NumberLine(x_min=0, x_max=3)", "x = NumberLine(x_range=[0, 3, 1])"),
    ("cairo", "x = Axes(width=1, height=2, y_min=-1, x_max=3)",
              "x = Axes(x_length=1, y_length=2, y_range=[-1, 3], x_range=[-4, 3])"),
    ("cairo", "x = Rectangle(plot_depth=3)", "x = Rectangle(z_index=3)"),
    ("gl", "x = VFadeIn(m, suspend_mobject_updating=True)",
           "x = FadeIn(m, suspend_mobject_updating=True)"),
    ("gl", "m.set_width(3, stretch=True)", "m.stretch_to_fit_width(3)"),
    ("gl", "m.set_width(3, True, about_edge=LEFT)", "m.stretch_to_fit_width(3, about_edge=LEFT)"),
    ("gl", "m.set_width(3, stretch=False)", "m.scale_to_fit_width(3)"),
    ("gl", "m.set_color(RED, opacity=0.5)", "m.set_color(RED).set_opacity(0.5)"),
    ("gl", "x = Surface(u_range=(0, 1))", "x = Surface(lambda u, v: [u, v, 0], u_range=(0, 1))"),
    ("gl", "x = Sphere(color=RED)", "x = Sphere(checkerboard_colors=[RED])"),
    ("gl", "x = Cube(color=RED)", "x = Cube(color=RED)"),
    ("gl", "x = Brace(m, foo=1)", "x = Brace(m)"),
    ("gl", "x = FunctionGraph(f, x_range=r)", "x = FunctionGraph(f, x_range=r)"),
    ("gl", "x = Circle(fill_opacity=1)", "x = Circle(fill_color=GRAY_C, fill_opacity=1)"),
    ("gl", "x = Circle(color=RED, fill_opacity=1)", "x = Circle(color=RED, fill_opacity=1)"),
    ("gl", "x = Circle(fill_opacity=1).set_color(c)", "x = Circle(fill_opacity=1).set_color(c)"),
    ("cairo", "x = Circle(fill_opacity=1)", "x = Circle(fill_opacity=1)"),
    ("gl", "x = FullScreenRectangle(fill_color=RED)",
           "x = FullScreenRectangle(fill_color=RED, fill_opacity=1, stroke_width=0)"),
    ("cairo", "x = FullScreenFadeRectangle()",
           "x = FullScreenRectangle(stroke_width=0, fill_color=BLACK, fill_opacity=0.7)"),
    ("cairo", "x = axes.get_graph(f, x_max=3)", "x = axes.plot(f, x_range=[axes.x_range[0], 3])"),
    ("cairo", "x = axes.get_graph(f, x_min=1)", "x = axes.plot(f, x_range=[1])"),
    # methods of Python's own types
    ("ce", "x.sort(key=len)", "x.sort(key=len)"),
    ("gl", "x = 'a{b}'.format(b=1)", "x = 'a{b}'.format(b=1)"),
    ("gl", "x.sort(key=len)", "x.sort(key=len)"),
    ("gl", "x = NumberPlane()", "x = NumberPlane(faded_line_ratio=5)"),
    ("gl", "x = NumberPlane(faded_line_ratio=0)", "x = NumberPlane(faded_line_ratio=1)"),
    ("cairo", "x = ComplexPlane()", "x = ComplexPlane(faded_line_ratio=2)"),
    ("gl", "x = m.get_grid(*s, buff=0)",
           "x = VGroup(*(m.copy() for _ in range(np.prod([*s])))).arrange_in_grid(*s, buff=0)"),
    ("cairo", "x = BarChart(v, max_value=a + b, n_ticks=2, height=3, tick_width=1)",
              "x = BarChart(v, y_range=[0, (a + b), (a + b) / 2], y_length=3)"),
    ("cairo", "x = BarChart(v, max_value=5)", "x = BarChart(v, y_range=[0, 5, 5 / 4])"),
    ("gl", "x.add_tip(width=1, length=2)", "x.add_tip(tip_width=1, tip_length=2)"),
    ("gl", "x = Tex('e^', '{x}')", "x = MathTex('e', '^{x}')"),
    ("gl", "x = Tex('e', '^', r'a\\_', '2')", "x = MathTex('e', '^', r'a\\_', '2')"),
    ("cairo", "x = TextMobject('é', 'b')", "x = Tex('é', 'b')"),
    ("cairo", "x = TexMobject(r'a_', n, 'b')", "x = MathTex(r'a_', n, 'b')"),
    ("cairo", 'x = TexMobject(r"a_", r"{0}")', 'x = MathTex(r"a", r"_{0}")'),
    ("gl", "def f(points): return points\nx = VectorField(f, axes)",
           "def f(points): return points\nx = ArrowVectorField(lambda p: axes.c2p(*(lambda *p: "
           "f(np.array([[*p, 0]]))[0])(*axes.p2c(p)[:2])) - axes.c2p(0, 0))"),
    ("gl", "x = StreamLines(lambda x, y: (y, x), axes)",
           "x = StreamLines(lambda p: axes.c2p(*(lambda x, y: (y, x))(*axes.p2c(p)[:2]))"
           " - axes.c2p(0, 0))"),
    ("cairo", "x = TextMobject('a b')\nx[1:3].set_color(RED)\ny = x[0]",
              "x = Tex('a b')\nx[0][1:3].set_color(RED)\ny = x[0][0]"),
    ("cairo", "x = TextMobject('a b').scale(2)\ny = x[0][1]",
              "x = Tex('a b').scale(2)\ny = x[0][1]"),
    ("cairo", "x = TextMobject('a', 'b')\ny = x[1]", "x = Tex('a', 'b')\ny = x[1]"),
    ("cairo", "x = Surface(f, checkerboard_colors=None)",
              "x = Surface(f, checkerboard_colors=False)"),
    ("cairo", "x = plane.get_center_point()", "x = plane.get_origin()"),
    # brackets
    ("gl", "x = Circle((2), gloss=(1))", "x = Circle((2))"),
    ("gl", "x = Axes((r), (s))",
           "x = Axes((r), (s), x_length=None, y_length=None, tips=False)"),
    ("gl", "x = (a + b).set_max_width(3)",
           "x = (a + b).scale_to_fit_width(min((a + b).width, 3))"),
    ("gl", "x = (a).set_gloss(1).shift(UP)", "x = (a).shift(UP)"),
    ("gl", "x = Rectangle((4), (2))", "x = Rectangle(width=(4), height=(2))"),
    ("cairo", "x.add_numbers((1), (2))", "x.add_numbers([(1), (2)])"),
    ("ce", "x = ParametricSurface(f, u_min=0, u_max=2)", "x = Surface(f, u_range=[0, 2])"),
    # groups
    ("gl", "x = Group(a)\ny = ShowCreation(x)", "x = VGroup(a)\ny = Create(x)"),
    ("gl", "x = VGroup(ValueTracker())", "x = Group(ValueTracker())"),
    ("gl", "x = VGroup(a, b)", "x = VGroup(a, b)"),
    # attributes
    ("cairo", "axes = Axes(x_length=1, y_length=1)\nx = axes.x_min",
              "axes = Axes(x_length=1, y_length=1)\nx = axes.x_range[0]"),
    ("cairo", "x = m.x_min", "x = m.x_min"),
    ("cairo", "class A(Scene):\n    CONFIG = {'a': 1}\n\n\nx = A.CONFIG['a']",
              "class A(Scene):\n    a = 1\n\n\nx = A.a"),
    # animations that are not played
    ("cairo", "Transform(a, b).update(1)", "a.become(b)"),
    ("cairo", "ApplyMethod(a.shift, UP).update(1)", "a.shift(UP)"),
    ("cairo", "Transform(a, b).update(0.5)", "Transform(a, b).interpolate(0.5)"),
    # updaters
    ("gl", "d.f_always.set_value(t.get_value)",
           "d.add_updater(lambda m: m.set_value(t.get_value()))"),
    ("gl", "d.add_updater(lambda m: m.shift(UP))",
           "d.add_updater(lambda m: m.shift(UP), call_updater=True)"),
    ("gl", "x = m.animate.shift(UP).set_anim_args(run_time=2)",
           "x = m.animate(run_time=2).shift(UP)"),
    # arrays
    ("gl", "x = Line(stroke_width=[0, 3])", "x = Line(stroke_width=max([0, 3]))"),
    ("cairo", "x = Matrix([1, 2])", "x = Matrix([[1], [2]])"),
    ("gl", "x = Group(Dot(p) for p in q)", "x = Group(*(Dot(p) for p in q))"),
    ("cairo", "x = TextMobject(['a', 'b'])", "x = Tex(*['a', 'b'])"),
    ("gl", "m.match_x(n.get_center())", "m.set_x(n.get_center()[0])"),
    ("gl", "m.match_x(n)", "m.match_x(n)"),
    ("cairo", "x.add_numbers(1, 2)", "x.add_numbers([1, 2])"),
    ("gl", "x = Write(t, run_time=0)", "x = Write(t, run_time=1 / config.frame_rate)"),
    # imports
    ("ce", "from manim.mobject.geometry import Circle", "from manim import Circle"),
    ("ce", "from manim.mobject.geometry.arc import Circle",
           "from manim.mobject.geometry.arc import Circle"),
    ("ce", "x = Code('a', line_spacing=1)",
           "x = Code('a', paragraph_config=dict(font_size=24, line_spacing=1))"),
    ("ce", "x = Code('a')\ny = x.code", "x = Code('a')\ny = x.code_lines"),
    ("ce", "self.code = Code('a')\ny = self.code.code",
           "self.code = Code('a')\ny = self.code.code_lines"),
    ("gl", "from manimlib.mobject.svg.old_tex_mobject import *\nx = 1", "x = 1"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "before", "after"), STATEMENTS)
def test_a_statement_becomes_another(dialect, before, after):
    assert port(dialect, before + "\n") == after + "\n"


PLAYED = [
    ("m.shift, UP", "m.animate.shift(UP)"),
    ("m.shift, UP, m.scale, 2", "m.animate.shift(UP).scale(2)"),
    ("m.shift, UP, n.scale, 2", "m.animate.shift(UP), n.animate.scale(2)"),
    ("m.restore", "m.animate.restore()"),
    ("m.shift, UP, m.set_color, RED", "m.animate.shift(UP).set_color(RED)"),
    ("m.set_color, RED, 0.5, m.shift, UP", "m.animate.set_color(RED).set_opacity(0.5).shift(UP)"),
    ("(m or n).shift, (UP), n.scale, (2)", "(m or n).animate.shift((UP)), n.animate.scale((2))"),
    ("m.set_height, 3, {'about_edge': UP}", "m.animate.scale_to_fit_height(3, about_edge=UP)"),
    ("m.shift, UP, FadeIn(n)", "m.animate.shift(UP), FadeIn(n)"),
    ("m.shift, UP, *others", "m.animate.shift(UP), *others"),
    ("m.scale_about_point, 2, ORIGIN", "m.animate.scale(2, about_point=ORIGIN)"),
    (
        "m.set_backstroke, {'width': 5}, n.shift, UP",
        "m.animate.set_stroke(BLACK, 5, background=True), n.animate.shift(UP)",
    ),
    ("m.set_width, 3, True", "m.animate.stretch_to_fit_width(3)"),
    ("FadeIn(n), m.shift, UP, run_time=3", "FadeIn(n), m.animate.shift(UP), run_time=3"),
    ("self.anim, m.shift, UP", "self.anim, m.animate.shift(UP)"),
    ("ShowCreation(n)", "Create(n)"),
    ("m.get_width()", "m.width"),
]


@pytest.mark.parametrize(("before", "after"), PLAYED)
def test_a_method_that_is_played_becomes_animate(before, after):
    scene = "\n\nclass A(Scene):\n    def construct(self):\n        self.play({})\n"
    assert port("cairo", scene.format(before)) == scene.format(after)


MODULES = {
    "options of a scene become attributes": (
        """
class A(Scene):
    CONFIG = {
        # how many
        "count": 3,  # at least
        "style": {
            "color": RED,
        },
        "rate": smooth,
    }

    def construct(self):
        pass
""",
        """
class A(Scene):
    # how many
    count = 3  # at least
    style = {
        "color": RED,
    }
    rate = staticmethod(smooth)

    def construct(self):
        pass
""",
    ),
    "options that a constructor takes become parameters": (
        """
class A(VGroup):
    CONFIG = {"color": RED, "count": 3}

    def __init__(self, size, **kwargs):
        digest_config(self, kwargs)
        VGroup.__init__(self, **kwargs)


a = A(2, count=4)
""",
        """
class A(VGroup):

    def __init__(self, size, color=RED, count=3, **kwargs):
        self.count = count
        VGroup.__init__(self, color=color, **kwargs)


a = A(2, count=4)
""",
    ),
    "a dictionary is merged with that of the base": (
        """
class A(Scene):
    CONFIG = {"style": {"color": RED}}


class B(A):
    CONFIG = {"style": {"width": 2}}
""",
        """
class A(Scene):
    style = {"color": RED}


class B(A):
    style = {**A.style, "width": 2}
""",
    ),
    "an animation calls its base's constructor": (
        """
class A(Animation):
    CONFIG = {"run_time": 2, "axis": OUT}

    def __init__(self, mobject, angle, **kwargs):
        digest_config(self, kwargs)
        self.angle = angle


a = A(m, 2, axis=UP)
""",
        """
class A(Animation):

    def __init__(self, mobject, angle, run_time=2, axis=OUT, **kwargs):
        super().__init__(mobject, run_time=run_time, **kwargs)
        self.axis = axis
        self.angle = angle


a = A(m, 2, axis=UP)
""",
    ),
    "options that a call gives are its class's own": (
        """
class A(VGroup):
    CONFIG = {"count": 3}

    def __init__(self, **kwargs):
        VGroup.__init__(self, **kwargs)


a = A(count=4)
""",
        """
class A(VGroup):

    def __init__(self, count=3, **kwargs):
        self.count = count
        VGroup.__init__(self, **kwargs)


a = A(count=4)
""",
    ),
    "variables that name attributes are set as such": (
        """
class A(Scene):
    def construct(self):
        a, b = Dot(), Dot()
        self.set_variables_as_attrs(a, c=b)
""",
        """
class A(Scene):
    def construct(self):
        a, b = Dot(), Dot()
        self.a = a
        self.c = b
""",
    ),
    "arguments of the code's own constructors keep their names": (
        """
class A(Tex):
    def __init__(self, text, t2c=None, **kwargs):
        super().__init__(text, **kwargs)


class B(A):
    pass


a = B("x", t2c={}, isolate=["x"])
""",
        """
class A(MathTex):
    def __init__(self, text, t2c=None, **kwargs):
        super().__init__(text, **kwargs)


class B(A):
    pass


a = B("x", t2c={}, substrings_to_isolate=["x"])
""",
    ),
    "what another class's constructor does not take is kept": (
        """
class A(Sphere):
    CONFIG = {"radius": 2}

    def __init__(self, **kwargs):
        Surface.__init__(self, self.f, **kwargs)
""",
        """
class A(Sphere):

    def __init__(self, radius=2, **kwargs):
        self.radius = radius
        Surface.__init__(self, self.f, **kwargs)
""",
    ),
    "a scene that moves its frame has one": (
        """
class A(InteractiveScene):
    def construct(self):
        frame = self.frame
        self.play(frame.animate.set_height(3))
""",
        """
class A(MovingCameraScene):
    def construct(self):
        frame = self.camera.frame
        self.play(frame.animate.scale_to_fit_height(3))
""",
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_a_class_becomes_what_python_has_for_it(name):
    before, after = MODULES[name]
    assert port("gl", before) == after


STAYING = {
    "a method of the code": (
        "class A(VGroup):\n    def get_width(self):\n        return 1\n\n\nx = A().get_width()\n"
    ),
    "a name of the code": "def ShowCreation(x):\n    return x\n\n\ny = ShowCreation(1)\n",
    "a name that a pattern binds": (
        "match x:\n    case [ShowCreation, *Uncreate]:\n        y = ShowCreation, Uncreate\n"
    ),
    "the name of an exception": ("try:\n    pass\nexcept OSError as TexText:\n    x = TexText\n"),
    "a frame that the scene defines": (
        "class A(Scene):\n    def frame(self):\n        return 1\n\n    def construct(self):\n"
        "        self.frame()\n"
    ),
    "strings": "x = 'ShowCreation(Tex)'\n",
    "comments": "x = 1  # ShowCreation\n",
    "functions of numpy": "x = np.get_width()\n",
    "quotes and blanks": "x = [ 'a',  \"b\" ]  ;y=1\n",
}


@pytest.mark.parametrize("name", STAYING)
@pytest.mark.parametrize("dialect", HEADS)
def test_what_is_not_the_librarys_stays(name, dialect):
    assert port(dialect, STAYING[name]) == STAYING[name]


def test_a_stand_in_is_put_on_top_where_it_is_used_and_cut_to_what_is_used():
    plain = port("gl", "x = Circle()\n")
    code = port("gl", "x = GlowDot()\n")
    assert "class GlowDot(" not in plain
    assert code.startswith("\n\nclass GlowDot(")
    assert code.endswith(")\n\n\nx = GlowDot()\n")
    assert "def set_radius" not in code
    assert "def set_radius" in port("gl", "x = GlowDot()\nx.set_radius(2)\n")


def test_a_variable_called_config_does_not_hide_manims():
    body = "def f():\n    config = {'a': FRAME_WIDTH}\n    return config\n"
    code = ported(HEADS["gl"] + body, "gl", NEWEST)
    assert code.code == (
        "from manim import config as manim_config\n" + HEADS["ce"]
        + body.replace("FRAME_WIDTH", "manim_config.frame_width")
    )  # fmt: skip
    assert code.left == ()
    assert ported(code.code, "ce", NEWEST) == (code.code, (), ())


def test_glyphs_are_chosen_from_what_a_variable_holds_for_a_while():
    body = "x = Tex('a b')\nx[0].set_color(RED)\nx = f(x)\n"
    code = ported(HEADS["gl"] + body, "gl", NEWEST).code
    assert "x = SelectableTex('a b')\n" in code


def test_a_stand_in_is_there_for_what_an_edit_keeps():
    assert "class GlowDot(" in port("gl", "x = GlowDot().replicate(2)\n")


APART = """def f():
    k = dict(foo=1)
    return g(**k)


def h(**k):
    return Circle(**k)
"""
QUARREL = """k = dict(about_edge=UP)
x = Circle(**k)
y = Foo(**k)


class Foo(Dot):
    def __init__(self, about_edge):
        pass
"""
OPTIONS = """class A(Scene):
    CONFIG = dict(a={'width': 8})

    def construct(self):
        self.add(NumberLine(**self.a))
"""
DICTIONARIES = {
    "where an option holds them": (
        OPTIONS,
        OPTIONS.replace("CONFIG = dict(a={'width': 8})", "a = {'length': 8}"),
    ),
    "not what another function calls the same": (APART, APART),
    "where all that take them agree": (
        "k = dict(foo=1)\nx = Circle(**k)\ny = Square(**k)\n",
        "k = dict()\nx = Circle(**k)\ny = Square(**k)\n",
    ),
    "not where these do not agree": (QUARREL, QUARREL),
}


@pytest.mark.parametrize("name", DICTIONARIES)
def test_dictionaries_that_become_arguments_change(name):
    before, after = DICTIONARIES[name]
    assert port("gl", before) == after


def test_a_methods_new_name_keeps_it_in_the_stand_in():
    body = "x = Text('a b')\nx.get_part_by_text('a')\n"
    code = ported(HEADS["gl"] + body, "gl", NEWEST).code
    assert "x.get_part_by_tex('a')" in code
    assert "def get_part_by_tex(" in code


TEMPLATES = [
    ("x = TexText('圆')\n", "config.tex_template = TexTemplateLibrary.ctex\n"),
    ("x = Text('圆')\n", ""),
    (r"x = Tex(r'\minus 1')" "\n",
     r'config.tex_template.add_to_preamble(r"\newcommand{\minus}{{-}}")' "\n"),
    (r"x = Tex(r'\mathds{1}')" "\n",
     r'config.tex_template.add_to_preamble(r"\usepackage{dsfont}")' "\n"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "setting"), TEMPLATES)
def test_latex_is_told_what_it_knew_by_default(body, setting):
    code = port("gl", body)
    assert code.partition("x = ")[0].strip() == setting.strip()


def test_python_modules_that_the_star_import_brought_are_imported():
    code = ported("from manimlib import *\nx = it.count()\n", "gl", NEWEST).code
    assert code == "import itertools as it\nfrom manim import *\nx = it.count()\n"


LEFT = [
    ("class A(Dot):\n    def f(self, **kwargs):\n        digest_config(self, kwargs)\n", ()),
    ("x = Foo()\n", ("unknown-name:Foo",)),
    ("x = Circle(foo=1)\n", ("dropped:Circle.foo",)),
    ("def f(): pass\nx = f().set_max_width(2)\n", ("form:set_max_width",)),
    ("x = Circle()\n", ()),
]


@pytest.mark.parametrize(("body", "left"), LEFT)
def test_what_no_rule_can_do_is_told(body, left):
    assert ported(HEADS["gl"] + body, "gl", NEWEST).left == left


WITHOUT = [
    (("assets",), "x = ImageMobject('a.png', height=3)", "x = Placeholder('a.png', height=3)"),
    ((), "x = ImageMobject('a.png')", "x = ImageMobject('a.png')"),
]


@pytest.mark.parametrize(("without", "before", "after"), WITHOUT)
def test_files_are_done_without_only_where_that_is_asked_for(without, before, after):
    code = ported(HEADS["ce"] + before + "\n", "ce", NEWEST, without).code
    assert code.splitlines()[-1] == after


def test_slides_become_scenes_and_keep_their_notes():
    slides = """from manim import *
from manim_slides import Slide


class A(Slide):
    def construct(self):
        self.wait()
        self.next_slide(notes="Say this")
        self.next_slide()
"""
    assert (
        ported(slides, "ce", NEWEST, ("slides",)).code
        == """from manim import *


class A(Scene):
    def construct(self):
        self.wait()
        # Say this
"""
    )
