"""Plain English for what a scene shows, from its syntax tree alone: no model asks, none answers.

What the text of the code does not tell is not told either: a description may leave things out,
but each statement in it holds.
"""

import ast
import re
import warnings
from collections.abc import Sequence
from hashlib import sha256

from mdx.code.outline import words
from mdx.code.outline.animations import call
from mdx.code.outline.english import a, gerund, listed, number, plural, third_person
from mdx.code.outline.walk import Act, Look, Ref, Stage, Step, Thing

LARGEST = 200_000  # characters of code that are looked at
SENTENCES = 6
LABEL = 60  # characters of a text or formula that are quoted
OPENINGS = (
    ("Create an animation that ", third_person),
    ("Make a short animation that ", third_person),
    ("I'd like an animation that ", third_person),
    ("Animate a scene that ", third_person),
)
STILLS = ("Show ", "Draw a still picture of ", "Make a picture that shows ", "Create an image of ")
THEN = ("Then", "Next,", "After that,", "Then")
LAST = "Finally,"


def narrate(code: str) -> str:
    """Two to six sentences that ask for what this scene shows; "" if nothing can be told."""
    if len(code) > LARGEST:
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code)
        node = scene_class(tree)
        if node is None:
            return ""
        stage = Stage(tree, call)
        stage.perform(node)
        return Narrator(sha256(code.encode(errors="replace")).digest()[0]).tell(stage)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return ""


def scene_class(tree: ast.Module) -> ast.ClassDef | None:
    """The last class of the file that has a construct, or inherits one."""
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    able: set[str] = set()
    found = None
    for node in classes:
        own = any(isinstance(i, ast.FunctionDef) and i.name == "construct" for i in node.body)
        if own or any(isinstance(b, ast.Name) and b.id in able for b in node.bases):
            able.add(node.name)
            found = node
    return found


class Narrator:
    """Tells steps as sentences; remembers what has been spoken of."""

    def __init__(self, variety: int):
        self.variety = variety
        self.known: dict[Thing, Look] = {}
        self.last: list[Thing] = []

    def tell(self, stage: Stage) -> str:
        still = not any(step.moving for step in stage.steps)
        if still:
            return self.picture(stage)
        clauses = [clause for step in merged(stage.steps) if (clause := self.clause(step))]
        while clauses and clauses[-1].startswith("wait "):
            clauses.pop()
        if not clauses:
            return ""
        return " ".join(self.sentences(clauses))

    def picture(self, stage: Stage) -> str:
        refs = [ref for step in stage.steps for act in step.acts for ref in act.things]
        told = self.refer(refs)
        if not told:
            return ""
        return STILLS[self.variety % len(STILLS)] + told + "."

    def sentences(self, clauses: list[str]) -> list[str]:
        opening, form = OPENINGS[self.variety % len(OPENINGS)]
        size = 3 if len(clauses) > 4 else 2
        size = max(size, -(-len(clauses) // SENTENCES))
        chunks = [clauses[i : i + size] for i in range(0, len(clauses), size)]
        made = [opening + sequence([form(c) for c in chunks[0]]) + "."]
        for index, chunk in enumerate(chunks[1:]):
            last = index == len(chunks) - 2 and index > 0
            word = LAST if last else THEN[(index + self.variety) % len(THEN)]
            made.append(f"{word} {sequence(chunk)}.")
        return made

    # ---- clauses ----

    def clause(self, step: Step) -> str:
        told = [phrase for act in step.acts if (phrase := self.act(act))]
        if not told:
            return ""
        text = told[0]
        if len(told) > 1:
            text += " while " + listed([gerund(t) for t in told[1:]])
        if (
            step.in_turn
            and step.acts[0].things
            and len(step.acts[0].things) + (step.acts[0].things[0].thing.count != 1) > 1
        ):
            text += " one by one"
        elif step.times != 1:
            text += " " + (
                "again and again"
                if step.times == 0
                else "twice"
                if step.times == 2
                else f"{number(step.times)} times"
            )
        return text

    def act(self, act: Act) -> str:
        if "{}" not in act.phrase:
            return act.phrase
        if not act.things:
            return ""
        same = [ref.thing for ref in act.things] == self.last
        if same:
            things = "them" if len(self.last) > 1 or self.last[0].count != 1 else "it"
        else:
            things = self.refer(act.things)
        if not things:
            return ""
        to = self.refer(act.to) if act.to else ""
        phrase = act.phrase
        if act.to and not to:
            return ""
        if same:
            phrase = re.sub(r"(\w+) (in|out) \{\}", r"\1 {} \2", phrase)
        self.last = [ref.thing for ref in act.things]
        if "{to}" in phrase and "into" in phrase:
            for ref in act.things:
                self.known.pop(ref.thing, None)
            for ref in act.to:
                self.known[ref.thing] = ref.look
            if len(act.things) == len(act.to) == 1:
                self.known[act.things[0].thing] = act.to[0].look
        return phrase.replace("{}", things).replace("{to}", to)

    def refer(self, refs: Sequence[Ref]) -> str:
        """The things in words: new ones with an article and how they look, known ones by name."""
        refs = [ref for ref in refs if ref.look.noun]
        new = [ref for ref in refs if ref.thing not in self.known]
        old = [ref for ref in refs if ref.thing in self.known]
        if old and not new and len(old) == len(self.known) and len(old) > 1:
            return "both" if len(old) == 2 else "everything"
        told = []
        if len(old) > 4:
            nouns = {ref.look.noun for ref in old}
            told.append("the " + plural(nouns.pop(), words.PLURALS) if len(nouns) == 1 else "these")
        else:
            told += [self.definite(ref) for ref in old]
        told += self.indefinite(new)
        return listed(list(dict.fromkeys(told)))

    def indefinite(self, refs: Sequence[Ref]) -> list[str]:
        told = []
        kinds: dict[tuple, list[Ref]] = {}
        for ref in refs:
            look = ref.look
            key = (look.noun, look.colour, "" if look.label else look.detail)
            kinds.setdefault(key, []).append(ref)
        for alike in kinds.values():
            told.append(self.new(alike))
            for ref in alike:
                self.known[ref.thing] = ref.look
        return told

    def new(self, alike: list[Ref]) -> str:
        look = alike[0].look
        name = f"{look.colour} {look.noun}".strip()
        counts = [ref.thing.count for ref in alike]
        labels = [quoted(ref.look) for ref in alike]
        if len(alike) == 1 and counts[0] == 1:
            told = a(name)
            if labels[0]:
                told = (
                    ("the " + name if look.noun in ("text", "formula", "number") else told)
                    + " "
                    + labels[0]
                )
            if look.detail:
                told += " " + look.detail
            where, other = look.place
            if where and other is None:
                told += " " + where
            elif where and other in self.known:
                told += f" {where} {self.definite(Ref(other, self.known[other]))}"
            return told
        many = plural(name, words.PLURALS)
        if 0 in counts:
            return "several " + many
        if all(labels) and len(labels) <= 4:
            return f"the {many} {listed(labels)}"
        return f"{number(sum(counts))} {many}"

    def definite(self, ref: Ref) -> str:
        look = self.known[ref.thing]
        noun = look.noun if ref.thing.count == 1 else plural(look.noun, words.PLURALS)
        others = [other for thing, other in self.known.items() if thing is not ref.thing]
        if all(other.noun != look.noun for other in others):
            return "the " + noun
        if look.colour and all((o.noun, o.colour) != (look.noun, look.colour) for o in others):
            return f"the {look.colour} {noun}"
        if look.label:
            return f"the {noun} {quoted(look)}"
        return "one of the " + plural(look.noun, words.PLURALS)


def quoted(look: Look) -> str:
    """What is written on it, as it can stand in a sentence; "" if too long or not known."""
    label = " ".join(look.label.split())
    if not label or len(label) > LABEL or not label.isprintable():
        return ""
    return f"${label}$" if look.formula else f'"{label}"'


def merged(steps: list[Step]) -> list[Step]:
    """The steps, with those that do the same to one thing after another told as one."""
    told: list[Step] = []
    for step in steps:
        acts: list[Act] = []
        for act in step.acts:
            mate = next((m for m in acts if m.phrase == act.phrase and not act.to), None)
            if mate:
                mate.things += act.things
            elif act.phrase:
                acts.append(Act(act.phrase, act.things, act.to))
        if not acts:
            continue
        before = told[-1] if told else None
        if (
            before
            and len(before.acts) == len(acts) == 1
            and not acts[0].to
            and "{}" in acts[0].phrase
        ):
            same = before.acts[0].phrase == acts[0].phrase
            if same and (before.times, before.in_turn) == (step.times, step.in_turn):
                if not set(before.acts[0].things) & set(acts[0].things):
                    before.acts[0].things += acts[0].things
                    continue
        told.append(Step(acts, step.moving, step.times, step.in_turn))
    return told


def sequence(clauses: list[str]) -> str:
    """Clauses that follow each other: "draws a, turns it red, and then fades it out"."""
    if len(clauses) == 1:
        return clauses[0]
    return (
        ", ".join(clauses[:-1])
        + (", and then " if len(clauses) > 2 else " and then ")
        + clauses[-1]
    )
