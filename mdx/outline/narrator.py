"""Steps as English sentences, in the order of what happens."""

import re
from collections.abc import Iterator

from mdx.outline.acts import Step
from mdx.outline.clauses import Clauses
from mdx.outline.english import third_person
from mdx.outline.joins import joined
from mdx.outline.naming import Names
from mdx.outline.stage import Stage

SENTENCES = 6
CLAUSES = 14  # steps that are told; of a longer scene the first and the last ones are
TOTAL = 800  # characters of all clauses, likewise
MOMENTS = 5  # steps with which waits are worth telling
LENGTH = 200  # characters after which a sentence gets no further clause

OPENINGS = (
    "Create an animation that ", "Make an animation that ", "I'd like an animation that ",
    "Please make a short animation that ", "I need an animation that ",
    "Generate an animation that ",
)  # fmt: skip
STILLS = ("Show ", "Draw ", "Make a still image that shows ", "Create a picture of ", "Display ")
THEN = ("Then", "Next,", "After that,")
LATER, LAST = "Later on,", "Finally,"


def tell(stage: Stage, variety: int) -> str:
    """The sentences for what happened on this stage; `variety` picks among equal wordings."""
    steps = joined(stage.steps)
    background = f"on a {stage.background} background" if stage.background else ""
    if stage.still:
        where = background + f", {stage.spatial}" * bool(stage.spatial)
        return picture(steps, where, variety, stage.untold)
    clauses_of_all = Clauses(stage).of(steps)
    steps = [step for step, clause in zip(steps, clauses_of_all, strict=True) if clause]
    steps = without_waits(steps)
    if not steps:
        return ""
    speaker = Clauses(stage)
    clauses = speaker.of(shortened(steps, Clauses(stage).of(steps)))
    vague, clear = speaker.names.vague + speaker.vague, speaker.names.clear + speaker.clear
    if not speaker.names.spoken() or vague > clear:
        return ""  # of nothing but the camera, or too little that is this scene's own
    if len(clauses) == 1:
        clauses = [clauses[0].replace("start with", "show", 1)]
    opening = OPENINGS[variety % len(OPENINGS)]
    if stage.spatial:
        opening = opening.replace("an animation", "a 3D animation").replace("short", "short 3D")
        opening = opening.replace("animation", f"animation, {stage.spatial},")
    if background:
        opening = opening.replace("animation that", f"animation {background} that")
    return " ".join(sentences(clauses, opening, variety, stage.complete))


def picture(steps: list[Step], background: str, variety: int, untold: int) -> str:
    """A scene in which nothing moves, as a picture; `untold` things of it are not known."""
    acts = [act for step in steps for one in (step, *step.body) for act in one.acts]
    shown = {ref.thing: ref for act in acts for ref in act.things}
    names = Names()
    named = names.tell(tuple(shown.values()))
    if names.vague + untold >= max(names.clear, 1) or any("{}" not in act.phrase for act in acts):
        return ""
    where = f" {background}" if background[:1].isalpha() else background
    return f"{STILLS[variety % len(STILLS)]}{named}{where}." if named else ""


def without_waits(steps: list[Step]) -> list[Step]:
    """The steps without waits at both ends; in a longer scene, without any waits."""
    moving = [n for n, step in enumerate(steps) if not step.wait]
    if len(moving) > MOMENTS:
        return [steps[n] for n in moving]
    return steps[moving[0] : moving[-1] + 1] if moving else []


def shortened(steps: list[Step], clauses: list[str]) -> list[Step | None]:
    """The first and last steps of a long scene, with None for those in between."""
    if len(steps) <= CLAUSES and sum(map(len, clauses)) <= TOTAL:
        return list(steps)
    first = fitting(clauses[: len(steps)], CLAUSES * 3 // 5, TOTAL * 3 // 5)
    last = fitting(clauses[len(steps) - 1 : first : -1], CLAUSES * 2 // 5, TOTAL * 2 // 5)
    return [*steps[:first], None, *steps[len(steps) - last :]]


def fitting(clauses: list[str], count: int, length: int) -> int:
    """How many clauses, at least one, fit into this count and length."""
    taken = 1
    while taken < min(count, len(clauses)) and sum(map(len, clauses[: taken + 1])) <= length:
        taken += 1
    return min(taken, len(clauses))


def sentences(clauses: list[str], opening: str, variety: int, complete: bool) -> Iterator[str]:
    """The clauses in up to six sentences; an empty one stands for those left out.

    `complete` is whether the last clause is the end of the scene.
    """
    chunks = chunked(clauses)
    for index, (chunk, later) in enumerate(chunks):
        if index == 0:
            yield opening + sequence([third_person(clause) for clause in chunk]) + "."
        elif index == len(chunks) - 1 and index > 1 and complete:
            yield f"{LAST} {sequence(chunk)}."
        else:
            yield f"{LATER if later else THEN[(index + variety) % len(THEN)]} {sequence(chunk)}."


def chunked(clauses: list[str]) -> list[tuple[list[str], bool]]:
    """The clauses of each sentence, and whether something is left out before it."""
    most = max(2, -(-len(clauses) // SENTENCES))
    chunks: list[tuple[list[str], bool]] = []
    later = False
    for clause in clauses:
        if not clause:
            later = True
            continue
        chunk = chunks[-1][0] if chunks else []
        full = not chunk or len(chunk) >= most or len(", ".join([*chunk, clause])) > LENGTH
        if later or (full and len(chunks) < SENTENCES):
            chunks.append(([clause], later and bool(chunks)))
        else:
            chunk.append(clause)
        later = False
    return chunks[:SENTENCES]


def sequence(clauses: list[str]) -> str:
    """The clauses as a sequence: "draws a, turns it red, and then fades it out"."""
    if len(clauses) == 1:
        return clauses[0]
    then = (
        ", and then "
        if len(clauses) > 2 or any(", " in re.sub(r"\(.*?\)", "", c) for c in clauses)
        else " and then "
    )
    return ", ".join(clauses[:-1]) + then + clauses[-1]
