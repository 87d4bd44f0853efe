"""mdx-augment: other wordings, none of them broken, all of them the same each time."""

import re

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_server import ModelServer, Reply
from places import SCENES

from mdx import augment
from mdx.same.groups import KINDS
from mdx.wording.faithful import infidelity
from mdx.wording.rename_scene import renamed
from mdx.wording.request import ASK, DO, FIXED, SEE, THING, TOLD, is_imperative, parse
from mdx.wording.variations import Facts, variations

DESCRIPTIONS = [
    "Create an animation that draws a blue circle and then fades it out.",
    "Draw a blue circle. Then turn it into a red square.",
    "I want to see why averages calm down: roll a die 200 times.",
    "How does a Fourier series approach a square wave?",
    "A blue right triangle is drawn, and $a^2 + b^2 = c^2$ appears below it.",
    "Show me how a dot moves along a circle!",
    "Can you plot y = x^2 from -3 to 3? Use a red curve.",
]
FACTS = Facts("ce", "Pythagoras", True)


@pytest.mark.parametrize(
    ("text", "kind", "core"),
    [
        ("Create an animation that draws a circle.", THING, "draws a circle"),
        ("Please make me a short 3D scene showing a cube.", THING, "a cube"),
        ("I'd like an animation on a white background that draws a dot.", THING, "draws a dot"),
        ("An animation of a pendulum", THING, "a pendulum"),
        ("Draw a circle. Fade it out.", DO, "draw a circle"),
        ("Please draw a circle", DO, "draw a circle"),
        ("Plot the sine function.", DO, "plot the sine function"),
        ("Rotate the square by 90 degrees.", DO, "rotate the square by 90 degrees"),
        ("I would like to see how a wave moves.", SEE, "how a wave moves"),
        ("Show me how a wave moves.", SEE, "how a wave moves"),
        ("Let's see how a wave moves.", SEE, "how a wave moves"),
        ("Help me to draw a circle.", DO, "draw a circle"),
        ("Start with a circle. Move it.", TOLD, "Start with a circle."),
        ("What is a derivative?", ASK, "What is a derivative?"),
        ("Could you draw a circle?", DO, "draw a circle"),
        ("Draws a circle. Fades it out.", THING, "draws a circle"),
        ("Traces the path of a dot.", THING, "traces the path of a dot"),
        ("Draw a circle\nand a dot.", DO, "draw a circle and a dot"),
        ("Draw a circle\nAnd a dot.", FIXED, "Draw a circle\nAnd a dot."),
        ("Designs of the past.", TOLD, "Designs of the past."),
        ("How can I draw a circle", ASK, "How can I draw a circle?"),
        ("How a circle is drawn", TOLD, "How a circle is drawn"),
        ("Can you draw a circle", DO, "draw a circle"),
        ("# The circle", FIXED, "# The circle"),
        ("Plot of the sine function.", TOLD, "Plot of the sine function."),
        ("Transform matrices act on the plane.", TOLD, "Transform matrices act on the plane."),
        ("A circle is drawn.", TOLD, "A circle is drawn."),
        ("Pi is 3.14 e.g. in $f(x. y)$ here. Next.", TOLD, "Pi is 3.14 e.g. in $f(x. y)$ here."),
        ("Create an animation that:\n- draws a dot", FIXED, "Create an animation that:"),
        (
            "Create an animation that Create a circle.",
            FIXED,
            "Create an animation that Create a circle.",
        ),
        ("Using Manim, create a circle.", FIXED, "Using Manim, create a circle."),
        ("Your task is to draw a circle.", FIXED, "Your task is to draw a circle."),
    ],
)
def test_a_description_is_taken_apart(text, kind, core):
    assert parse(text)[:2] == (kind, core)


@pytest.mark.parametrize("text", DESCRIPTIONS)
def test_no_wording_is_broken(text):
    made = list(variations(text, FACTS, augment.STYLES, "0"))
    assert len(made) >= 6
    for words in made:
        assert not re.search(r"(?i)\b(that|to|of|showing) (create|make|please|i)\b", words), words
        assert len(re.findall(r"(?i)\banimation (?:that|of)\b", words)) <= 1, words
        assert not re.search(r"\.\.|\?\.|\.\?|  |\{|\}(?!\$)|: *(Create|Draw|Show)\b", words), words
        assert words[0].isupper(), words
        assert words[-1] in ".?!", words


@pytest.mark.parametrize("text", [t for t in DESCRIPTIONS if "?" in t])
def test_a_question_stays_a_question(text):
    assert all("?" in words for words in variations(text, FACTS, augment.STYLES, "0"))


@pytest.mark.parametrize(
    ("text", "style", "possible"),
    [
        (
            "Create an animation that draws a circle. Fade it out.",
            "question",
            "Could you make an animation that draws a circle? Fade it out.",
        ),
        ("Draw a circle.", "question", "Can you draw a circle?"),
        ("Please draw a circle.", "terse", "Draw a circle."),
        ("A circle is drawn.", "imperative", "Animate the following: A circle is drawn."),
        ("I want to see a wave.", "question", "Could you show me a wave?"),
        ("Draw a circle", "constraint", "Draw a circle. Use Manim Community Edition."),
        ("Draw a circle.", "constraint", "Draw a circle. Call the scene Pythagoras."),
    ],
)
def test_a_wording_is_among_those_of_its_style(text, style, possible):
    assert possible in list(variations(text, FACTS, (style,), "0"))


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("Your task is to draw a circle.", "imperative"),
        ("Create an animation that:\n- draws a dot", "question"),
        ("What is a limit?", "imperative"),
        ("The animation should show:", "constraint"),
        ("Erstelle eine Animation, die einen Kreis in ein Quadrat verwandelt.", "imperative"),
        ("Crea una animación que muestre un círculo rojo.", "constraint"),
        ("绘制一个红色的圆，然后把它变成正方形。", "imperative"),
        ("Анимация вращающегося квадрата.", "constraint"),
    ],
)
def test_what_cannot_be_reworded_well_is_not(text, style):
    assert list(variations(text, FACTS, (style,), "0")) == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Write a scene that explains limits.", "Write code to write"),
        ("Write the words in red.", "Write code to write"),
        ("Animate a dot.", "In a short animation, animate"),
        ("My animation: a car drives along.", "Animation: My animation"),
        ("Example: a line between two dots.", ": Example:"),
        ("Make a short video.", "make make"),
        ("Animated sine wave.", "animate this? Animated"),
        ("What happens to it? Show it.", "Show me"),
        ("Design an intro.", "In a short animation, design an intro"),
        ("Draw a dot. Then move it.", "How would I draw a dot?"),
        ("What is a limit? Take 1 / n.", "animation. Take 1 / n."),
    ],
)
def test_nothing_is_said_twice(text, never):
    assert never not in " ".join(variations(text, FACTS, augment.STYLES, "0"))


def test_a_constraint_after_a_list_is_a_line_of_its_own():
    text = "Draw:\n- a circle\n- a dot"
    made = list(variations(text, FACTS, ("constraint",), "0"))
    assert f"{text}\nUse Python and Manim." in made


def test_constraints_hold_for_the_record():
    made = " ".join(variations("Draw a dot.", Facts("gl", "", False), ("constraint",), "0"))
    assert "ManimGL" in made
    assert "Community" not in made
    assert "single scene" not in made
    assert "named" not in made


@pytest.mark.slow
@given(st.text(max_size=200), st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_distinct_wordings_the_same_each_time(text, seed):
    made = list(variations(text, FACTS, augment.STYLES, str(seed)))
    assert made == list(variations(text, FACTS, augment.STYLES, str(seed)))
    assert len({*made, text}) == len(made) + 1


@given(st.text(alphabet="draw a circle.?:\n$\"'`", min_size=1, max_size=60))
@settings(max_examples=150, deadline=None)
def test_what_follows_the_first_sentence_is_kept(text):
    request = parse(text)
    assert text.strip().endswith(request.rest)


# ---- the command ----


def records(data: bytes) -> list[dict]:
    return [orjson.loads(line) for line in data.splitlines()]


def line_of(description: str, code: str = "x = 1", source: str = "a", **metadata) -> bytes:
    found = {"description": description, "code": code, "source": source, "metadata": metadata}
    return orjson.dumps(found) + b"\n"


@pytest.fixture(scope="module")
def many() -> bytes:
    lines = [line_of(text, f"x = {i}", "ab"[i % 2], path=f"{i}.py")
             for i in range(60) for text in DESCRIPTIONS]  # fmt: skip
    return b"".join(lines)


def test_the_original_comes_first_as_its_very_bytes(mdx):
    odd = b'{"description": "Draw a \\u0063ircle.",  "n": 1e5, "code":"", "source":"a"}\n'
    done = mdx("augment", "--factor", "3", input=odd)
    first, *rest = done.stdout.splitlines(keepends=True)
    assert first == odd
    assert len(rest) == 2
    assert {r["n"] for r in map(orjson.loads, rest)} == {1e5}
    assert {r["metadata"]["variation_of"] for r in map(orjson.loads, rest)} == {
        augment.identity("Draw a circle.")
    }


def test_two_and_a_half_come_out_of_one_on_average(mdx, many):
    done = mdx("augment", input=many)
    count = many.count(b"\n")
    assert abs(len(records(done.stdout)) / count - 2.5) < 0.1
    added = len(records(done.stdout)) - count
    assert f"{count} read, {count + added} written, 0 dropped, 0 failed" in done.stderr.decode()
    assert f"{added} variations added" in done.stderr.decode()


def test_the_order_of_the_input_changes_no_variation(mdx, many):
    lines = many.splitlines(keepends=True)
    one = mdx("augment", input=many).stdout.splitlines()
    two = mdx("augment", input=b"".join(lines[::-1])).stdout.splitlines()
    assert sorted(one) == sorted(two)
    assert mdx("augment", "--seed", "1", input=many).stdout.splitlines() != one


def test_a_source_has_a_factor_of_its_own(mdx, many):
    made = records(mdx("augment", "--factor", "1", "--factor", "b=2", input=many).stdout)
    assert sum(r["source"] == "a" for r in made) == 210
    assert sum(r["source"] == "b" for r in made) == 420


@pytest.mark.parametrize(
    "line",
    [
        line_of(""),
        line_of("[PENDING_DESCRIPTION] x"),
        line_of("Draw a dot.", needs_description=True),
        line_of("Draw a dot.", split="test"),
        line_of("Draw a dot.", split="val"),
        line_of("Draw a dot.", variation_of="0123456789abcdef"),
    ],
    ids=["blank", "placeholder", "undescribed", "test", "validation", "a variation"],
)
def test_some_records_are_never_varied(mdx, line):
    assert mdx("augment", "--factor", "3", input=line).stdout == line


def test_a_training_record_is_varied(mdx):
    line = line_of("Draw a dot.", split="train")
    assert len(records(mdx("augment", "--factor", "3", input=line).stdout)) == 3


@pytest.mark.parametrize("flags", [(), ("--rename-scene",)], ids=["", "renamed"])
def test_a_variation_stays_in_the_group_of_its_original(mdx, flags):
    made = records(mdx("augment", "--factor", "3", *flags, input=SCENES.read_bytes()).stdout)
    seen, original = 0, made[0]
    for found in made:
        known = found.get("metadata") or {}
        if name := known.get("variation_of"):
            assert name == augment.identity(original["description"])
            kinds = ("file", "repo", "scene")
            assert [KINDS[k](found) for k in kinds] == [KINDS[k](original) for k in kinds]
            seen += 1
        else:
            original = found
    assert seen


def test_code_is_untouched_unless_asked(mdx):
    code = "class Two(Scene):\n    pass\n\nTwo()\n"
    line = line_of("Draw a dot.", code, scene="Two", path="a.py", lines="1-4")
    assert {r["code"] for r in records(mdx("augment", "--factor", "3", input=line).stdout)} == {
        code
    }
    _, *varied = records(mdx("augment", "--factor", "3", "--rename-scene", input=line).stdout)
    for found in varied:
        name = found["metadata"]["scene"]
        assert name != "Two"
        assert found["code"] == code.replace("Two", name)


@pytest.mark.parametrize("place", [{}, {"path": "a.py"}, {"lines": "1-2"}])
def test_a_record_that_its_name_keeps_in_its_group_keeps_it(mdx, place):
    line = line_of("Draw a dot.", "class Two(Scene): pass\n", scene="Two", **place)
    made = records(mdx("augment", "--factor", "3", "--rename-scene", input=line).stdout)
    assert {r["metadata"]["scene"] for r in made} == {"Two"}


@pytest.mark.parametrize("flags", [("--factor", "0.5"), ("--factor", "x"), ("--styles", "loud")])
def test_a_wrong_flag_is_told(mdx, flags):
    done = mdx("augment", *flags)
    assert done.returncode == 2
    assert flags[0] in done.stderr.decode()


# ---- renaming ----


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("class A(Scene):\n    pass\n", "class B(Scene):\n    pass\n"),
        ("class A(S): pass\nx = A  # A\ny = 'A'\n", "class B(S): pass\nx = B  # A\ny = 'A'\n"),
        ("class A(S):\n  def f(self): super(A, self).f()\n",
         "class B(S):\n  def f(self): super(B, self).f()\n"),
        ("class AA(S): pass\nclass A(AA): pass\r\n", "class AA(S): pass\nclass B(AA): pass\r\n"),
        ("é = 'ü'\nclass A(S): ü = A\n", "é = 'ü'\nclass B(S): ü = B\n"),
    ],
)  # fmt: skip
def test_a_class_is_renamed_by_its_tokens(code, expected):
    assert renamed(code, "A", "B") == expected


@pytest.mark.parametrize(
    "code",
    [
        "x = 1\n",
        "class A(S): pass\nm.A\n",
        "class A(S): pass\nf(A=1)\n",
        "class A(S): pass\nB = 1\n",
        "class A(S): pass\n(\n",
        "class A(S): pass\n'''",
    ],
    ids=["no class", "an attribute", "a keyword", "taken", "open bracket", "open string"],
)
def test_what_cannot_be_renamed_safely_is_not(code):
    assert renamed(code, "A", "B") is None


# ---- paraphrases ----


@pytest.mark.parametrize(
    ("original", "paraphrase", "fault"),
    [
        ("Draw 3 red dots.", "Please draw three red dots.", ""),
        ("Draw 3 red dots.", "Please draw four red dots.", "number"),
        ("Draw 3 red dots.", "Please draw three dots.", "colour"),
        ("Draw a dot.", "Draw a blue dot.", "made up"),
        ("Write $x^2$.", "Put $x ^2$ on screen.", ""),
        ("Write $x^2$.", "Put x squared on screen.", "formula"),
        ('Write "Hi there".', "Show the words “Hi there”.", ""),
        ('Write "Hi there".', "Write hello.", "words"),
        ("Explain what Fourier did.", "What did Fourier do?", ""),
        ("Explain what Fourier did.", "What did he do?", "name"),
        ("A gray line of length 2.5.", "One grey line, 2.5 long.", ""),
        ("Draw 2 dots of radius 2.", "Draw dots of radius 2.", "number"),
        ("Turn 2 dots round twice.", "Two dots turn round 2 times.", ""),
        ("A red dot and a red line.", "A red dot and a line.", "colour"),
        ("Show the axes of Euler.", "Show Euler's axes.", ""),
    ],
)
def test_a_paraphrase_keeps_what_matters(original, paraphrase, fault):
    assert fault in infidelity(original, paraphrase)
    assert bool(fault) == bool(infidelity(original, paraphrase))


@pytest.fixture
def server():
    made = ModelServer()
    yield made
    made.close()


def reworded(mdx, server, env, line: bytes, answer: str, *flags: str):
    server.play = lambda call: Reply(answer)
    keys = env | {"OPENAI_API_KEY": "sk-marked"}
    url = ("--llm", "openai:m", "--base-url", server.url + "/v1")
    return mdx("augment", "--factor", "3", *url, *flags, input=line, env=keys)


def test_a_model_rewords_and_what_it_gets_wrong_is_left_out(mdx, server, env):
    line = line_of("Draw 2 red dots.")
    answer = "1. Could you draw two red dots?\n- Draw 3 red dots.\n\nI need 2 red dots drawn.\n"
    done = reworded(mdx, server, env, line, answer)
    assert done.returncode == 0, done.stderr
    _, *rest = records(done.stdout)
    assert done.stdout.startswith(line)
    assert [r["description"] for r in rest] == [
        "Could you draw two red dots?", "I need 2 red dots drawn.",
    ]  # fmt: skip
    assert "2 variations added" in done.stderr.decode()
    assert "1 rewordings said something else" in done.stderr.decode()
    assert "Draw 2 red dots." in server.calls[0].asked


def test_a_model_is_asked_once_in_a_lifetime(mdx, server, env):
    line = line_of("Draw a dot.")
    one = reworded(mdx, server, env, line, "Please draw a dot.\nA dot, please.")
    two = reworded(mdx, server, env, line, "something else", "--cache-only")
    assert one.stdout == two.stdout
    assert len(server.calls) == 1


def test_a_model_is_not_asked_about_the_test_set(mdx, server, env):
    line = line_of("Draw a dot.", split="test")
    assert reworded(mdx, server, env, line, "x").stdout == line
    assert server.calls == []


def test_a_model_that_fails_loses_no_record(mdx, server, env):
    line = line_of("Draw a dot.")
    done = reworded(mdx, server, env, line, "")
    assert (done.stdout, done.returncode) == (line, 1)
    assert b"not reworded" in done.stderr


@pytest.mark.parametrize("name", ["outline", "nobody"])
def test_some_names_cannot_reword(mdx, name):
    done = mdx("augment", "--llm", name, input=line_of("Draw a dot."))
    assert done.returncode == 2
    assert name in done.stderr.decode()


def test_a_verb_of_request_begins_an_imperative():
    assert is_imperative("Draw a circle")
    assert not is_imperative("Drawn by hand, a circle appears")
