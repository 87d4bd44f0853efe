"""From the statements of a closure to one text that runs."""

from collections.abc import Iterable

from mdx.code.closure import Node
from mdx.code.module import Module, Unit
from mdx.code.project import Project
from mdx.code.reads import Import


class Cutter:
    def __init__(self, project: Project) -> None:
        self.project = project

    def cut(self, nodes: Iterable[Node], home: str) -> str:
        """The source of the statements: imports first, other modules before the one at `home`."""
        by_path: dict[str, list[int]] = {}
        for path, number in sorted(nodes):
            by_path.setdefault(path, []).append(number)
        imports: dict[str, None] = {}
        parts: list[tuple[Module, Unit]] = []
        for path in self.order(home):
            module = self.project.module(path)
            for number in by_path.get(path, ()):
                unit = module.units[number]
                if unit.kind == "import":
                    text = self.import_text(module, unit)
                    if text:
                        imports[text] = None
                else:
                    parts.append((module, unit))
        head = sorted(imports, key=lambda text: not text.startswith("from __future__"))
        text = "\n".join(head)
        previous: tuple[Module, Unit] | None = None
        for module, unit in parts:
            text += "\n" * (1 + _gap(previous, (module, unit))) if text else ""
            text += module.text(unit)
            previous = module, unit
        return text + "\n"

    def order(self, home: str) -> list[str]:
        """The paths of the modules that `home` imports, each after those it imports itself."""
        done: dict[str, None] = {}
        entered = {home}
        stack = [(home, iter(self.imported(home)))]
        while stack:
            path, rest = stack[-1]
            for other in rest:
                if other not in entered:
                    entered.add(other)
                    stack.append((other, iter(self.imported(other))))
                    break
            else:
                done[path] = None
                stack.pop()
        return list(done)

    def imported(self, path: str) -> list[str]:
        """The modules of the project that one of them imports."""
        try:
            module = self.project.module(path)
        except ValueError:
            return []
        found: dict[str, None] = {}
        for unit in module.units:
            for brought in unit.imports:
                other = self.project.find(module, brought.level, brought.module)
                if other is not None and not other.endswith("/"):
                    found[other] = None
        return list(found)

    def import_text(self, module: Module, unit: Unit) -> str:
        """An import statement as it stands; only what names modules of the project is left out."""
        outside = [i for i in unit.imports if not self.is_local(module, i)]
        if len(outside) == len(unit.imports):
            return module.text(unit)
        return "\n".join(_import_line(found) for found in outside)

    def is_local(self, module: Module, found: Import) -> bool:
        return bool(found.level) or self.project.find(module, 0, found.module) is not None


def _import_line(found: Import) -> str:
    if found.name:
        alias = f" as {found.bound}" if found.bound not in ("", found.name) else ""
        return f"from {found.module} import {found.name}{alias}"
    alias = f" as {found.bound}" if found.bound != found.module.partition(".")[0] else ""
    return f"import {found.module}{alias}"


def _gap(previous: tuple[Module, Unit] | None, current: tuple[Module, Unit]) -> int:
    """Blank lines before a statement: as in its file where its neighbour came along as well."""
    module, unit = current
    if previous is not None and previous[0] is module:
        between = module.lines[previous[1].last : unit.first - 1]
        if not any(line.strip() for line in between):
            return min(len(between), 2)
    if unit.kind in ("class", "function"):
        return 2
    if previous is None or previous[1].kind in ("class", "function"):
        return 1 if previous is None else 2
    return 0
