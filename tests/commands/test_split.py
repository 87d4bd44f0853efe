"""mdx-split: a record's split is a function of its group and the seed."""

import json
import random
import re
from collections import Counter

import pytest


def row(i: int, **metadata) -> dict:
    return {"code": f"x = {i}", "source": "s", "metadata": metadata}


def dump(rows: list[dict]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def splits(out: bytes) -> dict[str, str]:
    rows = map(json.loads, out.splitlines())
    return {row["code"]: row["metadata"]["split"] for row in rows}


def test_shares_are_about_those_asked_for(mdx):
    done = mdx("split", "--test", "0.2", "--val", "0.1", input=dump([row(i) for i in range(2000)]))
    names = list(splits(done.stdout).values())
    assert 340 < names.count("test") < 460
    assert 140 < names.count("val") < 260


def test_neither_new_records_nor_another_order_move_a_record(mdx):
    few, many = [row(i) for i in range(50)], [row(i) for i in reversed(range(100))]
    before = splits(mdx("split", "--test", "0.5", input=dump(few)).stdout)
    assert splits(mdx("split", "--test", "0.5", input=dump(many)).stdout).items() >= before.items()


def test_another_seed_makes_another_split(mdx):
    given = dump([row(i) for i in range(50)])
    one, other = (mdx("split", "--test", "0.5", "--seed", n, input=given) for n in "12")
    assert splits(one.stdout) != splits(other.stdout)


def test_records_of_one_file_never_part(mdx):
    given = dump([row(i, path=f"{i % 40}.py") for i in range(200)])
    placed = splits(mdx("split", "--test", "0.5", input=given).stdout)
    assert len({(i % 40, placed[f"x = {i}"]) for i in range(200)}) == 40
    assert set(placed.values()) == {"test", "train"}


def test_code_that_differs_in_layout_alone_never_parts(mdx):
    rows = [{"code": f"x = {i}{tail}"} for i in range(50) for tail in ("", " # one", "\n")]
    placed = splits(mdx("split", "--test", "0.5", input=dump(rows)).stdout)
    assert all(
        placed[f"x = {i}"] == placed[f"x = {i} # one"] == placed[f"x = {i}\n"] for i in range(50)
    )


def test_only_drops_the_other_splits(mdx):
    given = dump([row(i) for i in range(50)])
    done = mdx("split", "--test", "0.5", "--only", "test", input=given)
    assert set(splits(done.stdout).values()) == {"test"}
    assert 0 < len(done.stdout.splitlines()) < 50


def test_out_dir_gets_a_file_a_split(mdx, tmp_path):
    given = dump([row(i) for i in range(50)])
    done = mdx("split", "--test", "0.5", "--out-dir", "data/new", input=given)
    assert done.stdout == b""
    placed = {p.name: splits(p.read_bytes()) for p in (tmp_path / "data/new").iterdir()}
    assert sorted(placed) == ["test.jsonl", "train.jsonl"]
    assert set(placed["test.jsonl"].values()) == {"test"}
    assert sum(map(len, placed.values())) == 50


@pytest.mark.parametrize(
    "flags",
    [["--test", "2"], ["--test", "x"], ["--test=.6", "--val=.6"], ["--ratios", "a=.5,b=.6"],
     ["--ratios", "a=1", "--test", "0.1"], ["--ratios", "../a=1"], ["--stratify", "source"],
     ["--only", "dev"], ["--pin", "test"], ["--pin", "test:missing"], ["--group", "file?"]],
    ids=" ".join,
)  # fmt: skip
def test_impossible_shares_are_refused(mdx, flags):
    done = mdx("split", *flags)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("flags", "same"),
    [
        ([], lambda m: (m["path"],)),
        (["--group", "scene"], lambda m: (m["path"], m["lines"])),
        (["--group", "repo"], lambda m: (m["url"][:22],)),
        (["--group-by", "metadata.channel"], lambda m: (m["channel"],)),
    ],
    ids=["file", "scene", "repo", "path"],
)
def test_groups_never_part(mdx, flags, same):
    rows = [
        row(i, path=f"{i % 60}.py", lines=f"{i % 120}-", channel=f"c{i % 30}",
            url=f"https://host/me/{10 + i % 20}/blob/x/{i}")
        for i in range(240)
    ]  # fmt: skip
    done = mdx("split", "--test", "0.5", *flags, input=dump(rows))
    where: dict[tuple, set] = {}
    for record in map(json.loads, done.stdout.splitlines()):
        where.setdefault(same(record["metadata"]), set()).add(record["metadata"]["split"])
    assert all(len(names) == 1 for names in where.values())
    assert {name for names in where.values() for name in names} == {"train", "test"}


def test_variations_stay_with_their_original(mdx):
    code = "class Scene{}(Scene):\n    def construct(self):\n        self.wait({})\n"
    rows = []
    for i in range(60):
        metadata = {"path": f"{i}.py", "lines": "1-3", "scene": f"Scene{i}"}
        rows.append(row(i, **metadata) | {"code": code.format(i, i)})
        metadata |= {"scene": f"My{i}", "variation_of": "0123456789abcdef"}
        rows.append(row(i, **metadata) | {"code": code.format(f"My{i}", i)})
    for group in ("file", "scene", "near"):
        done = mdx("split", "--test", "0.5", "--group", group, input=dump(rows))
        placed = [json.loads(line)["metadata"]["split"] for line in done.stdout.splitlines()]
        assert placed[::2] == placed[1::2]
        assert len(set(placed)) == 2


def program(i: int, *more: int) -> str:
    numbers = [*range(100 * i, 100 * i + 40), *more]
    return "".join(f"draw_{n}(a, b)\n" for n in numbers)


def test_families_of_nearly_equal_code_stay_together(mdx):
    rows = [{"code": program(i, k)} for k in range(3) for i in range(40)]
    done = mdx("split", "--test", "0.5", "--group", "near", "--near", "0.8", input=dump(rows))
    placed = splits(done.stdout)
    assert all(len({placed[program(i, k)] for k in range(3)}) == 1 for i in range(40))
    assert set(placed.values()) == {"train", "test"}
    shuffled = random.Random(1).sample(rows, len(rows))
    again = mdx("split", "--test", "0.5", "--group", "near", "--near", "0.8", input=dump(shuffled))
    assert splits(again.stdout) == placed


def test_ratios_may_have_any_names(mdx):
    given = dump([row(i) for i in range(900)])
    done = mdx("split", "--ratios", "train=0.5,dev=0.3,test=0.2", input=given)
    names = list(splits(done.stdout).values())
    assert [round(names.count(n) / 900, 1) for n in ("train", "dev", "test")] == [0.5, 0.3, 0.2]


def test_a_larger_test_set_holds_the_smaller_one(mdx):
    given = dump([row(i) for i in range(200)])
    few, many = (splits(mdx("split", "--test", r, input=given).stdout) for r in ("0.1", "0.3"))
    assert {k for k, v in few.items() if v == "test"} < {k for k, v in many.items() if v == "test"}


def test_exact_meets_the_ratios(mdx):
    given = dump([row(i) for i in range(50)])
    done = mdx("split", "--test", "0.2", "--val", "0.1", "--exact", input=given)
    names = list(splits(done.stdout).values())
    assert [names.count(n) for n in ("train", "val", "test")] == [35, 5, 10]


def test_stratified_shares_hold_for_every_value_and_small_ones_are_named(mdx):
    sizes = {"ce": 40, "gl": 20, "cairo": 1}
    rows = [row(f"'{d}{i}'", dialect=d) for d, size in sizes.items() for i in range(size)]
    flags = ["--test", "0.2", "--exact", "--stratify", "metadata.dialect"]
    done = mdx("split", *flags, input=dump(rows))
    placed = [json.loads(line)["metadata"] for line in done.stdout.splitlines()]
    test = [m["dialect"] for m in placed if m["split"] == "test"]
    assert (test.count("ce"), test.count("gl"), test.count("cairo")) == (8, 4, 0)
    assert b'metadata.dialect "cairo" has too few groups (1) to part' in done.stderr
    assert done.returncode == 0


@pytest.mark.parametrize("flags", [[], ["--group", "near"], ["--exact"]])
def test_a_pinned_test_set_stays_where_it_is(mdx, tmp_path, flags):
    rows = [row(i, path=f"{i // 2}.py") for i in range(60)]
    (tmp_path / "old.jsonl").write_bytes(dump([{"code": "x  =  7 # old"}, rows[20]]))
    given = dump(rows)
    done = mdx("split", "--test", "0.1", *flags, "--pin", "test:old.jsonl", input=given)
    placed = splits(done.stdout)
    assert len(placed) == 60
    assert placed["x = 7"] == placed["x = 20"] == "test"
    assert set(placed.values()) == {"train", "test"}
    if not flags:
        assert placed["x = 21"] == "test"  # of the same file


def test_what_is_pinned_counts_toward_the_exact_shares(mdx, tmp_path):
    rows = [row(i, path=f"{i}.py") for i in range(100)]
    (tmp_path / "old.jsonl").write_bytes(dump(rows[:7]))
    flags = ["--test", "0.1", "--val", "0.2", "--exact", "--pin", "test:old.jsonl"]
    placed = splits(mdx("split", *flags, input=dump(rows)).stdout)
    assert Counter(placed.values()) == {"test": 10, "val": 20, "train": 70}
    (tmp_path / "old.jsonl").write_bytes(dump(rows[:30]))
    placed = splits(mdx("split", *flags, input=dump(rows)).stdout)
    assert Counter(placed.values())["test"] == 30


@pytest.mark.parametrize("flags", [[], ["--group", "near"]])
def test_of_two_pins_the_first_counts_and_that_is_said(mdx, tmp_path, flags):
    rows = [row(i, path=f"{i}.py") for i in range(10)]
    (tmp_path / "a").write_bytes(dump(rows[:4]))
    (tmp_path / "b").write_bytes(dump(rows[2:6]))
    pins = ["--pin", "test:a", "--pin", "val:b"]
    done = mdx("split", "--test", "0.1", "--val", "0.1", *flags, *pins, input=dump(rows))
    placed = splits(done.stdout)
    assert [placed[f"x = {i}"] for i in range(6)] == ["test"] * 4 + ["val"] * 2
    message = b"b:1 is pinned to val, its like to test before (and 1 more); the first pin counts"
    assert done.stderr.count(message) == 1


def leaky() -> bytes:
    rows = [row(i, path=f"{i}.py") | {"description": f"Draw {i}."} for i in range(40)]
    copies = [row(i, path=f"copy{i}.py") | {"description": f"draw  {i}"} for i in range(40)]
    return dump(rows + copies)


def test_code_with_other_imports_is_of_the_same_group(mdx):
    records = [
        {"code": f"{head}\n\nx = {i}\n", "source": head}
        for i in range(40)
        for head in ("from manim import *", "import math\nfrom manim import Scene")
    ]
    done = mdx("split", "--test", "0.5", "--group", "code", "--check-leaks", input=dump(records))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("level", ["layout", "renamed", "near"])
def test_leaks_are_gone_once_what_the_message_says_is_done(mdx, level):
    flags = ["--test", "0.5", f"--check-leaks={level}"]
    given = leaky()
    done = mdx("split", *flags, input=given)
    assert b" leak: " in done.stderr
    (advice,) = re.findall("`mdx-(dedupe .*)` before mdx-split drops", done.stderr.decode())
    distinct = mdx(*advice.split(), input=given).stdout
    done = mdx("split", *flags, input=distinct)
    assert (done.returncode, b"leak: " in done.stderr) == (0, False)


def test_other_imports_hide_no_leak(mdx):
    one = [row(i, path=f"{i}.py") for i in range(40)]
    two = [row(i, path=f"other{i}.py") | {"code": f"import math\nx={i}"} for i in range(40)]
    done = mdx("split", "--test", "0.5", "--check-leaks", input=dump(one + two))
    placed = [json.loads(line)["metadata"]["split"] for line in done.stdout.splitlines()]
    apart = sum(placed[i] != placed[i + 40] for i in range(40))
    assert apart > 0
    assert f"leaks: code {apart}" in done.stderr.decode()
    assert done.returncode == 1


def test_leaks_are_counted_and_the_first_are_named(mdx):
    done = mdx("split", "--test", "0.5", input=leaky())
    placed = [json.loads(line)["metadata"]["split"] for line in done.stdout.splitlines()]
    apart = [i for i in range(40) if placed[i] != placed[i + 40]]
    assert done.returncode == 0
    assert f"leaks: code {len(apart)}, description {len(apart)}".encode() in done.stderr
    first = apart[0]
    message = f"leak: stdin:{first + 41} ({placed[first + 40]}) has the code of stdin:{first + 1} ("
    assert message.encode() in done.stderr
    assert done.stderr.count(b"mdx-split: leak: ") == 5


def test_check_leaks_fails_on_leaks_and_passes_without_any(mdx):
    flags = ["--test", "0.5", "--check-leaks"]
    assert mdx("split", *flags, input=leaky()).returncode == 1
    assert mdx("split", *flags, "--group", "code", input=leaky()).returncode == 0


def test_no_leak_is_reported_where_none_is_looked_for(mdx):
    flags = ["--test", "0.5"]
    done = mdx("split", *flags, "--no-check-leaks", input=leaky())
    assert done.returncode == 0
    assert b"leak" not in done.stderr
    assert done.stdout == mdx("split", *flags, input=leaky()).stdout


def test_out_dir_touches_nothing_it_does_not_write_and_says_what_it_wrote(mdx, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("val.jsonl", "notes.txt", "train.jsonl"):
        (folder / name).write_text("old")
    done = mdx("split", "--test", "0.5", "--out-dir", "data", input=dump([row(1), row(2)]))
    assert sorted(p.name for p in folder.iterdir()) == [
        "notes.txt", "test.jsonl", "train.jsonl", "val.jsonl",
    ]  # fmt: skip
    assert (folder / "val.jsonl").read_text() == (folder / "notes.txt").read_text() == "old"
    assert b"data/val.jsonl is not of this run" in done.stderr
    assert b"in data/train.jsonl" in done.stderr


def test_a_run_that_stops_leaves_the_old_files(mdx, tmp_path):
    (tmp_path / "train.jsonl").write_text("old")
    done = mdx("split", "--strict", "--out-dir", ".", input=dump([row(1)]) + b"nonsense\n")
    assert done.returncode == 2
    assert [p.name for p in tmp_path.glob("*.jsonl")] == ["train.jsonl"]
    assert (tmp_path / "train.jsonl").read_text() == "old"


@pytest.mark.parametrize("level", ["exact", "layout", "renamed", "near"])
def test_the_closing_line_says_at_which_level_it_looked(mdx, tmp_path, level):
    (tmp_path / "in.jsonl").write_bytes(dump([row(1)]))
    done = mdx("split", "--test", "0.5", f"--check-leaks={level}", "in.jsonl")
    assert done.returncode == 0
    assert f"no leaks (code compared at the level {level})" in done.stderr.decode()


def test_without_a_level_it_looks_at_layout(mdx, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(dump([row(1)]))
    for flags in ([], ["--check-leaks"]):
        done = mdx("split", "--test", "0.5", *flags, "in.jsonl")
        assert "no leaks (code compared at the level layout)" in done.stderr.decode()
    assert "leaks" not in mdx("split", "--no-check-leaks", "in.jsonl").stderr.decode()


def test_names_that_differ_are_leaks_at_the_level_renamed(mdx):
    one = [row(i, path=f"{i}.py") | {"code": f"a = {i}\nf(a)"} for i in range(40)]
    two = [row(i, path=f"other{i}.py") | {"code": f"b = {i}\nf(b)"} for i in range(40)]
    outcomes = {}
    for level in ("layout", "renamed"):
        flags = ["--test", "0.5", f"--check-leaks={level}"]
        done = mdx("split", *flags, input=dump(one + two))
        outcomes[level] = (done.returncode, "leaks: code" in done.stderr.decode())
    assert outcomes == {"layout": (0, False), "renamed": (1, True)}


def test_shares_that_are_far_off_hint_at_exact(mdx):
    hint = "--exact meets them"
    few, many = dump([row(1), row(2)]), dump([row(i, path=f"{i}.py") for i in range(4000)])
    assert hint in mdx("split", "--test", "0.2", input=few).stderr.decode()
    assert hint not in mdx("split", "--test", "0.2", "--exact", input=few).stderr.decode()
    assert hint not in mdx("split", "--test", "0.2", input=many).stderr.decode()
