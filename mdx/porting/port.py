"""The port of one piece of code: every rule asked in turn, and what came of it."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from mdx.manim.releases import Release
from mdx.porting import left, rules
from mdx.porting.module import Module
from mdx.scenes.syntax import SyntaxFault, uncollected


class Ported(NamedTuple):
    """Code as the target takes it, the codes of the rules used, and of what no rule could mend."""

    code: str
    rules: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class CannotPort(ValueError):
    """Code that no rule can be asked about; the message says why."""


@cache
def all_rules() -> list[Callable[[Module], None]]:
    """What each file in the folder of rules applies, in the order of their names."""
    names = sorted(info.name for info in pkgutil.iter_modules(rules.__path__))
    return [importlib.import_module(f"{rules.__name__}.{name}").apply for name in names]


def ported(code: str, dialect: str, target: Release) -> Ported:
    """The code for a release of ManimCE; `dialect` is what it is in: gl, cairo, or ce of any age.

    Raises CannotPort for code that is no Python, or too deep for it.
    """
    try:
        with uncollected():
            module = Module(code, dialect, target)
            for apply in all_rules():
                apply(module)
            changed = module.source.changed()
            if not module.ported:
                changed = code
            return Ported(changed, tuple(sorted(module.ported)), left.found(module))
    except SyntaxFault as fault:
        raise CannotPort(f"no Python: {fault}") from None
    except RecursionError:
        raise CannotPort("nested too deeply") from None
