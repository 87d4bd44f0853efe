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


def test_rows_are_messages_by_default(mdx):
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
def test_incomplete_examples_are_dropped_counted_and_kept_as_rejects(mdx, tmp_path, name):
    done = mdx("export", "--rejects", "r.jsonl", input=LEFT_OUT[name] + record())
    assert (done.returncode, len(rows(done))) == (0, 1)
    [reject] = map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines())
    codeless = name in ("no code", "a foreign row")
    assert reject["reason"] == ("no code" if codeless else "no description")
    assert reject["record"] == json.loads(LEFT_OUT[name])
    assert f"1 dropped (1 {reject['reason']})".encode() in done.stderr


def test_where_nothing_is_described_the_message_names_mdx_describe_and_the_status_is_1(mdx):
    done = mdx("export", input=record("") * 2)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no record has a description; mdx-describe writes them" in done.stderr


def test_several_splits_in_one_stream_are_reported_and_only_writes_just_one(mdx):
    given = record(split="train") + record(split="test") + record()
    done = mdx("export", input=given)
    assert (
        b"several splits in one stream: train 2, test 1; --only NAME writes just one" in done.stderr
    )
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
        (["--tokenizer", "tokenizer.json"], b"--tokenizer needs --max-tokens or --out-dir"),
        (["--as", "parquet"], b"'parquet' is not one of alpaca, "),
    ],
)
def test_what_cannot_be_used_is_named_before_anything_is_read(mdx, tmp_path, args, message):
    tokenizers = pytest.importorskip("tokenizers")
    (tmp_path / "latin.txt").write_bytes(b"a\xff b")
    tokenizers.Tokenizer(tokenizers.models.BPE()).save(str(tmp_path / "tokenizer.json"))
    done = mdx("export", *args, input=record())
    assert (done.returncode, done.stdout) == (2, b"")
    assert message in done.stderr
    assert b"Traceback" not in done.stderr


def test_examples_above_max_chars_are_left_out(mdx, tmp_path):
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
    "code with both verdicts": (
        rendered("good", "E: x") + rendered("bad", "E: x") + rendered("good"),
        {key: [("bad", "good")] for key in ("repair", "preference")},
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
def test_pairs_need_both_sides_rendered(mdx, shape, name):
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


def test_records_of_the_train_set_never_become_tasks(mdx, tmp_path):
    code = CODE.replace("pass", "def construct(self):\n        self.add(Dot())")
    given = b"".join(record(code=code, split=s, scene=s) for s in ("train", "test", ""))
    done = mdx("export", "--as", "task", input=given)
    assert [row["scene"] for row in rows(done)] == ["test", ""]
    assert b"1 dropped (1 train split)" in done.stderr


def folder(path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def test_a_folder_has_a_file_a_split_with_the_records_columns_and_nothing_on_stdout(mdx, tmp_path):
    given = record(split="train", scene="A") + record("Draw all.", "x = 1\n", split="held-out")
    done = mdx("export", "--out-dir", "set", input=given)
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"2 written" in done.stderr
    assert b"train 1 in set/train.jsonl; held_out 1 in set/held_out.jsonl" in done.stderr
    assert {*folder(tmp_path / "set")} == {"README.md", "train.jsonl", "held_out.jsonl"}
    [row] = map(json.loads, (tmp_path / "set" / "train.jsonl").read_text().splitlines())
    assert [*row] == ["messages", "source", "metadata", "foreign"]
    assert (row["source"], row["metadata"]) == ("s", {"scene": "A", "split": "train"})


def test_two_runs_make_the_same_folder(mdx, tmp_path):
    given = b"".join(record(f"Draw {n}.", f"x = {n}\n", split="ab"[n % 2]) for n in range(50))
    mdx("export", "--out-dir", "one", input=given)
    first = folder(tmp_path / "one")
    mdx("export", "--out-dir", "one", "--jobs", "1", input=given)
    again = folder(tmp_path / "one")
    assert first.pop("README.md").replace(b"--jobs 1 ", b"")
    assert again.pop("README.md").count(b"--jobs 1") == 1
    assert first == again


def test_a_folder_that_holds_something_else_is_refused_before_anything_is_read(mdx, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    done = mdx("export", "--out-dir", ".", input=record())
    assert done.returncode == 2
    assert b"notes.txt is not from mdx-export" in done.stderr or b"more are not" in done.stderr
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "train.jsonl").exists()


def test_where_there_is_no_row_the_folder_stays_as_it_was(mdx, tmp_path):
    mdx("export", "--out-dir", "set", input=record())
    before = folder(tmp_path / "set")
    done = mdx("export", "--out-dir", "set", "--only", "test", input=record())
    assert b"no rows; set was left as it was" in done.stderr
    assert folder(tmp_path / "set") == before


def test_an_input_within_the_folder_is_not_destroyed(mdx, tmp_path):
    (tmp_path / "train.jsonl").write_bytes(record())
    done = mdx("export", "--out-dir", ".", "train.jsonl")
    assert done.returncode == 2
    assert (tmp_path / "train.jsonl").read_bytes() == record()


@pytest.mark.parametrize("flag", ["--rejects", "--provenance"])
def test_no_other_flag_writes_into_the_folder(flag, mdx, tmp_path):
    mdx("export", "--out-dir", "set", input=record())
    before = folder(tmp_path / "set")
    done = mdx("export", "--out-dir", "set", flag, "set/x", input=record())
    assert done.returncode == 2
    assert f"{flag} set/x is in the folder of --out-dir".encode() in done.stderr
    assert folder(tmp_path / "set") == before


def test_out_dir_cannot_be_standard_output(mdx, tmp_path):
    done = mdx("export", "--out-dir", "-", input=record())
    assert done.returncode == 2
    assert b"--out-dir takes a folder" in done.stderr
    assert not (tmp_path / "-").exists()


def test_the_card_tells_the_commands_that_left_a_line_each_with_its_last_run(mdx, tmp_path):
    for number in ("2", "2", "3"):
        mdx("augment", "--factor", number, "--provenance", "made.jsonl", input=record())
    done = mdx("export", "--out-dir", "set", "--provenance", "made.jsonl", input=record())
    assert done.returncode == 0
    card = (tmp_path / "set" / "README.md").read_text()
    assert re.findall(r"^mdx-.*", card, re.M) == [
        "mdx-augment --factor 2 --provenance made.jsonl",
        "mdx-augment --factor 3 --provenance made.jsonl",
        "mdx-export --out-dir set --provenance made.jsonl",
    ]
    assert len((tmp_path / "made.jsonl").read_bytes().splitlines()) == 4
    (tmp_path / "made.jsonl").write_text("no JSON\n")
    done = mdx("export", "--out-dir", "set", "--provenance", "made.jsonl", input=record())
    assert done.returncode == 2
    assert b"--provenance made.jsonl:1: invalid JSON" in done.stderr


@pytest.mark.parametrize(
    "counts",
    ["[1]", "null", '{"dropped": [1]}', '{"dropped": null}', '{"dropped": {"a": "b"}}', '"x"'],
)
def test_lines_that_only_look_like_runs_are_not_on_the_card(mdx, tmp_path, counts):
    foreign = f'{{"command": "strange", "flags": [], "counts": {counts}}}\n'
    (tmp_path / "made.jsonl").write_text(foreign)
    done = mdx("export", "--out-dir", "set", "--provenance", "made.jsonl", input=record())
    assert (done.returncode, b"1 written" in done.stderr) == (0, True)
    assert "strange" not in (tmp_path / "set" / "README.md").read_text()


@pytest.mark.parametrize("odd", [{"version": 3, "date": [1], "model": {}}, {"flags": [None, 1]}])
def test_a_run_with_odd_values_is_on_the_card(mdx, tmp_path, odd):
    (tmp_path / "made.jsonl").write_text(json.dumps({"command": "strange", "flags": []} | odd))
    done = mdx("export", "--out-dir", "set", "--provenance", "made.jsonl", input=record())
    assert done.returncode == 0
    assert "strange" in (tmp_path / "set" / "README.md").read_text()


def test_without_provenance_a_card_holds_no_date(mdx, tmp_path):
    mdx("export", "--out-dir", "set", input=record())
    assert not re.search(r"\d{4}-\d\d-\d\d", (tmp_path / "set" / "README.md").read_text())


@pytest.mark.parametrize("flag", [["--parquet"], ["--frames", "."]])
def test_a_flag_about_the_folder_needs_one(mdx, flag):
    done = mdx("export", *flag, input=record())
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"{flag[0]} needs --out-dir".encode() in done.stderr


@pytest.mark.slow
def test_parquet_holds_the_same_rows(mdx, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    given = b"".join(record(f"Draw {n}.", scene=f"A{n}", quality=n) for n in range(2_500))
    mdx("export", "--out-dir", "lines", "--jobs", "1", input=given)
    done = mdx("export", "--out-dir", "table", "--parquet", "--jobs", "1", input=given)
    assert done.returncode == 0, done.stderr
    rows = parquet.read_table(tmp_path / "table" / "train.parquet").to_pylist()
    assert rows == [json.loads(r) for r in (tmp_path / "lines" / "train.jsonl").open()]


@pytest.mark.parametrize("flags", [[], ["--parquet"]])
def test_records_without_metadata_have_columns_all_the_same(mdx, tmp_path, flags):
    if flags:
        pytest.importorskip("pyarrow")
    done = mdx("export", "--out-dir", "set", *flags, input=b'{"description":"Do.","code":"x"}\n')
    assert done.returncode == 0, done.stderr
    if not flags:
        row = json.loads((tmp_path / "set" / "train.jsonl").read_bytes())
        assert (row["source"], row["metadata"], row["foreign"]) == ("", {"split": ""}, "")


def test_pictures_are_copied_and_shown(mdx, tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nrest")
    given = record(frame="a.png") + record(frame="b.png") + record(frame="../pictures/a.png")
    mdx("export", "--out-dir", "set", "--frames", "pictures", input=given)
    [name] = [name for name in folder(tmp_path / "set") if name.startswith("frames/")]
    assert f"]({name})<br>Draw nothing." in (tmp_path / "set" / "README.md").read_text()
    mdx("export", "--out-dir", "set", input=given)
    assert not (tmp_path / "set" / name).exists()
