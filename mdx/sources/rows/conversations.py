"""Exchanges in every form that sets have them: the last program, and all that was asked for it."""

import ast
import re
from collections.abc import Iterator
from typing import Any

import orjson

from mdx.sources.rows import answers, templates
from mdx.sources.rows.columns import ROLE_KEYS, WORD_KEYS, Cell, called, is_turn, lists, plain, text
from mdx.sources.rows.templates import Turn, role

LONGEST_QUOTED = 4 << 20  # characters of an exchange that is written as a text
NOT_SAID = ("thinking", "reasoning", "redacted_thinking", "tool_result")  # types of parts
LEVELS = 6  # of objects in which answers of services hold what was said
BEGINS_AS_ERROR = re.compile(
    r"Traceback \(most recent call last\)|^\s{0,40}(?:\w+\.){0,9}\w*(?:Error|Exception)\b\s{0,9}:",
    re.MULTILINE,
)
# The same of a turn that follows a program.
ERROR = re.compile(
    r"Traceback \(most recent call last\)|\b(?:[A-Z]\w*Error|Exception)\b"
    r"|\b(?:[lL]a[tT]e[xX]|[cC]ompilation|[sS]yntax|[rR]untime|[rR]endering) errors?\b"
    r"|\bexit(?:ed)? (?:code|status|with)\b"
)
ABOUT_ERRORS = re.compile(
    r"\b(?:errors?|traceback|exceptions?|fail(?:s|ed|ing)?|crash(?:es|ed)?|bugs?|fix(?:ed)?|"
    r"broken|debug|doesn'?t (?:work|run|render)|did(?:n'?t| not) (?:work|run|render))\b",
    re.IGNORECASE,
)
COMPLAINT = frozenset(
    """a again an and at bug but can code continue crashes do does doesn't doesnt don't error
    errors fail failed fails fix fixed get getting gives go got i in is isn't issue it it's me not
    now ok okay on please problem render rendered renders run running runs same sorry still thank
    thanks that the there this to try with work worked working works wrong you""".split()
)
SENTENCE = re.compile(r"(?<=\w[.!?])\s+|\n+")
FENCED = re.compile(r"^[ \t]*```", re.MULTILINE)


def asked_and_answered(turns: list[Turn]) -> tuple[str, str]:
    """What was asked for the last program of an exchange, and that program; ("", "") where no
    answer holds any. Where an earlier answer holds one, all requests from the first on count, as
    each says only what is to change; so they do where the answer was but a question."""
    coded = [number for number, turn in enumerate(turns) if turn.role == "assistant"
             and _may_hold(turn.said)]  # fmt: skip
    programs = {number: code for number in coded if (code := answers.program(turns[number].said))}
    if not programs:
        return "", ""
    last = max(programs)
    earlier = [n for n in coded if n < last and answers.looks_so(turns[n].said)]
    requests = [n for n, turn in enumerate(turns[:last]) if turn.role == "user"]
    if not earlier:
        requests = _latest(turns, requests)
    asked = (request(turns[n].said, follows=n != requests[0]) for n in requests)
    return "\n\n".join(dict.fromkeys(filter(None, asked))), programs[last]


def _may_hold(said: str) -> bool:
    return "import" in said or "class" in said


def _latest(turns: list[Turn], requests: list[int]) -> list[int]:
    """The last request that asks for something, with those before it that led to a question."""
    kept: list[int] = []
    for number in reversed(requests):
        if (
            kept
            and request(turns[kept[0]].said, follows=True)
            and not _was_asked_back(turns, number, kept[0])
        ):
            break
        kept.insert(0, number)
    return kept


def _was_asked_back(turns: list[Turn], number: int, following: int) -> bool:
    between = [turn for turn in turns[number + 1 : following] if turn.role == "assistant"]
    return not between or between[-1].said.rstrip().endswith("?")


def request(said: str, follows: bool = False) -> str:
    """What a turn asks for; what is an error's text, or speaks of one, asks for nothing. Of a turn
    that follows a program, neither does a mere complaint."""
    said = answers.without_thoughts(said).strip()
    if follows and set(re.findall(r"[a-z']+", said.lower())) <= COMPLAINT:
        return ""
    if not (ERROR if follows else BEGINS_AS_ERROR).search(said):
        return said
    outside = "\n".join(FENCED.split(said)[::2])
    outside = outside.partition("Traceback (most recent call last)")[0]
    kept = [
        part.strip()
        for part in SENTENCE.split(outside)
        if part.strip() and not ERROR.search(part) and not ABOUT_ERRORS.search(part)
    ]
    return " ".join(part for part in kept if len(part.split()) > 2)


def turns_of(row: dict[str, Any], cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """The turns that a row holds, and the columns they stand in; nothing where there are none."""
    if is_turn(row):
        return list(_turns([row])), set(row)
    pair = _as_turns(row, cells)
    if pair[0]:
        return pair
    for cell in called(cells, "exchanges"):
        turns = list(_turns(_listed(cell.value)))
        if any(turn.role == "assistant" for turn in turns):
            more, used = _pair(cells) if cell.name == "history" else ([], set())
            return [*turns, *more], {cell.path[0], *used}
    for cell in called(cells, "texts"):
        if isinstance(cell.value, list) and all(isinstance(said, str) for said in cell.value):
            return list(_turns(cell.value)), {cell.path[0]}
    return _of_service(row) or _in_text(cells)


def turns_in(value: Any) -> list[Turn]:
    """The turns in a request or an answer, wherever they stand in it, also one written as JSON."""
    return _in_json(value) if isinstance(value, str) else list(_turns(_within(value, LEVELS)))


def _of_service(row: dict[str, Any]) -> tuple[list[Turn], set[str]] | None:
    """The turns of the answer of a service, with those of the request beside it where the answer
    does not repeat them; None where there is no answer."""
    by_column = {column: list(_turns(_within(value, LEVELS))) for column, value in row.items()}
    sides = {column: {turn.role for turn in turns} for column, turns in by_column.items()}
    answer = next((column for column in row if "assistant" in sides[column]), None)
    if answer is None:
        return None
    asked = (column for column in row if "user" in sides[column] and column != answer)
    request = next(asked, None) if "user" not in sides[answer] else None
    if request is None:
        return by_column[answer], {answer}
    return [*by_column[request], *by_column[answer]], {request, answer}


def _as_turns(row: dict[str, Any], cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """A prompt and what completes it, each a list of turns; of two completions the chosen one."""
    prompts = [cell for cell in called(cells, "asked") if _listed(cell.value)]
    chosen = [cell for cell in called(cells, "answers") if _listed(cell.value)]
    chosen = [cell for cell in chosen if any(map(is_turn, _listed(cell.value)))]
    if not chosen:
        return [], set()
    asked = list(_turns(_listed(prompts[0].value))) if prompts else []
    if not asked:
        asked = [turn for c in called(cells, "exchanges") for turn in _turns(_listed(c.value))]
    if not asked:
        said = next((text(cell.value) for cell in called(cells, "asked") if text(cell.value)), "")
        asked = templates.turns(said) or ([Turn("user", said)] if said else [])
    answered = list(_turns(_listed(chosen[0].value)))
    if any(turn.role == "user" for turn in answered):  # the whole exchange, prompt and all
        asked = []
    used = {chosen[0].path[0], *(cell.path[0] for cell in called(cells, "asked")), "rejected"}
    return [*asked, *answered], used & set(row)


def _pair(cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """The pair that comes after what a row calls its history, and its columns."""
    asked = next((c for c in called(cells, "asked") if text(c.value).strip()), None)
    said = next((c for c in called(cells, "answers") if text(c.value).strip()), None)
    if asked is None or said is None:
        return [], set()
    turns = [Turn("user", text(asked.value)), Turn("assistant", text(said.value))]
    return turns, {asked.path[0], said.path[0]}


def _in_text(cells: list[Cell]) -> tuple[list[Turn], set[str]]:
    """Turns written as one text, of JSON or in a template; such a prompt with what completes it."""
    names = [c for kind in ("documents", "answers", "asked", "titles", "exchanges", "code")
             for c in called(cells, kind)]  # fmt: skip
    for cell in names:
        turns = _in_json(text(cell.value)) or templates.turns(text(cell.value))
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


def _in_json(value: str) -> list[Turn]:
    if not value.lstrip().startswith(("[{", '{"', "{\n")) or len(value) > LONGEST_QUOTED:
        return []
    try:
        return list(_turns(_within(orjson.loads(value), LEVELS)))
    except orjson.JSONDecodeError:
        return []


def _listed(value: Any) -> list[Any]:
    """A list as it is, or written as a text: of JSON, or of Python as pandas writes it."""
    if isinstance(value, list):
        return value
    if not isinstance(value, str) or len(value) > LONGEST_QUOTED:
        return []
    stripped = value.strip()
    if not (stripped.startswith("[") and stripped.endswith("]")):
        return []
    try:
        value = orjson.loads(stripped)
    except orjson.JSONDecodeError:
        try:
            value = ast.literal_eval(stripped)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            return []
    return value if isinstance(value, list) else []


def _within(value: Any, levels: int) -> list[Any]:
    """The turns of a request or an answer of a service, wherever they stand in it."""
    if isinstance(value, list) and any(map(is_turn, value)):
        return value
    if is_turn(value):
        return [value]
    if isinstance(value, dict) and any(map(_is_node, list(value.values())[:1])):
        return _latest_branch(value)
    if not levels or not isinstance(value, dict | list):
        return []
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict) and isinstance(value.get("output"), list):
        inner = [value["output"]]
    return next((turns for item in inner if (turns := _within(item, levels - 1))), [])


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


def _turns(items: list[Any]) -> Iterator[Turn]:
    for number, item in enumerate(items):
        if isinstance(item, str):  # one side after the other
            yield Turn("assistant" if number % 2 else "user", item)
        elif isinstance(item, list) and len(item) == 2 and all(isinstance(s, str) for s in item):
            yield Turn("user", item[0])
            yield Turn("assistant", item[1])
        elif is_turn(item):
            yield _turn(item)
            if replies := [r for r in _listed(item.get("replies")) if is_turn(r)]:
                yield from _turns([min(replies, key=_rank)])
        elif isinstance(item, dict):
            yield from _both_sides(item)


def _rank(reply: dict[str, Any]) -> float:
    """The place that people gave to one of several replies, the best first."""
    rank = reply.get("rank")
    return rank if isinstance(rank, int | float) else 0


def _turn(item: dict[str, Any]) -> Turn:
    speaker = next((item[key] for key in ROLE_KEYS if key in item), item.get("type", ""))
    if isinstance(item.get("data"), dict):  # LangChain's
        item = item["data"]
    if isinstance(speaker, dict):
        speaker = speaker.get("role", speaker.get("name", ""))
    said = [part for key in WORD_KEYS if key in item for part in _parts(item[key])]
    if isinstance(item.get("function_call"), dict):
        said += _parts([item["function_call"]])
    return Turn(role(str(speaker)), "\n\n".join(filter(None, said)))


def _both_sides(item: dict[str, Any]) -> Iterator[Turn]:
    """A turn that holds what was asked and what was answered, under the names of the sides."""
    names = lists()
    for key, value in item.items():
        name = plain(str(key))
        if isinstance(value, str) and name in (*names["asked"], "input"):
            yield Turn("user", value)
        elif isinstance(value, str) and (name in names["answers"] or name in names["code"]):
            yield Turn("assistant", value)


def _parts(content: Any, levels: int = 4) -> list[str]:
    """The texts of what one side says: parts of text, and programs that a tool is given."""
    if isinstance(content, str):
        return [content]
    if not levels:
        return []
    if isinstance(content, list):
        return [said for part in content for said in _parts(part, levels - 1)]
    if not isinstance(content, dict):
        return []
    if str(content.get("type", "")) in NOT_SAID:
        return []
    for key in ("arguments", "input"):
        if key in content:
            return [_fenced(_given(content[key]))]
    if isinstance(content.get("function"), dict):
        return _parts(content["function"], levels - 1)
    for key in ("text", "content", "value", "parts"):
        if key in content:
            return _parts(content[key], levels - 1)
    return []


def _given(arguments: Any) -> str:
    """The program among the arguments of a tool."""
    if isinstance(arguments, str):
        try:
            arguments = orjson.loads(arguments)
        except orjson.JSONDecodeError:
            return answers.program(arguments)
    return answers.in_arguments(arguments)


def _fenced(code: str) -> str:
    fence = "````" if "```" in code else "```"
    return f"{fence}python\n{code}\n{fence}" if code else ""
