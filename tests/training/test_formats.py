"""Each format turns an example into the row that its trainers document."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.records.jsonl import Line
from mdx.training import formats
from mdx.training.example import Pair, Unfit, Wording, fenced
from mdx.training.formats import text

CODE = "from manim import *\n\n\nclass A(Scene):\n    pass\n"
RECORD = {"description": " Draw\nnothing. ", "code": CODE}
ASKED = "Draw\nnothing."
ROWS = {
    "messages": {
        "messages": [
            {"role": "user", "content": ASKED},
            {"role": "assistant", "content": CODE},
        ]
    },
    "prompt-completion": {"prompt": f"{ASKED}\n", "completion": CODE},
    "alpaca": {"instruction": ASKED, "input": "", "output": CODE},
    "sharegpt": {
        "conversations": [{"from": "human", "value": ASKED}, {"from": "gpt", "value": CODE}]
    },
    "text": {"text": f"# Draw\n# nothing.\n{CODE}"},
}
WITH_SYSTEM = {
    "messages": {
        "messages": [
            {"role": "system", "content": "Be\n\nbrief."},
            {"role": "user", "content": ASKED},
            {"role": "assistant", "content": CODE},
        ]
    },
    "prompt-completion": {"prompt": f"Be\n\nbrief.\n\n{ASKED}\n", "completion": CODE},
    "alpaca": {"instruction": ASKED, "input": "", "output": CODE, "system": "Be\n\nbrief."},
    "sharegpt": {
        "conversations": [
            {"from": "system", "value": "Be\n\nbrief."},
            {"from": "human", "value": ASKED},
            {"from": "gpt", "value": CODE},
        ]
    },
    "text": {"text": f"# Be\n#\n# brief.\n#\n# Draw\n# nothing.\n{CODE}"},
}


def line(record: dict) -> Line:
    return Line("in.jsonl", 1, b"", record)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_the_request_and_the_code(name):
    assert formats.load(name).row(Wording().example(line(RECORD))) == ROWS[name]


@pytest.mark.parametrize("name", WITH_SYSTEM)
def test_a_system_prompt_goes_where_the_format_puts_it(name):
    assert (
        formats.load(name).row(Wording("Be\n\nbrief.").example(line(RECORD))) == WITH_SYSTEM[name]
    )


OF_PAIRS, OF_EVENTS = ["preference", "repair"], ["task"]


def test_every_file_of_the_folder_is_a_format_and_has_a_case():
    assert sorted(ROWS) == sorted(WITH_SYSTEM)
    assert sorted([*ROWS, *OF_PAIRS, *OF_EVENTS]) == formats.names()
    assert [name for name in formats.names() if hasattr(formats.load(name), "KEY")] == OF_PAIRS


def pair(**wording) -> Pair:
    broken = {
        "description": "Draw nothing.",
        "code": "x = 1\n",
        "metadata": {"renders": False, "render_error": "NameError: y"},
    }
    working = {"description": "", "code": "y = 1\n", "metadata": {"renders": True}}
    return Pair(*map(Wording(**wording).example, map(line, (working, broken))))


def test_a_repair_asks_with_the_code_and_the_error_and_answers_with_what_renders():
    row = formats.load("repair").row(pair(system="Be brief.", fence=True))
    system, asked, answer = row["messages"]
    assert system == {"role": "system", "content": "Be brief."}
    assert asked["role"] == "user"
    for part in ("```python\nx = 1\n```", "```\nNameError: y\n```", ": Draw nothing."):
        assert part in asked["content"]
    assert answer == {"role": "assistant", "content": "```python\ny = 1\n```"}


def test_a_repair_of_undescribed_code_mentions_no_request():
    one = pair()
    row = formats.load("repair").row(one._replace(broken=one.broken._replace(request="")))
    assert "asked for" not in row["messages"][0]["content"]


def test_a_preference_has_a_separate_prompt_and_the_better_answer_as_chosen():
    one = pair(system="Be brief.")
    one = one._replace(working=one.working._replace(request="Draw nothing."))
    assert formats.load("preference").row(one) == {
        "prompt": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Draw nothing."},
        ],
        "chosen": [{"role": "assistant", "content": "y = 1\n"}],
        "rejected": [{"role": "assistant", "content": "x = 1\n"}],
    }


def events(body: str) -> list[tuple]:
    code = "from manim import *\nclass A(Scene):\n    def construct(self):\n"
    record = {"description": "Do it.", "code": code + textwrap.indent(body, "        ")}
    row = formats.load("task").row(Wording().example(line(record)))
    return [tuple(event.values()) for event in row["events"]]


EVENTS = {
    "a text": ("self.add(Text('Hi'))", [("text", "show", "text", "Hi", "", 1)]),
    "a formula": (
        "self.play(Write(MathTex('x^2')))",
        [("formula", "write", "formula", "x^2", "", 1)],
    ),
    "a shape and its colour": (
        "self.play(Create(Circle(color=RED)))",
        [("shape", "draw", "circle", "", "red", 1)],
    ),
    "what a shape becomes": (
        "s = Square()\nself.add(s)\nself.play(Transform(s, Circle()))",
        [("shape", "show", "square", "", "", 1), ("shape", "turn into", "circle", "", "", 1)],
    ),
    "several of the same": (
        "self.play(FadeIn(Dot()), FadeIn(Dot()))",
        [("shape", "fade in", "dot", "", "", 2)],
    ),
    "a wait": ("self.add(Dot())\nself.wait(9)", [("shape", "show", "dot", "", "", 1)]),
    "the camera": (
        "self.add(Dot())\nself.wait()\nself.clear()",
        [("shape", "show", "dot", "", "", 1), ("action", "clear the screen", "", "", "", 0)],
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_events_are_what_the_code_shows_in_order(name):
    body, expected = EVENTS[name]
    assert events(body) == expected


@pytest.mark.parametrize("code", ["x = 1", "class (", "class A(Scene):\n    pass"])
def test_code_without_events_gives_no_task(code):
    with pytest.raises(Unfit, match="no events"):
        formats.load("task").row(Wording().example(line({"description": "Do it.", "code": code})))


def test_a_task_has_its_reference_the_films_length_and_a_limited_number_of_events():
    body = "\n".join(f"self.play(Write(Text('{n}')))" for n in range(500))
    assert len(events(body)) == 100
    code = (
        "from manim import *\nclass A(Scene):\n    def construct(self):\n        self.add(Dot())\n"
    )
    metadata = {"film_seconds": 2, "scene": "A", "manim": "0.22.0", "dialect": 3}
    given = {"description": "Show a dot.", "code": code, "metadata": metadata}
    row = formats.load("task").row(Wording("Be brief.").example(line(given)))
    assert (row["prompt"], row["system"], row["reference"]) == ("Show a dot.", "Be brief.", code)
    assert (row["seconds"], row["scene"], row["manim"], row["dialect"]) == (2.0, "A", "0.22.0", "")


def test_with_a_fence_a_text_is_made_of_paragraphs():
    row = formats.load("text").row(Wording("Be brief.", fence=True).example(line(RECORD)))
    assert row["text"] == f"Be brief.\n\n{ASKED}\n\n```python\n{CODE}```"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x", "```python\nx\n```"),
        ("x\n", "```python\nx\n```"),
        ("x = '```'\n", "````python\nx = '```'\n````"),
        ("", "```python\n\n```"),
    ],
)
def test_a_fence_is_longer_than_any_in_the_code(code, expected):
    assert fenced(code) == expected


@given(st.text())
def test_a_request_as_comments_is_not_code(request):
    request = request.encode(errors="ignore").decode().replace("\0", "")
    assert ast.parse(text.comment(request) + "\n").body == []
