"""English for what Manim's names mean: shapes, colours, animations, directions.

The names are those of ManimCE 0.22 and manimlib 1.7 and of the older manimlib that many
recordings were made with. What is not here is not told.
"""

# Class -> noun. A noun that begins with a capital or "the " takes no article of its own.
NOUNS = {
    "Angle": "angle mark",
    "AnnotationDot": "dot",
    "AnnularSector": "annular sector",
    "Annulus": "ring",
    "Arc": "arc",
    "ArcBetweenPoints": "arc",
    "ArcPolygon": "polygon with curved sides",
    "Arrow": "arrow",
    "Arrow3D": "3D arrow",
    "ArrowVectorField": "vector field",
    "Axes": "pair of coordinate axes",
    "Brace": "brace",
    "BraceBetweenPoints": "brace",
    "BackgroundRectangle": "background rectangle",
    "Circle": "circle",
    "Code": "code listing",
    "ComplexPlane": "complex plane",
    "Cone": "cone",
    "Cross": "cross",
    "Cube": "cube",
    "CubicBezier": "Bézier curve",
    "CurvedArrow": "curved arrow",
    "CurvedDoubleArrow": "curved double arrow",
    "Cylinder": "cylinder",
    "DashedLine": "dashed line",
    "DashedVMobject": "dashed outline",
    "DecimalMatrix": "matrix",
    "DecimalTable": "table",
    "DiGraph": "directed graph",
    "Dodecahedron": "dodecahedron",
    "Dot": "dot",
    "Dot3D": "3D dot",
    "DoubleArrow": "double arrow",
    "Elbow": "right-angle mark",
    "Ellipse": "ellipse",
    "FullScreenRectangle": "full-screen rectangle",
    "Graph": "graph",
    "Icosahedron": "icosahedron",
    "ImageMobject": "picture",
    "ImplicitFunction": "curve",
    "IntegerMatrix": "matrix",
    "IntegerTable": "table",
    "LabeledArrow": "labelled arrow",
    "LabeledDot": "labelled dot",
    "LabeledLine": "labelled line",
    "LaTeXCode": "code listing",
    "Laptop": "laptop",
    "Line": "line",
    "Line3D": "3D line",
    "ManimBanner": "Manim banner",
    "MathTable": "table",
    "Matrix": "matrix",
    "MobjectMatrix": "matrix",
    "MobjectTable": "table",
    "NumberLine": "number line",
    "NumberPlane": "number plane",
    "Octahedron": "octahedron",
    "ParametricCurve": "curve",
    "ParametricFunction": "curve",
    "ParametricSurface": "3D surface",
    "Pentagram": "pentagram",
    "Point": "point",
    "Polyhedron": "polyhedron",
    "ArcPolygonFromArcs": "polygon with curved sides",
    "PointCloudDot": "cloud of points",
    "Cutout": "shape with holes",
    "BraceLabel": "labelled brace",
    "BraceText": "labelled brace",
    "Typst": "text",
    "TypstText": "text",
    "MathTypst": "formula",
    "TypstMath": "formula",
    "ConvexHull3D": "polyhedron",
    "ConvexHull": "polygon",
    "SampleSpace": "sample space",
    "PolarPlane": "polar plane",
    "Polygram": "polygram",
    "Prism": "cuboid",
    "RegularPolygon": "regular polygon",
    "RegularPolygram": "regular polygram",
    "Rectangle": "rectangle",
    "RightAngle": "right-angle mark",
    "RoundedRectangle": "rounded rectangle",
    "SVGMobject": "drawing",
    "ScreenRectangle": "screen-shaped rectangle",
    "Sector": "sector",
    "SmallDot": "small dot",
    "Speedometer": "speedometer",
    "Sphere": "sphere",
    "Square": "square",
    "StreamLines": "field of stream lines",
    "Surface": "3D surface",
    "SurroundingRectangle": "frame",
    "Table": "table",
    "TangentLine": "tangent line",
    "TangentialArc": "arc",
    "Tetrahedron": "tetrahedron",
    "ThoughtBubble": "thought bubble",
    "SpeechBubble": "speech bubble",
    "ThreeDAxes": "set of 3D axes",
    "Torus": "torus",
    "TracedPath": "traced path",
    "Triangle": "triangle",
    "Underline": "underline",
    "Union": "union of shapes",
    "Intersection": "intersection of shapes",
    "Difference": "difference of shapes",
    "Exclusion": "exclusion of shapes",
    "UnitInterval": "number line from 0 to 1",
    "Vector": "arrow",
    "Variable": "labelled value",
}
TEXTS = {
    "Text": "text",
    "MarkupText": "text",
    "Paragraph": "text",
    "TextMobject": "text",
    "OldTexText": "text",
    "TexText": "text",
    "Tex": "text",
    "Title": "title",
    "BulletedList": "bulleted list",
}
FORMULAS = {"MathTex", "TexMobject", "SingleStringMathTex", "OldTex"}
TEX_SIGNS = {
    "\\\\": " ", "\\#": "#", "\\%": "%", "\\&": "&", "``": "“", "''": "”", "~": " ", "\\ ": " ",
    "---": "—", "--": "–", "\\,": " ", "\\_": "_", "\\\n": " ",
}  # fmt: skip
# What is written rather than drawn, whichever animation does it.
WRITTEN = {
    "text", "title", "bulleted list", "formula", "number", "labelled value", "label", "matrix",
    "pair of axis labels", "code listing",
}  # fmt: skip
MARKUP = {"MarkupText"}  # may hold tags
FIRST_IS_TEXT = {"Text", "MarkupText"}  # their further arguments are none
GROUPS = {"VGroup", "Group", "OpenGLVGroup", "OpenGLGroup", "PGroup", "VDict"}
PLURALS = {
    "cloud of points": "clouds of points",
    "shape with holes": "shapes with holes",
    "polyhedron": "polyhedra",
    "set of vertical lines": "sets of vertical lines",
    "pair of lines": "pairs of lines",
    "pair of axis labels": "pairs of axis labels",
    "set of Riemann rectangles": "sets of Riemann rectangles",
    "axis": "axes",
    "pair of coordinate axes": "pairs of coordinate axes",
    "set of 3D axes": "sets of 3D axes",
    "polygon with curved sides": "polygons with curved sides",
    "torus": "tori",
    "matrix": "matrices",
    "field of stream lines": "fields of stream lines",
    "number line from 0 to 1": "number lines from 0 to 1",
    "union of shapes": "unions of shapes",
    "intersection of shapes": "intersections of shapes",
    "difference of shapes": "differences of shapes",
    "exclusion of shapes": "exclusions of shapes",
    "icosahedron": "icosahedra",
    "dodecahedron": "dodecahedra",
    "tetrahedron": "tetrahedra",
    "octahedron": "octahedra",
}

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
# Methods that return a new mobject, and what that is. Curves only come from PLOTTED things.
PARTS = {
    "plot": "curve", "get_graph": "curve", "plot_parametric_curve": "curve",
    "plot_implicit_curve": "curve", "get_area": "shaded area", "get_brace": "brace",
    "get_riemann_rectangles": "set of Riemann rectangles", "plot_line_graph": "line graph",
    "plot_polar_graph": "curve", "get_vertical_lines_to_graph": "set of vertical lines",
    "get_horizontal_line": "horizontal line", "get_vertical_line": "vertical line",
    "get_lines_to_point": "pair of lines", "get_graph_label": "label",
    "get_x_axis_label": "label", "get_y_axis_label": "label", "get_vector": "arrow",
    "plot_antiderivative_graph": "curve",
    "get_secant_slope_group": "secant line", "plot_surface": "3D surface",
    "get_axis_labels": "pair of axis labels", "plot_derivative_graph": "curve",
}  # fmt: skip
PLOTTED = {
    "pair of coordinate axes", "number plane", "set of 3D axes", "complex plane", "polar plane",
}  # fmt: skip
# Methods that return the mobject itself and change nothing that is told.
SILENT = {
    "add_background_rectangle", "add_coordinates", "add_numbers", "add_tip", "add_updater",
    "clear_updaters", "fade", "fix_in_frame", "flip", "reverse_points", "scale_in_place",
    "remove_updater", "resume_updating", "rotate_about_origin", "round_corners", "save_state",
    "scale_to_fit_height", "scale_to_fit_width", "stretch", "stretch_to_fit_height",
    "stretch_to_fit_width", "suspend_updating", "stretch_in_place", "apply_depth_test",
    "add_axis_labels", "insert_n_curves", "prepare_for_nonlinear_transform", "to_corner",
}  # fmt: skip
FORMATIONS = {"arrange_in_grid": "in a grid", "arrange_submobjects": "in a row"}
BESIDE = {
    (1, 0): "to the right of", (-1, 0): "to the left of", (0, 1): "above", (0, -1): "below",
}  # fmt: skip
FUNCTIONS = {
    "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "sinh", "cosh", "tanh", "arctan", "arcsin",
}  # fmt: skip

# Colour constants: hue and shade. BLUE_A is the lightest, BLUE_E the darkest, BLUE_C is BLUE.
HUES = {
    "WHITE", "BLACK", "CYAN", "MAGENTA", "BROWN", "RED", "GREEN", "BLUE", "YELLOW", "ORANGE",
    "PINK", "PURPLE", "TEAL",
    "GOLD", "MAROON", "GREY", "GRAY",
}  # fmt: skip
SHADES = {"A": "light ", "B": "light ", "C": "", "D": "dark ", "E": "dark "}
COLOURS = {
    "LIGHT_GREY": "light grey",
    "LIGHT_GRAY": "light grey",
    "LIGHTER_GREY": "light grey",
    "LIGHTER_GRAY": "light grey",
    "DARK_GREY": "dark grey",
    "DARK_GRAY": "dark grey",
    "DARKER_GREY": "dark grey",
    "DARKER_GRAY": "dark grey",
    "LIGHT_PINK": "light pink",
    "LIGHT_BROWN": "light brown",
    "DARK_BROWN": "dark brown",
    "GREY_BROWN": "grey-brown",
    "GRAY_BROWN": "grey-brown",
    "DARK_BLUE": "dark blue",
    "PURE_RED": "red",
    "PURE_GREEN": "green",
    "PURE_BLUE": "blue",
    "PURE_CYAN": "cyan",
    "PURE_MAGENTA": "magenta",
    "PURE_YELLOW": "yellow",
    "LOGO_BLUE": "blue",
    "LOGO_GREEN": "green",
    "LOGO_RED": "red",
    "LOGO_BLACK": "black",
}

HEX_COLOURS = {
    "#FFFFFF": "white", "#FFF": "white", "#000000": "black", "#000": "black", "#FF0000": "red",
    "#00FF00": "green", "#0000FF": "blue", "#FFFF00": "yellow", "#00FFFF": "cyan",
    "#FF00FF": "magenta", "#FFA500": "orange", "#808080": "grey",
}  # fmt: skip

VECTORS = {
    "ORIGIN": (0.0, 0.0, 0.0), "UP": (0.0, 1.0, 0.0), "DOWN": (0.0, -1.0, 0.0),
    "LEFT": (-1.0, 0.0, 0.0), "RIGHT": (1.0, 0.0, 0.0), "IN": (0.0, 0.0, -1.0),
    "OUT": (0.0, 0.0, 1.0), "UL": (-1.0, 1.0, 0.0), "UR": (1.0, 1.0, 0.0),
    "DL": (-1.0, -1.0, 0.0), "DR": (1.0, -1.0, 0.0),
    "X_AXIS": (1.0, 0.0, 0.0), "Y_AXIS": (0.0, 1.0, 0.0), "Z_AXIS": (0.0, 0.0, 1.0),
}  # fmt: skip
NUMBERS = {"PI": 3.141592653589793, "TAU": 6.283185307179586, "DEGREES": 0.017453292519943295}

# Animation -> what is done; {} is the thing it is done to.
INTRODUCE = {
    "Add": "add {}",
    "AddTextLetterByLetter": "type out {} letter by letter",
    "AddTextWordByWord": "write {} word by word",
    "TypeWithCursor": "type out {} with a cursor",
    "Create": "draw {}",
    "DrawBorderThenFill": "draw {}",
    "FadeIn": "fade in {}",
    "FadeInFrom": "fade in {}",
    "FadeInFromDown": "fade in {} from below",
    "FadeInFromLarge": "fade in {} from a larger size",
    "FadeInFromPoint": "fade in {} from a point",
    "GrowArrow": "grow {} from tail to tip",
    "GrowFromCenter": "grow {} from the centre",
    "GrowFromEdge": "grow {} from an edge",
    "GrowFromPoint": "grow {} from a point",
    "ShowCreation": "draw {}",
    "ShowIncreasingSubsets": "show {} piece by piece",
    "ShowSubmobjectsOneByOne": "show {} one part at a time",
    "SpinInFromNothing": "spin in {} from nothing",
    "SpiralIn": "spiral in {}",
    "Write": "write {}",
}
REMOVE = {
    "FadeOut": "fade out {}",
    "FadeOutAndShift": "fade out {}",
    "FadeOutAndShiftDown": "fade out {} downwards",
    "FadeOutToPoint": "fade out {} into a point",
    "RemoveTextLetterByLetter": "delete {} letter by letter",
    "ShrinkToCenter": "shrink {} to nothing",
    "Uncreate": "erase {}",
    "Unwrite": "erase {}",
    "UntypeWithCursor": "delete {} letter by letter",
}
TRANSFORM = {
    "ClockwiseTransform": "turn {} clockwise into {to}",
    "CounterclockwiseTransform": "turn {} counterclockwise into {to}",
    "FadeTransform": "cross-fade {} into {to}",
    "FadeTransformPieces": "cross-fade {} into {to}",
    "ReplacementTransform": "turn {} into {to}",
    "Transform": "turn {} into {to}",
    "TransformFromCopy": "turn a copy of {} into {to}",
    "TransformMatchingShapes": "morph {} into {to}",
    "TransformMatchingStrings": "morph {} into {to}",
    "TransformMatchingTex": "morph {} into {to}",
}
EMPHASIZE = {
    "ApplyWave": "send a wave through {}",
    "Broadcast": "let copies of {} spread outwards",
    "Blink": "make {} blink",
    "Circumscribe": "draw an outline around {} for a moment",
    "CyclicReplace": "move {} round into each other's places",
    "Flash": "flash lines around {}",
    "FlashAround": "flash an outline around {}",
    "FocusOn": "focus on {}",
    "Indicate": "highlight {}",
    "Restore": "restore {}",
    "ShowCreationThenDestruction": "briefly show {}",
    "ShowCreationThenDestructionAround": "flash an outline around {}",
    "ShowCreationThenFadeAround": "flash an outline around {}",
    "ShowCreationThenFadeOut": "briefly show {}",
    "ShowPassingFlash": "run a flash of light along {}",
    "ShowPassingFlashAround": "flash an outline around {}",
    "Swap": "swap {}",
    "Wiggle": "make {} wiggle",
    "WiggleOutThenIn": "make {} wiggle",
}
# What is done by an updater, over and over.
LASTING = {
    "rotate {}": "keep {} rotating",
    "move {} next to {to}": "keep {} next to {to}",
    "move {} to {to}": "keep {} on {to}",
    "align {} with {to}": "keep {} aligned with {to}",
}
# Animations whose first argument is a function or a matrix, and the thing comes second.
DEFORM = {
    "ApplyComplexFunction": "deform {} by a complex function",
    "ApplyFunction": "transform {}",
    "ApplyMatrix": "apply a matrix to {}",
    "ApplyPointwiseFunction": "deform {}",
    "ComplexHomotopy": "deform {}",
    "Homotopy": "deform {}",
}
ALL_ARGUMENTS = {"FadeIn", "FadeOut", "Swap", "CyclicReplace"}  # of things; elsewhere the first
