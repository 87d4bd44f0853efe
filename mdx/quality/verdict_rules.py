"""The rules on what rendering says of a record: whether it renders, and how it looks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mdx.quality.looks import Limit
from mdx.quality.rules import Failure, Rule

if TYPE_CHECKING:
    from mdx.quality.render import Verdict


def has_verdict() -> Rule:
    """Keeps the records that this machine could judge by rendering them."""

    def test(verdict: "Verdict") -> Failure | None:
        return Failure(verdict.fault, "renders") if verdict.fault else None

    return Rule("fault", test, is_about_us=True)


def in_time() -> Rule:
    """Keeps the records whose Verdict is known, for the scene ended in its time."""

    def test(verdict: "Verdict") -> Failure | None:
        late = verdict.error.startswith("Timeout")
        return Failure(verdict.error, "renders") if late else None

    return Rule("timeout", test, is_about_us=True)


def renders() -> Rule:
    """Keeps the records whose Verdict says that they render."""

    def test(verdict: "Verdict") -> Failure | None:
        return None if verdict.renders else Failure(verdict.error, "renders")

    return Rule("renders", test)


def looks_within(measure: str, limit: Limit) -> Rule:
    """Keeps the records whose Verdict has this measure within the limit, or has it not at all."""

    def test(verdict: "Verdict") -> Failure | None:
        seen = verdict.looks.get(measure)
        if seen is None or limit.allows(seen.value):
            return None
        end = f"at least {limit.least:g}" if seen.value < limit.least else f"at most {limit.most:g}"
        return Failure(seen.value, end)

    return Rule(limit.code, test)


# What the value of a flag asks of how scenes look.
ON_LOOKS: dict[str, Callable[[float], Rule]] = {
    "max_off_screen": lambda most: looks_within("off_screen", Limit("off-screen", most=most)),
    "max_overlap": lambda most: looks_within("overlap", Limit("overlap", most=most)),
    "min_text_pixels": lambda n: looks_within("text_pixels", Limit("text-pixels", n)),
    "min_contrast": lambda least: looks_within("contrast", Limit("contrast", least)),
    "min_shown": lambda least: looks_within("shown", Limit("shown", least)),
    "moves": lambda least: looks_within("motion", Limit("moves", least)),
    "min_film_seconds": lambda least: looks_within("seconds", Limit("film-seconds", least)),
    "max_film_seconds": lambda most: looks_within("seconds", Limit("film-seconds", most=most)),
}


def on_looks(flags: dict[str, Any]) -> list[Rule]:
    """The rules that these flags ask for of how scenes look, which rendering tells."""
    given = ((make, flags.get(flag)) for flag, make in ON_LOOKS.items())
    return [make(value) for make, value in given if value is not None]
