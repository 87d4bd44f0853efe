"""Names of what is the same thing in several dialects of Manim, each as one word.

The names are those of ManimGL (https://github.com/3b1b/manim), of its predecessor up to 0.1.11, and
of ManimCE (https://docs.manim.community/en/stable/changelog.html) before some of its releases.
"""

_SAME = """
    Create ShowCreation ShowPartial,
    MathTex Tex TexMobject TextMobject TexText OldTex OldTexText SingleStringMathTex
      SingleStringTex SingleStringTexMobject TexSymbol Text MarkupText,
    Scene InteractiveScene TeacherStudentsScene MovingCameraScene ZoomedScene ThreeDScene,
    Circumscribe FlashAround CircleIndicate ShowCreationThenDestructionAround
      ShowCreationThenFadeAround ShowPassingFlashAround AnimationOnSurroundingRectangle,
    ShowPassingFlash ShowCreationThenDestruction ShowCreationThenFadeOut VShowPassingFlash,
    FadeIn FadeInFrom FadeInFromDown FadeInFromLarge FadeInFromPoint VFadeIn,
    FadeOut FadeOutAndShift FadeOutAndShiftDown FadeOutToPoint VFadeOut,
    Wiggle WiggleOutThenIn,
    ParametricFunction ParametricCurve FunctionGraph,
    Surface ParametricSurface,
    Group SGroup,
    Dot SmallDot GlowDot,
    Polygram VideoIcon,
    ComplexValueTracker ExponentialValueTracker ValueTracker,
    GREY GRAY,
    GREY_A GRAY_A LIGHT_GREY LIGHT_GRAY LIGHTER_GREY LIGHTER_GRAY,
    GREY_B GRAY_B,
    GREY_C GRAY_C,
    GREY_D GRAY_D DARK_GREY DARK_GRAY,
    GREY_E GRAY_E DARKER_GREY DARKER_GRAY,
    GREY_BROWN GRAY_BROWN DARK_BROWN,
    DEGREES DEG,
    config FRAME_WIDTH FRAME_HEIGHT FRAME_X_RADIUS FRAME_Y_RADIUS,
    .width .get_width .scale_to_fit_width .set_width,
    .height .get_height .scale_to_fit_height .set_height,
    .depth .get_depth .scale_to_fit_depth .set_depth,
    .plot .get_graph,
    .get_riemann_rectangles .get_riemann_rectangles_list,
    .add_coordinates .add_coordinate_labels,
    .get_part_by_tex .get_part_by_text,
    .set_color_by_tex .set_color_by_text,
    .set_color_by_tex_to_color_map .set_color_by_t2c,
    .interpolate .interpolate_color,
    .wait .dither,
    .add_fixed_in_frame_mobjects .fix_in_frame,
    .move_camera .reorient,
"""

# What another word is written as; all that follow the first one of a group are.
ONE_WORD = {
    other.encode(): first.encode()
    for first, *others in (group.split() for group in _SAME.split(",") if group.strip())
    for other in others
}
