"""How things are called: with an article and their looks at first, by name afterwards."""

import re
from collections.abc import Sequence

from mdx.outline import words
from mdx.outline.english import QUOTED, a, coloured, listed, number, plural, quote
from mdx.outline.things import Look, Ref, Refs, Thing

KINDS = 8  # kinds of things named in one list
LABELS = 8  # labels, and
ALL_LABELS = 320  # their characters, that stand in one list
EXAMPLES = 3  # labels of those that are too many
ALONE_QUOTED = 200  # characters of a text that stands alone
NAMED = {  # "the text ..." when quoted
    "text", "formula", "number", "curve", "title", "matrix", "label", "picture", "graphic",
    "code listing", "x-axis label", "y-axis label", "z-axis label", "3D surface",
}  # fmt: skip
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
ALONE = {"everything", "camera"}


class Names:
    """Remembers what has been mentioned, and how it looked."""

    def __init__(self) -> None:
        self.known: dict[Thing, Look] = {}
        self.away: dict[Thing, Look] = {}
        self.order: dict[str, list[Thing]] = {}  # of each noun, as first told
        self.clear = self.vague = 0  # how many were told of with what is their own, and without

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
        """Whether anything has been named that is not always there."""
        return bool(self.away or any(look.noun not in ALONE for look in self.known.values()))

    def forget(self, refs: Refs) -> None:
        for ref in refs:
            self.known.pop(ref.thing, None)

    def put_away(self, refs: Refs) -> None:
        """Notes that they are gone, but may come back."""
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
            every = "".join(whole.labels) if all(whole.labels) else ""
            if named and written and written in (bare(whole.look.label), bare(every)):
                names.append(named)
            elif named and all(labels):
                said = listed(list(dict.fromkeys(labels)))
                is_cell = own[0].look.style == "plain"
                names.append(f"{said} of {named}" if is_cell else f"the {said} in {named}")
            elif named:
                self.vague += 1
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
            return ["the " + (plural(noun) if many else self.short(noun))]
        labels = [quoted(self.known[thing]) for thing in things]
        if len(things) > 1 and all(labels) and noun in NAMED and len(set(labels)) == len(labels):
            if sum(map(len, labels)) <= ALL_LABELS:
                return [f"the {plural(noun)} {listed(labels)}"]
        names = [self.unique(thing, every) or self.ordinal(noun, thing) for thing in things]
        if all(names) and len(names) <= 4:
            return [name for name in names if name]
        count = sum(thing.count for thing in things) if all(t.count for t in things) else 0
        return [f"{number(count) if count else 'some'} of the {plural(noun)}"]

    def short(self, noun: str) -> str:
        """The short noun, if nothing else goes by it."""
        rivals = {brief(look.noun) for look in self.known.values() if look.noun != noun}
        return noun if brief(noun) in rivals else brief(noun)

    def unique(self, thing: Thing, rivals: list[Thing]) -> str | None:
        """A name that fits none of the rivals; None if there is none."""
        look = self.known[thing]
        others = [self.known[rival] for rival in rivals if rival is not thing]
        noun = look.noun if thing.count == 1 else plural(look.noun)
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
        """Names things for the first time; does not remember those that are only "more"."""
        kinds: dict[tuple[object, ...], list[Ref]] = {}
        nouns: dict[str, set[str]] = {}
        for ref in refs:
            nouns.setdefault(ref.look.noun, set()).add(ref.look.colour)
        for most in (3, 0):  # colours of a noun that are told
            kinds = {}
            for ref in refs:
                gaudy = len(nouns[ref.look.noun]) > most
                kinds.setdefault(self.kind(ref.look, gaudy), []).append(ref)
            if before + len(kinds) <= KINDS:
                break
        names: list[str] = []
        for alike in kinds.values():
            if before + len(kinds) > KINDS and before + len(names) >= KINDS - 1:
                names.append("more")
                break
            names.append(self.first(alike) + formed(alike))
            self.known.update((ref.thing, ref.look) for ref in alike)
            self.order.setdefault(alike[0].look.noun, []).extend(ref.thing for ref in alike)
        if len(names) > 1 and not before:
            names[-1] += formed(refs)
        return names

    def kind(self, look: Look, gaudy: bool) -> tuple[object, ...]:
        """What things named together have in common; `gaudy` if their colours differ too much."""
        detail = "" if quoted(look) or gaudy else look.detail + look.size
        return look.noun, gaudy or look.colour, detail, look.noun in NAMED and bool(quoted(look))

    def first(self, alike: list[Ref]) -> str:
        """Things of one kind that are named for the first time."""
        look = alike[0].look
        own = quoted(look, ALONE_QUOTED) or look.detail or look.size or look.ends or look.place[0]
        if (look.noun in words.VAGUE and not own) or any(ref.thing.count == 0 for ref in alike):
            self.vague += 1
        else:
            self.clear += 1
        if len(alike) == 1 and alike[0].thing.count == 1:
            return self.single(look)
        colours = {ref.look.colour for ref in alike}
        name = plural(coloured(look.noun, look.colour if len(colours) == 1 else ""))
        labels = [quoted(ref.look) for ref in alike]
        counts = [ref.thing.count for ref in alike]
        if all(labels) and look.noun in NAMED:
            if len(set(labels)) == 1 and all(counts):
                return f"{number(sum(counts))} {name} {labels[0]}"
            if len(labels) <= LABELS and sum(map(len, labels)) <= ALL_LABELS:
                return f"the {name} {listed(list(dict.fromkeys(labels)))}"
        text = f"{number(sum(counts)) if all(counts) else 'several'} {name}"
        if len({(ref.look.detail, ref.look.size) for ref in alike}) == 1:
            text = described(text, look.detail, look.size)
        if len(colours - {""}) > 1:
            text += " in different colours"
        distinct = list(dict.fromkeys(labels)) if all(labels) and look.noun in NAMED else []
        if len(distinct) > EXAMPLES:
            return f"{text} such as {listed(distinct[:EXAMPLES])}"
        return f"{text} {' or '.join(distinct)}" if distinct else text

    def single(self, look: Look) -> str:
        name, label = coloured(look.noun, look.colour), quoted(look, ALONE_QUOTED)
        if label:
            text = f"{'the ' + name if look.noun in NAMED else a(name)} {label}"
        else:
            text = f"some {name}" if look.noun == "text" else a(name)
        text = described(text, look.detail, look.size, self.ends(look))
        where, other, _ = look.place
        if where and other is None:
            text += " " + where
        elif where and other is not None and (named := self.beside(other, look)):
            text += f" {where} {named}"
        return text

    def ends(self, look: Look) -> str:
        """The ends of a line or the corners of a polygon in words; "" if unknown."""
        ends = [one if isinstance(one, str) else self.beside(one[1], look) for one in look.ends]
        if not all(ends) or len(ends) < 2 or any(" of the " in one for one in ends):
            return ""
        return f"from {ends[0]} to {ends[1]}" if len(ends) == 2 else f"with corners {listed(ends)}"

    def beside(self, other: Thing | None, look: Look) -> str:
        """What something stands beside; "" if that was not mentioned, or is too much."""
        leaves = list(other.leaves()) if other else []
        if other and other.whole in self.known:
            return listed(self.pieces([Ref(other, other.look)]))
        nouns = {self.known[leaf].noun for leaf in leaves if leaf in self.known}
        if len(nouns) != 1 or any(leaf not in self.known for leaf in leaves):
            return ""
        [noun] = nouns
        if noun == look.noun and len(leaves) == 1 and leaves[0] is next(reversed(self.known)):
            return "it"
        return listed(self.definite(noun, leaves))


def in_order(refs: Sequence[Ref]) -> list[Ref]:
    """The things in an order in which each comes after the one it stands beside."""
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


def formed(refs: Sequence[Ref]) -> str:
    """ " in a row", if these are all the things of one formation."""
    formations = {ref.look.formation for ref in refs}
    said, _, size = formations.pop()
    return f" {said}" if said and not formations and size == len(refs) else ""


def brief(noun: str) -> str:
    """The last word of a noun: "rectangle" of "rounded rectangle"."""
    own = noun.endswith("axes") or not re.search(r" (of|with|from) ", noun)
    return noun.split()[-1] if own and noun else noun


def described(text: str, *details: str) -> str:
    """The text with these details: "a circle with radius 2 and a tip"."""
    for detail in filter(None, details):
        more = " with " in text and detail.startswith("with ") and "," not in text
        text += " and " + detail[5:] if more else " " + detail
    return text.replace(" , ", ", ")


def quoted(look: Look, longest: int = QUOTED) -> str:
    """What is written on it, quoted for a sentence; "" if too long or unknown."""
    if look.noun == "bulleted list":
        items = quote(look.label, "plain", 3 * QUOTED)
        return items and f"of {items}"
    return quote(look.label, look.style, longest)


def bare(label: str) -> str:
    """The label without blanks and dollar signs, to compare a whole with its parts."""
    return re.sub(r"[\s$]", "", label)
