"""The folder of a set: files are complete, old ones are removed, other people's are untouched."""

import os

import pytest

from mdx.training.folder import CARD, MARK, Folder, split_name
from mdx.work.errors import CannotRun

ROW = {"prompt": "x", "source": "", "metadata": {"scene": "A"}, "foreign": ""}


def card(files, keys) -> str:
    return f"{MARK}\n" + "".join(f"    path: {file.name}\n" for file in files.values())


def written(path, splits, pictures=None, make=card):
    folder = Folder(str(path), lambda name: os.path.join(path, name), parquet=False)
    for split in splits:
        folder.add(split, dict(ROW))
    return folder.close(make, pictures or {})


def there(path) -> set[str]:
    return {str(p.relative_to(path)) for p in path.rglob("*") if p.is_file()}


def test_one_file_per_split_and_a_card_are_written_and_nothing_else(tmp_path):
    files = written(tmp_path / "set", ["train", "test", "train"])
    assert {split: file.rows for split, file in files.items()} == {"train": 2, "test": 1}
    assert there(tmp_path / "set") == {"train.jsonl", "test.jsonl", CARD}
    lines = (tmp_path / "set" / "train.jsonl").read_bytes().splitlines()
    assert (len(lines), files["train"].size) == (2, sum(len(one) + 1 for one in lines))


def test_a_second_run_replaces_the_first(tmp_path):
    written(tmp_path, ["train", "val"])
    (tmp_path / ".git").mkdir()
    written(tmp_path, ["train"])
    assert there(tmp_path) == {"train.jsonl", CARD}
    assert (tmp_path / ".git").is_dir()


@pytest.mark.parametrize("name", ["notes.txt", CARD, "train.jsonl", "frames/mine.png", "data/x"])
def test_a_folder_with_something_else_is_refused_and_left_as_it_is(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(CannotRun, match="is not from mdx-export"):
        written(tmp_path, ["train"])
    assert there(tmp_path) == {name}
    assert (tmp_path / name).read_text() == "mine"


def test_a_run_that_fails_leaves_the_folder_as_it_was(tmp_path):
    written(tmp_path, ["train"])
    before = {name: (tmp_path / name).read_bytes() for name in there(tmp_path)}

    def fails(files, keys):
        raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        written(tmp_path, ["train", "test"], {"frames/a.png": b"x"}, fails)
    assert {name: (tmp_path / name).read_bytes() for name in there(tmp_path)} == before


@pytest.mark.parametrize("steps", range(6))
def test_after_a_run_is_killed_at_any_step_the_next_one_accepts_the_folder(
    tmp_path, monkeypatch, steps
):
    written(tmp_path, ["train", "val"])
    left = iter(range(steps))

    def until_killed(step):
        return lambda *paths: step(*paths) if next(left, None) is not None else None

    for name in ("replace", "unlink"):
        monkeypatch.setattr(os, name, until_killed(getattr(os, name)))
    written(tmp_path, ["test", "other"])
    monkeypatch.undo()
    written(tmp_path, ["train"])
    assert {name for name in there(tmp_path) if not name.startswith(".")} == {"train.jsonl", CARD}


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
def test_a_full_disk_leaves_the_folder_as_it_was(tmp_path):
    written(tmp_path, ["train", "val"])
    before = {name: (tmp_path / name).read_bytes() for name in there(tmp_path)}

    def place(name):
        return "/dev/full" if name == "test.jsonl" else os.path.join(tmp_path, name)

    folder = Folder(str(tmp_path), place, parquet=False)
    for split in ("train", "test"):
        folder.add(split, dict(ROW, prompt="other"))
    with pytest.raises(OSError, match="No space"):
        folder.close(card, {})
    assert {name: (tmp_path / name).read_bytes() for name in there(tmp_path)} == before


def test_hundreds_of_splits_are_a_mistake(tmp_path):
    with pytest.raises(CannotRun, match="more than 50 splits"):
        written(tmp_path, map(str, range(60)))


@pytest.mark.parametrize(
    ("split", "expected"),
    [("train", "train"), ("held-out", "held_out"), ("../x", "___x"), ("a b\n", "a_b_")],
)
def test_the_name_of_a_split_suits_files_and_datasets(split, expected):
    assert split_name(split) == expected
    assert len(split_name(split * 100)) <= 60


def test_two_splits_whose_names_would_be_one_are_refused(tmp_path):
    folder = Folder(str(tmp_path / "data"), str, False)
    assert folder.name_of("a-b") == folder.name_of("a-b") == "a_b"
    with pytest.raises(CannotRun, match=r"^the splits 'a-b' and 'a_b' would both be a_b here$"):
        folder.name_of("a_b")
