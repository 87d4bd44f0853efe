"""The rounds of a loop as steps that tell of all of them."""

from dataclasses import replace

from mdx.outline import words
from mdx.outline.things import Act, Ref, Step


def fold(rounds: list[list[Step]], count: int) -> list[Step]:
    """The steps of the rounds; once for all of them, where all the rounds are alike.

    `count` is the number of rounds there are, 0 if not known; `rounds` has one that stands for
    all of them or each of them.
    """
    rounds = [[step for step in steps if step.acts and not step.wait] for steps in rounds]
    if not any(rounds):
        return []
    rounds = [showing(steps) for steps in rounds]
    shapes = {tuple(tuple(act.phrase for act in step.acts) for step in steps) for steps in rounds}
    if len(shapes) > 1 or (len(rounds) == 1 and count == 1):
        return [step for steps in rounds for step in steps]
    first, *rest = [column(steps, count) for steps in zip(*rounds, strict=True)]
    if rest and not first.in_turn and any(step.in_turn for step in rest):
        return [first, *rest]
    first.body = [step for step in rest if not is_lasting(step)]
    return [first, *(step for step in rest if is_lasting(step))]


def is_lasting(step: Step) -> bool:
    """Whether it goes on from then on, so that its rounds do not come in turn."""
    return all(act.phrase in words.LASTING.values() for act in step.acts)


def showing(steps: list[Step]) -> list[Step]:
    """The steps of a round; what is put there without a movement between is put there at once."""
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
    if len(steps) > 1 and len(columns) == 2 and (shown := slides(*columns)):
        return Step([shown], steps[0].moving)
    if len(steps) > 1 and any(is_chain(acts) for acts in columns):
        acts = [in_turn(acts) if is_chain(acts) else common(acts) for acts in columns]
        untold = all(act.phrase == "transform {}" for act in acts)
        return Step(acts, steps[0].moving, times=count if untold else 1)
    acts = [common(group) for group in columns]
    same = all([a.things for a in s.acts] == [a.things for a in steps[0].acts] for s in steps)
    many = any(ref.thing.count != 1 for act in acts for ref in act.things)
    differ = many or not same
    made = Step(acts, steps[0].moving, steps[0].early, 1 if differ else count, differ)
    made.in_turn = differ and not is_lasting(made)
    return replace(made, each=at_a_time(steps)) if len(columns) == 1 else made


def at_a_time(steps: tuple[Step, ...]) -> int:
    """How many things the step of each round is done to; 0 for different numbers, never one."""
    if any(step.in_turn for step in steps):
        return 1
    things = [[ref for ref in step.acts[0].things if ref.look.noun] for step in steps]
    sizes = {len(each) for each in things}
    return 1 if min(sizes) < 2 else sizes.pop() if len(sizes) == 1 else 0


def slides(one: tuple[Act, ...], other: tuple[Act, ...]) -> Act | None:
    """In each round something goes and something comes, which goes in the next round."""
    gone, come = (one, other) if one[0].phrase in words.GOING else (other, one)
    if gone[0].phrase not in words.GOING or come[0].phrase not in words.COMING:
        return None
    went = [[ref.thing for ref in act.things] for act in gone[1:]]
    came = [[ref.thing for ref in act.things] for act in come[:-1]]
    if went != came or not gone[0].things or any(len(act.things) != 1 for act in (*gone, *come)):
        return None
    return Act("replace {} in turn with {to}", gone[0].things, common(come).things)


def in_turn(acts: tuple[Act, ...]) -> Act:
    """A thing that is turned into one after another, where that can be told."""
    if any(len(act.things) != 1 or len(act.to) != 1 for act in acts):
        return Act("transform {}", acts[0].things)
    return Act(acts[0].phrase + " in turn", acts[0].things, tuple(act.to[0] for act in acts))


def is_chain(acts: tuple[Act, ...]) -> bool:
    """Whether each round goes on with what the one before made: a into b, b into c."""
    if not acts[0].phrase.endswith("into {to}"):
        return False
    before = {ref.thing for act in acts for ref in act.things}
    after = [ref.thing for act in acts for ref in act.to]
    apart = len(set(after)) == len(after) and before.isdisjoint(after)
    return bool(after) and not (apart and len(before) == sum(len(act.things) for act in acts))


def common(acts: tuple[Act, ...]) -> Act:
    """The acts as one, done to the things of all of them."""
    things: dict[Ref, None] = {}
    to: dict[Ref, None] = {}
    for act in acts:
        things.update(dict.fromkeys(act.things))
        to.update(dict.fromkeys(act.to))
    return Act(acts[0].phrase, tuple(things), tuple(to))
