"""English for what Manim's names mean: shapes, colours, animations, directions.

The names are those of ManimCE 0.22 and manimlib 1.7 and of the older manimlib that many
recordings were made with. What is not here is not told.
"""

import re
from typing import Any


def table(lines: str) -> dict[str, str]:
    """What is said before the colon, by each of the names after it; without it, their own words."""
    rows = (line.partition(":") for line in lines.split("\n") if line)
    return {
        name: said or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
        for said, _, names in rows
        for name in names.split()
    }


# Noun: classes.
NOUNS = table("""
: AnnularSector ArrowTip BackgroundRectangle Circle Clock ComplexPlane Cone Cross CurvedArrow
: CurvedDoubleArrow Cylinder DashedLine Dodecahedron DoubleArrow Ellipse Graph Icosahedron Laptop
: Line NumberLine NumberPlane Octahedron Pentagram Point PolarPlane Polygram Polyline Rectangle
: RegularPolygon RegularPolygram RoundedRectangle SampleSpace Sector SmallDot SpeechBubble
: Speedometer Sphere SurfaceMesh TangentLine Tetrahedron ThoughtBubble Torus TracedPath Triangle
: Underline
3D arrow: Arrow3D
3D dot: Dot3D
3D line: Line3D
3D surface: ParametricSurface TexturedSurface Surface
angle mark: Angle
animated outline: AnimatedBoundary
arc: Arc ArcBetweenPoints TangentialArc
arrow: Arrow FillArrow StrokeArrow Vector
brace: Brace BraceBetweenPoints LineBrace
Bézier curve: CubicBezier
check mark: Checkmark
cloud of glowing dots: GlowDots
cloud of points: PointCloudDot DotCloud
code listing: Code LaTeXCode
cross mark: Exmark
cube: Cube VCube
cuboid: VPrism Prism
curve: ImplicitFunction ParametricCurve ParametricFunction
dashed outline: DashedVMobject
directed graph: DiGraph
dot: AnnotationDot Dot TrueDot
face of a die: DieFace
fading trail: TracingTail
field of stream lines: StreamLines
frame: SurroundingRectangle
full-screen rectangle: FullScreenRectangle
glowing dot: GlowDot
graphic: SVGMobject
Manim banner: ManimBanner
matrix: DecimalMatrix IntegerMatrix Matrix MobjectMatrix TexMatrix
number line from 0 to 1: UnitInterval
pair of coordinate axes: Axes
picture: ImageMobject
polygon: ConvexHull
polygon with curved sides: ArcPolygon ArcPolygonFromArcs
polyhedron: Polyhedron ConvexHull3D
right-angle mark: Elbow RightAngle
ring: Annulus
screen-shaped rectangle: ScreenRectangle
set of 3D axes: ThreeDAxes
shape with holes: Cutout
square: Square3D Square
table: DecimalTable IntegerTable MathTable MobjectTable Table
vector field: ArrowVectorField VectorField TimeVaryingVectorField
""")
TEXTS = table("""
text: Text MarkupText Paragraph TextMobject OldTexText TexText Tex Typst
title: Title
bulleted list: BulletedList
""")
FORMULAS = {"MathTex", "MathTypst", "TexMobject", "SingleStringMathTex", "OldTex"}
TEX_SIGNS = {
    "\\\\": " ", "\\$": "\ue000", "\\#": "#", "\\%": "%", "\\&": "&", "``": "“", "''": "”",
    "~": " ", "\\ ": " ", "---": "—", "--": "–", "\\,": " ", "\\_": "_", "\\\n": " ",
}  # fmt: skip
# What TeX reads outside of formulas, and what of it is text.
TEX_COMMANDS = {
    r"\\(La)?TeX(?![A-Za-z])\s*(?:\{\})?": r"\1TeX",
    r"\\(?:text(?!color)[a-z]*|emph|underline|[mhf]box|uppercase)\s*\{([^{}\\]*)\}": r"\1",
    r"\\(?:parbox|textcolor)(?:\[[^]{}]*\])?\{[^{}]*\}\s*\{([^{}\\]*)\}": r"\1",
    r"\\(?:tiny|scriptsize|footnotesize|small|normalsize|[lL]arge|LARGE|[hH]uge|centering"
    r"|raggedright|noindent|bf(?:series)?|it(?:shape)?|tt(?:family)?|sf(?:family)?|q?quad"
    r"|hfill|newline|par)(?![A-Za-z])": " ",
    r"(?:\\(?:begin|end)\{(?:center|flushleft|flushright|minipage)\}(?:\{[^{}]*\})?)": " ",
    r"(?<![A-Za-z\\}\]])\{([^{}\\]*)\}": r"\1",
}
# What is written rather than drawn, whichever animation does it.
WRITTEN = {
    "text", "title", "bulleted list", "formula", "number", "value", "labelled value", "label",
    "matrix", "pair of axis labels", "set of axis labels", "code listing", "part",
}  # fmt: skip
LETTER_COLOURS = {
    "t2c", "t2g", "text2color", "text2gradient", "gradient", "tex_to_color_map",
}  # fmt: skip
FIRST_IS_TEXT = {"Text", "MarkupText"}  # their further arguments are none
GROUPS = {"VGroup", "Group", "OpenGLVGroup", "OpenGLGroup", "PGroup", "VDict"}
BLANKS = {"VMobject", "Mobject", "OpenGLVMobject", "OpenGLMobject"}  # nothing to see by themselves
# Noun -> whether the inside and the outline of a new one are seen (None: not known). All others
# are outlines.
FILLS: dict[str, Any] = {noun: seen for seen, nouns in (
    ((True, False), (
        *WRITTEN, "dot", "small dot", "glowing dot", "3D dot", "labelled dot", "sector", "brace",
        "annular sector", "ring", "shaded area", "check mark", "cross mark", "arrow tip")),
    ((True, True), (
        "cube", "cuboid", "sphere", "cone", "cylinder", "torus", "set of Riemann rectangles",
        "background rectangle")),
    ((None, True), ("arrow", "double arrow", "curved arrow", "curved double arrow")),
    ((None, None), (
        "picture", "graphic", "graph", "directed graph", "table", "bar chart", "speech bubble",
        "full-screen rectangle", "thought bubble", "vector field", "3D surface")),
) for noun in nouns}  # fmt: skip
# Things with words on them: noun, the words' place among the arguments, their style.
LABELLED = {
    "LabeledDot": ("dot", 0, "formula"), "LabeledLine": ("line", 0, "formula"),
    "LabeledArrow": ("arrow", 0, "formula"), "BraceLabel": ("brace", 1, "formula"),
    "BraceText": ("brace", 1, "text"), "Variable": ("value", 1, "formula"),
}  # fmt: skip
COMBINED = {
    "Union": "union", "Intersection": "intersection", "Difference": "difference",
    "Exclusion": "symmetric difference",
}  # fmt: skip
# Things that are made for another one, and where they stand.
MADE_FOR = {
    "SurroundingRectangle": "around", "Underline": "under", "Cross": "over",
    "BackgroundRectangle": "behind",
}  # fmt: skip
# What is said of something that has been named before, where that is clear.
SHORT = {
    "pair of coordinate axes": "axes", "set of 3D axes": "axes", "number plane": "plane",
    "complex plane": "plane", "polar plane": "plane", "screen-shaped rectangle": "rectangle",
    "rounded rectangle": "rectangle", "regular triangle": "triangle",
    "regular pentagon": "pentagon", "regular hexagon": "hexagon", "regular octagon": "octagon",
    "cloud of points": "cloud", "glowing dot": "dot", "code listing": "code",
}  # fmt: skip
PLURALS = {
    "polyhedron": "polyhedra", "icosahedron": "icosahedra", "dodecahedron": "dodecahedra",
    "tetrahedron": "tetrahedra", "octahedron": "octahedra", "torus": "tori", "matrix": "matrices",
}  # fmt: skip

REGULAR = {
    3: "regular triangle", 4: "square", 5: "regular pentagon", 6: "regular hexagon",
    7: "regular heptagon", 8: "regular octagon", 9: "regular nonagon", 10: "regular decagon",
}  # fmt: skip
IRREGULAR = {3: "triangle", 4: "quadrilateral", 5: "pentagon", 6: "hexagon"}
# Shapes of one size: its argument, the value it has when not given, and how it is told.
SIZES = {
    "Circle": ("radius", 1, "with radius"),
    "Sphere": ("radius", 1, "with radius"),
    "Square": ("side_length", 2, "with side length"),
    "Cube": ("side_length", 2, "with side length"),
}
# Classes that show each of their arguments as a part of its own, and what else cuts them up.
SPLIT = {
    "MathTex", "Tex", "TexMobject", "TextMobject", "OldTex", "OldTexText", "BulletedList",
}  # fmt: skip
SPACED = {"TextMobject", "OldTexText"}  # whose parts are words apart
SPLITTING = {"substrings_to_isolate", "isolate", "tex_to_color_map", "t2c", "arg_separator"}
# Methods that return a new mobject, and what that is. Curves only come from PLOTTED things.
PARTS = table("""
curve: plot get_graph plot_parametric_curve plot_implicit_curve plot_polar_graph
curve: get_parametric_curve plot_antiderivative_graph plot_derivative_graph
shaded area: get_area
brace: get_brace
set of Riemann rectangles: get_riemann_rectangles
line graph: plot_line_graph
set of vertical lines: get_vertical_lines_to_graph
horizontal line: get_horizontal_line
vertical line: get_vertical_line
dashed line: get_lines_to_point
label: get_graph_label get_x_axis_label get_y_axis_label get_z_axis_label
arrow: get_vector
secant line: get_secant_slope_group
3D surface: plot_surface
pair of axis labels: get_axis_labels
""")
PLOTTED = {
    "pair of coordinate axes", "number plane", "set of 3D axes", "complex plane", "polar plane",
}  # fmt: skip
# Methods that change its size, and those that return the mobject itself and change nothing told.
RESIZE = set(
    "scale scale_in_place set set_width set_height set_length set_shape set_max_width "
    "set_max_height scale_to_fit_width scale_to_fit_height stretch stretch_in_place "
    "stretch_to_fit_width stretch_to_fit_height match_width match_height rescale_to_fit replace "
    "apply_matrix apply_function apply_complex_function surround scale_about_point".split()
)
WRITES_NUMBER = {"set_value", "increment_value"}
SILENT = set(
    "add_background_rectangle add_highlighted_cell add_coordinates add_coordinate_labels "
    "add_numbers add_tip add_updater add_axis_labels clear_updaters fade fix_in_frame flip "
    "reverse_points remove_updater resume_updating rotate_in_place round_corners save_state "
    "suspend_updating apply_depth_test deactivate_depth_test insert_n_curves make_jagged "
    "make_smooth prepare_for_nonlinear_transform shuffle sort reverse_submobjects invert "
    "invert_points reverse_direction fix_orientation always_sort_to_camera reverse reorient "
    "unfix_from_frame to_default_state".split()
)
BESIDE = {
    (1, 0): "to the right of", (-1, 0): "to the left of", (0, 1): "above", (0, -1): "below",
}  # fmt: skip
FUNCTIONS = {
    "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "sinh", "cosh", "tanh", "arctan", "arcsin",
}  # fmt: skip

# Hues of the colour wheel in degrees, as far as people agree on their names.
WHEEL = (
    (0, 10, "red"), (22, 40, "orange"), (48, 66, "yellow"), (90, 150, "green"), (175, 190, "cyan"),
    (205, 250, "blue"), (265, 290, "purple"), (300, 330, "pink"), (348, 360, "red"),
)  # fmt: skip

VECTORS = {
    "ORIGIN": (0.0, 0.0, 0.0), "UP": (0.0, 1.0, 0.0), "DOWN": (0.0, -1.0, 0.0),
    "LEFT": (-1.0, 0.0, 0.0), "RIGHT": (1.0, 0.0, 0.0), "IN": (0.0, 0.0, -1.0),
    "OUT": (0.0, 0.0, 1.0), "UL": (-1.0, 1.0, 0.0), "UR": (1.0, 1.0, 0.0),
    "DL": (-1.0, -1.0, 0.0), "DR": (1.0, -1.0, 0.0),
    "X_AXIS": (1.0, 0.0, 0.0), "Y_AXIS": (0.0, 1.0, 0.0), "Z_AXIS": (0.0, 0.0, 1.0),
}  # fmt: skip
NUMBERS = {"PI": 3.141592653589793, "TAU": 6.283185307179586, "DEGREES": 0.017453292519943295}

# Animation -> what is done; {} is the thing it is done to.
INTRODUCE = table("""
add {}: Add
type out {} letter by letter: AddTextLetterByLetter
write {} word by word: AddTextWordByWord
type out {} with a cursor: TypeWithCursor
draw {}: Create DrawBorderThenFill ShowCreation
fade in {}: FadeIn FadeInAndShiftFromDirection FadeInFrom VFadeIn
fade in {} from above: FadeInDown
fade in {} from below: FadeInFromDown FadeInUp
fade in {} from a larger size: FadeInFromLarge
fade in {} from a point: FadeInFromPoint
grow {} from tail to tip: GrowArrow
grow {} from the centre: GrowFromCenter
grow {} from an edge: GrowFromEdge
grow {} from a point: GrowFromPoint
show {} piece by piece: ShowIncreasingSubsets
show {} one part at a time: ShowSubmobjectsOneByOne
spin in {} from nothing: SpinInFromNothing
spiral in {}: SpiralIn
write {}: Write
""")
REMOVE = table("""
fade out {}: FadeOut FadeOutAndShift VFadeOut
fade out {} downwards: FadeOutAndShiftDown FadeOutDown
fade out {} into a point: FadeOutToPoint
fade out {} upwards: FadeOutUp
delete {} letter by letter: RemoveTextLetterByLetter UntypeWithCursor
shrink {} to nothing: ShrinkToCenter
erase {}: Uncreate Unwrite
""")
# Where a thing that fades comes from and goes to, by the direction in which it moves.
FROM = {(0, 1): " from below", (0, -1): " from above", (1, 0): " from the left",
        (-1, 0): " from the right"}  # fmt: skip
TOWARDS = {(0, 1): " upwards", (0, -1): " downwards", (1, 0): " to the right",
           (-1, 0): " to the left"}  # fmt: skip
SIDES = {"fade in {}" + side for side in FROM.values()}
COMING = {*INTRODUCE.values(), *SIDES}
GOING = {*REMOVE.values(), *("fade out {}" + side for side in TOWARDS.values())}
TRANSFORM = table("""
turn {} clockwise into {to}: ClockwiseTransform
turn {} counterclockwise into {to}: CounterclockwiseTransform
cross-fade {} into {to}: FadeTransform FadeTransformPieces
turn {} into {to}: ReplacementTransform Transform
turn a copy of {} into {to}: TransformFromCopy
morph {} into {to}: TransformMatchingParts TransformMatchingShapes TransformMatchingStrings
morph {} into {to}: TransformMatchingTex
""")
EMPHASIZE = table("""
send a wave through {}: ApplyWave
let copies of {} spread outwards: Broadcast
make {} blink: Blink
circle {} for a moment: CircleIndicate
draw an outline around {} for a moment: Circumscribe
move {} round into each other's places: CyclicReplace
flash lines around {}: Flash
flash an outline around {}: FlashAround ShowCreationThenDestructionAround
flash an outline around {}: ShowCreationThenFadeAround ShowPassingFlashAround
flash a line under {}: FlashUnder
focus on {}: FocusOn
highlight {}: Indicate
show {} for a moment: ShowCreationThenDestruction ShowCreationThenFadeOut VFadeInThenOut
run a flash of light along {}: ShowPassingFlash VShowPassingFlash
swap {}: Swap
make {} wiggle: Wiggle WiggleOutThenIn
""")
# What is done by an updater, over and over.
LASTING = {
    "rotate {}": "keep {} rotating",
    "move {} next to {to}": "keep {} next to {to}",
    "move {} to {to}": "keep {} on {to}",
    "align {} with {to}": "keep {} aligned with {to}",
}
# Animations whose first argument is a function or a matrix, and the thing comes second.
DEFORM = table("""
deform {} by a complex function: ApplyComplexFunction
transform {}: ApplyFunction
apply a matrix to {}: ApplyMatrix
deform {}: ApplyPointwiseFunction ComplexHomotopy Homotopy
""")
# Methods of a scene that put their arguments on the stage.
ADDING = set(
    "add add_fixed_in_frame_mobjects add_fixed_orientation_mobjects add_foreground_mobject "
    "add_foreground_mobjects add_transformable_mobject add_background_mobject bring_to_front "
    "bring_to_back".split()
)
# Animations of all their arguments; others are of the first.
ALL_ARGUMENTS = {"Add", "FadeIn", "FadeOut", "Swap", "CyclicReplace"}
# How the rate functions of Manim begin and end; one that begins with "ease_" runs forward, too.
FORWARD = set(
    "linear smooth smoothstep smootherstep smoothererstep smooth_function rush_into rush_from "
    "slow_into double_smooth lingering running_start exponential_decay overshoot".split()
)
THERE_AND_BACK = {"there_and_back", "there_and_back_with_pause", "wiggle"}
