"""What is wrong with a description."""

import pytest
from faulty import scene
from growth import assert_linear

from mdx.quality.description import find
from mdx.quality.score import Scorer

GOOD = scene(
    "self.play(Create(Circle(color=BLUE)))",
    'self.play(Write(Text("Hello world")), Write(MathTex(r"b^2", "+", "c")))',
)
WORDS = [
    ("description-missing", "", "Draw a blue circle, then write the words Hello world."),
    ("description-missing", "[PENDING_DESCRIPTION] x", "Draw a pending circle, then hello world."),
    ("description-placeholder", "TODO", "Draw a blue circle, then write a list of things todo-"),
    ("description-placeholder", "A Manim animation.", "A Manim animation of a blue circle."),
    ("description-short:1_words_for_5_lines", "Circle.", "Draw a circle, then write a text."),
    ("description-colour:red", "Draw a red circle, then a text.", "Draw a blue circle in it."),
    ("description-shape:matrix", "Show a matrix of some sort.", "Show a circle of any sort."),
    ("description-number:42", "Draw 42 circles one by one.", "Turn a circle by 90 degrees."),
    ("description-text:bye_now", 'Write "Bye now" in the middle.', 'Write "Hello" big.'),
    (r"description-formula:\frac{1}{2}", r"Write $\frac{1}{2}$.", "Write $a$ and $b^2 + c$."),
    (
        "description-number:42",
        "Draw 42 circles.",
        "Draw a circle for 42 seconds, with hello world.",
    ),
    (r"description-formula:\frac", r"Write \(\frac\).", r"Write \(b^2\), or $b²$, with a circle."),
    ("description-refusal", "I'm sorry, I can't describe this circle.", "Say sorry with a circle."),
    (
        "description-thinking",
        "<think>A circle.</think> Draw it.",
        "Draw a circle that we think of.",
    ),
    ("description-program", "from manim import *\nCircle()", "From manim I want a blue circle."),
    ("description-program", "Traceback (most recent call last):\n circle", "Trace back a circle."),
    ("description-options", "Option 1: a circle. Option 2: a text.", "Draw a circle as an option."),
    ("description-note", "Ok, making progress here, circle", "Draw a circle that makes progress."),
    ("description-vague", "Writes some text and a shape.", "Writes some text and a circle."),
    (
        "description-loose",
        "Create a blue circle, then write three different sentences beneath.",
        "Create a blue circle, then write the text: hello world.",
    ),
    (
        "description-unrelated",
        "Simulate planets orbiting massive stars under gravity, tracing elliptic trajectories.",
        "Create a blue circle, then write the greeting hello world as text beneath it.",
    ),
]


@pytest.mark.parametrize(("issue", "has", "has_not"), WORDS)
def test_a_description_is_faulted_for_what_is_wrong_with_it(issue, has, has_not):
    assert issue in Scorer().assess(GOOD, has).issues.split()
    code = issue.partition(":")[0]
    assert code not in {i.partition(":")[0] for i in Scorer().assess(GOOD, has_not).issues.split()}


HOSTILE = {
    "marks": lambda n: "a scene" + "!" * n + "x",
    "digits": lambda n: "1" * n + "a",
    "fractions": lambda n: "11." * n,
    "blanks after a number": lambda n: "11" + " " * n + "x",
    "formulas without an end": lambda n: "$ " * n,
    "parentheses without an end": lambda n: "\\(" * n,
    "lines that import": lambda n: "import x" + " " * n + "\n" * n + "y",
    "marks before a word": lambda n: "- " * n + "x",
    "quotations without an end": lambda n: "“" * n,
    "words": lambda n: "".join(f"word{i} " for i in range(n)),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_twice_as_long_a_description_takes_twice_as_long(make):
    assert_linear(lambda words: list(find(words, "x = 1")), make)
