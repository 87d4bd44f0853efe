"""English for what Manim's animations and a scene's own methods do."""

from mdx.outline.words import table

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
# Methods of a scene that speak for themselves.
SAID = table("""
let the camera circle slowly around the scene: begin_ambient_camera_rotation
let the camera sway around the scene: begin_3dillusion_camera_rotation
apply a matrix to the plane: apply_matrix
""")
# How the rate functions of Manim begin and end; one that begins with "ease_" runs forward, too.
FORWARD = set(
    "linear smooth smoothstep smootherstep smoothererstep smooth_function rush_into rush_from "
    "slow_into double_smooth lingering running_start exponential_decay overshoot".split()
)
THERE_AND_BACK = {"there_and_back", "there_and_back_with_pause", "wiggle"}
