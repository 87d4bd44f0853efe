"""Everything a scene needs: the statements it reaches, through its file and its neighbours."""

import sys
from typing import NamedTuple

from mdx.scenes.effects import CHANCE, DYNAMIC, STATE, Effects, Key, packages
from mdx.scenes.needs import Needs, Node, StandIn, Wants
from mdx.scenes.once import Once
from mdx.scenes.project import Project
from mdx.scenes.resolve import Resolver
from mdx.scenes.running import Running

STATEMENTS_MAX = 500  # of a cut; the largest ones of real scenes have 120


class Closure(NamedTuple):
    nodes: frozenset[Node]
    stand_ins: tuple[StandIn, ...]
    missing: frozenset[str]
    lent: frozenset[str]  # names that a module lacks and the scene's own has


class Closer:
    """Closures over the modules of a project; each statement's needs are worked out once."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.resolver = Resolver(project)
        self.running = Running(project)
        self.needs: Once[Node, Needs] = Once(self._asked)  # what a statement asks for directly
        self.effects = Effects(self.resolver, self.running, self.needs)
        # The statements that must have run before one runs.
        self.ahead: Once[Node, tuple[Node, ...]] = Once(self._run_before)
        self._asked_for: Once[Node, tuple[Node, ...]] = Once(
            lambda node: tuple(dict.fromkeys((*self.needs[node].nodes, *self.ahead[node])))
        )
        self._changeable: Once[Node, tuple[Key, ...]] = Once(self._changed_by_others)
        self._changers: Once[str, dict[Key, list[Node]]] = Once(self._changing)
        self._too_large: set[Node] = set()

    def closure(self, path: str, number: int) -> Closure:
        """What statement `number` of the module at `path` needs, itself included.

        A name that the module of a statement lacks is looked up in the module at `path`: in the
        cut all share one namespace. What needs more than STATEMENTS_MAX is left alone with what it
        lacks: in a long chain each would else be cut with all those before it.
        """
        reached: set[Node] = set()
        stand_ins: dict[tuple[str, str], StandIn] = {}
        missing: dict[str, bool] = {}  # name -> whether the module at `path` lacks it too
        changers = self._changers[path]
        last = number if self.project.module(path).is_notebook else sys.maxsize

        late = self.running.order[path].late

        def changing(key: Key, after: Node) -> list[Node]:
            return [
                (where, n)
                for where, n in changers.get(key, ())
                if (where != path or n <= last)
                and (where != after[0] or n > after[1])
                and (where not in late or where == key[0])
            ]

        waiting = [(path, number), *changing(STATE, (path, -1))]
        while waiting:
            node = waiting.pop()
            if node in reached:
                continue
            if len(reached) == STATEMENTS_MAX or node in self._too_large:
                self._too_large.add((path, number))
                return self._alone((path, number))
            reached.add(node)
            needs = self.needs[node]
            waiting += self._asked_for[node]
            if node in self.effects.torn:
                missing.update(dict.fromkeys(self.effects.torn[node], True))
            if not changers.keys().isdisjoint(self._changeable[node]):
                for key in self._changeable[node]:
                    waiting += changing(key, node)
            if late and self.project.units[node].inner:
                settings, words = self._late(node, (path, number))
                waiting += settings
                missing.update(dict.fromkeys(words, True))
            for new in needs.stand_ins:
                old = stand_ins.get((new.path, new.name), new)
                if not new.is_like(old):
                    missing[new.name] = True
                stand_ins[new.path, new.name] = new._replace(members=new.members | old.members)
            if needs.left_out:
                missing.update(dict.fromkeys(needs.left_out, True))
            for name in needs.missing:
                if name not in missing:
                    target = self.resolver.name(self.project.module(path), name)
                    usable = target.kind in ("unit", "known") and target.name in ("", name)
                    missing[name] = not usable
                    if usable:
                        waiting += [(target.path, unit) for unit in target.units]
        lost = {name for name, really in missing.items() if really}
        lent = frozenset(missing) - lost
        lost |= self.left_out(path, reached)
        return Closure(frozenset(reached), tuple(stand_ins.values()), frozenset(lost), lent)

    def _late(self, node: Node, scene: Node) -> tuple[list[Node], list[str]]:
        """What runs when the functions of a statement import: the statements that set Manim's state
        where that is as good as done at once, and the names of the modules that do more.

        It is so where the scene begins with the import, or nothing else sets any state but calls
        of the function.
        """
        unit = self.project.units[node]
        late = self.running.order[scene[0]].late
        states = self._changers[scene[0]].get(STATE, ())
        first = [other for other in states if other[0] not in late]
        is_called = bool(first) and all(node in self.effects.running[other] for other in first)
        settings, words = [], []
        for brought in unit.inner:
            paths = self.effects.ran_by[node[0], brought] & late
            keys = self.effects.of_import[node[0], brought] if paths else set()
            begins = node == scene and brought in unit.leading and not first
            if keys <= {STATE} and (begins or is_called):
                settings += [other for other in states if other[0] in paths]
            elif keys:
                words.append(brought.module or brought.name)
        return settings, words

    def _changing(self, home: str) -> dict[Key, list[Node]]:
        """For all that is changed by what runs when a module is started, the statements that do."""
        changers: dict[Key, list[Node]] = {}
        for path in self.running.order[home].paths:
            for module in self.running.parsed(path):
                for key, numbers in self.effects.of_module(module.path).items():
                    changers.setdefault(key, []).extend((path, n) for n in numbers)
        return changers

    def _changed_by_others(self, node: Node) -> tuple[Key, ...]:
        """What others may change that a statement binds, imports or draws from."""
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

    def left_out(self, home: str, reached: set[Node]) -> set[str]:
        """What may be otherwise in the project, and no cut can tell: words for it."""
        words: set[str] = set()
        paths = {path for path, _ in reached}
        for key, nodes in self._changers[home].items():
            if key[0] == DYNAMIC and any(path in paths for path, _ in nodes):
                words.add(key[1])
        return words

    def _alone(self, node: Node) -> Closure:
        """A statement with no more than the imports that it needs."""
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
