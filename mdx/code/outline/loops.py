"""The rounds of a loop as steps that tell of all of them."""

from mdx.code.outline.things import Act, Ref, Step


def fold(rounds: list[list[Step]], count: int) -> list[Step]:
    """The steps of the rounds; once for all of them, where all the rounds are alike.

    `count` is the number of rounds there are, 0 if not known; `rounds` has one that stands for
    all of them or each of them.
    """
    rounds = [[step for step in steps if step.acts] for steps in rounds]
    if not any(rounds):
        return []
    shapes = {tuple(tuple(act.phrase for act in step.acts) for step in steps) for steps in rounds}
    if len(shapes) > 1 or (len(rounds) == 1 and count == 1):
        return [step for steps in rounds for step in steps]
    first, *rest = [column(steps, count) for steps in zip(*rounds, strict=True)]
    if rest and not first.in_turn and any(step.in_turn for step in rest):
        return [first, *rest]
    first.body = rest
    return [first]


def column(steps: tuple[Step, ...], count: int) -> Step:
    """The same step of all rounds as one."""
    columns = list(zip(*(step.acts for step in steps), strict=True))
    if len(steps) > 1 and any(is_chain(acts) for acts in columns):
        chained = [Act("transform {}", acts[0].things) for acts in columns if is_chain(acts)]
        return Step(chained, steps[0].moving, count)
    acts = [common(group) for group in columns]
    same = all([a.things for a in s.acts] == [a.things for a in steps[0].acts] for s in steps)
    many = any(ref.thing.count != 1 for act in acts for ref in act.things)
    in_turn = many or not same
    return Step(acts, steps[0].moving, 1 if in_turn else count, in_turn)


def is_chain(acts: tuple[Act, ...]) -> bool:
    """Whether each round goes on with what the one before made: a into b, b into c."""
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
