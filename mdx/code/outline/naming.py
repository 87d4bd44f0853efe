"""How things are called: with an article and their looks at first, by name afterwards."""

import re
from collections.abc import Sequence

from mdx.code.outline import words
from mdx.code.outline.english import a, listed, number, plural
from mdx.code.outline.things import Look, Ref, Refs, Thing

LABEL = 60  # characters of a text or formula that are quoted
KINDS = 6  # kinds of things named in one list
NAMED = {"text", "formula", "number", "curve", "title", "matrix"}  # "the text ..." when quoted


class Names:
    """Remembers what has been spoken of, and how it looked."""

    def __init__(self) -> None:
        self.known: dict[Thing, Look] = {}
        self.away: dict[Thing, Look] = {}
        self.order: dict[str, list[Thing]] = {}  # of each noun, as first told

    def tell(self, refs: Refs) -> str:
        """The things in words; "" if none of them is known."""
        refs = tuple(ref for ref in refs if ref.look.noun)
        told = self.old([ref for ref in refs if ref.thing in self.known or ref.thing in self.away])
        told += self.new([ref for ref in refs if ref.thing not in self.known])
        if len(told) > KINDS:
            told = [*told[: KINDS - 1], "more"]
        return listed(told)

    def forget(self, refs: Refs) -> None:
        for ref in refs:
            self.known.pop(ref.thing, None)

    def put_away(self, refs: Refs) -> None:
        """They are gone, but may come back."""
        for ref in refs:
            if look := self.known.pop(ref.thing, None):
                self.away[ref.thing] = look
        if any(ref.look.noun == "everything" for ref in refs):
            self.away |= self.known
            self.known = {t: look for t, look in self.known.items() if look.noun in ALONE}

    # ---- what was named before ----

    def old(self, refs: Sequence[Ref]) -> list[str]:
        for ref in refs:
            if ref.thing in self.away:
                self.known[ref.thing] = self.away.pop(ref.thing)
            if ref.look.colour != self.known[ref.thing].colour:
                self.known[ref.thing] = ref.look
        kinds: dict[str, list[Thing]] = {}
        for ref in refs:
            kinds.setdefault(self.known[ref.thing].noun, []).append(ref.thing)
        told = []
        for noun, things in kinds.items():
            told += self.definite(noun, things)
        return told

    def definite(self, noun: str, things: list[Thing]) -> list[str]:
        """The things of one kind: "the circle", "the red circle", "two of the circles"."""
        if noun in ALONE:
            return [noun if noun == "everything" else "the " + noun]
        every = [thing for thing, look in self.known.items() if look.noun == noun]
        if len(every) == len(things):
            many = len(things) > 1 or things[0].count != 1
            return ["the " + (plural(noun, words.PLURALS) if many else noun)]
        names = [self.unique(thing, every) or self.ordinal(noun, thing) for thing in things]
        if all(names) and len(names) <= 4:
            return [name for name in names if name]
        count = sum(thing.count for thing in things) if all(t.count for t in things) else 0
        return [f"{number(count) if count else 'some'} of the {plural(noun, words.PLURALS)}"]

    def unique(self, thing: Thing, rivals: list[Thing]) -> str | None:
        """A name that none of the rivals shares; None if there is none."""
        look = self.known[thing]
        others = [self.known[rival] for rival in rivals if rival is not thing]
        noun = look.noun if thing.count == 1 else plural(look.noun, words.PLURALS)
        if look.colour and all(other.colour != look.colour for other in others):
            return f"the {look.colour} {noun}"
        if (label := quoted(look)) and all(other.label != look.label for other in others):
            return f"the {noun} {label}"
        return None

    def ordinal(self, noun: str, thing: Thing) -> str | None:
        """ "the second circle", in the order in which they were named; None for many."""
        order = self.order.get(noun, [])
        if thing not in order or len(order) > len(ORDINALS) or any(t.count != 1 for t in order):
            return None
        return f"the {ORDINALS[order.index(thing)]} {noun}"

    # ---- what is new ----

    def new(self, refs: Sequence[Ref]) -> list[str]:
        kinds: dict[tuple, list[Ref]] = {}
        nouns: dict[str, set[str]] = {}
        for ref in refs:
            nouns.setdefault(ref.look.noun, set()).add(ref.look.colour)
        for ref in refs:
            look = ref.look
            gaudy = len(nouns[look.noun]) > 3
            detail = "" if quoted(look) or gaudy else look.detail
            kinds.setdefault((look.noun, gaudy or look.colour, detail), []).append(ref)
        told = []
        for alike in kinds.values():
            told.append(self.first(alike))
            self.known.update((ref.thing, ref.look) for ref in alike)
            self.order.setdefault(alike[0].look.noun, []).extend(ref.thing for ref in alike)
        return told

    def first(self, alike: list[Ref]) -> str:
        """Things of one kind that are named for the first time."""
        look = alike[0].look
        if len(alike) == 1 and alike[0].thing.count == 1:
            return self.single(look)
        colours = {ref.look.colour for ref in alike}
        name = plural(
            f"{look.colour if len(colours) == 1 else ''} {look.noun}".strip(), words.PLURALS
        )
        labels = [quoted(ref.look) for ref in alike]
        counts = [ref.thing.count for ref in alike]
        if all(labels) and look.noun in NAMED:
            if len(set(labels)) == 1 and all(counts):
                return f"{number(sum(counts))} {name} {labels[0]}"
            if len(labels) <= 4 or sum(map(len, labels)) <= LABEL:
                return f"the {name} {listed(labels)}"
        told = f"{number(sum(counts)) if all(counts) else 'several'} {name}"
        if len(colours) > 1:
            told += " in different colours"
        formation, _, size = look.formation
        together = size == len(alike) and len({ref.look.formation for ref in alike}) == 1
        return f"{told} {formation}" if together else told

    def single(self, look: Look) -> str:
        name, label = f"{look.colour} {look.noun}".strip(), quoted(look)
        if label:
            told = f"{'the ' + name if look.noun in NAMED else a(name)} {label}"
        else:
            told = f"some {name}" if look.noun == "text" else a(name)
        if look.detail:
            told += " " + look.detail
        where, other = look.place
        if where and other is None:
            told += " " + where
        elif where and other in self.known and other is not None:
            told += f" {where} {listed(self.definite(self.known[other].noun, [other]))}"
        return told


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
ALONE = {"everything", "camera"}
SINGLE = re.compile(r"\{\{(\w+)\}\}")  # double braces that only keep parts of a formula apart


def quoted(look: Look) -> str:
    """What is written on it, as it can stand in a sentence; "" if too long or not known."""
    label = SINGLE.sub(r"\1", " ".join(look.label.split()))
    longest = LABEL if look.noun != "bulleted list" else 3 * LABEL
    if not label or len(label) > longest or not label.isprintable():
        return ""
    if look.style == "formula":
        return f"${label}$" if "$" not in label else ""
    if look.style == "plain":
        return "of " + label if look.noun == "bulleted list" else label
    return f'"{label}"' if '"' not in label else f"“{label}”"
