"""How things are called: with an article and their looks at first, by name afterwards."""

import re
from collections.abc import Sequence

from mdx.outline import words
from mdx.outline.english import QUOTED, a, coloured, listed, number, plural, quote
from mdx.outline.things import Look, Ref, Refs, Thing

KINDS = 6  # kinds of things named in one list
LABELS = 8  # labels, and
ALL_LABELS = 320  # their characters, that stand in one list
EXAMPLES = 3  # labels of those that are too many
ALONE_QUOTED = 120  # characters of a text that stands alone
BEGINNING = 50  # characters of a longer one that are quoted
# "the text ..." when quoted
NAMED = {
    "text",
    "formula",
    "number",
    "curve",
    "title",
    "matrix",
    "label",
    "picture",
    "graphic",
    "code listing",
}


class Names:
    """Remembers what has been spoken of, and how it looked."""

    def __init__(self) -> None:
        self.known: dict[Thing, Look] = {}
        self.away: dict[Thing, Look] = {}
        self.order: dict[str, list[Thing]] = {}  # of each noun, as first told

    def tell(self, refs: Refs) -> str:
        """The things in words; "" if none of them is known."""
        refs = tuple(ref for ref in refs if ref.look.noun and not ref.look.hidden)
        parts = [ref for ref in refs if ref.thing.whole is not None]
        wholes = [ref for ref in refs if ref.thing.whole is None]
        names = self.old([r for r in wholes if r.thing in self.known or r.thing in self.away])
        names += self.new(in_order([r for r in wholes if r.thing not in self.known]), len(names))
        names += self.pieces(parts)
        if len(names) > KINDS:
            names = [*names[: KINDS - 1], "more"]
        return listed(names)

    def spoken(self) -> bool:
        """Whether anything has been named but what is always there."""
        return bool(self.away or any(look.noun not in ALONE for look in self.known.values()))

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

    def pieces(self, parts: list[Ref]) -> list[str]:
        """Parts of things: "the $x$ in the formula", "part of the text"."""
        groups: dict[Thing, list[Ref]] = {}
        for ref in parts:
            if ref.thing.whole is not None:
                groups.setdefault(ref.thing.whole, []).append(ref)
        names = []
        for whole, own in groups.items():
            named = self.tell((Ref(whole, self.known.get(whole, whole.look)),))
            labels = [quote(ref.look.label, ref.look.style) for ref in own]
            written = bare("".join(ref.look.label for ref in own))
            if named and written and written == bare(whole.look.label):
                names.append(named)
            elif named and all(labels):
                names.append(f"the {listed(list(dict.fromkeys(labels)))} in {named}")
            elif named:
                alone = len(own) == 1 and own[0].thing.count == 1
                names.append(f"{'part' if alone else 'parts'} of {named}")
        return names

    def old(self, refs: Sequence[Ref]) -> list[str]:
        for ref in refs:
            if ref.thing in self.away:
                self.known[ref.thing] = self.away.pop(ref.thing)
            if ref.look.colour != self.known[ref.thing].colour:
                self.known[ref.thing] = ref.look
        kinds: dict[str, list[Thing]] = {}
        for ref in refs:
            kinds.setdefault(self.known[ref.thing].noun, []).append(ref.thing)
        names = []
        for noun, things in kinds.items():
            names += self.definite(noun, things)
        return names

    def definite(self, noun: str, things: list[Thing]) -> list[str]:
        """The things of one kind: "the circle", "the red circle", "two of the circles"."""
        if noun in ALONE:
            return [noun if noun == "everything" else "the " + noun]
        every = [thing for thing, look in self.known.items() if look.noun == noun]
        if len(every) == len(things):
            many = len(things) > 1 or things[0].count != 1
            return ["the " + (plural(noun, words.PLURALS) if many else self.short(noun))]
        labels = [quoted(self.known[thing]) for thing in things]
        if len(things) > 1 and all(labels) and noun in NAMED and len(set(labels)) == len(labels):
            if sum(map(len, labels)) <= ALL_LABELS:
                return [f"the {plural(noun, words.PLURALS)} {listed(labels)}"]
        names = [self.unique(thing, every) or self.ordinal(noun, thing) for thing in things]
        if all(names) and len(names) <= 4:
            return [name for name in names if name]
        count = sum(thing.count for thing in things) if all(t.count for t in things) else 0
        return [f"{number(count) if count else 'some'} of the {plural(noun, words.PLURALS)}"]

    def short(self, noun: str) -> str:
        """The noun in short, where nothing else of that name is known."""
        brief = words.SHORT.get(noun, noun)
        rivals = {words.SHORT.get(look.noun, look.noun) for look in self.known.values()
                  if look.noun != noun}  # fmt: skip
        return noun if brief in rivals else brief

    def unique(self, thing: Thing, rivals: list[Thing]) -> str | None:
        """A name that none of the rivals shares; None if there is none."""
        look = self.known[thing]
        others = [self.known[rival] for rival in rivals if rival is not thing]
        noun = look.noun if thing.count == 1 else plural(look.noun, words.PLURALS)
        if look.colour and all(other.colour != look.colour for other in others):
            return f"the {coloured(noun, look.colour)}"
        if (label := quoted(look)) and all(other.label != look.label for other in others):
            return f"the {noun} {label}"
        return None

    def ordinal(self, noun: str, thing: Thing) -> str | None:
        """ "the second circle", in the order in which they were named; None for many."""
        order = self.order.get(noun, [])
        if thing not in order or len(order) > len(ORDINALS) or any(t.count != 1 for t in order):
            return None
        return f"the {ORDINALS[order.index(thing)]} {noun}"

    def new(self, refs: Sequence[Ref], before: int) -> list[str]:
        """What is told of the first time; of what gives way to "more" nothing is remembered."""
        kinds: dict[tuple[object, ...], list[Ref]] = {}
        nouns: dict[str, set[str]] = {}
        for ref in refs:
            nouns.setdefault(ref.look.noun, set()).add(ref.look.colour)
        for ref in refs:
            look = ref.look
            gaudy = len(nouns[look.noun]) > 3
            detail = "" if quoted(look) or gaudy else look.detail + look.size
            labelled = look.noun in NAMED and bool(quoted(look))
            kinds.setdefault((look.noun, gaudy or look.colour, detail, labelled), []).append(ref)
        names: list[str] = []
        for alike in kinds.values():
            if before + len(kinds) > KINDS and before + len(names) >= KINDS - 1:
                names.append("more")
                break
            names.append(self.first(alike))
            self.known.update((ref.thing, ref.look) for ref in alike)
            self.order.setdefault(alike[0].look.noun, []).extend(ref.thing for ref in alike)
        return names

    def first(self, alike: list[Ref]) -> str:
        """Things of one kind that are named for the first time."""
        look = alike[0].look
        if len(alike) == 1 and alike[0].thing.count == 1:
            return self.single(look)
        colours = {ref.look.colour for ref in alike}
        name = plural(coloured(look.noun, look.colour if len(colours) == 1 else ""), words.PLURALS)
        labels = [quoted(ref.look) for ref in alike]
        counts = [ref.thing.count for ref in alike]
        if all(labels) and look.noun in NAMED:
            if len(set(labels)) == 1 and all(counts):
                return f"{number(sum(counts))} {name} {labels[0]}"
            if len(labels) <= LABELS and sum(map(len, labels)) <= ALL_LABELS:
                return f"the {name} {listed(list(dict.fromkeys(labels)))}"
        text = f"{number(sum(counts)) if all(counts) else 'several'} {name}"
        if len({(ref.look.detail, ref.look.size) for ref in alike}) == 1:
            text = " ".join(filter(None, [text, look.detail, look.size]))
        if len(colours) > 1:
            text += " in different colours"
        formation, _, size = look.formation
        if size == len(alike) and len({ref.look.formation for ref in alike}) == 1:
            text += f" {formation}"
        distinct = list(dict.fromkeys(labels)) if all(labels) and look.noun in NAMED else []
        return f"{text} such as {listed(distinct[:EXAMPLES])}" if len(distinct) > EXAMPLES else text

    def single(self, look: Look) -> str:
        name, label = coloured(look.noun, look.colour), quoted(look, ALONE_QUOTED)
        if label:
            text = f"{'the ' + name if look.noun in NAMED else a(name)} {label}"
        elif look.noun == "text" and (beginning := begun(look)):
            text = f"the {name} that begins {beginning}"
        else:
            text = f"some {name}" if look.noun == "text" else a(name)
        text = " ".join(filter(None, [text, look.detail, look.size]))
        where, other, _ = look.place
        if where and other is None:
            text += " " + where
        elif where and other is not None and (named := self.beside(other, look)):
            text += f" {where} {named}"
        return text

    def beside(self, other: Thing, look: Look) -> str:
        """What something stands beside; "" if that was not told, or is too much."""
        leaves = list(other.leaves())
        if other.whole in self.known:
            return listed(self.pieces([Ref(other, other.look)]))
        nouns = {self.known[leaf].noun for leaf in leaves if leaf in self.known}
        if len(nouns) != 1 or any(leaf not in self.known for leaf in leaves):
            return ""
        [noun] = nouns
        if noun == look.noun and len(leaves) == 1 and leaves[0] is next(reversed(self.known)):
            return "it"
        return listed(self.definite(noun, leaves))


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
ALONE = {"everything", "camera"}


def in_order(refs: Sequence[Ref]) -> list[Ref]:
    """What stands beside another one after that one, so that its place can be told."""
    here = {ref.thing for ref in refs}
    ordered: dict[Thing, Ref] = {}
    waiting = list(refs)
    while waiting:
        ready = [
            ref for ref in waiting
            if (other := ref.look.place[1]) is None
            or all(
                whole in ordered or whole not in here
                for leaf in other.leaves() if (whole := leaf.whole or leaf)
            )
        ]  # fmt: skip
        for ref in ready or waiting:
            ordered[ref.thing] = ref
        waiting = [ref for ref in waiting if ref.thing not in ordered]
    return list(ordered.values())


def quoted(look: Look, longest: int = QUOTED) -> str:
    """What is written on it, as it can stand in a sentence; "" if too long or not known."""
    if look.noun == "bulleted list":
        items = quote(look.label, "plain", 3 * QUOTED)
        return items and f"of {items}"
    return quote(look.label, look.style, longest)


def bare(label: str) -> str:
    """The label without blanks and marks of formulas: what is the same in a whole and its parts."""
    return re.sub(r"[\s$]", "", label)


def begun(look: Look) -> str:
    """The beginning of a long text, in quotes."""
    label = " ".join(look.label.split()).lstrip("“\"'")
    if len(label) <= ALONE_QUOTED or "$" in label:
        return ""
    return quote(label[: label.rfind(" ", 0, BEGINNING)], "text")
