"""What is an answer: what is taken off, what is none, and what only looks as if it were none."""

import pytest
from growth import assert_linear
from hypothesis import given
from hypothesis import strategies as st

from mdx.llm import Answer
from mdx.llm import good as room
from mdx.llm.good import FORMS, good, mark, marked, read

ASKED = "Draw a blue circle and turn it into a square."
PROGRAM = (
    "from manim import *\n\nclass A(Scene):\n    def construct(self):\n        self.add(Dot())\n"
)


@pytest.mark.parametrize(
    "answer",
    [
        ASKED,
        f" \n{ASKED}\n\n",
        f"<think>They want a circle.</think>{ASKED}",
        f"<think>\nA.\n\nB.\n</think>\n\n{ASKED}",
        f"<thinking>hm</thinking>\n{ASKED}",
        f"<reasoning>hm</reasoning>\n{ASKED}",
        f"[THINK]hm[/THINK]{ASKED}",
        f"◁think▷hm◁/think▷{ASKED}",
        f"Okay, they want a circle. So I say it.\n</think>\n\n{ASKED}",
        f"<think></think>\n\n{ASKED}",
        f"<think>a</think><think>b</think>{ASKED}",
        f"<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>{ASKED}",
        f"{ASKED}<|im_end|>",
        f"{ASKED}</s>",
        f"```\n{ASKED}\n```",
        f"```text\n{ASKED}\n```",
        f"~~~markdown\n{ASKED}\n~~~",
        f'"{ASKED}"',
        f"“{ASKED}”",
        f"'{ASKED}'",
        f"`{ASKED}`",
        f"**{ASKED}**",
        f"*{ASKED}*",
        f"> {ASKED}",
        f"- {ASKED}",
        f"1. {ASKED}",
        f"Request: {ASKED}",
        f"**Request:** {ASKED}",
        f"**Request**: {ASKED}",
        f"### Request\n\n{ASKED}",
        f"**Animation request**\n{ASKED}",
        f"User request:\n{ASKED}",
        f"User: {ASKED}",
        f"The user's request: {ASKED}",
        f"Answer: {ASKED}",
        f"Caption: {ASKED}",
        f"Sure! Here is the request: {ASKED}",
        f"Sure! Here is the request:\n\n{ASKED}",
        f'Sure, here\'s a request that would lead to this:\n\n"{ASKED}"',
        f"Certainly! Here’s what a person might ask:\n\n{ASKED}",
        f"Here is a possible description:\n```\n{ASKED}\n```",
        f"Of course! {ASKED}",
        f"Sure, {ASKED[0].lower()}{ASKED[1:]}",
        f"Based on the code, a person might say:\n\n{ASKED}",
        f"A user might ask: {ASKED}",
        f"<answer>{ASKED}</answer>",
        f"<think>hm</think>\n<request>\n{ASKED}\n</request>",
        f'<think>hm</think>\nSure! Here is the request:\n\n"{ASKED}"',
        f"{ASKED}\n\nLet me know if you'd like any changes!",
        f"{ASKED}\n\nI hope this helps!",
        f"{ASKED}\n\nWould you like me to shorten it?",
        f"{ASKED}\n\n(Note: I left out the class names.)",
        f"{ASKED}\n\nThis request captures the visual intent without naming code.",
        f'"""\n{ASKED}\n"""'.replace('"""', "```"),
    ],
)
def test_what_stands_around_the_words_is_taken_off(answer):
    assert good(answer) == (ASKED, "")


NONE = {
    "it says nothing": [
        "", "  \n", "Sure!", "OK.", "Done", "N/A", "None", "...", "[Your request here]",
        "<request>",
        "[PENDING_DESCRIPTION]", "Yes.", "42", "<think>hm</think>", "```\n```", '""', "- ", "TODO",
        "Here you go!", "Request:", "{}", "[]",
    ],
    "it thinks and never comes to an answer": ["<think>They want", "<thinking>\nso\n"],
    "it refuses": [
        "I'm sorry, but I can't help with that.",
        "I’m sorry, but I can’t assist with that request.",
        "I am sorry, I cannot describe this scene.",
        "Sorry, I can't do that.",
        '"I\'m sorry, but I can\'t help with that."',
        "I apologize, but I cannot fulfill this request.",
        "My apologies, there is no scene in it.",
        "I can't help with that.",
        "I cannot provide a description for this code.",
        "I can't create a request from this.",
        "I'm unable to process this request.",
        "I am not able to view images.",
        "I won't be able to help, as I can't access it. I cannot assist.",
        "I must decline to answer.",
        "I must respectfully decline.",
        "As an AI language model, I cannot see animations.",
        "As a large language model I have no eyes.",
        "I'm just an AI and cannot watch videos.",
        "Unfortunately, I cannot describe this.",
        "Unfortunately, the code is incomplete.",
        "There is no code in your message.",
        "I don't see any code in your message. Please share it.",
        "I do not have enough information to describe the scene.",
        "No code was provided.",
        "It looks like you forgot to include the code.",
        "It seems that the code is cut off.",
        "It appears you haven't provided the code.",
        "Could you please provide the code you would like me to describe?",
        "Please provide the Manim code.",
        "Please share the code so I can write a request for it.",
        "I'll need more information about the code.",
        "Can you provide more context?",
        "This request violates the content policy.",
        "The provided code is empty.",
        "Hello! I'm sorry, but I can't help with that.",
        "Thank you for your message, but I can't help with that.",
        "I understand you want a description, but I cannot provide one.",
        "<think>not allowed</think>I'm sorry, but I can't help with that.",
        "**I'm sorry, but I can't help with that.**",
        "We are unable to provide an answer.",
        "Lo siento, pero no puedo ayudar con eso.",
        "Je suis désolé, je ne peux pas.",
        "抱歉，我无法完成这个请求。",
        "Error: model overloaded",
        "I'm sorry.",
        "I'm afraid I can't help with that.",
        "Apologies, but I can't assist with this.",
        "My guidelines don't allow me to answer.",
        "You haven't provided any code.",
        "The code snippet appears to be incomplete, so I cannot describe it.",
        "Could you share the code, please?",
        "I'd be happy to help! Please provide the Manim code.",
        "Please paste your code below.",
        "Je ne peux pas répondre à cette demande.",
        "Entschuldigung, dabei kann ich nicht helfen.",
    ],
    "it is JSON": [
        '{"request": "Draw a circle."}', '["Draw a circle.", "Draw a dot."]',
        '```json\n{"description": "Draw a circle."}\n```', '{"request": "Draw a cir',
        "{'request': 'Draw a circle.'}", '{\n  "a": 1\n}',
    ],
    "it is a program": [
        PROGRAM, f"```python\n{PROGRAM}```", f"Here is the code:\n\n```python\n{PROGRAM}```",
        f"Sure! Here is the code:\n{PROGRAM}", "class A(Scene):\n    pass", "import manim",
        "self.play(Create(circle))", "Circle()", "circle = Circle(color=RED)\nsquare = Square()",
        "def construct(self):\n    pass", f"Draw a circle.\n\n{PROGRAM}", ">>> Circle()",
        "\\documentclass{article}\n\\begin{document}", "#!/usr/bin/env python\nx = 1",
        "Run it with manim -pql scene.py A",
    ],
    "it is a list, or gives several to choose from": [
        "1. Draw a circle.\n2. Show a circle.\n3. I want a circle.",
        "- Draw a circle.\n- Show a circle.",
        "* Draw a circle.\n* Show a circle.",
        "• Draw a circle.\n• Show one.",
        "a) Draw a circle.\nb) Show one.",
        "Option 1: Draw a circle.\nOption 2: Show a circle.",
        "**Option A:** Draw a circle.\n\n**Option B:** Show one.",
        "Here are three options:\n\n1. Draw a circle.\n2. Show a circle.\n3. Draw one.",
        '"Draw a circle."\n\n"Show me a circle."',
        "Draw a circle.\n\nor\n\nShow me a circle.",
        "Draw a circle.\n\nAlternatively: Show me a circle.",
        "Draw a circle.\n\n---\n\nShow me a circle.",
        "Version 1: Draw a circle. Version 2: Show a circle.",
        "Short version: Draw it.\nLong version: Draw it slowly and with care.",
    ],
    "it holds markup": [
        "# Circle\n\nDraw a circle.", "Draw a **blue** circle.", "<p>Draw a circle.</p> Now.",
        "Draw a <b>blue</b> circle.", "Draw a circle.<br>Then a square.",
        "Draw a [circle](https://example.org).", "| a | b |\n|---|---|\n| 1 | 2 |",
        "Draw a circle:\n```\no\n```\nand so on.", "Draw it. <think>hm</think> Now.",
        "<!-- a circle --> Draw it.", "<ul><li>Draw it.</li></ul>", "Draw <|endoftext|> a circle.",
    ],
    "it speaks of the code": [
        "This code creates a circle.", "The provided Manim code defines a scene with a circle.",
        "This script animates a square.", "The code above draws two dots.",
        "This Python program shows a circle.",
    ],
    "it is longer than any answer should be": ["Draw a circle. " * 2000],
    "it holds control characters": [
        "Draw a\0 circle.", "Draw \x1b[1ma circle\x1b[0m.", "Draw \u202ea circle\u202c here.",
        "Draw a circle.\x85Then a square.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "fault"), [(answer, fault) for fault, answers in NONE.items() for answer in answers]
)
def test_what_is_no_answer_is_told(answer, fault):
    assert good(answer).fault == fault


@pytest.mark.parametrize(
    "answer",
    [
        'Show "I\'m sorry" in red letters in the middle of the screen.',
        '"I\'m sorry" appears in red, then fades out.',
        "Write the words I'm sorry in the middle and let them fade.",
        "I can't see why the harmonic series diverges; show me with blocks.",
        "I can't picture what a determinant does to area. Could you animate it?",
        "I don't understand why e appears here. Show me slowly.",
        "I cannot work out how bubble sort goes; walk me through it.",
        "Could you provide an animation of a sine wave?",
        "Please provide the Manim code for a rotating cube.",
        "Please share a picture of a red dot.",
        'Show the JSON {"a": 1} on screen and highlight the key.',
        "{1, 2, 3} is a set: draw it as three dots in a ring, and then add a fourth.",
        "[0, 1] is the interval I mean. Shade it.",
        'Write "def add(a, b): return a + b" in a monospaced font, line by line.',
        "Type out `print(1)` as if at a keyboard.",
        'Show the code "self.play(Create(c))" as text.',
        '"Hello" appears, then "World"',
        '"A" turns into "B"',
        "'Hello' appears, then 'World'",
        "Draw the axes from -3 to 3 and plot $y = x^2$ in blue.",
        r"Write \[ \int_0^1 x\,dx = \tfrac12 \] and box the result.",
        "Show x**2 + y**2 = 1 as a circle.",
        "Show that if a<b and b>c the order is lost.",
        "Write 5 < x > 3 on the board.",
        "Draw five dots in a row.\nThen let them jump one after the other.",
        "First a title.\n\nThen three bars grow.",
        "Show the steps: 1. add, 2. subtract, and tick each off.",
        "Sure shot puzzle: animate a billiard ball that always hits the pocket.",
        "Okay corral logo: draw a fence.",
        "Here is what I want to see: a circle that grows.",
        "Show the option 'A' of a quiz turning green.",
        'Write "</think>" on the screen in green.',
        "Draw a circle, no more.",
        "None of the dots may touch: scatter twenty of them.",
        "A red dot.",
        "Dots.",
        "Caption this: a cat made of circles.",
        "As an arrow sweeps round, trace a circle.",
        "Error bars grow out of each point of a scatter plot.",
        "There is no limit: show 1/x shooting up at zero.",
        "It looks like a spiral when you draw the primes in polar coordinates: show that.",
        "Request lines of a queue: show people joining one after another.",
        "Text that says ```` is typed out.".replace("````", "four ticks"),
        "Unfortunately named: the 'butterfly' curve. Draw it.",
        "Zeichne einen blauen Kreis.",
        "画一个蓝色的圆，然后把它变成正方形。",
        "Can you include more details about the slope as it moves along the curve?",
        "The code of the door is 1-2-3: show the digits lighting up.",
        "This function grows fast: plot $e^x$ beside $x^2$.",
        "Let me know the area: shade it and count squares.",
        "Draw a square. Note that its sides should be thick.",
        "Draw 'don't panic' in large friendly letters.",
        "*Hello* and *world* appear.",
    ],
)
def test_a_true_request_passes_as_it_is(answer):
    assert good(answer) == (answer, "")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ('"Draw "Hello" in red."', 'Draw "Hello" in red.'),
        ('"Draw \\"Hello\\" in red."', 'Draw "Hello" in red.'),
        ("'Draw 'Hello' in red.'", "Draw 'Hello' in red."),
        ("“Draw “Hello” in red.”", "Draw “Hello” in red."),
        ("'Don't stop at the circle.'", "Don't stop at the circle."),
        ("\"'Hello' appears.\"", "'Hello' appears."),
    ],
)
def test_quotation_marks_inside_of_others_stay(answer, text):
    assert good(answer) == (text, "")


@pytest.mark.parametrize(
    ("answer", "form", "fault"),
    [
        ("1. Draw a circle.\n2. Turn it red.", "list", ""),
        ("Here are the steps:\n\n1. Draw a circle.\n2. Turn it red.", "list", ""),
        ("```\n1. Draw a circle.\n2. Turn it red.\n```", "list", ""),
        ("Draw a circle and turn it red.", "list", ""),
        ("1. Draw a **circle**.\n2. Turn it red.", "list", "it holds markup"),
        ("I can't help with that.", "list", "it refuses"),
        (PROGRAM, "list", "it is a program"),
        (PROGRAM, "any", ""),
        ('{"a": 1}', "any", ""),
        ("- a\n- b", "any", ""),
        ("I can't help with that.", "any", "it refuses"),
        ("", "any", "it says nothing"),
    ],
)
def test_a_prompt_may_ask_for_another_form(answer, form, fault):
    assert good(answer, form).fault == fault


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        ("yes", "yes"), ("No.", "no"), ("**Yes**", "yes"), ("Yes, it fits.", "yes"),
        ("Answer: no", "no"), ("<think>hm, no</think>Yes", "yes"), ("It fits.\n\nYes.", "yes"),
        ("The answer is no.", "no"), ("```\nyes\n```", "yes"), ('"no"', "no"),
    ],
)  # fmt: skip
def test_a_verdict_is_yes_or_no(answer, verdict):
    assert good(answer, "yes-no") == (verdict, "")


@pytest.mark.parametrize("answer", ["", "maybe", "nobody knows", "I can't tell.", "yesterday"])
def test_what_is_neither_yes_nor_no_is_told(answer):
    assert good(answer, "yes-no").fault


@given(st.text(), st.sampled_from(FORMS))
def test_any_text_is_judged_and_what_is_taken_off_once_is_off(text, form):
    once = good(text, form)
    if not once.fault:
        assert good(once.text, form) == once


HOSTILE = [
    "<think>", "```\n", '"', "\n", "**", "- a\n", "Option ", "[", "(", " ", "self.", "x ", "Sure! ",
    "Here is ", "\n---", "'", "<b", "<a href", "import ", "sorry ", "{", "a.b(", "* ", "</s>",
]  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE)
def test_the_time_grows_as_the_answer_does(part, monkeypatch):
    monkeypatch.setattr(room, "LONGEST", float("inf"))
    assert_linear(good, lambda size: part * (size // len(part)))


def test_an_answer_that_is_good_as_it_stands_is_not_judged_again():
    answer = marked(Answer(ASKED), "prose")
    assert answer.good_as == mark("prose") != mark("list")
    unlike = answer._replace(text="I cannot help with that.")
    assert read(unlike, "prose") == (unlike.text, "")


@pytest.mark.parametrize("said", [f'"{ASKED}"', "I cannot help with that."])
def test_an_answer_that_is_not_good_as_it_stands_has_no_mark(said):
    assert marked(Answer(said), "prose") == Answer(said)


def test_the_mark_of_other_rules_or_of_another_form_counts_for_nothing():
    refusal = Answer("I cannot help with that.", good_as=mark("list"))
    assert read(refusal, "prose").fault == read(refusal._replace(good_as="prose 0"), "prose").fault
    assert read(refusal, "prose").fault == "it refuses"
