"""What a row says: by the names of its columns, as a conversation, in a template."""

import json

import pytest
from growth import assert_linear

from mdx.sources.rows import answers, requests, several, templates
from mdx.sources.rows.columns import mapped
from mdx.sources.rows.lacking import Lacking
from mdx.sources.rows.row import ColumnsError, NoScene, understood
from mdx.sources.rows.turn import Turn

SCENE = "from manim import *\n\n\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"
OTHER = SCENE.replace("class A", "class B")
FENCED, CHANGED = f"```python\n{SCENE}```", f"Changed:\n```python\n{OTHER}```"
ERROR = "Traceback (most recent call last):\n  File 'x'\nNameError: name 'x' is not defined"


def turns(*said: str) -> list[dict]:
    """Turns of a user and an assistant in turn."""
    return [
        {"role": "assistant" if number % 2 else "user", "content": words}
        for number, words in enumerate(said)
    ]


def call(code: str) -> dict:
    function = {"name": "render", "arguments": json.dumps({"code": code})}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "1", "type": "function", "function": function}],
    }


# Each holds "Wait." and SCENE.
ROWS = {
    "a pair": {"description": "Wait.", "code": SCENE},
    "other names": {"user_prompt": "Wait.", "Final Code": SCENE},
    "any case": {"PROMPT": "Wait.", "Manim_Code": SCENE},
    "blanks first": {"prompt": " ", "question": "Wait.", "completion": "", "answer": SCENE},
    "placeholders first": {"description": "[PENDING_DESCRIPTION]", "task": "Wait.", "code": SCENE},
    "an empty input": {"instruction": "Wait.", "input": "", "output": FENCED},
    "input as words": {"input": "Wait.", "output": SCENE},
    "one level down": {"data": {"prompt": "Wait.", "code": SCENE}},
    "a title": {"title": "Wait.", "code": SCENE},
    "text as words": {"text": "Wait.", "code": SCENE},
    "thoughts": {"prompt": "Wait.", "completion": f"<think>{OTHER}</think>\n{FENCED}"},
    "thoughts begun by the prompt": {"prompt": "Wait.", "output": f"{CHANGED}</think>{FENCED}"},
    "a plan": {"prompt": "Wait.", "output": f"<plan>wait</plan><code>\n{SCENE}</code>"},
    "JSON in an answer": {"prompt": "Wait.", "output": json.dumps({"why": "x", "code": SCENE})},
    "JSON in fences": {
        "prompt": "Wait.",
        "output": f"```json\n{json.dumps({'code': SCENE})}\n```",
    },
    "words around bare code": {"prompt": "Wait.", "output": f"Sure:\n\n{SCENE}\nHave fun!"},
    "a conversation": {"messages": turns("Wait.", FENCED)},
    "ShareGPT's": {
        "conversations": [{"from": "human", "value": "Wait."}, {"from": "gpt", "value": SCENE}]
    },
    "parts of text": {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "Wait."}]},
            {"role": "assistant", "content": [{"type": "text", "text": FENCED}]},
        ]
    },
    "parts of thought": {
        "messages": [
            {"role": "user", "content": "Wait."},
            {
                "role": "assistant",
                "content": [{"type": "text", "text": FENCED}, {"type": "thinking", "text": OTHER}],
            },
        ]
    },
    "a tool's arguments": {
        "messages": [*turns("Wait."), call(SCENE), {"role": "tool", "content": "ok"}]
    },
    "messages as JSON": {"messages": json.dumps(turns("Wait.", FENCED))},
    "messages as pandas writes them": {"messages": str(turns("Wait.", FENCED))},
    "prompt and completion as turns": {
        "prompt": turns("Wait."),
        "completion": turns("Wait.", FENCED)[1:],
    },
    "the chosen answer": {
        "prompt": "Wait.",
        "chosen": turns("Wait.", FENCED),
        "rejected": turns("Wait.", CHANGED),
    },
    "chosen text": {"prompt": "Wait.", "chosen": FENCED, "rejected": CHANGED},
    "both sides in a turn": {"conversation": [{"user": "Wait.", "assistant": FENCED}]},
    "Gemini's": {
        "contents": [
            {"role": "user", "parts": [{"text": "Wait."}]},
            {"role": "model", "parts": [{"text": FENCED}]},
        ]
    },
    "code shown and then run": {
        "messages": turns(
            "Wait.", f"{FENCED}\n```bash\nmanim a.py A\n```\n```python\nprint(1)\n```"
        )
    },
    "ChatML": {
        "text": f"<|im_start|>user\nWait.<|im_end|>\n<|im_start|>assistant\n{FENCED}<|im_end|>"
    },
    "ChatML in two columns": {
        "prompt": "<|im_start|>user\nWait.<|im_end|>\n<|im_start|>assistant\n",
        "completion": SCENE,
    },
    "Llama 2's": {"text": f"<s>[INST] <<SYS>>\nBe good\n<</SYS>>\n\nWait. [/INST] {FENCED}</s>"},
    "Llama 3's": {
        "text": "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nWait.<|eot_id|>"
        f"<|start_header_id|>assistant<|end_header_id|>\n\n{FENCED}<|eot_id|>"
    },
    "Gemma's": {"text": f"<start_of_turn>user\nWait.<end_of_turn>\n<start_of_turn>model\n{FENCED}"},
    "Alpaca's": {"text": f"Below is a task.\n\n### Instruction:\nWait.\n\n### Response:\n{FENCED}"},
    "Vicuna's": {"text": f"### Human: Wait.\n### Assistant: {FENCED}"},
    "a thank-you at the end": {"messages": turns("Wait.", FENCED, "Thanks!", "A class act.")},
    "an error and its repair": {"messages": turns("Wait.", CHANGED, ERROR, FENCED)},
    "a complaint": {"messages": turns("Wait.", CHANGED, "It does not work, please fix.", FENCED)},
    "LaTeX's complaint": {
        "messages": turns("Wait.", CHANGED, "LaTeX compilation error: ! Undefined.", FENCED)
    },
    "a request beside the answers": {
        "input": "Wait.",
        "output": [{"role": "assistant", "content": [{"type": "output_text", "text": FENCED}]}],
    },
    "the request of a service beside its answer": {
        "request": {"body": {"messages": turns("Wait.")}},
        "response": {"body": {"choices": [{"message": {"role": "assistant", "content": FENCED}}]}},
    },
    "a question and an answer in one text": {"text": f"Q: Wait.\nA: {SCENE}"},
    "a prompt and a response in one text": {"text": f"Prompt: Wait.\nResponse: {FENCED}"},
    "lists of one": {"prompt": ["Wait."], "completion": [FENCED]},
    "a conversation as JSON in a text": {"text": json.dumps({"messages": turns("Wait.", FENCED)})},
    "LangChain's": {
        "messages": [
            {"type": "human", "data": {"content": "Wait."}},
            {"type": "ai", "data": {"content": FENCED}},
        ]
    },
    "both sides as texts alone": {"id": "7", "data": ["Wait.", FENCED]},
    "lines of code": {"prompt": "Wait.", "code": SCENE.split("\n")},
    "the best of replies": {
        "prompt": {
            "role": "prompter",
            "text": "Wait.",
            "replies": [
                {"role": "assistant", "text": CHANGED, "rank": 1, "replies": []},
                {"role": "assistant", "text": FENCED, "rank": 0, "replies": []},
            ],
        }
    },
    "a tree under ids": {
        "mapping": {
            "r": {"message": None, "parent": None, "children": ["q"]},
            "q": {"message": turns("Wait.")[0], "parent": "r", "children": ["a", "b"]},
            "a": {"message": turns("", CHANGED)[1], "parent": "q", "children": []},
            "b": {"message": turns("", FENCED)[1], "parent": "q", "children": []},
        }
    },
    "a request and an answer as JSON": {
        "request_body": json.dumps({"messages": turns("Wait.")}),
        "response_body": json.dumps({"choices": [{"message": turns("", FENCED)[1]}]}),
    },
    "a preferred answer to a conversation": {
        "input": {"messages": turns("Wait.")},
        "preferred_output": turns("", FENCED)[1:],
    },
    "a history before the request": {
        "history": turns("What is Manim?", "A library."),
        "prompt": "Wait.",
        "response": FENCED,
    },
    "a prompt as turns": {"prompt": turns("Wait."), "reward_model": {"ground_truth": SCENE}},
    "names of several words": {"Prompt (en)": "Wait.", "generated_manim_code": SCENE},
    "what came before": {"prompt": "Wait.", "broken_code": OTHER, "code_v2": SCENE},
    "damaged code": {"prompt": "Wait.", "output": SCENE},
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_gives_its_words_and_its_program(row):
    [found] = several.rows(row)
    assert (found.description, found.code.strip()) == ("Wait.", SCENE.strip())


# Each holds "Wait." and two answers, SCENE and OTHER, among others that are none.
SEVERAL = {
    "texts": {"prompt": "Wait.", "responses": [FENCED, "I cannot.", CHANGED]},
    "objects": {"instruction": "Wait.", "completions": [{"content": FENCED}, {"text": CHANGED}]},
    "objects with scores": {
        "question": "Wait.", "answers": [{"response": SCENE, "score": 1}, {"response": OTHER}],
    },
    "choices of a service": {
        "prompt": "Wait.",
        "choices": [{"message": turn} for turn in turns("", FENCED, "", CHANGED)[1::2]],
    },
    "one level down": {"prompt": "Wait.", "outputs": {"generations": [[{"text": SCENE}, OTHER]]}},
    "programs": {"prompt": "Wait.", "code": [SCENE, OTHER]},
}  # fmt: skip


@pytest.mark.parametrize("row", SEVERAL.values(), ids=SEVERAL)
def test_of_several_answers_each_with_a_program_is_a_row(row):
    found = [(each.description, each.code.strip()) for each in several.rows(row)]
    assert found == [("Wait.", SCENE.strip()), ("Wait.", OTHER.strip())]


def test_what_is_said_of_one_answer_stays_with_it():
    row = {"prompt": "Wait.", "responses": [{"text": SCENE, "score": n} for n in (1, 5)]}
    assert [each.rest["responses"]["score"] for each in several.rows(row)] == [1, 5]


def test_a_column_of_several_answers_can_be_named():
    row = {"prompt": "Wait.", "tries": [SCENE, OTHER]}
    found = several.rows(row, {"code": "tries", "description": "prompt"})
    assert [each.code for each in found] == [SCENE, OTHER]


def test_several_answers_without_a_program_are_no_scene():
    with pytest.raises(NoScene):
        list(several.rows({"prompt": "Capital of France?", "responses": ["Paris.", "Lyon."]}))


def test_a_word_for_errors_in_what_was_asked_first_is_no_error():
    asked = "Animate Python's exception handling: Exception in red, TypeError in blue."
    assert understood({"messages": turns(asked, FENCED)}).description == asked


def test_a_batch_of_answers_has_programs_and_no_words():
    message = {"choices": [{"index": 0, "message": {"role": "assistant", "content": FENCED}}]}
    found = understood({"custom_id": "c", "response": {"status_code": 200, "body": message}})
    assert (found.description, found.code) == ("", SCENE)


CHANGES = {
    "a change": (["Wait.", FENCED, "Make it B.", CHANGED], "Wait.\n\nMake it B."),
    "an error": (["Wait.", FENCED, ERROR, CHANGED], "Wait."),
    "an error and a wish": (
        ["Wait.", FENCED, f"It fails:\n```\n{ERROR}\n```\nAlso make the dot red.", CHANGED],
        "Wait.\n\nAlso make the dot red.",
    ),
    "asked back": (["Draw.", "What should I draw?", "A red dot.", CHANGED], "Draw.\n\nA red dot."),
    "small talk before": (["Hello.", "Hello!", "Draw.", CHANGED], "Draw."),
    "an answer that does not parse": (
        ["Wait.", FENCED.replace("self.wait()", "self.wait("), "Try again.", CHANGED],
        "Wait.",
    ),
}


@pytest.mark.parametrize(("said", "description"), CHANGES.values(), ids=CHANGES)
def test_all_requests_since_the_first_program_describe_the_last(said, description):
    found = understood({"messages": turns(*said)})
    assert (found.description, found.code) == (description, OTHER)


PROSE = {
    "an answer": {"instruction": "Capital of France?", "output": "Paris."},
    "an answer with signs": {"prompt": "Solve.", "response": "f(x) = x (for all x)"},
    "a conversation": {"messages": turns("What is a class?", "A class is imported.")},
    "another language": {"messages": turns("Go.", "```js\nimport x from 'manim'\nclass A {}\n```")},
    "plain Python": {"messages": turns("Sort.", "```python\nimport math\nclass A: pass\n```")},
    "nothing": {"prompt": "Wait.", "completion": ""},
}


@pytest.mark.parametrize("row", PROSE.values(), ids=PROSE)
def test_prose_is_never_code(row):
    with pytest.raises(NoScene):
        understood(row)


def test_a_row_without_columns_for_code_names_those_it_has():
    with pytest.raises(ColumnsError, match="its columns are foo, bar"):
        understood({"foo": 1, "bar": "x"})


def test_code_that_is_no_python_stays_with_its_words():
    found = understood({"description": "Wait.", "code": "no ( python"})
    assert found.code == "no ( python"


def test_a_row_keeps_what_it_tells_of_itself_where_the_types_fit():
    facts = {"license": "MIT", "Split": "train", "tags": ["a", "b c"], "url": "u", "path": 3}
    found = understood({"prompt": "Wait.", "code": SCENE, "attempts": 2} | facts)
    assert found.words == {"license": "MIT", "split": "train", "tags": "a b%20c", "url": "u"}
    assert found.rest == {"attempts": 2, "path": 3}


def test_of_an_object_whose_part_is_the_code_the_other_parts_stay():
    found = understood({"data": {"prompt": "Wait.", "code": SCENE, "seed": 1}})
    assert found.rest == {"data": {"seed": 1}}


def test_a_helper_in_another_fence_comes_along():
    helper = "```python\nfrom manim import *\nRADIUS = 3\n```"
    scene = (
        "```python\nclass C(Scene):\n    def construct(self):\n        self.add(Dot(RADIUS))\n```"
    )
    found = understood({"messages": turns("Draw.", f"{helper}\nand\n{scene}")})
    assert found.code.startswith("from manim import *\nRADIUS = 3\n\nclass C(Scene)")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("code=Code", {"code": "Code"}),
        ("code=a b,description='c, d'", {"code": "a b", "description": "c, d"}),
        ('tags = "x" , code=y', {"tags": "x", "code": "y"}),
    ],
)
def test_a_map_of_columns_is_read_from_the_command_line(text, columns):
    assert mapped(text) == columns


@pytest.mark.parametrize("text", ["code", "code=", "nonsense=x", "code=a,,b", "priority=x"])
def test_a_map_that_maps_nothing_is_refused(text):
    with pytest.raises(ValueError, match="begins with no KEY=NAME"):
        mapped(text)


@pytest.mark.parametrize(
    ("row", "notes"),
    [
        ({"Was": "Ein roter Punkt"},
         ["no description in it, but words in Was; --columns description='Was'"]),
        ({"Was": "Ein roter Punkt", "prompt": "Show a dot."}, []),
        ({"Was": "Ein Punkt"}, []),
    ],
    ids=["words alone", "beside a description", "too few words"],
)  # fmt: skip
def test_words_under_a_name_that_nobody_knows_are_told_of(row, notes):
    lacking = Lacking()
    whole = row | {"code": SCENE}
    for _ in range(2):
        lacking.passed(understood(whole), whole)
    assert list(lacking.notes()) == notes


def test_columns_named_without_their_case_are_found():
    found = understood(
        {"Frage": "Wait.", "Mein Code": SCENE}, {"description": "frage", "code": "mein_code"}
    )
    assert (found.description, found.code, found.rest) == ("Wait.", SCENE, {})


def test_a_text_in_no_template_has_no_turns():
    assert templates.turns("Draw a circle.\n\nUse ### in the title") == []
    assert templates.turns("[INST] a [/INST] b") == [Turn("user", "a"), Turn("assistant", "b")]


@pytest.mark.parametrize(
    ("read", "given"),
    [
        (answers.without_thoughts, lambda n: "<think>" * n),
        (answers.without_thoughts, lambda n: "</think>" * n),
        (answers.program, lambda n: "class A(Scene\n" + "{" * n),
        (answers.program, lambda n: "from manim import *\n\n(" * n),
        (answers.program, lambda n: "<code>from manim import (" * n),
        (templates.turns, lambda n: "[INST]" * n + "[/INST]" * n),
        (templates.turns, lambda n: "### Human:" * n),
        (requests.request, lambda n: "Error: " * n),
        (requests.request, lambda n: "NameError:\n```\n" * n),
    ],
    ids=["thoughts", "ends of thoughts", "braces", "imports", "tags", "marks", "headings", "errors",
         "fences"],
)  # fmt: skip
def test_hostile_answers_are_read_in_linear_time(read, given):
    assert_linear(read, given)
