"""The turns of an exchange, in every form that sets have them."""

from typing import Any

from mdx.sources.rows import templates
from mdx.sources.rows.columns import Cell, called, is_turn, is_wrong, lists, plain, text
from mdx.sources.rows.turn import Turn, role, turn

ASIDE = ("system", "developer", "tool", "function", "ipython", "environment")  # no speakers
LEVELS = 6  # of objects in which requests and answers hold what was said


def turns_of(row: dict[str, Any], cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """The turns that a row holds, and the columns they stand in; nothing where there are none."""
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
    """The turns in a request or an answer, wherever they stand in it."""
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
    """The turns of an answer, with those of the request beside it where the answer does not repeat
    them, and the columns of both; where there is no answer, those of the request."""
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
    """The pair that comes after what a row calls its history, and its columns."""
    asked = next((c for c in called(cells, "asked") if text(c.value).strip()), None)
    said = next((c for c in called(cells, "answers") if text(c.value).strip()), None)
    if asked is None or said is None:
        return [], set()
    turns = [Turn("user", text(asked.value)), Turn("assistant", text(said.value))]
    return turns, {asked.path[0], said.path[0]}


def _in_text(cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """Turns written as one text, in a template; such a prompt with what completes it."""
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
    """The turns of an exchange that is kept as a tree under ids, as ChatGPT exports it: of several
    answers or questions the latest."""
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
    """What each item of an exchange says."""
    return [turn for number, item in enumerate(items) for turn in _said(number, item)]


def _with_sides(turns: list[Turn]) -> list[Turn]:
    """The turns of two speakers, also where it is not told who is the assistant: the one who is not
    the user, or who does not begin."""
    speakers = [turn.role for turn in turns if turn.role and not turn.role.startswith(ASIDE)]
    sides = dict.fromkeys(speakers, "assistant")
    if len(sides) != 2 or "assistant" in sides:
        return turns
    sides["user" if "user" in sides else speakers[0]] = "user"
    return [turn._replace(role=sides.get(turn.role, turn.role)) for turn in turns]


def _said(number: int, item: Any) -> list[Turn]:
    if isinstance(item, str):  # one side after the other
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
    """The place that people gave to one of several replies, the best first."""
    rank = reply.get("rank")
    return rank if isinstance(rank, int | float) else 0


def _both_sides(item: dict[str, Any]) -> list[Turn]:
    """The turns of an object that has what was said under the names of the sides."""
    turns = [Turn(role(str(k)), said) for k, said in item.items() if isinstance(said, str)]
    sides = {turn.role for turn in turns}
    if sides >= {"user", "assistant"} or len(item) == 1:
        return [turn for turn in turns if turn.role in ("user", "assistant")]
    return []
