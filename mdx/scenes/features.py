"""Flat facts about a scene's code, for choosing scenes: what it shows, and how much."""

# The code has a feature if it reads one of these names or attributes.
_TELLING = {
    "tex": "Tex MathTex TexMobject TextMobject TexText OldTex OldTexText SingleStringMathTex "
    "BulletedList Title Matrix IntegerMatrix DecimalMatrix MobjectMatrix",
    "text": "Text MarkupText Paragraph",
    "numbers": "DecimalNumber Integer Variable ValueTracker ComplexValueTracker",
    "plot": "Axes NumberPlane ComplexPlane PolarPlane ThreeDAxes NumberLine GraphScene BarChart "
    "FunctionGraph ParametricFunction ParametricCurve ImplicitFunction get_graph plot",
    "graph_theory": "Graph DiGraph DiscreteGraphScene",
    "three_d": "ThreeDScene ThreeDSlide ThreeDAxes Surface ParametricSurface Sphere Cube Torus "
    "SpecialThreeDScene Arrow3D Line3D Dot3D Prism Cone Cylinder set_camera_orientation "
    "begin_ambient_camera_rotation SGroup",
    "camera": "MovingCameraScene ZoomedScene MultiCamera frame set_camera_orientation "
    "move_camera begin_ambient_camera_rotation activate_zooming",
    "updaters": "add_updater always_redraw UpdateFromFunc UpdateFromAlphaFunc ContinualAnimation "
    "TracedPath f_always always",
    "vectors": "Vector VectorScene LinearTransformationScene ArrowVectorField StreamLines "
    "VectorField",
    "code_listing": "Code",
    "table": "Table MathTable IntegerTable DecimalTable MobjectTable",
    "image": "ImageMobject",
    "svg": "SVGMobject",
    "sound": "add_sound",
    "voiceover": "voiceover VoiceoverScene",
    "random": "random randint shuffle choice uniform seed default_rng",
    "interactive": "InteractiveScene embed interactive_embed add_key_handler",
}

NAMES: dict[str, tuple[str, ...]] = {}
for _feature, _names in _TELLING.items():
    for _name in _names.split():
        NAMES[_name] = (*NAMES.get(_name, ()), _feature)


def features(
    code: str, names: set[str], base: str, own_construct: bool
) -> dict[str, int | bool | str]:
    """The features of a scene whose code reads these of NAMES; every key is always there.

    base           the scene's bases as written, separated by spaces
    own_construct  false if construct is inherited
    lines, characters, plays, waits, classes, functions: counts in the code
    has_X          for each kind of thing in the table above
    """
    present = {feature for name in names for feature in NAMES.get(name, ())}
    return {
        "base": base,
        "own_construct": own_construct,
        "lines": code.count("\n"),
        "characters": len(code),
        "plays": code.count(".play("),
        "waits": code.count(".wait("),
        "classes": code.count("\nclass ") + code.startswith("class "),
        "functions": code.count("\ndef ") + code.startswith("def "),
        **{f"has_{feature}": feature in present for feature in _TELLING},
    }
