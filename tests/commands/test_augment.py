"""mdx-augment: which records get variations, how many, and what they keep."""

import json

import orjson
import pytest
from model_server import ModelServer, Reply
from places import SCENES

from mdx import augment
from mdx.same.groups import KINDS

DESCRIPTIONS = [
    "Create an animation that draws a blue circle and then fades it out.",
    "Draw a blue circle. Then turn it into a red square.",
    "I want to see why averages calm down: roll a die 200 times.",
    "How does a Fourier series approach a square wave?",
    "A blue right triangle is drawn, and $a^2 + b^2 = c^2$ appears below it.",
    "Show me how a dot moves along a circle!",
    "Can you plot y = x^2 from -3 to 3? Use a red curve.",
]


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


def test_variations_do_not_depend_on_the_order_of_the_input(mdx, many):
    lines = many.splitlines(keepends=True)
    one = mdx("augment", input=many).stdout.splitlines()
    two = mdx("augment", input=b"".join(lines[::-1])).stdout.splitlines()
    assert sorted(one) == sorted(two)
    assert mdx("augment", "--seed", "1", input=many).stdout.splitlines() != one


def test_a_source_can_have_its_own_factor(mdx, many):
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
def test_a_scene_whose_name_holds_it_in_its_group_is_not_renamed(mdx, place):
    line = line_of("Draw a dot.", "class Two(Scene): pass\n", scene="Two", **place)
    made = records(mdx("augment", "--factor", "3", "--rename-scene", input=line).stdout)
    assert {r["metadata"]["scene"] for r in made} == {"Two"}


@pytest.mark.parametrize("flags", [("--factor", "0.5"), ("--factor", "x"), ("--styles", "loud")])
def test_a_wrong_flag_is_refused_with_a_message(mdx, flags):
    done = mdx("augment", *flags)
    assert done.returncode == 2
    assert flags[0] in done.stderr.decode()


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
    assert "1 rewording said something else" in done.stderr.decode()
    assert "Draw 2 red dots." in server.calls[0].asked


def test_a_second_run_asks_the_model_nothing(mdx, server, env):
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
def test_a_backend_that_cannot_reword_is_refused(mdx, name):
    done = mdx("augment", "--llm", name, input=line_of("Draw a dot."))
    assert done.returncode == 2
    assert name in done.stderr.decode()


def test_a_model_that_answers_json_by_the_schema_is_read(mdx, server, env):
    answer = '{"rewordings": ["Could you draw two red dots?", "I need 2 red dots drawn."]}'
    done = reworded(mdx, server, env, line_of("Draw 2 red dots."), answer)
    assert [r["description"] for r in records(done.stdout)][1:] == [
        "Could you draw two red dots?", "I need 2 red dots drawn.",
    ]  # fmt: skip
    form = server.calls[0].body["response_format"]["json_schema"]
    assert form["schema"]["required"] == ["rewordings"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        "Write a haiku.", "I'm sorry, but I can't draw a dot.", "Dot.", "```", "# Draw a dot",
        "from manim import *", "<b>Draw</b> a dot now.", "self.play(Create(dot))", "Sure!",
    ],
)  # fmt: skip
def test_what_is_no_rewording_is_left_out(mdx, server, env, words):
    line = line_of("Draw a dot.")
    done = reworded(mdx, server, env, line, json.dumps({"rewordings": [words, "A dot, please."]}))
    assert [r["description"] for r in records(done.stdout)] == ["Draw a dot.", "A dot, please."]


def test_an_answer_without_any_rewording_is_asked_once_more(mdx, server, env):
    line = line_of("Draw a dot.")
    done = reworded(mdx, server, env, line, "I can't help with that.")
    assert (done.stdout, len(server.calls)) == (line, 2)
    again = reworded(mdx, server, env, line, "Please draw a dot.")
    assert (again.stdout, len(server.calls)) == (line, 2)


def test_a_field_set_to_null_takes_the_schema_out(mdx, server, env):
    reworded(mdx, server, env, line_of("Draw a dot."), "A dot, please.", "--set",
             "response_format=null", "--set", "temperature=1")  # fmt: skip
    assert "response_format" not in server.calls[0].body
    assert server.calls[0].body["temperature"] == 1


def test_the_limits_of_describe_apply(mdx, server, env, tmp_path):
    given = line_of("Draw a dot.") + line_of("Draw a line.")
    plan = reworded(mdx, server, env, given, "x", "--dry-run")
    assert json.loads(plan.stdout)["requests"] == 2
    assert (server.calls, plan.stderr) == ([], b"")
    usage = tmp_path / "u"
    done = reworded(mdx, server, env, given, "A dot, please.", "--max-requests", "1",
                    "--usage", str(usage), "--jobs", "1")  # fmt: skip
    assert len(server.calls) == 1
    assert b"--max-requests 1 is reached" in done.stderr
    assert json.loads(usage.read_bytes())["requests"] == 1


@pytest.mark.parametrize("flags", [["--batch"], ["--dry-run"], ["--max-requests", "1"]])
def test_limits_without_a_model_are_refused(mdx, flags):
    done = mdx("augment", *flags, input=line_of("Draw a dot."))
    assert done.returncode == 2
    assert f"{flags[0]} needs --llm" in done.stderr.decode()
