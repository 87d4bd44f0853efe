"""Steps that do alike, one after the other or at one time, as one."""

from dataclasses import replace

from mdx.outline import verbs
from mdx.outline.acts import Act, Step, pause


def joined(steps: list[Step]) -> list[Step]:
    """The steps; what is done to one thing after another is combined into one step."""
    merged: list[Step] = []
    for step in steps:
        acts = alike(step.acts)
        if not acts:
            continue
        new = replace(step, acts=acts)
        if merged and len(acts) == 1 and follows(merged[-1], new):
            merged[-1].acts[0].things += acts[0].things
            merged[-1].in_turn = new.moving and acts[0].phrase not in verbs.LASTING.values()
        elif merged and is_again(merged[-1], new):
            merged[-1].times += 1
        elif merged and merged[-1].wait and new.wait:
            merged[-1] = pause(merged[-1].wait + new.wait)
        else:
            merged.append(new)
    return merged


def is_again(before: Step, step: Step) -> bool:
    """Whether the step repeats what the one before did to the same things."""
    if before.body or step.body or step.times != 1 or not before.times or step.in_turn:
        return False
    one = [(act.phrase, [ref.thing for ref in act.things]) for act in before.acts if not act.to]
    two = [(act.phrase, [ref.thing for ref in act.things]) for act in step.acts]
    return one == two and not step.wait


def alike(acts: list[Act]) -> list[Act]:
    """The acts of one step; the same act on several things is combined into one."""
    merged: list[Act] = []
    for act in acts:
        mate = next((m for m in merged if m.phrase == act.phrase and is_mate(m, act)), None)
        if mate and "{}" in act.phrase:
            mate.things += tuple(ref for ref in act.things if ref not in mate.things)
            mate.to += tuple(ref for ref in act.to if ref not in mate.to)
        elif act.phrase and (act not in merged):
            merged.append(Act(act.phrase, act.things, act.to))
    return merged


def is_mate(one: Act, other: Act) -> bool:
    """Whether both can be combined: "turn the squares into circles"."""
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
    if (before.moving, before.early, before.times, 1) != (step.moving, step.early, 1, step.times):
        return False
    if before.grouped or step.grouped:
        return False
    single = [ref.thing.count for ref in two.things] == [1] and not step.in_turn
    if step.moving and not (single and (before.in_turn or len(one.things) == 1)):
        return False  # several at once, and then several more
    return {ref.thing for ref in one.things}.isdisjoint(ref.thing for ref in two.things)
