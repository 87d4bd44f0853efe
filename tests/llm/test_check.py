"""Whether what a model said is an answer."""

import pytest

from mdx.llm import Answer, Question, Unanswered
from mdx.llm.check import check

ASKED = Question("", (), "Said: a circle grows.\n\nCircle()", "Circle()\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the answer is empty"),
        (" \n", "the answer is empty"),
        ("Circle()", "repeats the prompt"),
        ("Here: Circle()", "repeats the prompt"),
        ("Circle", "repeats the prompt"),
        (ASKED.text, "repeats the prompt"),
        (f"You asked: {ASKED.text}", "repeats the prompt"),
        ("Said: a circle grows.", "repeats the prompt"),
        ("half \ud800", "halves of characters"),
        ("\udfff is half", "halves of characters"),
        ("the key is sk-1.", "holds the key"),
    ],
)
def test_what_is_no_answer_says_why(text, reason):
    with pytest.raises(Unanswered, match=reason):
        check(Answer(text), ASKED, "sk-1")


@pytest.mark.parametrize("text", ["a circle grows", "Draw a circle.", "\u00e9\u4e2d", "x"])
def test_an_answer_and_a_note_of_the_prompt_pass(text):
    check(Answer(text), ASKED, "sk-1")


def test_half_of_the_prompt_is_no_echo_yet():
    check(Answer("abcd"), Question("", (), "abcd1234"))
    with pytest.raises(Unanswered):
        check(Answer("abcd1"), Question("", (), "abcd1234"))


def test_a_fault_of_the_answer_is_told_before_all_else():
    with pytest.raises(Unanswered, match="cut off"):
        check(Answer("", fault="cut off"), ASKED)


def test_where_there_is_no_key_none_is_found():
    check(Answer("words"), Question("", (), ""), "")
