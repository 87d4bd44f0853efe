"""What a statement does when it runs, besides binding names: change values, set Manim's state."""

from collections.abc import Iterable, Iterator

from mdx.scenes.changes import AT_THE_END
from mdx.scenes.memo import Memo
from mdx.scenes.module import Module
from mdx.scenes.needs import COMPOUND, Needs, Node, dynamic
from mdx.scenes.resolve import Resolver
from mdx.scenes.running import Running
from mdx.scenes.scopes import RESULT, Import
from mdx.scenes.stars import is_library, root
from mdx.scenes.unit import Unit

# What is changed: the path of a module and a name in it, "" and another package, or one of these.
Key = tuple[str, str]
STATE: Key = ("", "*state")  # of Manim, or of a random generator that is seeded
SEED: Key = ("", "*seed")  # of a random generator
CHANCE: Key = ("", "*chance")  # the random values that are drawn next
DYNAMIC = "*dynamic"  # with a word for something whose effect cannot be known

# Calls that return iterators, whose values can be taken only once.
ITERATORS = frozenset(f"{name}{RESULT}" for name in (
    "iter", "zip", "map", "filter", "enumerate", "reversed", "cycle", "itertools.cycle",
    "count", "itertools.count", "chain", "itertools.chain"))  # fmt: skip

REACHED_MAX = 500  # statements that may run while one runs

# Names that star imports also bring, and whose state does not change any picture.
_TOLD = frozenset({"print", "os", "sys", "logging", "warnings", "logger", "input", "exit"})
_CHANCE = frozenset({"random", "numpy"})


class Effects:
    """What the statements of a project do, worked out once for each of them."""

    def __init__(self, resolver: Resolver, modules: Running, needs: Memo[Node, Needs]) -> None:
        self.project = resolver.project
        self.resolver = resolver
        self.modules = modules
        self.needs = needs
        self._modules: dict[str, dict[Key, list[int]]] = {}
        # The statements whose code or values may be used while a statement runs.
        self.running: Memo[Node, tuple[Node, ...]] = Memo(self._read_while)
        self.torn: dict[Node, set[str]] = {}  # names that change their meaning after it ran
        # What the functions in a statement change when they are called.
        self.later: Memo[Node, frozenset[Key]] = Memo(self._changed_later)
        # For the path of a module and an import in it: all modules of the project that it runs; and
        # what these change besides their own names.
        self.ran_by: Memo[tuple[str, Import], set[str]] = Memo(self._run_by_import)
        self.of_import: Memo[tuple[str, Import], set[Key]] = Memo(self._changed_by_import)
        self._hooked: dict[Node, bool] = {}

    def of_module(self, path: str) -> dict[Key, list[int]]:
        """What the statements of a module change, and which of them do so, in order."""
        if path not in self._modules:
            numbers: dict[Key, list[int]] = {}
            self._modules[path] = numbers
            module = self.project.module(path)
            for unit in module.units:
                for key in self.of_unit(module, unit):
                    numbers.setdefault(key, []).append(unit.number)
        return self._modules[path]

    def of_unit(self, module: Module, unit: Unit) -> set[Key]:
        """What a statement changes when it runs."""
        if unit.kind in ("import", "main"):
            return set()
        keys = self._keys(module, unit.changes, unit.number) | self._handed_on(module, unit)
        if unit.kind != "class" and unit.kind != "function":
            keys.update(self._drawn_from(module, unit))
        if AT_THE_END in unit.changes:
            keys.add((DYNAMIC, "__del__"))
        if not self.acts((module.path, unit.number)):
            return keys
        keys |= {(DYNAMIC, word) for word in dynamic(unit, unit.now)}
        ran = self.running[module.path, unit.number]
        for path, number in ran:
            keys |= self.later[path, number]
            other = self.project.units[path, number]
            if other.kind == "function" and other.called:  # a cache may keep what it returned
                keys |= {(path, name) for name in other.binds}
            if path == module.path and (alters := other.alters):
                keys |= self._keys(module, alters, unit.number)  # by what names mean at this point
            if other.keeps:  # a function that it returned may change when called
                keys |= self._keys(module, unit.called, unit.number)
        if (unit.kind == "function" and ran) or not unit.called.isdisjoint(unit.binds):
            keys |= self.later[module.path, unit.number]  # a decorator, or it itself, may call it
        if unit.passed:
            units = [self.project.units[node] for node in ran]
            taken = self._keys(module, unit.passed, unit.number)
            if any(other.alters_own for other in units):
                keys |= taken
            elif not unit.binds:
                keys |= {key for key in taken if key[0]}
        return keys

    def acts(self, node: Node) -> bool:
        """Whether a statement may run code from other statements."""
        unit = self.project.units[node]
        return bool(unit.called) or (unit.kind == "class" and self._is_hooked(node))

    def _read_while(self, node: Node) -> tuple[Node, ...]:
        """Follows names that are rebound later to what binds them before this statement."""
        path, number = node
        module = self.project.module(path)
        unit = module.units[number]
        running: dict[Node, None] = {}
        if unit.kind == "class" and self._is_hooked(node):
            running.update(dict.fromkeys(self.needs[node].now))
        for name in sorted(unit.called):
            running.update(dict.fromkeys(self._called(module, name, number)))
        running.pop(node, None)
        waiting = list(running)
        while waiting and len(running) < REACHED_MAX:
            other = waiting.pop()
            then = [*self.needs[other].nodes]
            if other[0] == path:
                for name in module.units[other[1]].later:
                    target = self.resolver.name(module, name, number)
                    if target[:2] != self.resolver.name(module, name)[:2]:
                        self.torn.setdefault(node, set()).add(name)
                    then += [(target.path, n) for n in target.units]
            for new in then:
                if new not in running and new != node:
                    running[new] = None
                    waiting.append(new)
        return tuple(running)

    def _called(self, module: Module, name: str, number: int) -> Iterator[Node]:
        """The statements that bind what a statement calls, or passes on, by this name; if that is
        a module, those that bind the members it uses."""
        unit = module.units[number]
        is_own = unit.kind in COMPOUND and name in unit.binds
        target = self.resolver.name(module, name, number + is_own)
        if target.kind == "module":
            for dotted in sorted(d for bound, d in unit.dotted if bound == name):
                member, rest = target, dotted.split(".")
                while member.kind == "module" and rest:
                    member = self.resolver.member(member.path, rest.pop(0))
                yield from ((member.path, n) for n in member.units)
        elif target.kind == "unit":
            yield from ((target.path, n) for n in target.units)

    def _changed_later(self, node: Node) -> frozenset[Key]:
        module, unit = self.project.module(node[0]), self.project.units[node]
        keys = self._keys(module, unit.alters, None) if unit.alters else set()
        keys |= {(module.path, name) for name in unit.sets}
        keys |= {(DYNAMIC, word) for word in dynamic(unit, unit.later)}
        for brought in unit.inner:
            keys |= self.of_import[module.path, brought]
        return frozenset(keys)

    def _changed_by_import(self, asked: tuple[str, Import]) -> set[Key]:
        paths = self.ran_by[asked]
        return {key for path in paths for key in self.of_module(path) if key[0] != path}

    def _run_by_import(self, asked: tuple[str, Import]) -> set[str]:
        first = self.modules.brought(self.project.module(asked[0]), asked[1])
        every = {path for home in first for path in self.modules.order[home].paths}
        return {path for path in every if self.modules.parsed(path)}

    def _handed_on(self, module: Module, unit: Unit) -> set[Key]:
        """Words for the modules of the project that a statement uses as values, if a function in
        them changes anything: what is done with them cannot be known."""
        if not unit.whole or unit.kind in ("class", "function"):
            return set()
        keys = set()
        for name in unit.whole:
            target = self.resolver.name(module, name, unit.number)
            if target.kind == "module" and target.path in self.project.paths:
                for other in self.modules.parsed(target.path):
                    if any(self.later[other.path, n] for n in range(len(other.units))):
                        keys.add((DYNAMIC, name))
        return keys

    def _drawn_from(self, module: Module, unit: Unit) -> Iterator[Key]:
        """The iterators that a statement reads, whose values can be taken only once."""
        for name in unit.now:
            target = self.resolver.name(module, name, unit.number)
            if target.kind == "unit":
                binder = self.project.units[target.path, target.units[-1]]
                if not ITERATORS.isdisjoint(binder.aliases.get(target.name, ())):
                    yield target.path, target.name

    def _is_hooked(self, node: Node) -> bool:
        """Whether a class derives from one that runs code when others derive from it."""
        stack = [node]
        while stack:
            current = stack[-1]
            if current not in self._hooked:
                self._hooked[current] = False  # a circle of bases ends here
                stack += [n for n in self.needs[current].now if n not in self._hooked]
                continue
            above = [n for n in self.needs[current].now if self.project.units[n].kind == "class"]
            self._hooked[current] = any(
                self.project.units[n].hooks or self._hooked.get(n) for n in above
            )
            stack.pop()
        return self._hooked[node]

    def _keys(self, module: Module, names: Iterable[str], number: int | None) -> set[Key]:
        """What changes when the values of these names do, as they are before statement `number`:
        also what they are other names for, or hold."""
        keys: set[Key] = set()
        asked: set[tuple[str, str, bool]] = set()
        waiting = [(module, name, number, False) for name in names]
        while waiting:
            where, name, before, held = waiting.pop()
            if (where.path, name, held) in asked:
                continue
            asked.add((where.path, name, held))
            for key, unit in self._meant(where, name, before):
                is_call = key[1].endswith("()")
                if not is_call and (key[0] or not held):
                    keys.add(key)
                if unit is not None:
                    other = self.project.module(key[0])
                    at: int | None = unit.number
                    if is_call:  # more has run by then
                        at = before if other is where else None
                    more = [(n, held) for n in unit.aliases.get(key[1], ())]
                    more += [(n, True) for n in unit.given.get(key[1], ())]
                    waiting += [(other, n, at, is_held) for n, is_held in more]
        return keys

    def _meant(
        self, module: Module, changed: str, before: int | None
    ) -> Iterator[tuple[Key, Unit | None]]:
        """What an entry of Scope.changed means, with the statement that binds it, if any."""
        is_result = changed.endswith(RESULT)
        is_call = changed.endswith("()")
        changed = changed.removesuffix(RESULT).removesuffix("()").removesuffix("=")
        name, *attributes = changed.split(".")
        target = self.resolver.name(module, name, before)
        while target.kind == "module" and attributes:
            target = self.resolver.member(target.path, attributes.pop(0))
        if is_result:
            if target.kind == "unit":
                other = self.project.module(target.path)
                for number in target.units:
                    yield (target.path, target.name + "()"), other.units[number]
            return
        attribute = attributes[0] if attributes else ""
        if target.kind in ("known", "guess"):
            if target.path and _TOLD.isdisjoint((name, *attributes)) and not name.isupper():
                yield from _of_library(name, attribute, is_call, name == "np")
            return
        if target.kind != "unit":
            return
        other = self.project.module(target.path)
        for number in target.units:
            unit = other.units[number]
            brought = next((i for i in unit.imports if i.bound == target.name), None)
            if brought is None:
                if not is_call or unit.kind == "assign":  # a method of an object, maybe
                    yield (target.path, target.name), unit
            elif not _TOLD.isdisjoint((root(brought), brought.name, *attributes)):
                continue
            elif is_library(brought) or root(brought) in _CHANCE:
                yield from _of_library(
                    brought.name or name, attribute, is_call, root(brought) in _CHANCE
                )
            elif brought.name != "*" and not is_call:
                yield ("", root(brought)), None


def _of_library(
    name: str, attribute: str, is_call: bool, is_chance: bool
) -> Iterator[tuple[Key, None]]:
    """What changes with a name of Manim or of a random generator."""
    if is_chance:
        if attribute == "seed":
            yield from ((STATE, None), (SEED, None))
        elif attribute == "random":
            yield CHANCE, None
    elif not is_call or (name.islower() and not attribute):
        yield STATE, None


def packages(imports: Iterable[Import]) -> Iterator[Key]:
    """The keys of the packages that are imported."""
    return (("", root(brought)) for brought in imports)
