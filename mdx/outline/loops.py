"""The rounds of a loop as steps that describe all of them."""

import re
from dataclasses import replace

from mdx.outline import verbs
from mdx.outline.acts import Act, Step
from mdx.outline.things import Ref

AMOUNT = re.compile(r" [\d.]+ units?| by a factor of [\d.]+|(?<=move \{\}) to \([^)]*\)")


def fold(rounds: list[list[Step]], count: int) -> list[Step]:
    """The steps of the rounds, combined into one round if all are alike.

    `count` is the number of rounds there are, 0 if not known; `rounds` has one that stands for
    all of them or each of them.
    """
    rounds = [[step for step in steps if step.acts and not step.wait] for steps in rounds]
    if not any(rounds):
        return []
    rounds = [showing(steps) for steps in rounds]
    if len({shape(steps) for steps in rounds}) > 1:
        for act in (act for steps in rounds for step in steps for act in step.acts):
            act.phrase = AMOUNT.sub("", act.phrase)
    alike = len({shape(steps) for steps in rounds}) == 1 and (len(rounds) > 1 or count != 1)
    if not alike or is_chain(rounds):
        return [step for steps in rounds for step in steps]
    first, *rest = [column(steps, count) for steps in zip(*rounds, strict=True)]
    turns = rest and any(step.in_turn for step in (first, *rest))
    if turns and (len(rounds) > 1 or not first.in_turn):
        return [step for steps in rounds for step in steps] if len(rounds) > 1 else [first, *rest]
    first.body = [step for step in rest if not is_lasting(step) and not turns]
    return [first, *(step for step in rest if is_lasting(step))]


def shape(steps: list[Step]) -> tuple[tuple[str, ...], ...]:
    """What is done in a round, regardless of the things."""
    return tuple(tuple(act.phrase for act in step.acts) for step in steps)


def is_lasting(step: Step) -> bool:
    """Whether it goes on forever, so that the rounds do not follow each other."""
    return all(act.phrase in verbs.LASTING.values() for act in step.acts)


def showing(steps: list[Step]) -> list[Step]:
    """The steps of a round; things added without a movement in between are added together."""
    merged: list[Step] = []
    for step in steps:
        alike = not step.moving and step.acts[0].phrase == "show {}" and not step.body
        if alike and merged and not merged[-1].moving and merged[-1].acts[0].phrase == "show {}":
            things = (*merged[-1].acts[0].things, *step.acts[0].things)
            merged[-1] = replace(merged[-1], acts=[Act("show {}", things)])
        else:
            merged.append(step)
    return merged


def column(steps: tuple[Step, ...], count: int) -> Step:
    """The same step of all rounds as one."""
    columns = list(zip(*(step.acts for step in steps), strict=True))
    acts = [common(group) for group in columns]
    same = all([a.things for a in s.acts] == [a.things for a in steps[0].acts] for s in steps)
    many = any(ref.thing.count != 1 for act in acts for ref in act.things)
    differ = many or not same
    whole = Step(acts, steps[0].moving, steps[0].early, 1 if differ else count, differ)
    whole.in_turn = differ and not is_lasting(whole)
    sizes = [sum(bool(ref.look.noun) for ref in step.acts[0].things) for step in steps]
    whole.grouped = len(columns) == 1 and min(sizes) > 1 and not any(s.in_turn for s in steps)
    return whole


def is_chain(rounds: list[list[Step]]) -> bool:
    """Whether each round continues with what the one before brought: a into b, b into c."""
    acts = [[act for step in steps for act in step.acts] for steps in rounds]
    come = [{ref.thing for act in own for ref in (
        act.things if act.phrase in verbs.COMING else act.to)} for own in acts]  # fmt: skip
    done = [{ref.thing for act in own for ref in act.things} for own in acts]
    pairs = zip(come, come[1:], done[1:], strict=False)
    return any(now != later and not now.isdisjoint(after) for now, later, after in pairs)


def common(acts: tuple[Act, ...]) -> Act:
    """The acts combined into one on the things of all of them."""
    things: dict[Ref, None] = {}
    to: dict[Ref, None] = {}
    for act in acts:
        things.update(dict.fromkeys(act.things))
        to.update(dict.fromkeys(act.to))
    return Act(acts[0].phrase, tuple(things), tuple(to))
