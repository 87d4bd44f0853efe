"""Only good answers become descriptions; their voices, checks, judges and pictures."""

import json
import zlib
from hashlib import sha256

import pytest
from describing import BACKENDS, expected, out, scene, scenes
from model_server import Reply, words

from mdx.llm.voices import load

REFUSAL = Reply("I'm sorry, but I can't help with that.")
AGAIN = "An earlier answer to this will not do"
DOT = """from manim import *

class Red(Scene):
    def construct(self):
        self.add(Dot(color=RED))
"""


def is_again(call):
    return AGAIN in call.asked


def usage(path):
    return json.loads(path.read_bytes())


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize("more", [[], ["--pack", "4"]], ids=["alone", "packed"])
def test_what_stands_around_the_words_is_taken_off(describe, server, llm, more):
    server.play = lambda call: Reply(f'<think>Hm.</think>Sure! Here is the request:\n\n"{WORDS}"')
    done = describe(scenes(1), *more, llm=llm)
    assert done.returncode == 0, done.stderr
    assert [r["description"] for r in out(done)] == [WORDS]
    assert len(server.calls) == 1


WORDS = "Draw a circle."
BAD = {
    "a refusal": "I cannot assist with that.",
    "a program": "from manim import *\n\nclass A(Scene):\n    pass",
    "several": "1. Draw a circle.\n2. Show a circle.",
    "JSON": '{"request": "Draw a circle."}',
    "markup": "# A circle\n\nDraw it.",
}


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_answer_is_asked_once_more_with_what_was_wrong(describe, server, llm, bad):
    server.play = lambda call: Reply(WORDS if is_again(call) else bad)
    done = describe(scenes(1), llm=llm)
    assert done.returncode == 0, done.stderr
    [made] = out(done)
    assert made["description"] == WORDS
    assert len(server.calls) == 2
    first, second = (call.asked for call in server.calls)
    assert second.startswith(first)
    again = describe(scenes(1), llm=llm)
    assert again.stdout == done.stdout
    assert len(server.calls) == 2


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_twice_bad_is_no_description_and_nobody_is_asked_a_third_time(describe, server, bad):
    server.play = lambda call: Reply(bad) if "# 1\n" in call.asked else words(call)
    first = describe(scenes(3))
    assert first.returncode == 1
    assert [r["description"] for r in out(first)] == [expected(3)[0], "", expected(3)[2]]
    assert b"in:2: not described: no good answer, asked 2 times: it " in first.stderr
    assert len(server.calls) == 4
    second = describe(scenes(3))
    assert (second.stdout, second.returncode) == (first.stdout, 1)
    assert len(server.calls) == 4
    server.play = words
    mended = describe(scenes(3), "--retry-failed")
    assert [r["description"] for r in out(mended)] == expected(3)
    assert len(server.calls) == 5


def test_an_answer_kept_by_an_older_mdx_is_cleaned_and_not_paid_for_again(describe, server, env):
    server.play = lambda call: Reply(f"```\n{WORDS}\n```")
    describe(scenes(1))
    server.play = lambda call: Reply(status=500)
    [made] = out(describe(scenes(1)))
    assert made["description"] == WORDS
    assert len(server.calls) == 1


def test_packed_scenes_with_a_bad_answer_are_asked_again_together_no_more(describe, server):
    def play(call):
        if is_again(call):
            return words(call)
        return Reply(json.dumps({str(n): "I can't help with that." for n in range(1, 4)}))

    server.play = play
    done = describe(scenes(3), "--pack", "3")
    assert [r["description"] for r in out(done)] == expected(3)
    assert len(server.calls) == 4


def test_steps_may_be_a_list_and_a_request_may_not(describe, server):
    server.play = lambda call: Reply("1. Draw a circle.\n2. Turn it red.")
    [made] = out(describe(scenes(1), "--style", "steps"))
    assert made["description"].startswith("1. Draw")
    assert describe(scenes(1)).returncode == 1


def test_a_prompt_of_ones_own_may_ask_for_any_form(describe, server, tmp_path):
    server.play = lambda call: Reply('{"a": 1}')
    (tmp_path / "p.txt").write_text("[form]\nany\n[prompt]\nAs JSON: {code}")
    [made] = out(describe(scenes(1), "--prompt", "p.txt"))
    assert made["description"] == '{"a": 1}'


# ---- voices ----


def test_each_record_has_a_voice_of_its_own_by_its_code_and_the_seed(describe, server):
    server.play = lambda call: Reply(WORDS)
    made = out(describe(scenes(30)))
    voices = {r["metadata"]["voice"] for r in made}
    assert len(voices) > 10
    assert voices <= {voice.name for voice in load().all}
    shuffled = out(describe(scenes(30)[::-1]))
    assert shuffled == made[::-1]
    assert len(server.calls) == 30
    other = out(describe(scenes(30), "--seed", "1"))
    assert [r["metadata"]["voice"] for r in other] != [r["metadata"]["voice"] for r in made]


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_the_voice_is_in_the_last_turn_so_that_all_before_it_is_the_same(describe, server, llm):
    server.play = lambda call: Reply(WORDS)
    describe(scenes(20), llm=llm)
    heads = {json.dumps([call.body.get("system"), call.body["messages"][:-1]])
             for call in server.calls}  # fmt: skip
    assert len(heads) == 1
    assert len({call.asked.partition("Whose words: ")[2].partition("\n")[0]
                for call in server.calls}) > 5  # fmt: skip


def test_a_list_of_voices_of_ones_own_replaces_ours(describe, server, tmp_path):
    (tmp_path / "v.toml").write_text('[register]\npirate = "a pirate"\n')
    server.play = lambda call: Reply(WORDS)
    [made] = out(describe(scenes(1), "--voices", "v.toml"))
    assert made["metadata"]["voice"] == "pirate"
    assert "In the words of a pirate." in server.calls[0].asked


def test_several_descriptions_of_one_scene_are_records_of_their_own(describe, server):
    server.play = lambda call: Reply(f"Draw {call.number} circles.")
    given = [scene(1), scene(2, description="Has one."), scene(3)]
    made = out(describe(given, "--n", "3"))
    assert [r["code"][-1] for r in made] == ["1", "1", "1", "2", "3", "3", "3"]
    assert len({r["description"] for r in made}) == 7
    assert len(server.calls) == 6
    names = [r["metadata"].get("voice") for r in made]
    assert len(set(names[:3])) == 3
    assert out(describe(given, "--n", "3")) == made
    assert len(server.calls) == 6
    assert out(describe(given)) == [made[0], made[3], made[4]]


def test_of_several_descriptions_those_that_came_are_written(describe, server):
    def play(call):
        bad = "# 1\n" in call.asked or call.number % 2
        return Reply("I can't help with that.") if bad else Reply(WORDS)

    server.play = play
    done = describe([scene(1), scene(2)], "--n", "2", "--jobs", "1")
    assert done.returncode == 1
    assert [r["code"][-1] for r in out(done)].count("1") == 1
    assert {r["description"] for r in out(done) if r["code"].endswith("2")} == {WORDS}


# ---- code and words ----


def test_a_contradiction_is_asked_once_more_and_then_told(describe, server):
    server.play = lambda call: Reply("Draw a green dot.")
    done = describe([scene(1, code=DOT)], "--check")
    [made] = out(done)
    assert made["metadata"]["contradictions"] == "it says green, but nothing is green"
    assert len(server.calls) == 2
    assert "it says green, but nothing is green" in server.calls[1].asked
    assert out(describe([scene(1, code=DOT)], "--check")) == [made]
    assert len(server.calls) == 2


def test_a_contradiction_that_is_mended_is_gone(describe, server):
    def play(call):
        return Reply("Draw a red dot." if "earlier answer" in call.asked else "Draw a green dot.")

    server.play = play
    [made] = out(describe([scene(1, code=DOT)], "--check"))
    assert made["description"] == "Draw a red dot."
    assert made["metadata"]["contradictions"] == ""


def test_words_that_agree_cost_one_request(describe, server):
    server.play = lambda call: Reply("Draw a red dot.")
    [made] = out(describe([scene(1, code=DOT)], "--check"))
    assert made["metadata"]["contradictions"] == ""
    assert len(server.calls) == 1


def is_judged(call):
    return call.body["model"] == "judge"


def test_a_second_model_says_yes_or_no_once_and_for_all(describe, server, tmp_path):
    def play(call):
        if not is_judged(call):
            return words(call)
        return Reply("No." if "number 1 " in call.asked else "Yes")

    server.play = play
    flags = ["--judge", "openai:judge", "--usage", "u"]
    made = out(describe([*scenes(3), scene(7, description="Old.")], *flags))
    assert [r["description"] for r in made] == [*expected(3), "Old."]
    assert [r["metadata"].get("judged") for r in made] == ["yes", "no", "yes", None]
    assert {r["metadata"].get("judged_by") for r in made[:3]} == {"openai:judge"}
    assert sum(map(is_judged, server.calls)) == 3
    assert len(server.calls) == 6
    counts = usage(tmp_path / "u")
    assert (counts["requests"], counts["judge"]["requests"]) == (3, 3)
    again = describe([*scenes(3), scene(7, description="Old.")], *flags)
    assert out(again) == made
    assert len(server.calls) == 6
    assert b"the judge: 0 requests, 3 cached" in again.stderr


def test_a_judge_that_cannot_say_leaves_the_verdict_open(describe, server):
    server.play = lambda call: Reply("Who knows?") if is_judged(call) else words(call)
    done = describe(scenes(1), "--judge", "openai:judge")
    assert done.returncode == 1
    assert (
        b"in:1: not judged: no good answer, asked 2 times: it is neither yes nor no" in done.stderr
    )
    assert out(done)[0]["metadata"]["judged"] == ""
    assert len(server.calls) == 3


def test_the_judge_is_within_the_limits_of_the_run(describe, server):
    server.play = lambda call: Reply("yes") if is_judged(call) else words(call)
    done = describe(scenes(9), "--judge", "openai:judge", "--max-requests", "12", "--jobs", "2")
    assert len(server.calls) == 12
    assert done.returncode == 1


@pytest.mark.parametrize("judge", ["outline", "nobody:x"])
def test_who_cannot_judge_is_told_before_any_request(describe, server, judge):
    assert describe(scenes(1), "--judge", judge).returncode == 2
    assert server.calls == []


# ---- pictures ----


def png(width=4, height=3):
    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    rows = zlib.compress(b"".join(b"\0" + bytes(3 * width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def shown(tmp_path):
    """A record with two key frames, and the folder they are in."""
    folder = tmp_path / "frames"
    folder.mkdir()
    name = sha256(b"x").hexdigest()
    names = [f"{name}-{n}.png" for n in (1, 2)]
    for size, one in enumerate(names, 4):
        (folder / one).write_bytes(png(size))
    return scene(1, metadata={"frames": " ".join(names)}), folder


@pytest.mark.parametrize("llm", BACKENDS.values(), ids=BACKENDS)
def test_a_model_is_shown_the_pictures_before_the_words_about_them(describe, server, shown, llm):
    server.play = lambda call: Reply(WORDS)
    record, _ = shown
    made = out(describe([record, scene(2)], "--frames", "frames", llm=llm))
    assert [r["metadata"]["frames_shown"] for r in made] == [2, 0]
    first, second = sorted(server.calls, key=lambda call: isinstance(call.asked, str))
    *images, text = first.asked
    assert len(images) == 2
    assert "The pictures above show it at 2 moments" in text["text"]
    data = [json.dumps(image) for image in images]
    assert all("iVBORw0KGgo" in one for one in data)
    assert data[0] != data[1]
    assert {image["type"] for image in images} == {"image" if llm == "claude" else "image_url"}
    assert "The pictures above" not in second.asked


def test_other_pictures_make_another_request_and_the_same_make_none(describe, server, shown):
    server.play = lambda call: Reply(WORDS)
    record, folder = shown
    describe([record], "--frames", "frames")
    describe([record], "--frames", "frames")
    assert len(server.calls) == 1
    describe([record])
    assert len(server.calls) == 2
    [one, _] = sorted(folder.iterdir())
    one.write_bytes(png(9))
    describe([record], "--frames", "frames")
    assert len(server.calls) == 3


def test_the_last_frame_alone_is_shown_where_that_is_what_was_kept(describe, server, shown):
    server.play = lambda call: Reply(WORDS)
    _, folder = shown
    name = sha256(b"x").hexdigest() + ".png"
    (folder / name).write_bytes(png())
    [made] = out(describe([scene(1, metadata={"frame": name})], "--frames", "frames"))
    assert made["metadata"]["frames_shown"] == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a" * 64 + ".png", None, b"1 picture not there"),
        ("a" * 64 + ".png", b"GIF89a" * 9, b"1 picture no PNG"),
        ("a" * 64 + ".png", png(9000, 1), b"1 picture too large to be sent"),
        ("../in", b"", b"1 picture no names of frames"),
        ("/etc/passwd", b"", b"1 picture no names of frames"),
    ],
)
def test_a_picture_that_cannot_be_shown_is_told_and_the_code_alone_described(
    describe, server, tmp_path, name, data, said
):
    (tmp_path / "frames").mkdir()
    if data:
        (tmp_path / "frames" / name).write_bytes(data)
    server.play = lambda call: Reply(WORDS)
    done = describe([scene(1, metadata={"frames": name})], "--frames", "frames")
    assert out(done)[0]["metadata"]["frames_shown"] == 0
    assert said in done.stderr
    assert done.returncode == 0


def test_pictures_are_counted_by_their_size_and_not_by_their_bytes(describe, server, shown):
    record, folder = shown
    for path in folder.iterdir():
        path.write_bytes(png(1500, 1500) + bytes(300_000))
    [plan] = out(describe([record], "--dry-run", "--frames", "frames"))
    [bare] = out(describe([record], "--dry-run"))
    assert 6_000 <= plan["tokens_in"] - bare["tokens_in"] <= 6_200
    assert server.calls == []


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--frames", "absent"], b"absent: is not a directory"),
        (["--frames", ".", "--pack", "2"], b"--pack puts no pictures into a request"),
        (["--frames", ".", "--llm", "cmd:cat"], b"is shown no pictures"),
        (["--frames", ".", "--llm", "outline"], b"is shown no pictures"),
        (["--n", "2", "--style", "caption"], b"--n needs a model and a prompt with {voice}"),
        (["--voices", "v", "--llm", "outline"], b"--voices needs a model"),
        (["--n", "99"], b"--n 99: there are only 45 voices"),
        (["--voices", "v"], b"v: no TOML"),
    ],
)
def test_what_cannot_be_asked_so_is_told_before_any_request(
    describe, server, tmp_path, flags, said
):
    (tmp_path / "v").write_text("a pirate")
    done = describe(scenes(1), *flags)
    assert done.returncode == 2
    assert said in done.stderr
    assert server.calls == []
