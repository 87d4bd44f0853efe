"""Tables of every format: their rows, their encodings, and what is wrong with them."""

import bz2
import csv
import gzip
import io
import json
import lzma
import tracemalloc

import pytest

from mdx.sources import tables
from mdx.sources.tables import json_text
from mdx.sources.tree import Fault, Unreadable

SCENE = "from manim import *\nclass A(Scene): pass\n"
ROW = {"prompt": "Wait.", "code": SCENE}
TALK = [{"role": "user", "content": "Wait."}, {"role": "assistant", "content": SCENE}]

SIDES = {"prompt": TALK[:1], "completion": TALK[1:]}


def rows(content: bytes, path: str) -> list:
    found = list(tables.rows(io.BytesIO(content), path))
    assert [item[0] for item in found] == list(range(1, len(found) + 1))
    return [row for _, row in found]


def dumped(value: object, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent)


SHAPES = {
    "an array": dumped([ROW, ROW]),
    "an array on lines": dumped([ROW, ROW], 2),
    "an object that holds one": dumped({"version": 1, "data": [ROW, ROW], "tags": ["x"]}),
    "one on lines": dumped({"version": 1, "data": [ROW, ROW]}, 1),
    "one that holds two": dumped({"set": {"train": [ROW], "test": [ROW]}}),
    "objects on a line": dumped(ROW) * 2,
    "objects on many": dumped(ROW, 1) + "\n" + dumped(ROW, 1),
    "an object a line": dumped(ROW) + "\n" + dumped(ROW) + "\n",
    "ids": dumped({"a": ROW, "b": ROW}),
    "columns": dumped({key: {"0": value, "1": value} for key, value in ROW.items()}),
    "lists": dumped({key: [value, value] for key, value in ROW.items()}),
    "split": dumped({"columns": list(ROW), "index": [0, 1], "data": [list(ROW.values())] * 2}),
    "names above lists": dumped([list(ROW), list(ROW.values()), list(ROW.values())]),
    "blank lines before": "\n\n" + dumped([ROW, ROW], 1),
    "a mark": "\ufeff" + dumped([ROW, ROW]),
}


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_json_of_any_shape_is_rows(text):
    assert rows(text.encode(), "a.json") == [ROW, ROW]


@pytest.mark.parametrize("text", [t for k, t in SHAPES.items() if k != "blank lines before"])
def test_json_on_a_stream_is_rows_as_well(text):
    class Observer:
        read = 0

        def bad(self, where, reason, raw):
            raise AssertionError(reason)

    observer = Observer()
    found = list(json_text.lines(io.BytesIO(text.encode()), "stdin", observer))
    assert [line.record for line in found] == [ROW, ROW]
    assert observer.read == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ROW, [ROW]),
        ({"messages": TALK}, [{"messages": TALK}]),
        ([TALK, TALK], [{"messages": TALK}] * 2),
        ({"messages": [TALK, TALK]}, [{"messages": TALK}] * 2),
        ([SCENE], [{"text": SCENE}]),
        ({"rows": [{"row_idx": 0, "row": ROW}]}, [{"row_idx": 0, "row": ROW}]),
        (SIDES, [SIDES]),
        ([], []),
    ],
    ids=["a row", "a conversation", "conversations", "a column of them", "texts", "a viewer's",
         "turns in two columns", "nothing"],
)  # fmt: skip
@pytest.mark.parametrize("indent", [None, 1])
def test_what_is_a_row_is_not_taken_apart(value, expected, indent):
    assert rows(dumped(value, indent).encode(), "a.json") == expected


def test_utf16_json_is_read():
    assert rows(dumped([ROW]).encode("utf-16"), "a.json") == [ROW]


@pytest.mark.parametrize("text", [dumped([ROW, ROW], 1)[:-40], '[{"code": NaN}]'])
def test_json_that_ends_early_or_is_none_is_told_after_the_rows_that_there_are(text):
    with pytest.raises(Unreadable, match=r"invalid JSON after [01] rows"):
        rows(text.encode(), "a.json")


def test_a_long_array_takes_no_more_memory_than_a_short_one(tmp_path):
    def peak(count: int) -> int:
        row = dumped(ROW | {"code": "x" * 2000})
        (tmp_path / "a.json").write_text("[" + ",\n".join([row] * count) + "]")
        with open(tmp_path / "a.json", "rb") as file:
            tracemalloc.start()
            assert sum(1 for _ in json_text.rows(file)) == count
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return found

    assert peak(4000) < 2 * peak(500) + 100_000


def table(separator: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerows([list(ROW), ["Größe; 1, 2", SCENE], ["", SCENE]])
    return out.getvalue()


EXPECTED = [{"prompt": "Größe; 1, 2", "code": SCENE}, {"prompt": "", "code": SCENE}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_delimited_table_is_read_in_any_encoding(separator, encoding):
    content = table(separator).encode(encoding)
    assert rows(content, "a.tsv" if separator == "\t" else "a.csv") == EXPECTED


def test_excels_line_about_the_separator_is_no_row():
    assert rows(("sep=;\r\n" + table(";")).encode(), "a.csv") == EXPECTED


@pytest.mark.parametrize(
    "content",
    [b"code\n\x81\n", "code\nGröße".encode() + b"\xff\n", b"\xff\xfec\0o"],
    ids=["no encoding", "damaged UTF-8", "half a sign"],
)
def test_a_wrong_encoding_is_a_fault(content):
    with pytest.raises(Unreadable, match="not UTF-"):
        rows(content, "a.csv")


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
@pytest.mark.parametrize("path", ["a.jsonl", "a.json", "a.csv"])
def test_packed_tables_are_unpacked(path, ending, pack):
    text = table(",") if path == "a.csv" else "\n".join(map(json.dumps, EXPECTED))
    assert rows(pack(text.encode()), path + ending) == EXPECTED
    with pytest.raises(Unreadable, match="damaged compressed data"):
        rows(pack(text.encode() * 100)[:-20], path + ending)


def test_bad_lines_are_faults_with_their_numbers():
    found = list(tables.rows(io.BytesIO(b'{"a": 1}\n[]\n'), "a.jsonl"))
    assert found[0] == (1, {"a": 1})
    assert isinstance(found[1], Fault)
    assert found[1].where == "2"


def arrow(write) -> bytes:
    import pyarrow

    columns = {
        "prompt": pyarrow.array(["Wait.", "Go."]).dictionary_encode(),
        "code": pyarrow.array([SCENE, SCENE], pyarrow.large_string()),
        "script": pyarrow.array([SCENE.encode(), SCENE.encode()], pyarrow.large_binary()),
        "film": pyarrow.array([b"\0", b""]),
        "vector": pyarrow.array([[0.5], []]),
        "turns": pyarrow.array([TALK, TALK]),
    }
    out = io.BytesIO()
    write(pyarrow.table(columns), out)
    return out.getvalue()


def stream(table, out) -> None:
    from pyarrow import ipc

    with ipc.new_stream(out, table.schema) as writer:
        writer.write_table(table)


def feather(table, out) -> None:
    from pyarrow.feather import write_feather

    write_feather(table, out)


def parquet(table, out) -> None:
    from pyarrow.parquet import write_table

    write_table(table, out)


@pytest.mark.parametrize(
    ("path", "write"), [("a.arrow", stream), ("a.feather", feather), ("a.parquet", parquet)]
)
def test_arrow_of_every_kind_gives_its_words_and_no_films(path, write):
    found = rows(arrow(write), path)
    assert found[1] == {"prompt": "Go.", "code": SCENE, "script": SCENE, "turns": TALK}
    with pytest.raises(Unreadable, match="no Parquet, Arrow or Feather"):
        rows(b"nonsense", path)


def test_a_code_of_bytes_that_are_no_words_is_a_fault():
    import pyarrow

    out = io.BytesIO()
    parquet(pyarrow.table({"code": pyarrow.array([SCENE.encode(), b"\xff\xfe"])}), out)
    found = list(tables.rows(io.BytesIO(out.getvalue()), "a.parquet"))
    assert found == [(1, {"code": SCENE}), Fault("2", "a column of bytes is not UTF-8")]


def test_arrays_on_lines_are_exchanges_or_rows():
    text = "\n".join(map(dumped, [TALK, [["Wait.", SCENE]], [ROW, ROW]]))
    expected = [{"messages": TALK}, {"messages": ["Wait.", SCENE]}, ROW, ROW]
    assert rows(text.encode(), "a.jsonl") == expected
