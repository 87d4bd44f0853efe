"""Steps as clauses: what happens at one time, with its verb in the base form."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mdx.outline import verbs
from mdx.outline.acts import Act, Step
from mdx.outline.english import gerund, listed, times
from mdx.outline.naming import Names
from mdx.outline.stage import Stage
from mdx.outline.things import Refs, Thing

TOGETHER = 4  # acts of one step, and further steps of a loop, that are told
VAGUE = {f"{verb} {{}}" for verb in "transform change recolour resize reshape deform move".split()}
PLAIN = {"show {}", "remove {}", *verbs.COMING, *verbs.GOING}
GONE = {*verbs.GOING, "remove {}"}


class Clauses:
    """Steps as clauses with their verb in its base form; remembers what was spoken of last."""

    def __init__(self, stage: Stage):
        self.names = Names()
        self.names.known[stage.camera] = stage.camera.look
        self.names.known[stage.everything] = stage.everything.look
        self.last: list[Thing] = []
        self.changed: Refs = ()  # in the step that is being told, into something else
        self.gone: Refs = ()
        self.clear = self.vague = 0  # acts that say what comes of them, and that do not

    def of(self, steps: Sequence[Step | None]) -> list[str]:
        """A clause for each step, empty if it cannot be told or is left out."""
        clauses: list[str] = []
        for step in steps:
            clauses.append(self.clause(step, first=not any(clauses)) if step else "")
        return clauses

    def clause(self, step: Step, first: bool = False) -> str:
        self.changed = self.gone = ()
        text = self.acts(step.acts, "start with" if first and step.early else "add")
        self.names.forget(self.changed)
        self.names.put_away(self.gone)
        if not text:
            return ""
        things = {ref.thing for act in step.acts for ref in act.things}
        many = len(things) > 1 or any(thing.count != 1 for thing in things)
        if step.moving and step.in_turn and many and not text.endswith("one after another"):
            wholes = {thing.whole for thing in things}
            in_parts = len(wholes) == 1 and None not in wholes and "part" not in text
            turns = "group by group" if step.grouped else "one after another"
            text += " part by part" if in_parts else f" {turns}"
        elif step.seconds:
            text += f" over {step.seconds} seconds"
        if step.body:
            return text + self.body(step)
        return text if step.times == 1 else f"{text} {times(step.times)}"

    def body(self, step: Step) -> str:
        """The further steps of a loop's rounds."""
        rest = [text for inner in step.body if (text := self.acts(inner.acts))]
        rest = [f"then {gerund(text)}" for text in rest[:TOGETHER]]
        again = f", repeating this {times(step.times)}"
        return (", " + listed(rest) if rest else "") + (again if step.times != 1 else "")

    def acts(self, acts: list[Act], show: str = "add") -> str:
        """What happens at the same time: "move the circle up while fading out the square"."""
        texts: list[str] = []
        phrase = ""
        for act in acts[:TOGETHER]:
            text = self.act(act, show)
            if text and act.phrase == phrase and " and " not in texts[-1] + text:
                texts[-1] += " and " + text.partition(" ")[2]
            elif text:
                texts.append(text)
            phrase = act.phrase if text else phrase
        if len(texts) < 2:
            return "".join(texts)
        return texts[0] + " while " + listed([gerund(text) for text in texts[1:]])

    def is_there(self, phrase: str, to: Refs) -> bool:
        """Whether the phrase's goal has been mentioned, if it has to be."""
        if "into {to}" in phrase or "along {to}" in phrase:
            return True
        whole = [ref.thing.whole or ref.thing for ref in to]
        return all(thing in self.names.known or thing in self.names.away for thing in whole)

    def act(self, act: Act, show: str) -> str:
        phrase = self.phrase(act, show)
        if "{}" not in phrase:
            return phrase
        self.vague += phrase in VAGUE
        self.clear += phrase not in VAGUE and act.phrase not in PLAIN
        things = [ref.thing for ref in act.things]
        if things and things == self.last:
            named = "it" if len(things) == 1 and things[0].count == 1 else "them"
            phrase = re.sub(r"^(\w+) (in|out|up) \{\}", r"\1 {} \2", phrase)  # "fade it out"
        else:
            named = self.names.tell(act.things)
        to = self.goal(phrase, act) if "{to}" in phrase else ""
        self.last = things
        if phrase.endswith("into {to}") and "copy" not in phrase:
            self.changed += act.things
            self.last = [ref.thing for ref in act.to]
        elif act.phrase in GONE:
            self.gone += act.things
        return re.sub(r"\{(to)?\}", lambda hole: to if hole[1] else named, phrase)

    def phrase(self, act: Act, show: str) -> str:
        """The act's phrase, a weaker one if not all of it can be told; "" if nothing can."""
        phrase = f"{show} {{}}" if act.phrase == "show {}" else act.phrase
        if "{}" not in phrase:
            return phrase
        if act.things and act.things[0].look.noun == "everything" and not self.names.spoken():
            return ""
        if not tellable(act.things) or ("{to}" in phrase and not tellable(act.to)):
            return ""
        if "{to}" in phrase and not self.is_there(phrase, act.to):
            return "" if phrase.startswith("keep") else "move {}"  # to what was never shown
        placed = any(ref.look.place[0] or ref.look.formation[0] for ref in act.things)
        return "fade in {}" if phrase in verbs.SIDES and placed else phrase  # of places, one

    def goal(self, phrase: str, act: Act) -> str:
        """What something is moved to or turned into."""
        named = self.names.tell(act.to if "into {to}" in phrase else bare(act.to))
        looks = {(ref.look.noun, ref.look.colour) for ref in (*act.things, *act.to)}
        if len(act.to) == len(looks) == 1 and named.startswith(("a ", "an ")):
            return "another" + named[named.index(" ") :]
        return named


def tellable(refs: Refs) -> bool:
    return any(ref.look.noun and not ref.look.hidden for ref in refs)


def bare(refs: Refs) -> Refs:
    """The things without their places: "below the text", not "below the text on the left"."""
    return tuple(replace(ref, look=replace(ref.look, place=("", None, 0))) for ref in refs)
