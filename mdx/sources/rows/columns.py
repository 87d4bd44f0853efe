"""The columns of a row by what they are called, as columns.toml lists it."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from mdx.records.fields import METADATA

PAIR = re.compile(r"\s*(\w+)\s*=\s*('[^']*'|\"[^\"]*\"|[^,'\"]+)\s*(?:,|$)")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
ROLE_KEYS = ("role", "from", "speaker", "sender", "author")
WORD_KEYS = ("content", "value", "text", "message", "parts", "tool_calls", "function_call")


class Cell(NamedTuple):
    """A value of a row: its column without case and signs, and its place."""

    name: str
    value: Any
    path: tuple[str, ...]


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """A column's name without case, blanks and signs."""
    return re.sub(r"[\W_]+", "", name).lower()


@cache
def lists() -> dict[str, Any]:
    """The lists of columns.toml."""
    return tomllib.loads(files("mdx.sources.rows").joinpath("columns.toml").read_text("utf-8"))


def mapped(text: str) -> dict[str, str]:
    """The map from our keys to columns in "code=Code,description='Reviewed Description'"; raises
    ValueError for any other text."""
    keys = {"code", "description", *(key for key, empty in METADATA.items() if empty == "")}
    columns = {}
    end = 0
    while end < len(text):
        pair = PAIR.match(text, end)
        if pair is None or pair[1] not in keys:
            raise ValueError(
                f"{text[end:]!r} begins with no KEY=NAME whose key is code, description or a text "
                "of metadata"
            )
        columns[pair[1]] = pair[2].strip("'\" ")
        end = pair.end()
    return columns


def cells(row: dict[str, Any]) -> list[Cell]:
    """The values of a row, those within its objects last."""
    top = [Cell(plain(str(key)), value, (key,)) for key, value in row.items()]
    inner = [
        Cell(plain(str(key)), value, (cell.path[0], key))
        for cell in top
        if isinstance(cell.value, dict)
        for key, value in cell.value.items()
    ]
    return top + inner


def called(row: list[Cell], kind: str) -> Iterator[Cell]:
    """The cells whose columns columns.toml lists under a kind, in its order."""
    by_name: dict[str, list[Cell]] = {}
    for cell in row:
        by_name.setdefault(cell.name, []).append(cell)
    for name in lists()[kind]:
        yield from by_name.pop(name, ())
    telling = frozenset(lists()["words"].get(kind, ()))
    for cell in (cell for cells in by_name.values() for cell in cells if telling):
        if has_word(str(cell.path[-1]), telling):
            yield cell


@lru_cache(maxsize=4096)
def has_word(name: str, telling: frozenset[str]) -> bool:
    """Whether one of a name's several words is among these, and none speaks against it."""
    words = _words(name)
    return len(words) > 1 and not words.isdisjoint(telling) and not is_wrong(name)


@lru_cache(maxsize=4096)
def is_wrong(name: str) -> bool:
    """Whether a name says that its content is wrong, or is not what it looks like."""
    return not _words(name).isdisjoint(lists()["never"])


def _words(name: str) -> set[str]:
    return {word.lower() for word in WORD.findall(name)}


def text(value: Any) -> str:
    """The value if it is text, or a list of one text; else ""."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value if isinstance(value, str) else ""


def turn_in(value: Any) -> Any:
    """The turn inside an object that only holds a message, or in one of LangChain's, which name
    their class and may keep their fields separately; any other value unchanged."""
    if not isinstance(value, dict):
        return value
    inner = value.get("message")
    if len(value) == 1 and isinstance(inner, dict):
        return turn_in(inner)
    names, speaker = value.get("id"), value.get("type")
    if isinstance(names, list) and names and isinstance(value.get("kwargs"), dict):
        return {"role": names[-1]} | value["kwargs"]
    if speaker in ("human", "ai"):
        inner = value.get("data", value)
        return {"role": speaker} | inner if isinstance(inner, dict) else value
    return value


def is_turn(value: Any) -> bool:
    """Whether this is a turn of an exchange."""
    value = turn_in(value)
    return (
        isinstance(value, dict)
        and any(key in value for key in ROLE_KEYS)
        and any(key in value for key in WORD_KEYS)
    )


def is_exchange(row: dict[str, Any]) -> bool:
    """Whether the row is a list of turns, by its name or by what is in it."""
    return any(
        isinstance(value, list)
        and (
            any(map(is_turn, value[:2]))
            or (plain(str(key)) in lists()["exchanges"] and not _holds_turns(value[:1]))
        )
        for key, value in row.items()
    ) or is_turn(row)


def _holds_turns(items: list[Any]) -> bool:
    """Whether these are exchanges of their own, a row each."""
    return any(isinstance(item, list) and any(map(is_turn, item[:2])) for item in items)


def is_row(value: dict[str, Any]) -> bool:
    """Whether an object has columns that sets of code have."""
    if is_turn(value) or (isinstance(value.get("type"), str) and "text" in value):
        return False
    there = cells(value)
    kinds = ("code", "answers", "documents", "exchanges")
    return any(True for kind in kinds for _ in called(there, kind))


def own(row: list[Cell]) -> tuple[dict[str, str], set[str]]:
    """The facts that a row states about itself, by our keys, and the columns that hold them."""
    facts: dict[str, str] = {}
    used: set[str] = set()
    top = [cell for cell in row if len(cell.path) == 1]
    for key, names in lists()["own"].items():
        for cell in (cell for name in names for cell in top if cell.name == name):
            value = cell.value
            if key == "tags" and isinstance(value, list) and all(isinstance(v, str) for v in value):
                value = " ".join("%20".join(tag.split()) for tag in value)
            if isinstance(value, str) and value.strip() and key not in facts:
                facts[key] = value.strip()
                used.add(cell.path[0])
    return facts, used
