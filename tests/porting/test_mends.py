"""Findings of a score that a port mends are told apart from those that it cannot."""

import pytest

from mdx.porting.mends import mends

MENDED = [
    ("unknown-name", "ShowCreation"),
    ("unknown-name", "FadeInFromDown"),
    ("unknown-name", "GlowDot"),
    ("unknown-attribute", "Axes.get_graph"),
    ("unknown-attribute", "Square.replicate"),
    ("unknown-argument", "Circle.gloss"),
    ("unknown-argument", "NumberLine.x_min"),
    ("package", "manimlib"),
]
OTHERS = [
    ("unknown-name", "PiCreature"),
    ("unknown-attribute", "Circle.foo"),
    ("unknown-argument", "Circle.foo"),
    ("package", "torch"),
    ("local-import", "custom"),
]


@pytest.mark.parametrize(("code", "subject"), MENDED)
def test_a_finding_that_a_rule_is_about_is_mended(code, subject):
    assert mends(code, subject)


@pytest.mark.parametrize(("code", "subject"), OTHERS)
def test_a_finding_that_no_rule_is_about_is_not(code, subject):
    assert not mends(code, subject)
