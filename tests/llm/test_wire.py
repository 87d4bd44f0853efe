"""What servers send, read at the edge: whatever it is, it is an answer or told to be none."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdx.llm import Again, Answer, Refused, Stop, Unanswered, Unreadable, faults, wire
from mdx.llm.batches import State
from mdx.llm.batches.claude import MessageBatches
from mdx.llm.batches.openai import FileBatches
from mdx.llm.wire import chat, messages

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
# Of the fields that are looked at, any may hold anything.
NAMES = (
    "choices", "message", "content", "text", "finish_reason", "usage", "prompt_tokens", "model",
    "completion_tokens", "error", "code", "type", "stop_reason", "input_tokens", "refusal", "id",
    "data", "has_more", "last_id", "custom_id", "result", "response", "status_code", "body",
    "request_counts", "created_at", "metadata", "errors", "output_file_id", "status", "mdx",
)  # fmt: skip
FORMED = st.recursive(
    JSON,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6)
    ),
    max_leaves=20,
)
BODIES = FORMED.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200)


def completion(content, end="stop", **more):
    choice = {"message": {"content": content}, "finish_reason": end}
    return json.dumps({"choices": [choice]} | more).encode()


def message(text, end="end_turn", **more):
    whole = {"content": [{"type": "text", "text": text}], "stop_reason": end}
    return json.dumps(whole | more).encode()


@pytest.mark.slow
@given(BODIES)
@pytest.mark.parametrize("read", [chat.answer, messages.answer, messages.counted])
def test_any_body_is_an_answer_or_told_to_be_none(read, body):
    try:
        found = read(body)
    except (Again, Refused, Stop):
        return
    if read is messages.counted:
        assert type(found) is int
    else:
        kinds = [str, int, int, str, str, str, int, int]
        assert [type(value) for value in found] == kinds
        assert min(found.tokens_in, found.tokens_out, found.read, found.written) >= 0


@pytest.mark.slow
@given(BODIES)
@pytest.mark.parametrize("kind", [MessageBatches, FileBatches])
def test_whatever_is_told_of_batches_is_read_or_told_to_be_unreadable(kind, body):
    async def send(method, path, given=None):
        return body

    batches = kind(send, chat.answer)
    for call in (
        batches.state("b"), batches.results("b"), batches.find("n", 0.0), batches.keys("b"),
    ):  # fmt: skip
        try:
            found = asyncio.run(call)
        except (Again, Unanswered):
            continue
        assert isinstance(found, State | dict | list | set | None)


@given(st.integers(100, 599), BODIES)
def test_any_error_means_something_and_is_told_in_one_short_line(status, body):
    fault = faults.fault(status, {}, body, "KEY")
    assert isinstance(fault, Again | Unanswered | Stop)
    assert len(str(fault)) < 600
    assert "\n" not in str(fault)


@pytest.mark.parametrize(
    "usage",
    [
        None, 5, [], "many", {"prompt_tokens": "many"}, {"prompt_tokens": -5},
        {"prompt_tokens": 10**400}, {"prompt_tokens": None}, {"prompt_tokens": 1.5},
        {"input_tokens": True}, {"prompt_tokens": float("inf")}, {"prompt_tokens": float("nan")},
    ],
)  # fmt: skip
@pytest.mark.parametrize(("read", "form"), [(chat.answer, completion), (messages.answer, message)])
def test_bad_figures_never_spoil_a_good_answer(read, form, usage):
    assert read(form("Draw.", usage=usage))[:3] == Answer("Draw.", 0, 0)[:3]


def test_a_number_beyond_any_float_spoils_nothing():
    body = completion("Draw.", usage=0).replace(b": 0", b': {"prompt_tokens": 1e999}')
    assert chat.answer(body).text == "Draw."


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("words", "words"),
        (None, ""),
        ([{"type": "text", "text": "a"}, None, {"type": "x"}, {"text": None}, "b"], "ab"),
        ("half \ud83d", "half \ud83d"),
    ],
)
def test_content_comes_in_several_forms(content, text):
    assert chat.answer(completion(content)).text == text


@pytest.mark.parametrize(
    ("end", "fault"),
    [
        ("stop", ""),
        (None, ""),
        ("STOP", ""),
        ("eos_token", ""),
        ("length", "the answer was cut off; raise --max-tokens"),
        ("content_filter", "the model refused to answer"),
        ("tool_calls", "the answer is not whole (it ends: tool_calls)"),
    ],
)
def test_only_what_ended_by_itself_is_whole(end, fault):
    assert chat.answer(completion("Draw.", end)).fault == fault


@pytest.mark.parametrize("end", ["error", "abort"])
def test_what_broke_off_is_to_be_asked_for_again(end):
    with pytest.raises(Unreadable, match="broke off"):
        chat.answer(completion("Draw half", end))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "is no chat completion, but empty"),
        (b"<!DOCTYPE html><p>", "but a page of HTML"),
        (b'data: {"choices": []}\n\n', "but an event stream"),
        (b'{"choices": [{"message": {"content": 5}}]}', "is no chat completion"),
        (b'{"tokens": 5}', "is no chat completion"),
        (b'{"error": "no luck"}', "answers with an error: no luck"),
    ],
)
def test_what_came_instead_is_told(body, told):
    with pytest.raises(Unreadable, match=told):
        chat.answer(body)


def test_who_answered_and_how_it_ended_are_told():
    found = chat.answer(completion("Draw.", model="m-2026"))
    assert (found.model, found.end) == ("m-2026", "stop")
    assert wire.word("a\nb") == ""
