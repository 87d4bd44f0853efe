"""What can be said against the pictures of a scene, by measures taken while it rendered."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple


class Measure(NamedTuple):
    """How large something was where it was worst, and the kind of thing that it was about."""

    value: float
    subject: str = ""


class Limit(NamedTuple):
    """The code of what is wrong with a measure, and from where on it is wrong."""

    code: str
    least: float = -math.inf
    most: float = math.inf

    def allows(self, value: float) -> bool:
        return self.least <= value <= self.most


Looks = Mapping[str, Measure]  # what was not there to be measured (text, say) is not in it

# Fitted by eye on scenes of our own with and without each fault: tests/bench/bench_looks.py.
LIMITS = {
    "off_screen": Limit("off-screen", most=0.02),  # share of a thing outside of the frame
    "overlap": Limit("text-overlap", most=0.03),  # share of a text's signs under another's
    "text_pixels": Limit("small-text", least=6),  # height of capitals, of 480 lines
    "contrast": Limit("low-contrast", least=1.8),  # WCAG's ratio of a text to its ground, 1 to 21
    "shown": Limit("empty-film", least=1e-5),  # share of the fullest frame that is not ground
    "motion": Limit("nothing-moves", least=1),  # 1 where two frames differ
    "seconds": Limit(""),  # of the film
}


def checked(sent: object) -> Looks:
    """The measures in what a sandbox was told, an object from names to [value, subject].

    Whatever is no measure is left out: it comes from a process with code of strangers in it.
    """
    if not isinstance(sent, Mapping):
        return {}
    pairs = ((name, _measure(sent[name])) for name in LIMITS if name in sent)
    return {name: measure for name, measure in pairs if measure is not None}


def _measure(sent: Any) -> Measure | None:
    match sent:
        case [int() | float() as value, str() as subject] if math.isfinite(value):
            return Measure(round(float(value), 5), subject if subject.isidentifier() else "")
    return None


def issues(looks: Looks) -> str:
    """The codes of what is wrong, each with what it is about, as `off-screen:Text`; "" for none."""
    codes = []
    for name, limit in LIMITS.items():
        if name in looks and not limit.allows(looks[name].value):
            subject = looks[name].subject[:60]
            codes.append(f"{limit.code}:{subject}" if subject else limit.code)
    return " ".join(codes)
