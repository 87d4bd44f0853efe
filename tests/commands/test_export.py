"""mdx-export: records in, rows out; what is no whole example is left out and counted."""

import json
import re

import pytest

CODE = "from manim import *\n\n\nclass A(Scene):\n    pass\n"


def record(description: str = "Draw nothing.", code: str = CODE, **metadata) -> bytes:
    made = {"description": description, "code": code, "source": "s", "metadata": metadata}
    return json.dumps(made).encode() + b"\n"


def rows(done) -> list[dict]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_messages_are_what_is_written_unless_told(mdx):
    done = mdx("export", input=record())
    assert (done.returncode, rows(done)[0]["messages"][1]["content"]) == (0, CODE)
    assert done.stdout == mdx("export", "--as", "messages", input=record()).stdout


LEFT_OUT = {
    "no description": record(" "),
    "a placeholder": record("[PENDING_DESCRIPTION] of A"),
    "words that need others": record(needs_description=True),
    "no code": record(code=" \n"),
    "a foreign row": b'{"prompt": "x"}\n',
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_no_whole_example_is_left_out_counted_and_kept_aside(mdx, tmp_path, name):
    done = mdx("export", "--rejects", "r.jsonl", input=LEFT_OUT[name] + record())
    assert (done.returncode, len(rows(done))) == (0, 1)
    [reject] = map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines())
    codeless = name in ("no code", "a foreign row")
    assert reject["reason"] == ("no code" if codeless else "no description")
    assert reject["record"] == json.loads(LEFT_OUT[name])
    assert f"1 dropped (1 {reject['reason']})".encode() in done.stderr


def test_where_nothing_is_described_a_message_says_who_describes_and_the_status_is_1(mdx):
    done = mdx("export", input=record("") * 2)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no record has a description; mdx-describe writes them" in done.stderr


def test_one_split_is_written_and_of_several_in_one_stream_a_message_tells(mdx):
    given = record(split="train") + record(split="test") + record()
    done = mdx("export", input=given)
    assert b"splits in one stream: train 2, test 1; --only NAME writes one alone" in done.stderr
    done = mdx("export", "--only", "train", input=given)
    assert len(rows(done)) == 2
    assert b"1 dropped (1 test split)" in done.stderr
    assert b"one stream" not in done.stderr


@pytest.mark.parametrize("given", ["You write scenes.", "system.txt"])
def test_a_system_prompt_is_a_text_or_a_file(mdx, tmp_path, given):
    (tmp_path / "system.txt").write_bytes(b"\xef\xbb\xbfYou write scenes.\n")
    [row] = rows(mdx("export", "--system", given, input=record()))
    assert row["messages"][0] == {"role": "system", "content": "You write scenes."}


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--system", "nosuch.txt"], b"nosuch.txt: no such file"),
        (["--system", "latin.txt"], b"latin.txt: not UTF-8 (byte 2)"),
        (["--max-tokens", "5"], b"--max-tokens needs --tokenizer; --max-characters needs none"),
        (["--max-tokens", "5", "--tokenizer", "latin.txt"], b"--tokenizer latin.txt: "),
        (["--as", "parquet"], b"'parquet' is none of alpaca, "),
    ],
)
def test_what_cannot_be_used_is_named_before_anything_is_read(mdx, tmp_path, args, message):
    pytest.importorskip("tokenizers")
    (tmp_path / "latin.txt").write_bytes(b"a\xff b")
    done = mdx("export", *args, input=record())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr
    assert b"Traceback" not in done.stderr


def test_what_is_longer_than_so_many_characters_is_left_out(mdx, tmp_path):
    most = len("Be brief.") + len("Draw nothing.") + len(CODE)
    given = record() + record("Draw nothing!!")
    done = mdx(
        "export", "--max-characters", most, "--system", "Be brief.", "--rejects", "r.jsonl",
        input=given,
    )  # fmt: skip
    assert len(rows(done)) == 1
    [reject] = map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines())
    told = {key: reject[key] for key in ("reason", "length", "limit", "unit")}
    assert told == {"reason": "too long", "length": most + 1, "limit": most, "unit": "characters"}


def test_tokens_are_those_of_the_tokenizer_that_is_named(mdx, tmp_path):
    tokenizers = pytest.importorskip("tokenizers")
    words = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 0}, "?"))
    words.pre_tokenizer = tokenizers.pre_tokenizers.WhitespaceSplit()
    words.enable_truncation(3)
    words.save(str(tmp_path / "tokenizer.json"))
    given = record("one two", "three four") + record("one two", "three four five")
    flags = ["--tokenizer", "tokenizer.json", "--rejects", "r.jsonl", "--max-tokens"]
    assert len(rows(mdx("export", *flags, 5, input=given))) == 2
    assert len(rows(mdx("export", *flags, 4, input=given))) == 1
    [reject] = map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines())
    assert (reject["length"], reject["unit"]) == (5, "tokens")


def rendered(code: str, error: str = "", description: str = "Draw nothing.", **place) -> bytes:
    place = {"path": "a.py", "scene": "A"} | place
    return record(description, code, renders=not error, render_error=error, **place)


PAIRS = {
    "one broken and one that renders": (
        rendered("bad", "NameError: x") + rendered("good"),
        {"repair": [("bad", "good")], "preference": [("bad", "good")]},
    ),
    "another place": (
        rendered("bad", "NameError: x") + rendered("good", path="b.py"),
        {"repair": [], "preference": [("bad", "good")]},
    ),
    "no place": (
        rendered("bad", "NameError: x", path="") + rendered("good", path=""),
        {"repair": [], "preference": [("bad", "good")]},
    ),
    "another request": (
        rendered("bad", "NameError: x") + rendered("good", description="Draw all."),
        {"repair": [("bad", "good")], "preference": []},
    ),
    "a request in another layout": (
        rendered("bad", "E: x", path="1") + rendered("good", description=" Draw\nnothing. "),
        {"repair": [], "preference": [("bad", "good")]},
    ),
    "no request": (
        rendered("bad", "NameError: x", "") + rendered("good", description=""),
        {"repair": [("bad", "good")], "preference": []},
    ),
    "a time that ran out": (
        rendered("bad", "Timeout: 45 s") + rendered("good"),
        {"repair": [], "preference": []},
    ),
    "a verdict on one side alone": (
        record(code="bad", path="a.py", scene="A") + rendered("good"),
        {"repair": [], "preference": []},
    ),
    "two broken, one of them twice, and two that render": (
        rendered("bad", "E: 1") * 2
        + rendered("good")
        + rendered("worse", "E: 2")
        + rendered("fine"),
        {key: [("bad", "good"), ("worse", "fine")] for key in ("repair", "preference")},
    ),
}


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("shape", ["repair", "preference"])
def test_pairs_are_made_where_both_sides_are_known_by_rendering(mdx, shape, name):
    given, expected = PAIRS[name]
    done = mdx("export", "--as", shape, input=given)
    assert done.returncode == 0
    made = []
    for row in rows(done):
        if shape == "repair":
            asked, answer = row["messages"]
            made.append((asked["content"].split("```")[1].split()[1], answer["content"]))
        else:
            made.append((row["rejected"][0]["content"], row["chosen"][0]["content"]))
    assert made == expected[shape]
    read, written, dropped, failed = map(int, re.findall(r"(\d+) [rwdf]", done.stderr.decode())[:4])
    assert (written, read) == (len(made), written + dropped + failed)


def test_a_record_of_the_train_set_becomes_no_task(mdx, tmp_path):
    code = CODE.replace("pass", "def construct(self):\n        self.add(Dot())")
    given = b"".join(record(code=code, split=s, scene=s) for s in ("train", "test", ""))
    done = mdx("export", "--as", "task", input=given)
    assert [row["scene"] for row in rows(done)] == ["test", ""]
    assert b"1 dropped (1 train split)" in done.stderr
