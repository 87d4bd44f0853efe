"""mdx/outline: what is said of a scene, in which words, and what is not said."""

import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdx.outline import narrate
from mdx.outline.narrator import SENTENCES

HEAD = "from manim import *\n\nclass S({}):\n    def construct(self):\n"


def code_of(body: str, base: str = "Scene") -> str:
    return HEAD.format(base) + "".join(f"        {line}\n" for line in body.splitlines())


def told(body: str, base: str = "Scene") -> str:
    """The narration without its opening, so that tables need not know which one was chosen."""
    text = narrate(code_of(body, base))
    openings = (
        r"(.*? animation( on an? [\w ]+ background)? that |Show |Draw |Display |.*?(shows|of) )"
    )
    return re.sub("^" + openings, "", text, count=1)


TOLD = [
    ("shapes have colours and sizes",
     "self.play(Create(Circle(radius=2, color=BLUE)))",
     "draws a blue circle with radius 2."),
    ("an, not a",
     "self.play(Create(Ellipse(color=ORANGE)), FadeIn(Arrow(LEFT, RIGHT)))",
     "draws an orange ellipse while fading in an arrow from (-1, 0) to (1, 0)."),
    ("a shade is light or dark",
     "self.play(Create(Square(color=BLUE_E)))",
     "draws a dark blue square."),
    ("a colour may come later, by fill, or as a string",
     "a = Square().set_fill(RED, opacity=1)\nb = Dot(color='#FFFF00')\n"
     "self.play(Create(a), Create(b))",
     "draws a red square and a yellow dot."),
    ("a fill that cannot be seen is no colour",
     "self.play(Create(Square(fill_color=RED, fill_opacity=0)))",
     "draws a square."),
    ("text and formulas are quoted",
     "self.play(Write(Text('Hello')), Write(MathTex('a^2', '+', 'b^2')))",
     'writes the text "Hello" and the formula $a^2 + b^2$.'),
    ("a text of one formula is a formula",
     "self.play(Write(Tex(r'$x^2$')))",
     "writes the formula $x^2$."),
    ("Create on a text writes it, Write on a shape draws it",
     "self.play(Create(Text('A')))\nself.play(Write(Dot()))",
     'writes the text "A" and then draws a dot.'),
    ("a label that is not known is not told",
     "self.add(Circle(radius=2), Square())\n"
     "self.play(Write(Text(name)))",
     "starts with a circle with radius 2 and a square and then writes some text."),
    ("a coloured text whose words are not known",
     "self.add(Circle(radius=2), Square())\n"
     "self.play(Write(Text(name, color=RED)))",
     "starts with a circle with radius 2 and a square and then writes some red text."),
    ("a thing is it, once it has been named",
     "c = Circle()\nself.play(Create(c))\nself.play(FadeOut(c))",
     "draws a circle and then fades it out."),
    ("two things are told apart",
     "a = Circle(color=RED)\nb = Circle(color=GREEN)\nself.play(Create(a), Create(b))\n"
     "self.play(Rotate(a, PI / 2))",
     "draws a red circle and a green circle and then rotates the red circle by 90 degrees."),
    ("things that look alike are counted off",
     "a = Circle()\nb = Circle()\nself.play(Create(a), Create(b))\nself.play(Indicate(b))",
     "draws two circles and then highlights the second circle."),
    ("a transform tells what becomes of a thing, and what it is from then on",
     "c = Circle()\nself.play(Create(c))\nself.play(Transform(c, Square(color=RED)))\n"
     "self.play(FadeOut(c))",
     "draws a circle and then turns it into a red square. {} fade it out."),
    ("a copy leaves its original",
     "c = Circle()\nd = Dot()\nself.add(c)\nself.play(ReplacementTransform(c.copy(), d))",
     "starts with a circle and then turns a copy of it into a dot."),
    ("a target that is not known is not told",
     "c = Circle()\nself.play(Transform(c, foo()))",
     "transforms a circle."),
    ("a target that is partly known is not told either",
     "c = Circle()\nself.play(Transform(c, VGroup(Dot(), foo())))",
     "transforms a circle."),
    ("what is there at first, and what is added later",
     "self.add(NumberPlane())\nself.play(Create(Dot()))\nself.add(Text('A'))\nself.wait()",
     "starts with a number plane and then draws a dot. {} add the text \"A\"."),
    ("methods are animated",
     "s = Square()\nself.add(s)\nself.play(s.animate.shift(2 * UP).scale(2).set_color(RED))",
     "starts with a square and then moves it 2 units up while enlarging it by a factor of 2 "
     "and turning it red."),
    ("animate takes arguments",
     "s = Square()\nself.add(s)\nself.play(s.animate(run_time=2).to_edge(LEFT))",
     "starts with a square and then moves it to the left edge."),
    ("a target that was generated",
     "s = Square()\nself.add(s)\ns.generate_target()\ns.target.shift(LEFT)\n"
     "self.play(MoveToTarget(s))",
     "starts with a square and then moves it 1 unit to the left."),
    ("the manner of older manimlib",
     "s = Square()\nself.play(ShowCreation(s))\nself.play(s.shift, RIGHT, s.set_color, RED)",
     "draws a square and then moves it 1 unit to the right while turning it red."),
    ("a place is told where it is clear",
     "c = Circle().shift(3 * LEFT)\nt = Text('A').next_to(c, DOWN)\nself.play(Create(c))\n"
     "self.play(Write(t))",
     'draws a circle on the left and then writes the text "A" below the circle.'),
    ("corners and edges",
     "self.play(Write(Text('A').to_corner(UR)), Write(Text('B').to_edge(DOWN)))",
     'writes the texts "A" and "B".'),
    ("a group is what is in it",
     "g = VGroup(Circle(), Square())\nself.play(FadeIn(g))\nself.play(g.animate.shift(UP))",
     "fades in a circle and a square and then moves them 1 unit up."),
    ("a row of a known number of things",
     "g = VGroup(*[Square() for _ in range(5)]).arrange(RIGHT)\nself.play(Create(g))",
     "draws five squares in a row."),
    ("a number of things that is not known",
     "self.add(Circle(radius=2), Square())\n"
     "g = VGroup(*[Dot() for x in xs])\nself.play(FadeIn(g))",
     "starts with a circle with radius 2 and a square and then fades in several dots."),
    ("a loop over many things is told once",
     "for i in range(30):\n    self.play(Create(Dot()))",
     "draws 30 dots one after another."),
    ("a loop that repeats something",
     "s = Square()\nself.add(s)\nfor i in range(3):\n    self.play(Rotate(s, PI))",
     "starts with a square and then rotates it by 180 degrees three times."),
    ("a loop of two steps",
     "s = Square()\nself.add(s)\nfor i in range(4):\n    self.play(s.animate.shift(UP))\n"
     "    self.play(s.animate.shift(DOWN))",
     "starts with a square, and then moves it 1 unit up, then moving it 1 unit down, "
     "repeating this four times."),
    ("rounds that each have their own thing",
     "for t in ['A', 'B', 'C']:\n    x = Text(t)\n    self.play(Write(x))\n"
     "    self.play(FadeOut(x))",
     "writes the text \"A\" and then fades it out. {} write the text \"B\" and then fade it "
     "out. Finally, write the text \"C\" and then fade it out."),
    ("a loop without end",
     "d = Dot()\nself.add(d)\nwhile busy():\n    self.play(Indicate(d))",
     "starts with a dot and then highlights it several times."),
    ("a lag tells things one after another",
     "self.play(LaggedStart(*[FadeIn(Dot()) for _ in range(3)]))",
     "fades in three dots one after another."),
    ("an updater is told as what it keeps doing",
     "d = Dot()\nt = Text('A')\nt.add_updater(lambda m: m.next_to(d, UP))\nself.add(d, t)\n"
     "self.play(d.animate.shift(RIGHT))",
     "starts with a dot and the text \"A\" and then keeps the text next to the dot. {} move "
     "the dot 1 unit to the right."),
    ("a tracked value changes what follows it",
     "v = ValueTracker(0)\nd = always_redraw(lambda: Dot(color=RED).shift(v.get_value() * UP))\n"
     "self.add(d)\nself.play(v.animate.set_value(5))",
     "starts with a red dot and then lets it change as v goes from 0 to 5."),
    ("curves have their formula",
     "ax = Axes(x_range=[-3, 3])\nself.add(ax)\nself.play(Create(ax.plot(lambda x: x**2 + 1)))",
     "starts with a pair of coordinate axes with x from -3 to 3 and then draws the curve "
     "$y = x^2 + 1$."),
    ("names in the formula of a curve stay apart",
     "self.play(Create(FunctionGraph(lambda x: np.sin(2 * PI * x))))",
     "draws the curve $y = \\sin(2\\pi x)$."),
    ("a curve of what is not plain has none",
     "self.add(Circle(radius=2), Square())\n"
     "ax = Axes()\nself.add(ax)\nself.play(Create(ax.plot(lambda x: f(x))))",
     "starts with a circle with radius 2, a square and a pair of coordinate axes, and then "
     "draws a curve."),
    ("everything",
     "self.play(Create(Dot()), FadeIn(foo))\nself.play(*[FadeOut(m) for m in self.mobjects])",
     "draws a dot and then fades out everything."),
    ("long waits and long plays have their seconds",
     "d = Dot()\nself.play(Create(d), run_time=5)\nself.wait(3)\nself.play(FadeOut(d))",
     "draws a dot over 5 seconds and then waits 3 seconds. {} fade it out."),
    ("a wait at the end is nothing to tell",
     "self.play(Create(Dot()))\nself.wait(9)",
     "draws a dot."),
    ("a branch that may not be taken is not told",
     "d = Dot()\nself.play(Create(d))\nif lucky:\n    self.play(d.animate.set_color(RED))",
     "draws a dot."),
    ("rounds that are counted from one",
     "for n, c in enumerate([RED, BLUE], start=1):\n    self.play(Write(MathTex(f'{n}', color=c)))",
     "writes the red formula $1$ and the blue formula $2$ one after another."),
    ("as many rounds as an argument says",
     "for x in np.linspace(0, 1, num=5):\n    self.play(FadeIn(Dot()))\n"
     "for x in np.linspace(0, 1, 3, endpoint=False):\n    self.play(FadeIn(Square()))",
     "fades in five dots one after another and then fades in three squares one after another."),
    ("a name set in such a branch is not known any more",
     "d = Dot()\nif lucky:\n    d = Square()\nself.play(Create(d))\nself.play(Write(Text('A')))",
     'writes the text "A".'),
    ("a branch that is taken is told",
     "DEBUG = False\nd = Dot() if not DEBUG else Square()\nself.play(Create(d))",
     "draws a dot."),
    ("a shadowed name is not Manim's",
     "Circle = make_circle_class()\nself.play(Create(Circle()), FadeIn(Dot()))",
     "fades in a dot."),
    ("a still picture",
     "self.add(Circle(color=RED), Square())",
     "a red circle and a square."),
    ("what is taken away is not in the picture",
     "c = Circle()\nself.add(c, Square())\nself.remove(c)",
     "a square."),
    ("what does not move but takes time is no picture",
     "self.add(Circle())\nself.wait()",
     "shows a circle."),
    ("hidden in a with statement",
     "with self.voiceover(text='x') as tracker:\n    self.play(Create(Dot()))",
     "draws a dot."),

    # how things look
    ("a fill without opacity is not seen, nor is the rim of what is filled",
     "self.add(Circle().set_fill(YELLOW), Square(color=RED, fill_opacity=1).set_stroke(BLACK))",
     "a circle and a red square."),
    ("the outline has the colour where nothing is filled",
     "a = Rectangle(color=BLUE)\nself.add(a, a.copy().set_stroke(GRAY))",
     "a blue rectangle and a grey rectangle."),
    ("what has neither fill nor outline is not there",
     "self.add(Dot(), Square().set_stroke(WHITE, 0), Circle().set_opacity(0))",
     "a dot."),
    ("what was hidden fades in",
     "c = Circle().set_opacity(0)\nself.add(c, Dot())\nself.play(c.animate.set_opacity(1))",
     "starts with a dot and then fades in a circle."),
    ("letters of many colours have none",
     "self.play(Write(Text('ab', color=RED, t2c={'a': BLUE})))",
     "writes the text \"ab\" with \"a\" in blue."),
    ("a hex code has a name where all agree on it",
     "self.add(Dot(color='#ffff5c'), Square(color='#8a6d3b'))",
     "a yellow dot and a #8A6D3B square."),
    ("a size is not told once it was scaled",
     "self.add(Circle(radius=2).scale(0.5), Rectangle(width=1, height=2).set_width(3))",
     "a circle and a rectangle."),
    ("a number shows as many places as it is told to, and what it was set to",
     "n = DecimalNumber(3.14159, num_decimal_places=3)\nm = Integer(5)\nm.set_value(7)\n"
     "self.add(n, m)",
     "the numbers 3.142 and 7."),
    ("a polygon that returns to its first corner has one corner less",
     "self.add(Circle(radius=2), Square())\n"
     "self.add(Polygon(LEFT, UP, RIGHT, LEFT), Polygon(*points))",
     "a circle with radius 2, a square, a triangle with corners (-1, 0), (0, 1) and (1, 0) "
     "and a polygon."),
    ("markup is no text",
     "self.add(MarkupText('one <b>bold</b> &amp; <span foreground=\"red\">red</span>', color=RED))",
     'the text "one bold & red".'),
    ("a text of formulas is a formula",
     "self.add(Tex('$a$', '$= b$'))",
     "the formula $a = b$."),
    ("a long text is told by its beginning",
     "self.add(Text('It was a bright cold day in April, and the clocks were striking thirteen. "
     "Winston Smith slipped quickly through the glass doors of Victory Mansions.'))",
     "the text \"It was a bright cold day in April, and the clocks were striking thirteen. "
     "Winston Smith slipped quickly through the glass doors of Victory Mansions.\"."),
    ("words on things are told",
     "self.add(LabeledDot('x'), BraceText(Square(), 'side'), ImageMobject('a/b/cat.png'))",
     'a dot labelled $x$, a brace labelled "side" and the picture "cat.png".'),
    ("what is made of others",
     "self.add(Union(Square(), Circle(color=RED), color=BLUE))",
     "a blue union of a square and a red circle."),
    ("a table is told by its rows",
     "self.add(Table([['1', '2'], ['3', '4']], row_labels=[Text('a'), Text('b')]))",
     'a table with rows labelled "a" and "b" and the rows "1, 2" and "3, 4".'),
    ("a table's columns are named, and a cell that has another colour",
     "t = Table([['1', '2'], ['3', '4']], col_labels=[Text('a'), MathTex('b')])\n"
     "t.add_highlighted_cell((2, 1), color=GREEN)\nself.add(t)",
     "a table with the columns \"a\" and $b$ and the rows \"1, 2\" and \"3, 4\"."),
    ("labels of a table that are not known are labels",
     "self.add(Table([['1', '2'], ['3', '4']], col_labels=names))",
     'a table with labels and the rows "1, 2" and "3, 4".'),
    ("words in another size or face are words",
     "self.play(Write(Tex(r'\\Large \\textbf{Step 1:} {\\Huge big} \\LaTeX{} $x^2$')))",
     'writes the text "Step 1: big LaTeX $x^2$".'),
    ("words in a box are words, whatever parts they come in",
     "self.play(Write(Tex(r'\\parbox{9em}{Let $x$ be ', 'the ', r'\\emph{number} of $$G$$}')))",
     'writes the text "Let $x$ be the number of $G$".'),
    ("a sign of dollars begins no formula",
     "self.play(Write(Tex(r'It costs \\$5.')))",
     'writes the text "It costs $5.".'),
    ("a command that is not known may stand for anything",
     "self.add(Circle(radius=2), Square())\n"
     "self.play(Write(Tex(r'\\foo{x} y')))",
     "starts with a circle with radius 2 and a square and then writes some text."),
    ("a formula of words alone is a text",
     "self.play(Write(MathTex(r'\\text{Hello there}')))",
     'writes the text "Hello there".'),
    ("Typst's text and formulas",
     "self.play(Write(Typst('= Hello *you*')))\nself.play(Write(MathTypst('x^2')))",
     'writes the text "Hello you" and the formula $x^2$ one after another.'),
    ("Typst's code is not told",
     "self.add(Circle(radius=2), Square())\n"
     "self.play(Write(Typst('#rect[a]')))",
     "starts with a circle with radius 2 and a square and then writes some text."),
    ("a curve of a function with a name, and of one of NumPy's",
     "k = 25\ndef f(x):\n    return k / x\nax = Axes()\n"
     "self.play(Create(ax.plot(f)), Create(ax.plot(np.sin)))",
     r"draws the curves $y = \frac{25}{x}$ and $y = \sin(x)$."),
    ("a function that does more than return is no formula",
     "self.add(Circle(radius=2), Square())\n"
     "def f(x):\n    x = x + 1\n    return x**2\nself.play(Create(FunctionGraph(f)))",
     "starts with a circle with radius 2 and a square and then draws a curve."),
    ("a number that has more digits than are told is no formula",
     "self.add(Circle(radius=2), Square())\n"
     "self.play(Create(FunctionGraph(lambda x: 0.123456 * x)))",
     "starts with a circle with radius 2 and a square and then draws a curve."),
    ("a curve through points that a function gives",
     "self.play(Create(ParametricFunction(lambda t: np.array([np.cos(t), 2 * np.sin(t), 0]))))",
     r"draws the curve $(x, y) = (\cos(t), 2\sin(t))$."),
    ("a curve in space",
     "self.play(Create(ParametricFunction(lambda t: (np.cos(t), np.sin(t), t))))",
     r"draws the curve $(x, y, z) = (\cos(t), \sin(t), t)$."),
    ("a curve by angle and radius",
     "self.add(PolarPlane().plot_polar_graph(lambda theta: 2 * np.sin(5 * theta)))",
     r"the curve $r = 2\sin(5\theta)$."),
    ("the labels of three axes",
     "self.add(ThreeDAxes().get_axis_labels(Text('a'), Text('b'), 'c'))",
     "the x-axis label \"a\", the y-axis label \"b\" and the z-axis label $c$."),
    ("labels of two axes, the second by default",
     "self.add(Axes().get_axis_labels(x_label='t'))",
     "the x-axis label $t$ and the y-axis label $y$."),
    ("ranges without their names",
     "self.add(Axes([0, 9], [0, 5]))",
     "a pair of coordinate axes with x from 0 to 9 and y from 0 to 5."),
    ("a logarithmic axis",
     "self.add(Axes(x_range=[0, 9], y_range=[-2, 6], y_axis_config={'scaling': LogBase()}))",
     "a pair of coordinate axes with x from 0 to 9 and y from 10^-2 to 10^6 on a logarithmic "
     "scale."),
    ("axes whose configuration is not known",
     "self.add(Axes(x_range=[0, 9], axis_config=style, y_axis_config=5))",
     "a pair of coordinate axes with x from 0 to 9."),
    ("a polygram has crossing sides, unless its density is one",
     "self.add(RegularPolygram(5, color=RED), RegularPolygram(6, density=1))",
     "a red five-pointed star and a regular hexagon."),
    ("a listing of a file",
     "self.add(Code('sort.py', language='python'))",
     'the code listing "sort.py".'),
    ("a circle that a function deforms is none",
     "c = Circle()\nc.apply_complex_function(np.exp)\nself.add(c)",
     "a deformed circle."),
    ("what is turned around a point beside it",
     "d = Dot()\nself.play(Rotating(d, radians=PI, about_point=RIGHT))",
     "rotates a dot by 180 degrees around a point."),
    ("what has a label stands apart from what has none",
     "self.play(Write(Text('A')), Write(Text(name)))",
     'writes the text "A" and some text.'),
    ("a class of the file is what Manim's class is that it is based on",
     "class Big(Square):\n    pass\nself.add(Big())",
     ""),
    ("what is added to a thing is there with it",
     "s = Square()\ns.add(Text('A'))\nself.add(s)",
     'a square and the text "A".'),
    ("lines through points are a path",
     "self.add(Circle(radius=2), Square())\n"
     "self.add(VMobject(color=RED).set_points_as_corners([a, b]))",
     "a circle with radius 2, a square and a red path."),

    ("a hint of a fill is none, and a black one hides what is behind",
     "self.add(Square(color=BLUE, fill_color=RED, fill_opacity=0.05),\n"
     "         Circle().set_fill(BLACK, 1).set_stroke(WHITE, 2), Dot(color=BLACK))",
     "a blue square, a circle and a black dot."),
    ("sizes that several have in common",
     "self.add(Square(side_length=1), Square(side_length=1), Square(side_length=3))",
     "two squares with side length 1 and a square with side length 3."),
    ("a formula stays apart from the words beside it",
     "self.add(Tex('A set', '$C$', 'in', '$V$', '.'))",
     "the text \"A set $C$ in $V$.\"."),
    ("of many words the first are told",
     "self.add(*[Text(c) for c in 'abcdefghijkl'])",
     'twelve texts such as "a", "b" and "c".'),
    ("a text that a multiplication makes",
     "self.add(Text('ab' * 3))",
     'the text "ababab".'),
    ("a text that is put together from numbers",
     "a = 'Rank %d of %s' % (3, 'x')\nb = '{}: {:.1f}'.format('a', 2.5)\n"
     "self.add(Text(a), Text(b), Text(f'{7:02d}'), MathTex(r'\\frac{%d}{2}' % 3))",
     'the texts "Rank 3 of x", "a: 2.5" and "07" and the formula $\\frac{3}{2}$.'),
    ("a text that is put together in a way that is not plain",
     "self.add(Circle(radius=2), Square())\n"
     "self.add(Text('%999999999d' % 3), Text('50%% %d' % 3), Text('{!r:>9}'.format(3)))",
     "a circle with radius 2, a square and three texts."),
    ("the file's name in a path that is put together",
     "self.add(ImageMobject(os.path.join(folder, 'cat.png')))",
     'the picture "cat.png".'),
    ("a formula whose braces do not match is not told",
     "f = MathTex('{a', 'b}')\nself.play(Write(f))\nself.play(Indicate(f[0]))",
     "writes the formula ${a b}$ and then highlights part of the formula."),

    # where things stand
    ("a place that is written as a list",
     "d = Dot([3, 0, 0])\nself.add(d)\nself.play(d.animate.move_to([-3, 0, 0]))",
     "starts with a dot at (3, 0) and then moves it to (-3, 0)."),
    ("what is around a part",
     "f = MathTex('a', '=', 'b')\nself.add(f, SurroundingRectangle(f[2], color=RED))",
     "the formula $a = b$ and a red frame around the $b$ in the formula."),
    ("the place beside what comes later in the list is told",
     "c = Circle()\nd = Dot().next_to(c, UP)\nself.add(d, c)",
     "a circle and a dot above the circle."),
    ("a frame is around something, also where both moved",
     "t = Text('A')\nf = SurroundingRectangle(t)\nVGroup(t, f).to_edge(UP)\nself.add(f, t)",
     'the text "A" and a frame around the text.'),
    ("nothing is beside what has moved away",
     "c = Circle()\nt = Text('A').next_to(c, UP)\nc.shift(3 * DOWN)\nself.add(c, t)",
     'a circle at the bottom and the text "A".'),
    ("rows in a column are no column of what is in them",
     "r = VGroup(*[Dot() for _ in range(3)]).arrange(RIGHT)\n"
     "self.add(VGroup(r, r.copy()).arrange(DOWN))",
     "six dots."),
    ("a row that one has left is no row",
     "r = VGroup(*[Dot() for _ in range(3)]).arrange(RIGHT)\nr[0].shift(UP)\nself.add(r)",
     "three dots."),
    ("what is done to a thing that is new on the stage is not told as a movement",
     "c = Circle()\nself.add(c)\nc.set_color(RED).to_edge(LEFT)\nself.play(FadeOut(c))",
     "starts with a red circle at the left edge and then fades it out."),
    ("what comes first is not said to be the start after something else",
     "self.play(FadeIn(foo))\nself.add(Dot())\nself.play(Create(Square()))",
     "adds a dot and then draws a square."),

    # what happens
    ("what is put there to be drawn at once is drawn",
     "c = Circle()\nself.add(c, Dot())\nself.play(Create(c))",
     "starts with a dot and then draws a circle."),
    ("what is taken away before anybody sees it was not there",
     "c = Circle()\nself.add(c)\nself.remove(c)\nself.play(Create(Dot()))",
     "draws a dot."),
    ("where it fades to and from",
     "t = Text('A')\nself.play(FadeIn(t, shift=UP))\nself.play(FadeOut(t, shift=LEFT))",
     'fades in the text "A" from below and then fades it out to the left.'),
    ("where it fades from in older manimlib",
     "self.play(FadeInFrom(Text('A'), LEFT))\nself.play(FadeOutAndShift(Text('B'), UP))",
     'fades in the text "A" from the left and then fades out the text "B" upwards.'),
    ("where it fades from above, and to below and the right",
     "self.play(FadeIn(Text('A'), shift=DOWN))\n"
     "self.play(FadeOut(Text('B'), shift=DOWN), FadeOut(Text('C'), shift=RIGHT))",
     'fades in the text "A" from above and then fades out the text "B" downwards '
     'while fading out the text "C" to the right.'),
    ("where it comes from is left out beside where it is",
     "self.play(FadeIn(Text('A').to_edge(UP), shift=DOWN))",
     'fades in the text "A" at the top edge.'),
    ("for a moment",
     "self.play(ShowCreationThenFadeOut(Circle()), Indicate(Dot()))",
     "shows a circle for a moment while highlighting a dot."),
    ("a particle comes after a pronoun",
     "g = VGroup(Dot(), Dot())\nself.play(FadeIn(g))\nself.play(g.animate.arrange(DOWN))",
     "fades in two dots and then lines them up."),
    ("groups one after another",
     "for n in range(3):\n    self.play(FadeIn(VGroup(Dot(), Dot(), Dot(), Dot())))",
     "fades in twelve dots group by group."),
    ("groups of different sizes one after another",
     "for n in range(2, 4):\n    self.play(FadeIn(VGroup(*[Dot() for _ in range(n)])))",
     "fades in five dots group by group."),
    ("a state that is restored",
     "d = Dot()\nself.add(d)\nd.save_state()\nself.play(d.animate.shift(UP))\n"
     "self.play(Restore(d))",
     "starts with a dot and then moves it 1 unit up. {} restore it."),
    ("a colour that is restored",
     "d = Dot(color=RED)\nself.add(d)\nd.save_state()\nself.play(d.animate.set_color(BLUE))\n"
     "self.play(d.animate.restore())",
     "starts with a red dot and then turns it blue. {} restore it."),
    ("a change at once, once it has been seen",
     "d = Dot()\nself.add(d)\nself.wait()\nd.set_color(RED)\nself.wait()\n"
     "d.become(Square())\nself.wait()",
     "starts with a dot and then turns it red. {} turn it into a square."),
    ("another one of the same kind",
     "self.add(Circle(radius=2), Square())\n"
     "a = MathTex(foo)\nself.play(Write(a))\nself.play(ReplacementTransform(a, MathTex(bar)))",
     "starts with a circle with radius 2 and a square and then writes a formula. {} turn it "
     "into another formula."),
    ("two parts of two parts are not all of it",
     "t = Tex('abc', 'def')\nself.play(Write(t))\n"
     "self.play(t[0][1:].animate.set_color(RED), t[1][1:].animate.set_color(RED))",
     'writes the text "abcdef" and then turns parts of the text red.'),
    ("several parts of a formula in a row",
     "f = MathTex('a', '+', 'b', '=', 'c')\nself.play(Write(f[:3]))\nself.play(Write(f[3:]))",
     "writes the formula $a + b = c$ part by part."),
    ("a letter of words that are one part",
     "t = Tex('abc')\nself.play(Write(t[0]))\nself.play(Indicate(t[0][0]))",
     'writes the text "abc" and then highlights part of the text.'),
    ("words within a formula",
     "f = MathTex(r'\\text{big number} = 5')\nself.add(f)\nself.play(Indicate(f['big number']))",
     "starts with the formula $\\text{big number} = 5$ and then highlights "
     'the "big number" in the formula.'),
    ("a function of many arguments, and a class that is handed over",
     "def row(*words, colour=RED, **more): return VGroup(*map(Text, words), Dot(color=colour))\n"
     "self.play(FadeIn(row('A', 'B')))",
     'fades in the texts "A" and "B" and a red dot.'),
    ("there and back again",
     "s = Square()\nself.add(s)\nself.play(s.animate.shift(UP), rate_func=there_and_back)\n"
     "self.play(s.animate(rate_func=there_and_back).set_color(RED))\nself.play(FadeOut(s))",
     "starts with a square and then moves it 1 unit up and back. {} turn it red for a moment "
     "and then fade it out."),
    ("what runs backwards is not drawn",
     "s = Square()\nself.play(Create(s))\nself.play(Create(s), rate_func=lambda t: smooth(1 - t))",
     "draws a square."),
    ("written in reverse is erased",
     "self.add(Circle(radius=2), Square())\nself.play(Create(Dot()))\n"
     "self.play(Write(Text('A'), reverse=True))",
     "starts with a circle with radius 2 and a square and then draws a dot."),
    ("a dictionary that is gone through",
     "for n, t in {1: 'A', 2: 'B'}.items():\n    self.add(Text(t + str(n)))\nself.wait()",
     "shows the texts \"A1\" and \"B2\"."),
    ("braces of arcs",
     "a = Arc(angle=PI / 2)\nself.add(VGroup(a, ArcBrace(a, color=RED)))",
     "an arc with angle 90 degrees and a red brace."),
    ("a group of which most is not known says nothing",
     "self.add(VGroup(Circle(radius=2), foo(), bar()))", ""),
    ("all items of a list are the list",
     "for one in BulletedList('a', 'b'):\n    self.play(Write(one))",
     'writes a bulleted list of "a" and "b" part by part.'),
    ("the items of a list may be long",
     "self.play(Write(BulletedList('a' * 80, 'b' * 80)))",
     f'writes a bulleted list of "{80 * "a"}" and "{80 * "b"}".'),
    ("a polygon without a number of corners has six",
     "self.add(RegularPolygon(), Circle(radius=2))",
     "a regular hexagon and a circle with radius 2."),
    ("an empty group that moves is nothing to tell",
     "a = VGroup()\nself.add(Circle(radius=2))\nself.play(a.animate.shift(UP))", ""),
    ("what a list has lost and gained",
     "shown = [Circle(radius=2), Square(side_length=3)]\nshown.extend([Dot(UP)])\n"
     "self.play(Create(shown.pop()))\nself.play(Create(shown.pop()))",
     "draws a dot at (0, 1) and a square with side length 3 one after another."),
    ("a line between things that cannot be told apart",
     "g = VGroup(*[Dot() for _ in range(9)]).arrange_in_grid()\n"
     "self.add(g, Line(g[0], g[1]))\nself.wait()",
     "shows nine dots in a grid and a line."),
    ("a play of which nothing is known says nothing, whatever was there before",
     "self.add(Circle(radius=2), Square())\nself.play(foo())", ""),
    ("how it runs is not known, so what happens is not either",
     "self.play(Create(Square()), rate_func=foo)\nself.play(Create(Dot()))",
     "draws a dot."),
    ("a target that is prepared changes nothing yet",
     "c = Circle()\nc.generate_target()\nc.target.set_color(RED).shift(UP)\nself.add(c)\n"
     "self.play(MoveToTarget(c))",
     "starts with a circle and then turns it red while moving it 1 unit up."),
    ("braces in a formula are no place for what is spoken of",
     "a, b = MathTex('x'), MathTex(r'\\int_{} x')\nself.play(Write(a))\n"
     "self.play(ReplacementTransform(a, b))",
     "writes the formula $x$ and then turns it into the formula $\\int_{} x$."),
    ("a succession of different animations",
     "d = Dot()\nself.play(Succession(Create(d), d.animate.shift(UP), Wait(1), Uncreate(d)))",
     "draws a dot and then moves it 1 unit up. {} erase it."),
    ("a succession of equal animations",
     "self.play(Succession(Create(Dot()), Create(Square())))",
     "draws a dot and a square one after another."),
    ("what is kept up is not done in turn",
     "for m in Dot(), Square():\n    m.add_updater(lambda m, dt: m.rotate(dt))\n"
     "    self.add(m)\nself.play(Create(Star()))",
     "starts with a dot and then keeps it rotating. {} add a square and then keep it "
     "rotating. Finally, draw a five-pointed star."),
    ("words of older manimlib stay apart",
     "self.add(OldTexText('Velocity vector', 'is', '$v$', '.'))",
     "the text \"Velocity vector is $v$.\"."),
    ("a thing that is turned into one like it changes, and is the same one",
     "s = Square()\nt = Square().next_to(Dot(), UP)\nself.add(s)\n"
     "self.play(ReplacementTransform(s, t))\nself.play(FadeOut(t))",
     "starts with a square and then moves it. {} fade it out."),
    ("a thing that is turned into a copy of another colour",
     "t = Text('A')\nu = t.copy().set_color(GREEN)\nself.play(Write(t))\n"
     "self.play(Transform(t, u))",
     'writes the text "A" and then turns it green.'),
    ("a part of a formula, by its words where they are known",
     "f = MathTex('a', '= b')\nself.play(Write(f))\nself.play(f[0].animate.set_color(RED))\n"
     "self.play(Indicate(f[1][2:]))",
     "writes the formula $a = b$ and then turns the $a$ in the formula red. "
     "{} highlight part of the formula."),
    ("a formula that is written part by part is written",
     "f = MathTex('a', '=', 'b')\nfor part in f:\n    self.play(Write(part))",
     "writes the formula $a = b$ part by part."),
    ("the only part of a formula is all of it",
     "f = MathTex('a + b')\nself.play(Write(f[0]))",
     "writes the formula $a + b$."),
    ("to a thing that is not there",
     "d = Dot()\nself.add(d)\nself.play(d.animate.next_to(Circle(), UP))",
     "starts with a dot and then moves it."),
    ("the middle of a thing is a place",
     "d = Dot()\ns = Square()\nself.add(s, d)\nself.play(d.animate.move_to(s.get_center()))",
     "starts with a square and a dot and then moves the dot to the square."),
    ("clockwise is not told where it is seen from somewhere else",
     "s = Square()\nself.add(s)\nself.play(Rotate(s, -PI / 2, axis=UP))",
     "starts with a square and then rotates it by 90 degrees."),
    ("several at once, and then several more",
     "self.play(FadeIn(Dot()), FadeIn(Square()))\nself.play(FadeIn(Circle()), FadeIn(Star()))",
     "fades in a dot and a square and then fades in a circle and a five-pointed star."),
    ("a slide show",
     "old = Text('A')\nself.play(Write(old))\nfor t in ['B', 'C']:\n    new = Text(t)\n"
     "    self.play(FadeOut(old), FadeIn(new))\n    old = new",
     "writes the text \"A\" and then fades it out while fading in the text \"B\". {} fade it "
     "out while fading in the text \"C\"."),
    ("one thing after another becomes of it",
     "t = Text('A')\nself.play(Write(t))\nfor x in 'BC':\n    self.play(Transform(t, Text(x)))",
     "writes the text \"A\" and then turns it into the text \"B\". {} turn it into the text "
     "\"C\"."),
    ("a copy of each becomes the next, with something else each time",
     "g = [MathTex('a'), MathTex('b'), MathTex('c')]\nself.add(g[0])\nfor i in range(2):\n"
     "    self.play(TransformMatchingTex(g[i].copy(), g[i + 1]), GrowArrow(Arrow()))",
     "starts with the formula $a$ and then morphs a copy of it into the formula $b$ while "
     "growing an arrow from tail to tip. {} morph a copy of the formula $b$ into the formula "
     "$c$ while growing an arrow from tail to tip."),
    ("rounds with steps of their own things",
     "for i in range(20):\n    self.play(Create(Square(color=RED)))\n    self.play(FadeIn(Dot()))",
     "draws 20 red squares one after another."),
    ("rounds with steps of things in several colours",
     "for c in (RED, BLUE):\n    self.play(Create(Line()))\n    self.play(FadeIn(Dot(color=c)))",
     "draws a line and then fades in a red dot. {} draw a line and then fade in a blue dot."),
    ("what is added in the rounds of a loop is in the picture",
     "for i in range(3):\n    self.add(Dot())\n    self.add(Square(color=BLUE))",
     "three dots and three blue squares."),
    ("a group that grows in a loop",
     "g = VGroup()\nfor x in np.arange(0, 10, 0.5):\n    g += Dot()\nself.play(FadeIn(g))",
     "fades in 20 dots."),
    ("a count in a list, and one that nobody knows",
     "v = Variable(0, 'n')\nc = [0, 0]\nself.play(Write(v))\nc[0] += 5\n"
     "self.play(v.tracker.animate.set_value(c[0]))\nc[0] += foo()\n"
     "self.play(v.tracker.animate.set_value(c[0]))",
     "writes a value labelled $n$ and then lets it change twice."),
    ("what may have happened in a branch is not known afterwards",
     "d = Dot(color=RED).shift(3 * LEFT)\nif lucky:\n    d.set_color(BLUE).shift(RIGHT)\n"
     "self.play(FadeIn(d))",
     "fades in a dot."),
    ("short waits are no matter in a long scene",
     "d = Dot()\n" + "self.play(FadeIn(d))\nself.wait(3)\nself.play(d.animate.shift(UP))\n"
     "self.wait(3)\nself.play(FadeOut(d))\nself.wait(3)\n" * 2,
     "fades in a dot and then moves it 1 unit up. {} fade it out and then fade it in. "
     "Finally, move it 1 unit up and then fade it out."),
    ("nothing but the camera is nothing",
     "self.play(*[FadeOut(m) for m in self.mobjects])\nself.move_camera(phi=1)",
     ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "words"), [pytest.param(b, w, id=i) for i, b, w in TOLD])
def test_a_scene_is_told(body, words):
    begin, anywhere, end = words.partition("{}")
    text = told(body)
    assert bool(text) == bool(words)
    assert text.startswith(begin), text
    assert text.endswith(end), text
    assert len(text) > len(words) - 2 if anywhere else text == words


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (
            "self.camera.frame.animate.scale(0.5).move_to(d)",
            "zooms in while moving the camera to the dot",
        ),
        ("self.camera.frame.animate.scale(2)", "zooms out"),
        ("self.camera.frame.animate.move_to(d)", "moves the camera to the dot"),
        ("self.camera.frame.animate.set(width=7)", "zooms in"),
    ],
)
def test_the_camera_moves(method, words):
    text = told(f"d = Dot()\nself.add(d)\nself.play({method})", "MovingCameraScene")
    assert text == f"starts with a dot and then {words}."


def test_a_camera_that_circles():
    body = "self.add(Cube())\nself.begin_ambient_camera_rotation(rate=0.1)\nself.wait(5)"
    assert "lets the camera circle slowly around the scene" in told(body, "ThreeDScene")


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        ("self.play(Create(Cube()))", " 3D animation, seen from {}, that draws a cube."),
        ("self.add(Cube())", " a cube, seen from {}."),
    ],
)
def test_a_scene_seen_at_an_angle_is_three_dimensional(shown, words):
    body = f"self.set_camera_orientation(phi=75 * DEGREES, theta=30 * DEGREES)\n{shown}"
    where = "phi = 75° and theta = 30°"
    assert words.format(where) in " " + narrate(code_of(body, "ThreeDScene"))
    assert "3D" not in narrate(code_of(body.replace("75", "0").replace("30", "0"), "ThreeDScene"))


def test_what_gave_way_to_more_is_not_counted_on():
    kinds = "Triangle Square Circle Ellipse Dot Cross Annulus Cube Torus Cone".split()
    shapes = ", ".join(f"{kind}()" for kind in kinds)
    text = told(f"s = Star()\nself.add({shapes}, s)\nself.play(Indicate(s))")
    assert "a ring and more" in text
    assert text.endswith("highlights a five-pointed star.")


def test_kinds_that_are_too_many_are_told_together():
    colours = "RED BLUE GREEN PINK GOLD TEAL WHITE MAROON PURPLE".split()
    shapes = ", ".join(f"{kind}(color={c})" for kind in ("Square", "Dot") for c in colours)
    assert told(f"self.add({shapes})") == (
        "nine squares in different colours and nine dots in different colours."
    )


def test_a_rectangle_has_its_width_first_in_manimlib():
    code = code_of("self.add(Rectangle(3, 2))")
    assert "with width 3 and height 2" in narrate(code.replace("manim ", "manimlib "))
    assert "width" not in narrate(code)


def test_a_background_is_told_at_once():
    text = narrate(code_of("self.camera.background_color = WHITE\nself.play(Create(Dot()))"))
    assert " animation on a white background that draws a dot." in text


def test_methods_attributes_and_bases_of_the_file_are_followed():
    code = """
from manim import *
TITLE = "Hi"
def dot(c): return Dot(color=c)
class Base(Scene):
    shade = RED
    def construct(self):
        self.intro(TITLE)
    def intro(self, words, times=2):
        self.text = Text(words)
        self.play(Write(self.text))
class Last(Base):
    def construct(self):
        super().construct()
        self.intro(TITLE)
        for _ in range(2):
            self.play(FadeIn(dot(self.shade)))
"""
    assert narrate(code).endswith(
        'writes the text "Hi" and then fades in two red dots one after another.'
    )


def test_the_scene_is_followed_into_functions_that_it_is_handed_to():
    code = (
        "import manim as m\n\ndef enter(scene, thing, *, where):\n"
        "    scene.add(thing.to_edge(where))\n    scene.circle = thing\n\n"
        "def leave(scene: m.Scene):\n    scene.play(m.FadeOut(scene.circle))\n\n"
        "class S(m.Scene):\n    def construct(self):\n"
        "        enter(self, m.Circle(), where=m.LEFT)\n        self.wait()\n        leave(self)\n"
    )
    assert narrate(code).endswith("starts with a circle at the left edge and then fades it out.")


def test_a_name_that_the_module_sets_is_not_manims():
    code = code_of("self.play(Create(Circle()), FadeIn(Dot()))")
    assert "circle" not in narrate(code.replace("\n\n", "\nCircle = make()\n", 1))


def test_the_last_scene_is_told():
    two = code_of("self.play(Create(Dot()))") + code_of("self.play(Create(Square()))")[20:]
    assert "square" in narrate(two)
    assert "dot" not in narrate(two)


def test_tex_is_a_formula_in_manimlib():
    code = code_of("self.play(Write(Tex('x^2')))").replace("manim ", "manimlib ")
    assert "the formula $x^2$" in narrate(code)


def test_a_long_scene_is_told_by_its_beginning_and_its_end():
    body = "\n".join(f"a = Text('{c}')\nself.play(Write(a))\nself.play(a.animate.shift(UP))"
                     for c in string.ascii_uppercase)  # fmt: skip
    text = narrate(code_of(body))
    assert '"A"' in text
    assert '"Z"' in text
    assert "Later on, " in text or "Finally, " in text
    assert len(re.findall(r"[.]( |$)", text)) <= SENTENCES
    assert len(text) < 1200


@pytest.mark.parametrize(
    "code",
    [
        "", "x =", "\0", "(" * 5000, "class S(Scene):\n    pass", "\ud800", "x" * 1_000_000,
        code_of("self.play(foo(bar))"), code_of("pass"), code_of("self.wait()"),
        code_of("self.construct()"), code_of("def f(): return f()\nself.add(f())"),
    ],
)  # fmt: skip
def test_nothing_is_told_where_nothing_can_be_known(code):
    assert narrate(code) == ""


def test_equal_code_gives_equal_words_and_openings_vary():
    bodies = [f"self.play(Create(Dot()))\nx = {i}" for i in range(40)]
    texts = [narrate(code_of(body)) for body in bodies]
    assert texts == [narrate(code_of(body)) for body in bodies]
    assert len(set(texts)) >= 4


def test_nothing_is_told_where_most_of_what_is_played_has_no_name():
    circle, strange = "self.play(Create(Circle()))\n", "self.play(Mystery(gadget()))\n"
    assert "circle" in narrate(code_of(circle + strange))
    assert narrate(code_of(circle + 2 * strange)) == ""


@pytest.mark.parametrize(
    "body",
    [
        "self.add(Arc())",
        "self.add(Axes(x_range=ends), FunctionGraph(f))",
        "self.add(Code(code_string=read()))",
        "self.add(Matrix([[2, 0], [-1, 1]]), details_of(it))",
        "self.add(Line(here, there))",
        "self.play(FadeIn(VGroup(*[Dot() for x in xs])))",
        "g = ArrowVectorField(f)\nself.add(g)\nself.play(g.animate.become(ArrowVectorField(h)))",
    ],
)
def test_nothing_is_told_that_could_be_said_of_many_scenes(body):
    assert narrate(code_of(body)) == ""
    assert narrate(code_of(f"self.add(Text('A'), Square(), Circle(), Dot(UP))\n{body}")) != ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("self.add(Arc(radius=2, angle=PI / 2))", "an arc with radius 2 and angle 90 degrees."),
        ("self.add(Circle(2, BLUE))", "a blue circle with radius 2."),
        ("self.add(Prism(dimensions=[1, 2, 3]))", "a cuboid with dimensions 1, 2 and 3."),
        ("self.add(DashedVMobject(Circle(color=RED)))", "a red dashed circle."),
        ("self.add(Square().rotate(PI / 6))", "a square rotated by 30 degrees."),
        (
            "self.add(Square(side_length=3), Dot(3 * RIGHT - UP))",
            "a square with side length 3 and a dot at (3, -1).",
        ),
        ("self.add(Square().rotate(1))", "a square rotated by 57.3 degrees."),
        ("self.add(Line(LEFT, UP).add_tip())", "a line with a tip from (-1, 0) to (0, 1)."),
        (
            "a = Circle(color=RED)\nb = Square().shift(3 * RIGHT)\n"
            "self.add(a, b, Arrow(a.get_right() + UP, b))",
            "a red circle, a square on the right and an arrow from the circle to the square.",
        ),
        (
            "ax = Axes(x_range=[0, 4], tips=False)\ng = ax.plot(lambda x: max(0, x), color=BLUE)\n"
            "self.add(ax, g, Dot(ax.c2p(2, 3)), ax.get_area(g, [1, 2]))",
            "a pair of coordinate axes with x from 0 to 4, without tips, the blue curve "
            "$y = \\max(0, x)$, a dot at (2, 3) and a shaded area from x = 1 to x = 2 under the "
            "curve.",
        ),
        (
            "self.add(Graph([1, 2, 3], [(1, 2), (2, 3)], layout='spring', labels=True))",
            "a graph of three vertices with the edges 1-2 and 2-3 in a spring layout, labelled.",
        ),
        (
            "self.add(BarChart([1, 2], bar_names=['a', 'b']))",
            "a bar chart of the values 1 for a and 2 for b.",
        ),
        (
            "c = Circle(radius=2)\nc.set_color_by_gradient(BLUE, RED)\nself.add(c)",
            "a blue-to-red circle with radius 2.",
        ),
        (
            "self.add(VGroup(Text('A'), Text('B')).arrange(DOWN))",
            'the texts "A" and "B" in a column.',
        ),
        (
            "theta = ValueTracker(1)\nn = always_redraw(lambda: MathTex(f'{theta.get_value()}'))\n"
            "self.add(n)\nself.play(theta.animate.set_value(2))\nself.play(FadeOut(n))",
            "starts with the formula $1$ and then lets it change as theta goes from 1 to 2.",
        ),
        (
            "self.add(Code(code_string='x = 1\\ny = 2'))",
            'a code listing that begins "x = 1".',
        ),
        (
            "t = Table([['1', '2'], ['3', '4']])\nt.get_columns()[1].set_color(RED)\n"
            "t.get_entries((2, 2)).set_color(BLUE)\n"
            "self.add(t, SurroundingRectangle(t.get_rows()[0]))",
            'a table with the rows "1, 2" and "3, 4", with column 2 in red, with entry (2, 2) in '
            "blue and a frame around row 1 of the table.",
        ),
        (
            "self.add(FunctionGraph(lambda x: np.exp(-(x**2 + 1))))",
            "the curve $y = e^{-(x^2 + 1)}$.",
        ),
        (
            "self.add(Matrix([[1, 2], [3, 4]]).set_row_colors(RED, GREEN))",
            "the matrix [[1, 2], [3, 4]] with its rows in red and green.",
        ),
        (
            "self.add(Cube())\nself.move_camera(phi=PI / 4, theta=0)",
            "starts with a cube and then moves the camera to phi = 45° and theta = 0°.",
        ),
        ("self.play(Create(Square()))\nif lucky:\n    self.play(Foo())", "draws a square."),
    ],
)
def test_a_scene_is_told_by_what_is_its_own(body, words):
    assert told(body).startswith(words)


@pytest.mark.parametrize(
    "body",
    [
        "x = [0]\nwhile True:\n    x = x + x\nself.play(Create(Dot()))",
        "x = 'a' * 10 ** 10\nself.play(Write(Text(x)))",
        "x = 9 ** 9 ** 9\nself.play(Create(Circle(radius=x)))",
        "g = VGroup()\ng.add(g)\nself.play(Create(g))\nself.play(Create(Dot()))",
        "a = Dot()\nb = Dot()\n" + "self.play(Transform(a, b))\nself.play(Transform(b, a))\n" * 3,
        "d = Dot()\nd.next_to(thing=1, name=2, args=3)\nself.play(Create(d))",
        "for i in range(10**9):\n    for j in range(10**9):\n        self.play(Create(Dot()))",
        "f = lambda: f()\nself.play(Create(f()), Create(Dot()))",
        "a = b = VGroup()\n" + "a = VGroup(a, a)\n" * 60 + "self.play(Create(a), Create(Dot()))",
        "self.play(*range(100000), Create(Dot()))",
    ],
)
def test_hostile_code_ends_soon_and_raises_nothing(body):
    narrate(code_of(body))


NAMES = (
    "d g self.play self.add Create FadeOut Transform VGroup Dot Text animate shift next_to".split()
)
PARTS = st.sampled_from(
    [*NAMES, "(", ")", ",", ".", "=", "\n", "[", "]", "*", "1", "'x'", "lambda:"]
)


@pytest.mark.slow
@given(st.lists(PARTS, max_size=14))
@settings(max_examples=300, deadline=None)
def test_any_words_that_parse_are_walked_without_a_fault(parts):
    body = "d = Dot()\ng = VGroup(d, Text('A'))\n" + "".join(parts) + "\nself.play(Create(g))"
    narrate(code_of(body))


ARGUMENTS = st.sampled_from(
    ["d", "g", "t", "UP", "1", "0", "'x'", "None", "[d, t]", "foo", "color=RED", "RED", "{}",
     "*g", "**k", "lambda m: m", "v", "(1, 2)", "run_time=9", "(1, 2, 3)", "d.animate", "[]"]
)  # fmt: skip
CALLED = st.sampled_from(
    ["Circle", "Text", "MathTex", "VGroup", "Polygon", "Matrix", "Table", "Graph", "BarChart",
     "Axes", "Integer", "Star", "RegularPolygon", "Rectangle", "d.shift", "g.arrange", "d.next_to",
     "d.move_to", "d.become", "g.add", "g.remove", "d.set_color", "d.animate.shift", "range", "zip",
     "d.animate.scale", "g.animate.move_to", "d.animate.set_color", "v.animate.set_value", "len",
     "FadeIn", "Transform", "Rotate", "MoveToTarget", "LaggedStart", "LaggedStartMap", "str", "map",
     "ApplyMethod", "self.add", "self.remove", "self.play", "self.wait", "d.add_updater",
     "reversed", "always_redraw", "ValueTracker", "self.camera.frame.animate.scale", "d.copy",
     "list", "enumerate"]
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.tuples(CALLED, st.lists(ARGUMENTS, max_size=3)), min_size=1, max_size=5))
@settings(max_examples=400, deadline=None)
def test_any_call_with_any_arguments_is_walked_without_a_fault(calls):
    lines = ["d = Dot()", "t = Text('A')", "g = VGroup(d, t)", "v = ValueTracker(0)"]
    for name, arguments in calls:
        plain = [x for x in arguments if "=" not in x and not x.startswith("*")]
        named = list(dict.fromkeys(x for x in arguments if x not in plain))
        lines.append(f"x = {name}({', '.join(plain + named)})")
        lines.append("self.play(Create(x), x)")
    text = narrate(code_of("\n".join(lines)))
    assert "{" not in text
    assert "  " not in text
    assert not re.search(r"\ba [aeio]\w+ |\ban [bcdfgjklmnpqrstvwxz]", text.replace("a one", ""))
