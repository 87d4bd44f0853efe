"""mdx-split: a record's split is a function of its group and the seed."""

import json

import pytest


def row(i: int, **metadata) -> dict:
    return {"code": f"x = {i}", "source": "s", "metadata": metadata}


def dump(rows: list[dict]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def splits(out: bytes) -> dict[str, str]:
    made = map(json.loads, out.splitlines())
    return {row["code"]: row["metadata"]["split"] for row in made}


def test_shares_are_about_those_asked_for(mdx):
    done = mdx("split", "--test", "0.2", "--val", "0.1", input=dump([row(i) for i in range(2000)]))
    names = list(splits(done.stdout).values())
    assert 340 < names.count("test") < 460
    assert 140 < names.count("val") < 260


def test_adding_records_and_another_order_move_none(mdx):
    few, many = [row(i) for i in range(50)], [row(i) for i in reversed(range(100))]
    before = splits(mdx("split", "--test", "0.5", input=dump(few)).stdout)
    assert splits(mdx("split", "--test", "0.5", input=dump(many)).stdout).items() >= before.items()


def test_another_seed_makes_another_split(mdx):
    given = dump([row(i) for i in range(50)])
    one, other = (mdx("split", "--test", "0.5", "--seed", n, input=given) for n in "12")
    assert splits(one.stdout) != splits(other.stdout)


def test_records_of_one_file_never_part(mdx):
    given = dump([row(i, path=f"{i % 40}.py") for i in range(200)])
    made = splits(mdx("split", "--test", "0.5", input=given).stdout)
    assert len({(i % 40, made[f"x = {i}"]) for i in range(200)}) == 40
    assert set(made.values()) == {"test", "train"}


def test_code_that_differs_in_layout_alone_never_parts(mdx):
    rows = [{"code": f"x = {i}{tail}"} for i in range(50) for tail in ("", " # one", "\n")]
    made = splits(mdx("split", "--test", "0.5", input=dump(rows)).stdout)
    assert all(made[f"x = {i}"] == made[f"x = {i} # one"] == made[f"x = {i}\n"] for i in range(50))


def test_only_drops_the_other_splits(mdx):
    given = dump([row(i) for i in range(50)])
    done = mdx("split", "--test", "0.5", "--only", "test", input=given)
    assert set(splits(done.stdout).values()) == {"test"}
    assert 0 < len(done.stdout.splitlines()) < 50


def test_out_dir_gets_a_file_a_split(mdx, tmp_path):
    given = dump([row(i) for i in range(50)])
    done = mdx("split", "--test", "0.5", "--out-dir", "data/new", input=given)
    assert done.stdout == b""
    made = {p.name: splits(p.read_bytes()) for p in (tmp_path / "data/new").iterdir()}
    assert sorted(made) == ["test.jsonl", "train.jsonl", "val.jsonl"]
    assert set(made["test.jsonl"].values()) == {"test"}
    assert sum(map(len, made.values())) == 50


@pytest.mark.parametrize("flags", [["--test", "2"], ["--test", "x"], ["--test=.6", "--val=.6"]])
def test_impossible_shares_are_refused(mdx, flags):
    done = mdx("split", *flags)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
