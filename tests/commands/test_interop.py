"""What the stages write loads in the programs people go on with; absent ones are skipped."""

import json
from contextlib import suppress

import pytest
from places import SCENES

pytestmark = pytest.mark.slow  # those programs take long to import

FORMATS = {
    "alpaca": ["instruction", "input", "output"],
    "messages": ["messages"],
    "prompt-completion": ["prompt", "completion"],
    "sharegpt": ["conversations"],
    "text": ["text"],
}
# Enough records that loaders which infer a schema from the first rows get to later ones.
COPIES = 1200


@pytest.fixture
def stages(mdx, tmp_path):
    """Name and path of what each stage wrote: its records, over and over, every code different."""
    tree = tmp_path / "tree"
    tree.mkdir()
    for n, line in enumerate(SCENES.read_bytes().splitlines()):
        (tree / f"s{n}.py").write_text(json.loads(line)["code"])
    made = {"extract": mdx("extract", tree).stdout}
    assert made["extract"]
    many = b"".join(
        line.replace(b'"code":"', b'"code":"# %d\\n' % n, 1) + b"\n"
        for n in range(COPIES // 12)
        for line in made["extract"].splitlines()
    )
    steps = [
        ("dedupe", []),
        ("filter", ["--parses"]),
        ("describe", ["--llm", "outline"]),
        ("augment", ["--factor", "2"]),
        ("split", ["--test", "0.1"]),
    ]
    made["extract"] = given = many
    for tool, flags in steps:
        given = mdx(tool, *flags, input=given).stdout
        assert given
        made[tool] = given
    for tool, data in made.items():
        (tmp_path / f"{tool}.jsonl").write_bytes(data)
    return {tool: tmp_path / f"{tool}.jsonl" for tool in made}


@pytest.fixture
def formats(mdx, tmp_path):
    """The paths of the rows in each of the trainers' formats."""
    paths = {name: tmp_path / f"{name}.jsonl" for name in FORMATS}
    for name, path in paths.items():
        path.write_bytes(mdx("export", "--as", name, input=SCENES.read_bytes()).stdout)
    return paths


@pytest.fixture
def folders(mdx, tmp_path):
    """Sets in folders, as lines and as parquet, of records whose foreign keys come late."""
    foreign = b',"id":7,"also":{"a":[1]},"metadata":{"mine":1.5,"priority":"high","scene":"A"}}'
    described = [
        line for line in SCENES.read_bytes().splitlines() if b'"description":""' not in line
    ]
    many = [
        line.replace(b'"code":"', b'"code":"# %d\\n' % n, 1)
        for n in range(COPIES // len(described))
        for line in described
    ]
    odd = many[0][: many[0].index(b',"metadata"')] + foreign
    given = mdx("split", "--test", "0.1", "--group", "code", input=b"\n".join([*many, odd])).stdout
    sets = {"lines": [], "parquet": ["--parquet"]}
    for name, flags in sets.items():
        done = mdx("export", "--out-dir", name, "--jobs", "1", *flags, input=given)
        assert done.returncode == 0, done.stderr
    return [tmp_path / name for name in sets]


def lines(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture(autouse=True, scope="module")
def _no_thread_that_stays():
    """The progress bars of datasets begin one, and no test after them could fork."""
    with suppress(ImportError):
        from tqdm import tqdm

        tqdm.monitor_interval = 0


def test_every_stage_loads_in_datasets(stages, tmp_path):
    datasets = pytest.importorskip("datasets")
    for path in stages.values():
        loaded = datasets.load_dataset(
            "json", data_files=str(path), split="train", cache_dir=str(tmp_path / "hf")
        )
        assert len(loaded) == len(lines(path))
        assert loaded[0]["code"] == lines(path)[0]["code"]
        assert loaded[-1]["metadata"] == lines(path)[-1]["metadata"]


def test_every_stage_loads_in_polars(stages):
    polars = pytest.importorskip("polars")
    for path in stages.values():
        for loaded in (polars.read_ndjson(path), polars.scan_ndjson(path).collect()):
            assert loaded["code"].to_list() == [record["code"] for record in lines(path)]
            assert loaded["metadata"][0] == lines(path)[0]["metadata"]


def test_every_stage_loads_in_duckdb(stages):
    duckdb = pytest.importorskip("duckdb")
    for path in stages.values():
        rows = duckdb.sql(f"select code, metadata.scene from read_json('{path}')").fetchall()
        assert rows == [(r["code"], r["metadata"]["scene"]) for r in lines(path)]


def test_every_stage_loads_in_pandas(stages):
    pandas = pytest.importorskip("pandas")
    for path in stages.values():
        loaded = pandas.read_json(path, lines=True)
        assert list(loaded["code"]) == [record["code"] for record in lines(path)]


def test_the_trainers_formats_load_in_datasets(formats, tmp_path):
    datasets = pytest.importorskip("datasets")
    for name, path in formats.items():
        loaded = datasets.load_dataset(
            "json", data_files=str(path), split="train", cache_dir=str(tmp_path / "hf")
        )
        assert loaded.column_names == FORMATS[name]
        assert len(loaded) == len(lines(path)) > 0


def test_trl_takes_the_formats_for_what_they_are(formats):
    trl = pytest.importorskip("trl.data_utils")
    for name, path in formats.items():
        [first, *_] = lines(path)
        assert trl.is_conversational(first) == (name == "messages")
        if name == "sharegpt":
            turned = trl.maybe_convert_to_chatml(first)["messages"]
            [wanted, *_] = lines(formats["messages"])
            assert [m["content"] for m in turned] == [m["content"] for m in wanted["messages"]]


def trl_row(row: dict) -> dict:
    """The row as TRL has it, by its own function or, of alpaca, by the names of the columns."""
    from trl.data_utils import maybe_convert_to_chatml

    if "instruction" in row:
        return {"prompt": row["instruction"], "completion": row["output"]}
    return maybe_convert_to_chatml(row)


def tiny():
    """A model of the smallest size and a tokenizer of bytes."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import GPT2Config, GPT2LMHeadModel, PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    by_byte = Tokenizer(models.BPE({c: n for n, c in enumerate(["<end>", *letters])}, []))
    by_byte.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=by_byte,
        eos_token="<end>",
        pad_token="<end>",
        chat_template="{% for turn in messages %}{{ turn.role + turn.content }}<end>{% endfor %}",
    )
    size = {"n_embd": 8, "n_layer": 1, "n_head": 1, "n_positions": 128}
    model = GPT2LMHeadModel(GPT2Config(vocab_size=len(by_byte.get_vocab()), **size))
    return model, tokenizer


def test_trl_trains_on_the_formats(formats, tmp_path):
    pytest.importorskip("trl")
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    once = SFTConfig(
        str(tmp_path / "out"), max_steps=1, max_length=128, use_cpu=True, bf16=False, report_to=[]
    )
    for path in formats.values():
        given = Dataset.from_list([trl_row(row) for row in lines(path)])
        model, tokenizer = tiny()
        trainer = SFTTrainer(model, once, train_dataset=given, processing_class=tokenizer)
        assert trainer.train().training_loss > 0


def test_a_folder_loads_in_datasets_polars_duckdb_and_pandas_whatever_keys_come_late(
    folders, tmp_path
):
    datasets = pytest.importorskip("datasets")
    duckdb, pandas, polars = map(pytest.importorskip, ("duckdb", "pandas", "polars"))
    for path in folders:
        loaded = datasets.load_dataset(str(path), cache_dir=str(tmp_path / "hf"))
        assert {*loaded} == {"train", "test"}
        kind = "parquet" if path.name == "parquet" else "jsonl"
        foreign = []
        for split, rows in loaded.items():
            file = path / f"{split}.{kind}"
            in_polars = (polars.read_parquet if kind == "parquet" else polars.read_ndjson)(file)
            in_pandas = (
                pandas.read_parquet(file)
                if kind == "parquet"
                else pandas.read_json(file, lines=True)
            )
            read = "read_parquet" if kind == "parquet" else "read_json"
            counted = duckdb.sql(f"select count(metadata.scene) from {read}('{file}')").fetchall()
            assert len(rows) == len(in_polars) == len(in_pandas) == counted[0][0] > 0
            foreign += filter(None, rows["foreign"])
        assert [json.loads(one)["id"] for one in foreign] == [7]


def test_trl_prefers_what_renders(mdx, tmp_path):
    pytest.importorskip("trl")
    from datasets import Dataset
    from trl import DPOConfig, DPOTrainer

    given = b"".join(
        json.dumps({
            "description": f"Draw {n // 2}.", "code": f"x = {n}",
            "metadata": {"renders": n % 2 == 0, "render_error": "NameError: y" * (n % 2)},
        }).encode() + b"\n"
        for n in range(8)
    )  # fmt: skip
    rows = mdx("export", "--as", "preference", input=given).stdout.splitlines()
    assert len(rows) == 4
    model, tokenizer = tiny()
    once = DPOConfig(
        str(tmp_path / "out"), max_steps=1, max_length=128, use_cpu=True, bf16=False, report_to=[]
    )
    trainer = DPOTrainer(
        model, ref_model=tiny()[0], args=once, processing_class=tokenizer,
        train_dataset=Dataset.from_list([json.loads(row) for row in rows]),
    )  # fmt: skip
    assert trainer.train().training_loss > 0
