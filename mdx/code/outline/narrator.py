"""Steps as English: clauses for what happens, sentences for what follows each other."""

import re
from collections.abc import Iterator, Sequence

from mdx.code.outline import words
from mdx.code.outline.english import gerund, listed, third_person, times
from mdx.code.outline.naming import Names
from mdx.code.outline.stage import Stage
from mdx.code.outline.things import Act, Step, Thing

SENTENCES = 6
CLAUSES = 14  # steps that are told; of a longer scene the first and the last ones are
TOTAL = 800  # characters of all clauses, likewise
LENGTH = 200  # characters after which a sentence takes in no further clause
TOGETHER = 4  # acts of one step that are told

OPENINGS = (
    "Create an animation that ",
    "Make an animation that ",
    "I'd like an animation that ",
    "Please make a short animation that ",
    "I need an animation that ",
    "Generate an animation that ",
)
STILLS = ("Show ", "Draw ", "Make a still image that shows ", "Create a picture of ", "Display ")
THEN = ("Then", "Next,", "After that,")
LATER = "Later on,"
LAST = "Finally,"


def tell(stage: Stage, variety: int) -> str:
    """The sentences for what happened on this stage; `variety` picks among equal wordings."""
    steps = joined(stage.steps)
    background = f"on a {stage.background} background" if stage.background else ""
    if stage.still:
        return picture(steps, background, variety)
    told = Clauses(stage).of(steps)
    steps = [step for step, clause in zip(steps, told, strict=True) if clause]
    while steps and is_wait(steps[-1]):
        steps.pop()
    while steps and is_wait(steps[0]):
        steps.pop(0)
    if not steps:
        return ""
    clauses = Clauses(stage).of(shortened(steps, [clause for clause in told if clause]))
    if len(clauses) == 1:
        clauses = [clauses[0].replace("start with", "show", 1)]
    opening = OPENINGS[variety % len(OPENINGS)]
    if background:
        opening = opening.replace("animation that", f"animation {background} that")
    return " ".join(sentences(clauses, opening, variety))


def picture(steps: list[Step], background: str, variety: int) -> str:
    """A scene in which nothing moves, as a picture."""
    shown = {ref.thing: ref for step in steps for act in step.acts for ref in act.things}
    gone = [act for step in steps for act in step.acts if act.phrase != "show {}"]
    for act in gone:
        for ref in act.things:
            shown.pop(ref.thing, None)
    told = (
        "" if any("{}" not in act.phrase for act in gone) else Names().tell(tuple(shown.values()))
    )
    return f"{STILLS[variety % len(STILLS)]}{told} {background}".rstrip() + "." if told else ""


def is_wait(step: Step) -> bool:
    return step.acts[0].phrase.startswith("wait ")


def shortened(steps: list[Step], clauses: list[str]) -> list[Step | None]:
    """The first and the last steps of a long scene, None standing for those between."""
    if len(steps) <= CLAUSES and sum(map(len, clauses)) <= TOTAL:
        return list(steps)
    first = fitting(clauses[: len(steps)], CLAUSES * 3 // 5, TOTAL * 3 // 5)
    last = fitting(clauses[len(steps) - 1 : first : -1], CLAUSES * 2 // 5, TOTAL * 2 // 5)
    return [*steps[:first], None, *steps[len(steps) - last :]]


def fitting(clauses: list[str], count: int, length: int) -> int:
    """How many of the clauses, at least one, fit into this count and length."""
    taken = 1
    while taken < min(count, len(clauses)) and sum(map(len, clauses[: taken + 1])) <= length:
        taken += 1
    return min(taken, len(clauses))


def sentences(clauses: list[str], opening: str, variety: int) -> Iterator[str]:
    """The clauses in two to six sentences; an empty one stands for what is left out."""
    chunks = chunked(clauses)
    for index, (chunk, later) in enumerate(chunks):
        if index == 0:
            yield opening + sequence([third_person(clause) for clause in chunk]) + "."
        elif index == len(chunks) - 1 and index > 1:
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
    """Clauses that follow each other: "draws a, turns it red, and then fades it out"."""
    if len(clauses) == 1:
        return clauses[0]
    then = ", and then " if len(clauses) > 2 or any(", " in c for c in clauses) else " and then "
    return ", ".join(clauses[:-1]) + then + clauses[-1]


class Clauses:
    """Steps as clauses with their verb in its base form; remembers what was spoken of last."""

    def __init__(self, stage: Stage):
        self.names = Names()
        self.names.known[stage.camera] = stage.camera.look
        self.names.known[stage.everything] = stage.everything.look
        self.last: list[Thing] = []

    def of(self, steps: Sequence[Step | None]) -> list[str]:
        """A clause a step; an empty one for what cannot be told, or is left out."""
        clauses: list[str] = []
        for step in steps:
            clauses.append(self.clause(step, first=not any(clauses)) if step else "")
        return clauses

    def clause(self, step: Step, first: bool = False) -> str:
        told = self.acts(step.acts, "start with" if first else "add")
        if not told:
            return ""
        things = {ref.thing for act in step.acts for ref in act.things}
        many = len(things) > 1 or any(thing.count != 1 for thing in things)
        if step.moving and step.in_turn and many:
            told += " one after another"
        elif step.seconds:
            told += f" over {step.seconds} seconds"
        if step.body:
            return told + self.body(step)
        return told if step.times == 1 else f"{told} {times(step.times)}"

    def body(self, step: Step) -> str:
        """The further steps of a loop's rounds."""
        if not step.in_turn:
            body = [inner for inner in step.body if not is_wait(inner)]
            rest = [text for inner in body if (text := self.acts(inner.acts))]
            rest = [f"then {gerund(text)}" for text in rest]
            again = f", repeating this {times(step.times)}"
            return (", " + listed(rest) if rest else "") + (again if step.times != 1 else "")
        rest = []
        for inner in step.body:
            if is_wait(inner) or (not inner.in_turn and inner.acts[0].phrase in GONE):
                continue  # what is gone after the first round cannot go again
            same = [[ref.thing for ref in act.things] for act in inner.acts]
            own = [ref.thing for ref in step.acts[0].things]
            if all(things == own or not things for things in same):
                acts = [swapped(act.phrase) for act in inner.acts if not act.to]
                rest += [gerund(phrase.replace("{}", "it")) for phrase in acts]
            elif not inner.in_turn and (text := self.acts(inner.acts)):
                rest.append(gerund(text))
        return f", each time {listed(rest)}" if rest else ""

    def acts(self, acts: list[Act], show: str = "add") -> str:
        """What happens at the same time: "move the circle up while fading out the square"."""
        told: list[str] = []
        phrase = ""
        for act in acts[:TOGETHER]:
            text = self.act(act, show)
            if text and act.phrase == phrase and " and " not in told[-1] + text:
                told[-1] += " and " + text.partition(" ")[2]
            elif text:
                told.append(text)
            phrase = act.phrase if text else phrase
        if len(told) < 2:
            return "".join(told)
        return told[0] + " while " + listed([gerund(text) for text in told[1:]])

    def act(self, act: Act, show: str) -> str:
        phrase = f"{show} {{}}" if act.phrase == "show {}" else act.phrase
        if "{}" not in phrase:
            return phrase
        things = [ref.thing for ref in act.things]
        again = bool(things) and things == self.last
        if again:
            named = "it" if len(things) == 1 and things[0].count == 1 else "them"
            phrase = swapped(phrase)
        else:
            named = self.names.tell(act.things)
        to = self.names.tell(act.to)
        if not named or ("{to}" in phrase and not to):
            return ""
        self.last = things
        if phrase.endswith("into {to}") and "copy" not in phrase:
            self.names.forget(act.things)
            self.last = [ref.thing for ref in act.to]
        elif act.phrase in GONE:
            self.names.put_away(act.things)
        return phrase.replace("{to}", to).replace("{}", named)


GONE = {*words.REMOVE.values(), "remove {}"}


def swapped(phrase: str) -> str:
    """Before a pronoun the particle comes last: "fade it out"."""
    return re.sub(r"^(\w+) (in|out) \{\}", r"\1 {} \2", phrase)


def joined(steps: list[Step]) -> list[Step]:
    """The steps, with what is done alike to one thing after another as one step."""
    told: list[Step] = []
    for step in steps:
        acts = alike(step.acts)
        if not acts:
            continue
        new = Step(acts, step.moving, step.times, step.in_turn, step.seconds, step.body)
        if told and len(acts) == 1 and follows(told[-1], new):
            told[-1].acts[0].things += acts[0].things
        elif told and is_again(told[-1], new):
            told[-1].times += 1
        else:
            told.append(new)
    return told


def is_again(before: Step, step: Step) -> bool:
    """Whether the step does once more what the one before did, to the same things."""
    if before.body or step.body or step.times != 1 or not before.times or step.in_turn:
        return False
    one = [(act.phrase, [ref.thing for ref in act.things]) for act in before.acts if not act.to]
    two = [(act.phrase, [ref.thing for ref in act.things]) for act in step.acts]
    return one == two and not is_wait(step)


def alike(acts: list[Act]) -> list[Act]:
    """The acts of one time, those that do the same to several things as one."""
    made: list[Act] = []
    for act in acts:
        mate = next((m for m in made if m.phrase == act.phrase and is_mate(m, act)), None)
        if mate and "{}" in act.phrase:
            mate.things += tuple(ref for ref in act.things if ref not in mate.things)
            mate.to += tuple(ref for ref in act.to if ref not in mate.to)
        elif act.phrase and (act not in made):
            made.append(Act(act.phrase, act.things, act.to))
    return made


def is_mate(one: Act, other: Act) -> bool:
    """Whether both can be told in one: "turn the squares into circles"."""
    if not one.to and not other.to:
        return True
    nouns = [{ref.look.noun for ref in (*one.things, *other.things)}]
    nouns.append({ref.look.noun for ref in (*one.to, *other.to)})
    return bool(one.to and other.to) and all(len(kinds) == 1 for kinds in nouns)


def follows(before: Step, step: Step) -> bool:
    """Whether the step does to other things what the one before did."""
    if len(before.acts) != 1 or before.body or step.body or before.seconds or step.seconds:
        return False
    one, two = before.acts[0], step.acts[0]
    if one.phrase != two.phrase or "{}" not in two.phrase or one.to or two.to:
        return False
    same_manner = (before.times, before.in_turn) == (step.times, step.in_turn) == (1, False)
    apart = {ref.thing for ref in one.things}.isdisjoint(ref.thing for ref in two.things)
    return same_manner and apart
