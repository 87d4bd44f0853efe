"""Each format makes of one example the row that its trainers document."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.training import formats
from mdx.training.example import Wording, fenced
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


@pytest.mark.parametrize("name", ROWS)
def test_a_row_has_the_request_and_the_code(name):
    assert formats.load(name).row(Wording().example(RECORD)) == ROWS[name]


@pytest.mark.parametrize("name", WITH_SYSTEM)
def test_a_system_prompt_stands_where_the_format_has_it(name):
    assert formats.load(name).row(Wording("Be\n\nbrief.").example(RECORD)) == WITH_SYSTEM[name]


def test_every_file_of_the_folder_is_a_format_and_has_a_case():
    assert sorted(ROWS) == sorted(WITH_SYSTEM) == formats.names()


def test_a_fence_makes_paragraphs_of_a_text():
    row = formats.load("text").row(Wording("Be brief.", fence=True).example(RECORD))
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
def test_a_request_as_comments_is_no_code(request):
    request = request.encode(errors="ignore").decode().replace("\0", "")
    assert ast.parse(text.comment(request) + "\n").body == []
