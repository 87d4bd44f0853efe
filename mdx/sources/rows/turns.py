"""Finds the turns of an exchange, in every form that data sets use."""

from typing import Any

from mdx.sources.rows import templates
from mdx.sources.rows.columns import Cell, called, is_turn, is_wrong, lists, plain, text
from mdx.sources.rows.turn import Turn, role, turn

ASIDE = ("system", "developer", "tool", "function", "ipython", "environment")  # no speakers
LEVELS = 6  # how deep requests and answers may be nested


def turns_of(row: dict[str, Any], cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """The turns in a row and the columns that hold them; both empty if there are none."""
    if is_turn(row):
        return _turns([row]), set(row)
    turns, used = _both(row, LEVELS)
    if any(turn.role == "assistant" for turn in turns):
        if used == {"history"}:
            more, columns = _pair(cells)
            return [*turns, *more], used | columns
        return turns, used
    for cell in called(cells, "texts"):
        if isinstance(cell.value, list) and all(isinstance(said, str) for said in cell.value):
            return _turns(cell.value), {cell.path[0]}
    return _in_text(cells)


def turns_in(value: Any, levels: int = LEVELS) -> list[Turn]:
    """The turns anywhere inside a value, such as the request or the answer of a service."""
    if is_turn(value):
        return _turns([value])
    items = list(value.values()) if isinstance(value, dict) else value
    if not levels or not isinstance(items, list):
        return []
    if isinstance(value, dict):
        if any(map(_is_node, items[:1])):
            return _turns(_latest_branch(value))
        if len(items) < 2 or not all(map(is_turn, items)):
            return _both(value, levels)[0]
    if any(map(is_turn, items)):
        return _turns(items)
    return next((turns for item in items if (turns := turns_in(item, levels - 1))), [])


def _both(row: dict[str, Any], levels: int) -> tuple[list[Turn], set[str]]:
    """The turns of an answer, preceded by those of its request unless the answer repeats them, and
    the columns of both. Without an answer, those of the request alone."""
    columns = [column for column in row if not is_wrong(str(column))]
    answering = [c for c in columns if plain(str(c)) in lists()["answers"]]
    by_column: dict[str, list[Turn]] = {}
    for column in dict.fromkeys([*answering, *columns]):
        value = row[column]
        if isinstance(value, list) and plain(str(column)) in lists()["exchanges"]:
            by_column[column] = _with_sides(_turns(value))
        by_column[column] = by_column.get(column) or turns_in(value, levels - 1)
    sides = {column: {turn.role for turn in turns} for column, turns in by_column.items()}
    answer = next((column for column in by_column if "assistant" in sides[column]), None)
    asked = [column for column in columns if "user" in sides[column] and column != answer]
    if answer is None:
        return (by_column[asked[0]], {asked[0]}) if asked else ([], set())
    used = {answer} | ({"rejected"} & set(row))
    if "user" in sides[answer]:
        again = lists()["asked"] if answer in answering else ()
        return by_column[answer], used | {c for c in row if plain(str(c)) in again}
    request = asked[:1]
    return [*(by_column[request[0]] if request else ()), *by_column[answer]], used | set(request)


def _pair(cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """The question and answer that follow a row's history, and their columns."""
    asked = next((c for c in called(cells, "asked") if text(c.value).strip()), None)
    said = next((c for c in called(cells, "answers") if text(c.value).strip()), None)
    if asked is None or said is None:
        return [], set()
    turns = [Turn("user", text(asked.value)), Turn("assistant", text(said.value))]
    return turns, {asked.path[0], said.path[0]}


def _in_text(cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """The turns of one text in a chat template; a templated prompt together with its completion."""
    names = [c for kind in ("documents", "answers", "asked", "titles", "exchanges", "code")
             for c in called(cells, kind)]  # fmt: skip
    for cell in names:
        turns = templates.turns(text(cell.value))
        if not turns:
            continue
        if any(turn.role == "assistant" and turn.said for turn in turns):
            return turns, {cell.path[0]}
        for kind in ("code", "answers"):
            for other in called(cells, kind):
                if other is not cell and text(other.value).strip():
                    kept = [turn for turn in turns if turn.role != "assistant"]
                    answer = Turn("assistant", text(other.value))
                    return [*kept, answer], {cell.path[0], other.path[0]}
    return [], set()


def _is_node(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() >= {"message", "parent", "children"}


def _latest_branch(nodes: dict[str, Any]) -> list[Any]:
    """The turns of an exchange stored as a tree of ids, as in ChatGPT's exports, following the
    latest branch."""
    node = next((n for n in nodes.values() if isinstance(n, dict) and not n.get("parent")), None)
    turns: list[Any] = []
    for _ in nodes:
        if not isinstance(node, dict):
            break
        turns += filter(is_turn, [node.get("message")])
        children = node.get("children")
        node = nodes.get(str(children[-1])) if isinstance(children, list) and children else None
    return turns


def _turns(items: list[Any]) -> list[Turn]:
    """The turns that the items of an exchange stand for."""
    return [turn for number, item in enumerate(items) for turn in _said(number, item)]


def _with_sides(turns: list[Turn]) -> list[Turn]:
    """The turns with the roles of two speakers filled in if no role is an assistant's: that is the
    one who is not the user, or who did not speak first."""
    speakers = [turn.role for turn in turns if turn.role and not turn.role.startswith(ASIDE)]
    sides = dict.fromkeys(speakers, "assistant")
    if len(sides) != 2 or "assistant" in sides:
        return turns
    sides["user" if "user" in sides else speakers[0]] = "user"
    return [turn._replace(role=sides.get(turn.role, turn.role)) for turn in turns]


def _said(number: int, item: Any) -> list[Turn]:
    if isinstance(item, str):  # the sides alternate
        return [Turn("assistant" if number % 2 else "user", item)]
    if isinstance(item, list) and len(item) == 2 and all(isinstance(s, str) for s in item):
        return [Turn("user", item[0]), Turn("assistant", item[1])]
    if is_turn(item):
        replies = [reply for reply in item.get("replies") or [] if is_turn(reply)]
        return [turn(item), *_turns([min(replies, key=_rank)] if replies else [])]
    if not isinstance(item, dict):
        return []
    return [turn(item["message"])] if is_turn(item.get("message")) else _both_sides(item)


def _rank(reply: dict[str, Any]) -> float:
    """The rank that people gave a reply; the lowest is the best."""
    rank = reply.get("rank")
    return rank if isinstance(rank, int | float) else 0


def _both_sides(item: dict[str, Any]) -> list[Turn]:
    """The turns of an object whose keys are the speakers and whose values are what they said."""
    turns = [Turn(role(str(k)), said) for k, said in item.items() if isinstance(said, str)]
    sides = {turn.role for turn in turns}
    if sides >= {"user", "assistant"} or len(item) == 1:
        return [turn for turn in turns if turn.role in ("user", "assistant")]
    return []
