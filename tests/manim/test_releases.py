"""What the tables say of real releases; each fact was looked up in the packages themselves."""

import pytest

from mdx.manim import releases

STAR = [
    ("manim", None, "Circle MathTex ORIGIN WHITE np config rate_functions", "ShowCreation ipy"),
    ("manim", "0.17.3", "Circle Text WHITE", "ManimColor"),
    ("manim", "0.19", "Circle ManimColor", "ShowCreation"),
    ("manimlib", None, "ShowCreation TexText InteractiveScene FRAME_WIDTH np", "MathTex Create"),
    ("manimlib.imports", None, "TextMobject TexMobject GraphScene FRAME_X_RADIUS np", "TexText"),
    ("manim.mobject.geometry.arc", None, "Circle Dot", "Square np"),
    ("manim.nowhere", None, "", "Circle"),
    ("numpy", None, "", "array"),
]


@pytest.mark.parametrize(("module", "version", "has", "has_not"), STAR)
def test_a_star_import_brings_what_the_release_exports(module, version, has, has_not):
    found = releases.releases(module.partition(".")[0], version)
    names = next((r.star(module) for r in found if module in r.modules), frozenset())
    assert set(has.split()) <= names
    assert not set(has_not.split()) & names


@pytest.mark.parametrize(
    ("package", "version", "chosen"),
    [
        ("manim", None, "0.22.0"),
        ("manim", "0.19", "0.19.2"),
        ("manim", "0.19.0", "0.19.2"),
        ("manim", "0.16", []),
        ("manim", "99", "0.22.0"),
        ("manimlib", None, "1.7.2"),
        ("manimlib", "1.6", "1.6.1"),
        ("manimlib", "0.1.11", "0.1.11"),
        ("numpy", None, []),
    ],
)
def test_a_version_chooses_its_release_or_its_series_or_the_last_before(package, version, chosen):
    found = [release.version for release in releases.releases(package, version)]
    assert found[:1] == ([chosen] if chosen else [])
