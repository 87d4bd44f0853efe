"""Rows in the wrappings in which services and tools export them."""

import base64
import json
from html import escape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.sources.rows import several
from mdx.sources.rows.opened import DEEPEST, opened
from mdx.sources.rows.row import ColumnsError, NoScene
from mdx.sources.tables import json_text

SCENE = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"
OTHER = SCENE.replace("class A", "class B")
FENCED, CHANGED = f"```python\n{SCENE}```", f"```python\n{OTHER}```"
BODY = SCENE.index("        self.wait")
ASKED = {"role": "user", "content": "Wait."}
ANSWERED = {"role": "assistant", "content": FENCED}
BASE64 = base64.encodebytes(SCENE.encode()).decode()


def made(kind: str, said: str) -> dict:
    """A message as LangChain writes its objects."""
    names = ["langchain", "schema", "messages", f"{kind}Message"]
    return {"lc": 1, "type": "constructor", "id": names, "kwargs": {"content": said}}


def compared(**verdict) -> dict:
    sides = {"conversation_a": [ASKED, ANSWERED], "conversation_b": [ASKED, ANSWERED | B]}
    return {"model_a": "x", "model_b": "y"} | sides | verdict


B = {"content": CHANGED}

# Each holds "Wait." and SCENE.
ROWS = {
    "dotted keys": {
        "attributes.llm.input_messages.0.message.role": "user",
        "attributes.llm.input_messages.0.message.content": "Wait.",
        "attributes.llm.output_messages.0.message.role": "assistant",
        "attributes.llm.output_messages.0.message.content": FENCED,
    },
    "dotted keys in lists": {
        "llm.input_messages": [{"message.role": "user", "message.content": "Wait."}],
        "llm.output_messages": [{"message.role": "assistant", "message.content": FENCED}],
    },
    "dotted keys, written by pandas": {
        "llm.input_messages": str([{"message.role": "user", "message.content": "Wait."}]),
        "llm.output_messages": str([{"message.role": "assistant", "message.content": FENCED}]),
    },
    "LangSmith's runs": {
        "inputs": {"messages": [[made("System", "Be good."), made("Human", "Wait.")]]},
        "outputs": {"generations": [[{"text": FENCED, "message": made("AI", FENCED)}]]},
    },
    "Label Studio's": {
        "data": {"prompt": "Wait."},
        "annotations": [{"result": [{"value": {"text": [SCENE]}, "type": "textarea"}]}],
    },
    "promptfoo's": {
        "prompt": {"raw": "Wait.", "label": "Wait {{n}}."},
        "response": {"output": FENCED},
    },
    "a row as JSON in a text": {"id": 1, "payload": json.dumps({"task": "Wait.", "code": SCENE})},
    "a list of files": {"prompt": "Wait.", "files": [{"path": "a.py", "content": SCENE}]},
    "a map of files": {"prompt": "Wait.", "files": {"README.md": "# A", "a.py": SCENE}},
    "base64": {"prompt": "Wait.", "code": BASE64},
    "the rest of a program": {
        "instruct_prompt": "Wait.",
        "code_prompt": SCENE[:BODY],
        "canonical_solution": SCENE[BODY:],
    },
    "an answer to several turns": {"context": [ASKED], "response": FENCED},
    "one of several tries": {"instruction": "Wait.", "instances": [{"input": "", "output": SCENE}]},
    "pieces of a text": {
        "segments": [
            {"label": False, "text": "<s>[INST] Wait. [/INST] "},
            {"label": True, "text": FENCED},
        ]
    },
    "a post in HTML": {
        "Title": "Wait.",
        "Body": f"<p>I <code>wait</code>:</p><pre><code>{escape(SCENE)}</code></pre>",
    },
    "words in HTML": {"question": "<p>Wait.</p>", "answer": FENCED},
    "what an agent did": {
        "task": "Wait.",
        "steps": [{"output_of_model": FENCED}, {"observations": OTHER}],
    },
    "a program under a name that says nothing": {"prompt": "Wait.", "Vorlage": SCENE},
    "the better of two": compared(winner="model_a"),
    "the better of two, by a number for each": compared(winner_model_a=1, winner_model_b=0),
    "text said twice": {"messages": [ASKED | {"text": "Wait."}, ANSWERED]},
    "Cohere's": {
        "chat_history": [
            {"role": "USER", "message": "Wait."},
            {"role": "CHATBOT", "message": FENCED},
        ]
    },
    "a call without words": {
        "messages": [
            ASKED,
            {
                "role": "assistant",
                "function_call": {"name": "run", "arguments": json.dumps({"code": SCENE})},
            },
        ]
    },
    "a call among parts": {
        "contents": [
            {"role": "user", "parts": [{"text": "Wait."}]},
            {
                "role": "model",
                "parts": [{"functionCall": {"args": {"code": SCENE}}}],
            },
        ]
    },
    "the system's words in parts": {
        "system": [{"text": "Be good."}],
        "messages": [ASKED, ANSWERED],
    },
    "speakers by their names": {
        "messages": [{"sender": "User", "text": "Wait."}, {"sender": "GPT-4", "text": FENCED}]
    },
    "two whose roles are not told": {
        "messages": [
            {"author": {"name": "ann"}, "content": "Wait."},
            {"author": {"name": "bob"}, "content": FENCED},
        ]
    },
    "typed values": {"Item": {"prompt": {"S": "Wait."}, "code": {"S": SCENE}, "id": {"N": "1"}}},
    "an answer beside the user's turn": {
        "task": "Coding",
        "trajectory": [ASKED],
        "chosen": FENCED,
        "rejected": CHANGED,
    },
    "messages among other things": {
        "title": "New",
        "history": [{"message": ASKED, "context": []}, {"message": ANSWERED, "context": []}],
    },
    "a question's content": {"question_title": "W", "question_content": "Wait.", "code": SCENE},
    "a user's name": {"user": "ann_7", "topic": "Wait.", "code": SCENE},
    "an input and a content": {"input": "Wait.", "reasoning_content": CHANGED, "content": FENCED},
    "a correction": {
        "instruction": "Wait.",
        "corrected-response": [{"user_id": "u", "value": SCENE, "status": "submitted"}],
    },
    "headings within a line": {"text": f"### Human: Wait.### Assistant: {FENCED}"},
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_gives_its_words_and_its_program(row):
    [read] = [row for _, row in json_text.rows(BytesIO(json.dumps(row).encode()))]
    [one] = several.rows(read)
    assert (one.description, one.code.strip()) == ("Wait.", SCENE.strip())


@pytest.mark.parametrize("verdict", [{}, {"winner": "tie"}, {"overall_preference": -2}])
def test_of_rivals_without_a_winner_each_is_a_row(verdict):
    rows = [(one.code.strip(), one.rest["model"]) for one in several.rows(compared(**verdict))]
    assert rows == [(SCENE.strip(), "x"), (OTHER.strip(), "y")]


def test_answers_are_read_where_several_are_though_one_is_in_an_exchange_too():
    row = {"messages": [ASKED, ANSWERED], "generations": [FENCED, CHANGED]}
    rows = [(one.description, one.code.strip()) for one in several.rows(row)]
    assert rows == [("Wait.", SCENE.strip()), ("Wait.", OTHER.strip())]


# Programs that nobody gave as an answer.
NO_ANSWERS = {
    "in what was asked": {"instruction": f"Explain {FENCED}", "notes": "It waits."},
    "in what was given along": {"question": "What does it do?", "context": FENCED},
    "in what was rejected": {"prompt": "Wait.", "rejected_answer": FENCED},
    "in prose": {"output": "A Scene is a class Scene; import it from manim, import manim or so."},
    "in thoughts": {"prompt": "Wait.", "parts": [{"type": "thinking", "thinking": FENCED}]},
    "with a scene of its own": {"output": "class Scene:\n    pass\nclass A(Scene):\n    pass\n"},
    "with another library's scene": {
        "output": "from cocos.scene import Scene\nclass A(Scene):\n    pass\n"
    },
}


@pytest.mark.parametrize("row", NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_is_no_scene(row):
    with pytest.raises((NoScene, ColumnsError)):
        list(several.rows(row))


def test_what_was_not_used_stays_as_it_was_given():
    left = {"tags": '["a", "b"]', "info": '{"code": 3}', "page": "<p>Hello</p>"}
    [one] = several.rows({"prompt": "Wait.", "code": BASE64} | left)
    assert one.rest == {"info": left["info"], "page": left["page"]}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=50),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from("a a.b a.b.c a.0 a.1 a.0.b x.py 1 .".split()), JSON))
def test_any_row_can_be_opened(row):
    assert isinstance(opened(row), dict)


def test_rows_nested_without_end_are_opened_as_far_as_anybody_looks():
    deep: dict = {"code": BASE64}
    for _ in range(DEEPEST * 90):
        deep = {"a": deep}
    assert opened(deep).keys() == {"a"}
