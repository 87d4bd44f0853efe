"""Tables of rules, read from the .toml files beside the rules that know what to do with them."""

import ast
import os
import re
import tomllib
from functools import cache
from typing import Any, NamedTuple

FOLDER = os.path.join(os.path.dirname(__file__), "rules")
SECTIONS = {"gl": ("gl", "both"), "cairo": ("cairo", "both"), "ce": ("ce",)}
PLACEHOLDER = re.compile(r"\{(\()?(-)?(\w+)(!)?\)?\}")


@cache
def table(subject: str) -> dict[str, dict[str, Any]]:
    """The sections of a subject's table."""
    with open(os.path.join(FOLDER, subject + ".toml"), "rb") as file:
        return tomllib.load(file)


@cache
def entries(subject: str, dialect: str, under: str = "") -> dict[str, str]:
    """What a subject's table says of a dialect, in all or `under` one of its headings."""
    merged: dict[str, str] = {}
    content = table(subject)
    for section in reversed(SECTIONS[dialect]):
        held = content.get(section, {})
        held = held.get(under, {}) if under else held
        merged |= {key: value for key, value in held.items() if isinstance(value, str)}
    return merged


class Pattern(NamedTuple):
    """An old form of a call: `Owner.name(a, b=1, *rest)`; the owner "" is any, None no method.

    `a: True` asks for the constant True in that place.
    """

    owner: str | None
    name: str
    parameters: dict[str, str | None]  # with their defaults, None where they must be given
    places: int  # of parameters that may be given without their name
    rest: str  # the one with the star
    constants: dict[str, str]  # what must be given for some

    @classmethod
    def of(cls, text: str) -> "Pattern":
        """The pattern that a key of a table writes; its arguments are as those of a definition."""
        called, _, arguments = text.partition("(")
        owner, dot, name = called.rpartition(".")
        taken = ast.parse(f"def _({arguments}: 0").body[0].args  # type: ignore[attr-defined]
        parameters: dict[str, str | None] = {a.arg: None for a in taken.args}
        for arg, value in zip(taken.args[::-1], taken.defaults[::-1], strict=False):
            parameters[arg.arg] = ast.unparse(value)
        places = len(taken.args)
        for arg, default in zip(taken.kwonlyargs, taken.kw_defaults, strict=True):
            value = None if default is None else ast.unparse(default)
            parameters[arg.arg] = "" if value == "None" else value
        rest = taken.vararg.arg if taken.vararg else ""
        every = [*taken.args, *taken.kwonlyargs]
        constants = {a.arg: ast.unparse(a.annotation) for a in every if a.annotation}
        return cls(owner if dot else None, name, parameters, places, rest, constants)


class Form(NamedTuple):
    """An old form of a call and the template of the new one."""

    pattern: Pattern
    template: str


@cache
def forms(subject: str, dialect: str, under: str = "") -> dict[str, list[Form]]:
    """The forms of a subject's table by the name that is called."""
    by_name: dict[str, list[Form]] = {}
    for key, template in entries(subject, dialect, under).items():
        pattern = Pattern.of(key)
        by_name.setdefault(pattern.name, []).append(Form(pattern, template))
    return by_name
