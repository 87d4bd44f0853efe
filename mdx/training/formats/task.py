"""A task for an evaluation that renders a model's answer and looks at it.

`events` are what must be seen, in this order, as far as the code shows it. Each has a `kind` (text,
formula, shape, or action if no thing is named), an `action` on a `thing`, what is `written` there,
its `colour`, and a `count` of equal things (0 if unknown).
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from mdx.outline import performed
from mdx.outline.acts import Step
from mdx.outline.things import Look
from mdx.records import fields
from mdx.records.fields import Record
from mdx.training.example import Example, Unfit

MOST = 100  # events of one task
HELD_OUT = "test"  # the split of records without one; records of a train split become no tasks
NO_EVENTS = "no events"
NOTHING = Look()


def row(example: Example) -> Record:
    """`id`, `prompt`, `system`, `events`, `reference` (the code), `seconds` of the film (0.0 if it
    was never rendered), `scene`, `dialect`, `manim`. Raises Unfit if there are no events."""
    code = fields.text(example.record, "code")
    metadata = fields.metadata(example.record)
    happening = list(islice(events(code), MOST))
    if not happening:
        raise Unfit(NO_EVENTS)
    seconds = metadata.get("film_seconds", 0.0)
    identity = f"{example.request}\0{code}".encode(errors="surrogatepass")
    return {
        "id": sha256(identity).hexdigest()[:16],
        "prompt": example.request,
        "system": example.system,
        "events": happening,
        "reference": code,
        "seconds": float(seconds) if type(seconds) in (int, float) else 0.0,
    } | {key: fields.text(metadata, key) for key in ("scene", "dialect", "manim")}


def events(code: str) -> Iterator[Record]:
    """The events of a scene in order; none if the code cannot be followed."""
    try:
        stage = performed(code)
    except Exception:  # RecursionError, MemoryError, or a bug of ours that hostile code reaches
        return
    for step in stage.steps if stage else ():
        yield from of_step(step)


def of_step(step: Step) -> Iterator[Record]:
    """One event for each action on things that look the same, in a step and its repetitions."""
    counts: dict[tuple[str, Look], int] = {}
    for action, look, count in seen(step):
        before = counts.get((action, look))
        counts[action, look] = count if before is None else before and count and before + count
    for (action, look), count in counts.items():
        yield {
            "kind": kind(look),
            "action": action,
            "thing": look.noun,
            "written": look.label,
            "colour": look.colour,
            "count": count,
        }


def seen(step: Step) -> Iterator[tuple[str, Look, int]]:
    """(action, look, count) of the things each action is done to, or of what they become; NOTHING
    and 0 if it is done to none."""
    moments = [moment for moment in (step, *step.body) if not moment.wait]
    for act in (act for moment in moments for act in moment.acts):
        action = " ".join(act.phrase.replace("{}", " ").replace("{to}", " ").split())
        if "{}" not in act.phrase:
            yield action, NOTHING, 0
        becoming = act.to if act.phrase.endswith("into {to}") else ()
        for ref in becoming or act.things:
            if ref.look.noun:
                bare = Look(ref.look.noun, ref.look.colour, ref.look.label, ref.look.style)
                yield action, bare, ref.thing.count


def kind(look: Look) -> str:
    """The kind of an event on things of this look."""
    if not look.noun:
        return "action"
    if not look.label:
        return "shape"
    return "formula" if look.style == "formula" else "text"
