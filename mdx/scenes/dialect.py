"""Which Manim a scene is written for, judged by all that it uses and not by one import line.

ce     ManimCE, `manim`
gl     ManimGL, `manimlib` since 2021
cairo  the library of 3Blue1Brown's videos from 2015 to 2020, `manimlib.imports` and before
"""

from collections.abc import Callable, Collection, Iterable
from functools import cache, lru_cache

from mdx.manim import releases
from mdx.scenes.scopes import Import
from mdx.scenes.stars import is_library, root, star_names

# Names that ManimCE also had before the oldest release in the tables, up to 0.16: in code that
# imports ManimCE they only show its age. (From the wheels of 0.1.1 to 0.16.0.)
_EARLY_CE = frozenset("""
    AnimatedStreamLines AnimationOnSurroundingRectangle CameraFrame CircleIndicate Container
    ExponentialValueTracker FadeInFrom FadeInFromDown FadeInFromLarge FadeInFromPoint
    FadeOutAndShift FadeOutAndShiftDown FadeOutToPoint FullScreenFadeRectangle GREEN_SCREEN
    GraphScene ParametricSurface PictureInPictureFrame ReconfigurableScene SampleSpaceScene
    ShowCreation ShowCreationThenDestruction ShowCreationThenDestructionAround
    ShowCreationThenFadeAround ShowPassingFlashAround SmallDot TexSymbol TurnInsideOut VFadeIn
    VFadeInThenOut VFadeOut VMobjectFromSVGPathstring WiggleOutThenIn""".split())  # fmt: skip

# What the libraries import for themselves, and star imports therefore also bring.
_ANYBODYS = frozenset("""ABC Color ET ExitStack Generic HtmlFormatter Image Iterable OrderedDict S
    Sequence SequenceMatcher T Type TypeVar TYPE_CHECKING Window""".split())  # fmt: skip

# Other packages that are for one dialect only.
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
    around   what its module, and those that this one imports, do; used if `imports` say nothing
    names    names that the code neither defines nor gets from other packages; if they say nothing,
             `more` returns those of the whole file

    An import of ManimCE does not count if more than twice as many names belong only to the other
    libraries as belong only to ManimCE; one of the cairo library, if more belong only to ManimGL.
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
    """The dialects of imports of the library; if there are none, of imports of its plugins."""
    imports = list(imports)
    return {said for said in map(said_by, imports) if said} or {
        _PLUGINS[root(brought)] for brought in imports if root(brought) in _PLUGINS
    }


@lru_cache(maxsize=4096)
def said_by(brought: Import) -> str:
    """The dialect that one import of the library indicates; "" for none."""
    package = root(brought)
    if package in ("manim", "manimce"):
        return "ce"
    if package == "manimgl" or brought.module == "manimlib":
        return "gl"
    gl, cairo = _modules()
    if package != "manimlib":  # until 2019 the library's folders were top-level packages
        below = "." in brought.module and f"manimlib.{brought.module}" in cairo
        return "cairo" if is_library(brought) or below else ""
    if (brought.module in gl) == (brought.module in cairo):
        return ""
    return "gl" if brought.module in gl else "cairo"


@cache
def _modules() -> tuple[frozenset[str], frozenset[str]]:
    """The modules of ManimGL and of the cairo library, in any release."""
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
    """The names that only ManimCE has, only ManimGL, only the cairo library, and only the last two
    together; capitalised ones, since words such as `it` or `fade` may be anybody's."""
    ce, gl, cairo = (
        frozenset(n for n in star_names(module) or () if n[0].isupper() and n not in _ANYBODYS)
        for module in ("manim", "manimlib", "manimlib.imports")
    )
    here = ce | _EARLY_CE
    return ce - gl - cairo, gl - cairo - here, cairo - gl - here, (gl | cairo) - here


@cache
def all_telling() -> frozenset[str]:
    """All names that indicate a dialect."""
    return frozenset().union(*telling())
