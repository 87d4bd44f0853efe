"""Which Manim a scene is written for, judged by what it reaches and not by one import line.

ce     ManimCE, `manim`
gl     ManimGL, `manimlib` since 2021
cairo  the library of 3Blue1Brown's videos from 2015 to 2020, `manimlib.imports` and before
"""

from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache

from mdx.manim import releases
from mdx.scenes.scopes import Import
from mdx.scenes.stars import is_library, root, star_names

# Names that ManimCE had as well before the oldest release in the tables, up to 0.16: read in code
# that says ManimCE they tell its age and nothing else. (From the wheels of 0.1.1 to 0.16.0.)
_EARLY_CE = frozenset("""
    AnimatedStreamLines AnimationOnSurroundingRectangle CameraFrame CircleIndicate Container
    ExponentialValueTracker FadeInFrom FadeInFromDown FadeInFromLarge FadeInFromPoint
    FadeOutAndShift FadeOutAndShiftDown FadeOutToPoint FullScreenFadeRectangle GREEN_SCREEN
    GraphScene ParametricSurface PictureInPictureFrame ReconfigurableScene SampleSpaceScene
    ShowCreation ShowCreationThenDestruction ShowCreationThenDestructionAround
    ShowCreationThenFadeAround ShowPassingFlashAround SmallDot TexSymbol TurnInsideOut VFadeIn
    VFadeInThenOut VFadeOut VMobjectFromSVGPathstring WiggleOutThenIn""".split())  # fmt: skip

# What the libraries import for themselves and star imports bring along.
_ANYBODYS = frozenset("""ABC Color ET ExitStack Generic HtmlFormatter Image Iterable OrderedDict S
    Sequence SequenceMatcher T Type TypeVar TYPE_CHECKING Window""".split())  # fmt: skip

# Packages besides the library that are for one dialect alone.
_PLUGINS = dict.fromkeys("""
    chanim manim_automata manim_chemistry manim_data_structures manim_dsa manim_editor manim_fonts
    manim_ml manim_physics manim_pptx manim_rubikscube manim_voiceover""".split(), "ce"
)  # fmt: skip
_PLUGINS["manim_imports_ext"] = "gl"


def dialect(
    imports: Iterable[Import],
    around: Iterable[Import],
    names: Collection[str],
    more: Callable[[], Collection[str]] = tuple,
) -> str:
    """The dialect of code: "ce", "gl", "cairo" or "unknown".

    imports  what the code imports from outside its project
    around   what its module does, and those that this imports: asked where `imports` say nothing
    names    names that the code neither defines nor gets from other packages; where they tell
             nothing, `more` is asked for those of the whole file

    An import of ManimCE is not believed where more than twice as many names are only the other
    libraries' as are only ManimCE's, one of the cairo library not where more are only ManimGL's.
    """
    said = _said(imports) or _said(around)
    if all_telling().isdisjoint(names):
        names = more()
    ce, gl, cairo, old = (len(of.intersection(names)) for of in telling())
    older = "gl" if gl > cairo else "cairo"
    if "ce" in said:
        return older if old > 2 * ce else "ce"
    if "gl" in said:
        return "gl"
    if "cairo" in said:
        return older
    if old == ce or (old > ce and gl == cairo):
        return "unknown"
    return older if old > ce else "ce"


def _said(imports: Iterable[Import]) -> set[str]:
    """What the imports of the library say; where there is none, those of its plugins."""
    imports = list(imports)
    return {said for said in map(said_by, imports) if said} or {
        _PLUGINS[root(brought)] for brought in imports if root(brought) in _PLUGINS
    }


@lru_cache(maxsize=4096)
def said_by(brought: Import) -> str:
    """The dialect that one import of the library speaks for; "" where it speaks for none."""
    package = root(brought)
    if package in ("manim", "manimce"):
        return "ce"
    if package == "manimgl" or brought.module == "manimlib":
        return "gl"
    gl, cairo = _modules()
    if package != "manimlib":  # until 2019 the library was no package, and its folders were the top
        below = "." in brought.module and f"manimlib.{brought.module}" in cairo
        return "cairo" if is_library(brought) or below else ""
    if (brought.module in gl) == (brought.module in cairo):
        return ""
    return "gl" if brought.module in gl else "cairo"


@cache
def _modules() -> tuple[frozenset[str], frozenset[str]]:
    """The modules of ManimGL, of any release, and those of the cairo library."""
    gl, cairo = (
        frozenset(
            module
            for release in releases.releases("manimlib")
            if (release.distribution == "manimgl") is is_gl
            for module in release.modules
        )
        for is_gl in (True, False)
    )
    return gl, cairo


@cache
def telling() -> tuple[frozenset[str], ...]:
    """The names that only ManimCE has, only ManimGL, only the cairo library, and only the last
    two; capitalised ones, since words such as `it` or `fade` are anybody's."""
    ce, gl, cairo = (
        frozenset(n for n in star_names(module) or () if n[0].isupper() and n not in _ANYBODYS)
        for module in ("manim", "manimlib", "manimlib.imports")
    )
    here = ce | _EARLY_CE
    return ce - gl - cairo, gl - cairo - here, cairo - gl - here, (gl | cairo) - here


@cache
def all_telling() -> frozenset[str]:
    """All names that tell anything of a dialect."""
    return frozenset().union(*telling())
