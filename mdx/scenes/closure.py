"""Everything that a scene needs: the statements it reaches in its own file and in others."""

from typing import NamedTuple

from mdx.scenes.effects import CHANCE, DYNAMIC, SEED, STATE, Effects, Key, packages
from mdx.scenes.memo import Memo
from mdx.scenes.needs import Needs, Node, StandIn, Wants
from mdx.scenes.project import Project
from mdx.scenes.resolve import Resolver
from mdx.scenes.running import Running

STATEMENTS_MAX = 500  # in a cut; the largest ones of real scenes have 120


class Closure(NamedTuple):
    nodes: frozenset[Node]
    stand_ins: tuple[StandIn, ...]
    missing: frozenset[str]
    lent: frozenset[str]  # names that another module lacks but the scene's own module has


class Step(NamedTuple):
    """What one statement adds to every closure that it is in."""

    nodes: tuple[Node, ...]  # the statements that it needs
    open_to: tuple[Key, ...]  # what it binds, imports or draws from, and others may change
    lost: tuple[str, ...]  # words for what no cut can reproduce
    needs: Needs


class Closer:
    """Closures over the modules of a project; each statement's needs are worked out once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self.running = Running(project)
        self.needs: Memo[Node, Needs] = Memo(self._asked)  # what a statement needs directly
        self.effects = Effects(self.resolver, self.running, self.needs)
        # The statements that must have run before one runs.
        self.ahead: Memo[Node, tuple[Node, ...]] = Memo(self._run_before)
        self.steps: Memo[Node, Step] = Memo(self._step)
        # For each module what running it changes, and the statements that do so.
        self.changers: Memo[str, dict[Key, list[Node]]] = Memo(self._changing)
        self.too_large: set[Node] = set()

    def closure(self, path: str, number: int) -> Closure:
        """What statement `number` of the module at `path` needs, itself included.

        If that is more than STATEMENTS_MAX, only the statement and what it lacks; otherwise each
        member of a long chain would be cut together with all those before it.
        """
        search = _Search(self, (path, number))
        if search.ends():
            return search.closure()
        self.too_large.add((path, number))
        return self._alone((path, number))

    def _step(self, node: Node) -> Step:
        needs = self.needs[node]
        nodes = tuple(dict.fromkeys((*needs.nodes, *self.ahead[node])))
        lost = (*self.effects.torn.get(node, ()), *needs.left_out)
        return Step(nodes, self._changed_by_others(node), lost, needs)

    def _changing(self, home: str) -> dict[Key, list[Node]]:
        changers: dict[Key, list[Node]] = {}
        for path in self.running.order[home].paths:
            for module in self.running.parsed(path):
                for key, numbers in self.effects.of_module(module.path).items():
                    changers.setdefault(key, []).extend((path, n) for n in numbers)
        return changers

    def _changed_by_others(self, node: Node) -> tuple[Key, ...]:
        unit = self.project.units[node]
        keys = [(node[0], name) for name in (*unit.binds, *unit.sets)]
        keys += packages((*unit.imports, *unit.inner))
        if any(name.endswith(".random") for name in unit.changes | unit.alters):
            keys.append(CHANCE)
        return tuple(dict.fromkeys(keys))

    def _run_before(self, node: Node) -> tuple[Node, ...]:
        now = self.needs[node].now
        if self.effects.acts(node):
            return tuple(dict.fromkeys((*now, *self.effects.running[node])))
        return now

    def _alone(self, node: Node) -> Closure:
        """A statement with only the imports that it needs."""
        taken = {node}
        lacking = set(self.needs[node].missing)
        for asked in self.needs[node].nodes:
            unit = self.project.units[asked]
            if unit.kind == "import":
                taken.add(asked)
            else:
                lacking.update(unit.binds)
        return Closure(frozenset(taken), (), frozenset(lacking), frozenset())

    def _asked(self, node: Node) -> Needs:
        return Wants(self.resolver, self.project.module(node[0]), self.project.units[node]).needs()


class _Search:
    """The search, from statement to statement, for all that a scene needs.

    A name that the module of a statement lacks is looked up in the module of the scene, since all
    share one namespace in the cut.
    """

    def __init__(self, closer: Closer, scene: Node) -> None:
        self.closer = closer
        self.scene = scene
        self.module = closer.project.module(scene[0])
        self.changers = closer.changers[scene[0]]
        self.late = closer.running.order[scene[0]].late
        self.reached: set[Node] = set()
        self.stand_ins: dict[tuple[str, str], StandIn] = {}
        self.missing: dict[str, bool] = {}  # name -> whether the scene's module lacks it too

    def ends(self) -> bool:
        """Searches to the end; false if there are too many statements."""
        steps, too_large, reached = self.closer.steps, self.closer.too_large, self.reached
        changed = self.changers.keys()
        waiting = [self.scene, *self.changing(STATE, (self.scene[0], -1))]
        while waiting:
            node = waiting.pop()
            if node in reached:
                continue
            if len(reached) == STATEMENTS_MAX or node in too_large:
                return False
            reached.add(node)
            nodes, open_to, lost, needs = steps[node]
            waiting += nodes
            if not changed.isdisjoint(open_to):
                for key in open_to:
                    is_drawn = key == CHANCE and SEED in changed
                    waiting += self.changing(key, (node[0], -1) if is_drawn else node)
            if lost:
                self.missing.update(dict.fromkeys(lost, True))
            if needs.stand_ins:
                self.stand_in(needs)
            if needs.missing:
                waiting += self.lent(needs)
            if self.late and self.closer.project.units[node].inner:
                waiting += self.imported_late(node)
        return True

    def closure(self) -> Closure:
        """What was reached."""
        paths = {path for path, _ in self.reached}
        lost = {name for name, really in self.missing.items() if really}
        unknown = {  # what has effects in the project that cannot be known
            word
            for (kind, word), nodes in self.changers.items()
            if kind == DYNAMIC and any(path in paths for path, _ in nodes)
        }
        return Closure(
            frozenset(self.reached),
            tuple(self.stand_ins.values()),
            frozenset(lost | unknown),
            frozenset(self.missing.keys() - lost),
        )

    def changing(self, key: Key, after: Node) -> list[Node]:
        """The statements that change something after another one has run."""
        home, number = self.scene
        return [
            (where, n)
            for where, n in self.changers.get(key, ())
            if (where != home or n <= number or not self.module.is_notebook)
            and (where != after[0] or n > after[1])
            and (where not in self.late or where == key[0])
        ]

    def stand_in(self, needs: Needs) -> None:
        """Adds what stands in for imported names; a name that would need two of them is missing."""
        for new in needs.stand_ins:
            old = self.stand_ins.get((new.path, new.name), new)
            if not new.is_like(old):
                self.missing[new.name] = True
            self.stand_ins[new.path, new.name] = new._replace(members=new.members | old.members)

    def lent(self, needs: Needs) -> list[Node]:
        """The statements of the scene's module that bind names which another module lacks."""
        nodes: list[Node] = []
        for name in needs.missing:
            if name not in self.missing:
                target = self.closer.resolver.name(self.module, name)
                usable = target.kind in ("unit", "known") and target.name in ("", name)
                self.missing[name] = not usable
                if usable:
                    nodes += [(target.path, unit) for unit in target.units]
        return nodes

    def imported_late(self, node: Node) -> list[Node]:
        """What runs when functions in a statement import: the statements that set Manim's state, if
        they might as well run at once; modules that do more than that are missing.

        They might if the scene begins with the import, or if only calls of these functions set
        any state.
        """
        effects, late = self.closer.effects, self.late
        unit = self.closer.project.units[node]
        states = self.changers.get(STATE, ())
        first = [other for other in states if other[0] not in late]
        is_called = bool(first) and all(node in effects.running[other] for other in first)
        settings: list[Node] = []
        for brought in unit.inner:
            paths = effects.ran_by[node[0], brought] & late
            keys = effects.of_import[node[0], brought] if paths else set()
            begins = node == self.scene and brought in unit.leading and not first
            if keys <= {STATE, SEED} and (begins or is_called):
                settings += [other for other in states if other[0] in paths]
            elif keys:
                self.missing[brought.module or brought.name] = True
        return settings
