"""A task for an evaluation that renders what a model answers, and looks at it.

`events` are what must be seen, in this order, as far as the code tells: each is of one `kind`
(text, formula, shape, or action where nothing is named), tells what is done to which thing, what is
written there, in which colour, and how many of the same there are (0 where that is not known).
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from mdx.outline import performed
from mdx.outline.things import Look, Step
from mdx.records import fields
from mdx.records.fields import Record
from mdx.training.example import Example, Unfit

MOST = 100  # events of one task
HELD_OUT = "test"  # the split of records that have none; none of a train split becomes a task
NO_EVENTS = "no events"  # that its code tells
NOTHING = Look()


def row(example: Example) -> Record:
    """`id`, `prompt`, `system`, `events`, `reference` (the code), `seconds` of the film (0.0 where
    nobody rendered it), `scene`, `dialect`, `manim`; raises Unfit where there are no events."""
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
    """What happens on the stage of this scene, in order; nothing where that cannot be told."""
    try:
        stage = performed(code)
    except Exception:  # RecursionError, MemoryError, and what hostile code makes us stumble on
        return
    for step in stage.steps if stage else ():
        yield from of_step(step)


def of_step(step: Step) -> Iterator[Record]:
    """An event for each action on things that look the same, in a step and in what it repeats."""
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
    """Each action, the look of what comes of it or it is done to (NOTHING for none), how many."""
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
    """What a reader of the picture would call it."""
    if not look.noun:
        return "action"
    if not look.label:
        return "shape"
    return "formula" if look.style == "formula" else "text"
