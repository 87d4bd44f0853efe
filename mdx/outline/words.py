"""English for what Manim's names mean: shapes, colours, animations, directions.

The names are those of ManimCE 0.22 and manimlib 1.7 and of the older manimlib that many
recordings were made with. What is not here is not described.
"""

import re
from typing import Any


def table(lines: str) -> dict[str, str]:
    """Each name after a colon with the words before it; without those, with its own words."""
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
brace: ArcBrace Brace BraceBetweenPoints LineBrace
Bézier curve: CubicBezier
check mark: Checkmark
cloud of glowing dots: GlowDots
cloud of points: PointCloudDot DotCloud
code listing: Code LaTeXCode
cross mark: Exmark
cube: Cube VCube
cuboid: VPrism Prism
curve: ImplicitFunction ParametricCurve ParametricFunction
directed graph: DiGraph
dot: AnnotationDot Dot TrueDot
face of a die: DieFace
fading trail: TracingTail
field of stream lines: AnimatedStreamLines StreamLines
frame: SurroundingRectangle
disc: Disk3D
full-screen rectangle: FullScreenRectangle
glowing dot: GlowDot
graphic: SVGMobject
Manim banner: ManimBanner
matrix: DecimalMatrix IntegerMatrix Matrix MobjectMatrix TexMatrix
number line from 0 to 1: UnitInterval
pair of coordinate axes: Axes
picture: ImageMobject
convex hull: ConvexHull
polygon with curved sides: ArcPolygon ArcPolygonFromArcs
3D convex hull: ConvexHull3D
polyhedron: Polyhedron
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
    "matrix", "x-axis label", "y-axis label", "z-axis label", "code listing", "part",
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
        "annular sector", "ring", "shaded area", "check mark", "cross mark", "arrow tip",
        "background rectangle")),
    ((True, True), (
        "cube", "cuboid", "sphere", "cone", "cylinder", "torus", "set of Riemann rectangles")),
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
COMBINED = table(": Union Intersection Difference\nsymmetric difference: Exclusion")
# Things that are made for another one, and where they stand.
MADE_FOR = {
    "SurroundingRectangle": "around", "Underline": "under", "Cross": "over",
    "BackgroundRectangle": "behind",
}  # fmt: skip

POLYGONS = "triangle square pentagon hexagon heptagon octagon nonagon decagon".split()  # regular
IRREGULAR = {3: "triangle", 4: "quadrilateral", 5: "pentagon", 6: "hexagon"}
# Sizes that are told where they are given: the arguments, those after the star by name alone.
SIZES = {name: sizes.split() for name, sizes in table("""
radius: Circle Sector
* radius: Sphere RegularPolygon RegularPolygram
* outer_radius inner_radius: Star
side_length: Square Cube
width height: Ellipse
* width height: Rectangle RoundedRectangle
inner_radius outer_radius: Annulus
inner_radius outer_radius angle start_angle: AnnularSector
radius start_angle angle: Arc
base_radius height: Cone
radius height: Cylinder
major_radius minor_radius: Torus
dimensions: Prism
""").items()}  # fmt: skip
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
label: get_graph_label
x-axis label: get_x_axis_label
y-axis label: get_y_axis_label
z-axis label: get_z_axis_label
arrow: get_vector
secant line: get_secant_slope_group
3D surface: plot_surface
axis labels: get_axis_labels
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
# Methods that add to a thing, and how it is told of it.
ADDED = table("with a tip: add_tip\nwith its numbers: add_coordinates add_numbers")
# Where a point of axes is, by its coordinates.
POINTS = {"c2p", "coords_to_point", "n2p", "number_to_point"}
# Methods that give a part of a table or a matrix, and what it is called.
CELLS = {
    "get_rows": "row", "get_columns": "column", "get_row_labels": "row labels",
    "get_col_labels": "column labels", "get_entries": "entry", "get_cell": "cell",
}  # fmt: skip
# What says too little by its name alone.
VAGUE = set("""
3D surface,annular sector,animated outline,arc,arrow,bar chart,bulleted list,cloud of points,
code listing,convex hull,3D convex hull,curve,directed graph,field of stream lines,formula,graph,
graphic,label,labelled value,dashed line,line,line graph,matrix,number,path,picture,part,
pair of coordinate axes,polygon,polygon with curved sides,polyhedron,shaded area,
shape with holes,star,surface mesh,table,text,title,traced path,value,vector field
""".replace("\n", "").split(","))  # fmt: skip
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
