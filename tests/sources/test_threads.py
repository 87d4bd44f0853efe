"""Turns that are lines of their own find the request that they answer."""

import json
from io import BytesIO

import pytest

from mdx.sources.rows import several, threads
from mdx.sources.rows.row import ColumnsError, NoScene
from mdx.sources.tables import json_lines

SCENE = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"
OTHER = SCENE.replace("class A", "class B")


def line(role: str, said: object, **more: object) -> dict:
    return {"role": role, "content": said} | more


def said(lines: list[dict]) -> list[tuple[str, str]]:
    """The words and the program of each row that has one."""
    pairs = []
    data = "".join(json.dumps(each) + "\n" for each in lines).encode()
    for _, row in json_lines.rows(BytesIO(data)):
        try:
            pairs += [(one.description, one.code.strip()) for one in several.rows(row)]
        except (NoScene, ColumnsError):
            continue
    return pairs


WRITTEN = [{"type": "tool_use", "name": "Write", "input": {"path": "a.py", "content": SCENE}}]
RESULT = [{"type": "tool_result", "content": "written"}]
# Each has one program, SCENE, and its request "Wait.".
SESSIONS = {
    "turns": [line("user", "Wait."), line("assistant", SCENE)],
    "messages in lines that name their parents": [
        {"uuid": "1", "parentUuid": None, "message": line("user", "Wait.")},
        {"uuid": "x", "parentUuid": None, "message": line("user", "Something else.")},
        {"uuid": "2", "parentUuid": "1", "message": line("assistant", "Sure.")},
        {"uuid": "3", "parentUuid": "2", "message": line("user", RESULT)},
        {"uuid": "4", "parentUuid": "3", "message": line("assistant", WRITTEN)},
    ],
    "payloads": [
        {"type": "meta", "payload": {"id": "s"}},
        {"payload": line("user", [{"type": "input_text", "text": "Wait."}])},
        {"payload": line("assistant", [{"type": "output_text", "text": SCENE}])},
    ],
    "a tree of messages": [
        {"message_id": "a", "parent_id": None, "role": "prompter", "text": "Wait."},
        {"message_id": "b", "parent_id": None, "role": "prompter", "text": "Another."},
        {"message_id": "c", "parent_id": "a", "role": "assistant", "text": SCENE},
    ],
}


@pytest.mark.parametrize("lines", SESSIONS.values(), ids=SESSIONS)
def test_an_answer_on_a_line_of_its_own_has_its_request(lines):
    assert said(lines) == [("Wait.", SCENE.strip())]


def test_each_answer_has_the_latest_request():
    lines = [line("user", "A."), line("assistant", SCENE), line("user", "B."),
             line("assistant", OTHER)]  # fmt: skip
    assert said(lines) == [("A.", SCENE.strip()), ("B.", OTHER.strip())]


def test_an_answer_without_a_request_has_no_words():
    assert said([line("assistant", SCENE)]) == [("", SCENE.strip())]


def test_what_else_a_line_holds_stays():
    [(_, _), (_, row)] = json_lines.rows(
        BytesIO(b'{"role":"user","content":"Wait."}\n{"role":"assistant","content":"x","n":3}\n')
    )
    assert row["n"] == 3


def test_only_so_many_requests_are_kept(monkeypatch):
    monkeypatch.setattr(threads, "KEPT", 1)
    lines = [line("prompter", "A.", message_id="a"), line("prompter", "B.", message_id="b"),
             line("assistant", SCENE, message_id="c", parent_id="a")]  # fmt: skip
    assert said(lines) == [("", SCENE.strip())]
