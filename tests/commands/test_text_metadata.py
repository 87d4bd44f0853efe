"""Metadata that `jq '.metadata |= tojson'` made a text is read by all, and stays a text."""

import json

import orjson
import pytest
from places import BIN

TOOLS = sorted(p.name.removeprefix("mdx-") for p in BIN.glob("mdx-*"))
CODE = (
    "from manim import *\nclass S{0}(Scene):\n    def construct(self):\n"
    "        self.play(Create(Circle({0})))\n"
)


def records(is_text: bool) -> bytes:
    lines = []
    for n in range(40):
        metadata = {
            "scene": f"S{n}", "path": f"{n // 2}.py", "license": "MIT", "dialect": "ce",
            "n": 2**70 + n, "needs_description": n % 3 == 0,
        }  # fmt: skip
        held = json.dumps(metadata, separators=(",", ":")) if is_text else metadata
        lines.append({"code": CODE.format(n), "source": "a", "metadata": held, "description": "D."})
    return b"".join(json.dumps(line, separators=(",", ":")).encode() + b"\n" for line in lines)


def packed(stdout: bytes) -> list[dict]:
    """The records with their metadata as text."""
    found = [json.loads(line) for line in stdout.splitlines()]
    for record in found:
        if type(record["metadata"]) is dict:
            record["metadata"] = json.dumps(record["metadata"], separators=(",", ":"))
    return found


LINES = [
    ["filter", "--dialect", "ce", "--license", "MIT"], ["filter", "--annotate"],
    ["filter", "--min-quality", "0", "--jobs", "2"], ["filter", "--match", "metadata.scene=1"],
    ["filter", "--needs-description"], ["dedupe"], ["dedupe", "--mark"], ["dedupe", "--renamed"],
    ["split", "--test", "0.3"],
    ["split", "--exact", "--test", "0.3", "--stratify", "metadata.path"],
    ["describe", "--llm", "outline"], ["augment"], ["augment", "--rename-scene"], ["port"],
    ["port", "--jobs", "2"],
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_it_says_the_same_and_keeps_its_form(line, mdx):
    plain, text = mdx(*line, input=records(False)), mdx(*line, input=records(True))
    assert text.returncode == plain.returncode
    assert text.stderr == plain.stderr
    assert text.stdout
    left = [json.loads(record) for record in text.stdout.splitlines()]
    assert {type(record["metadata"]) for record in left} == {str}
    assert left == packed(plain.stdout)


@pytest.mark.parametrize("line", [["export"], ["extract"]], ids=" ".join)
def test_commands_that_write_other_rows_read_metadata_that_is_text(line, mdx):
    plain, text = mdx(*line, input=records(False)), mdx(*line, input=records(True))
    assert (text.returncode, text.stdout, text.stderr) == (0, plain.stdout, plain.stderr)


NO_OBJECTS = ["text", "[1]", "3", "", "{"]


@pytest.mark.parametrize("tool", [tool for tool in TOOLS if tool != "extract"])
def test_metadata_whose_text_is_no_object_is_a_fault(tool, mdx):
    lines = [orjson.dumps({"code": CODE, "metadata": text}) + b"\n" for text in NO_OBJECTS]
    flags = ["--llm", "outline"] if tool == "describe" else []
    done = mdx(tool, *flags, input=records(True) + b"".join(lines))
    assert done.returncode == 1
    for number in range(len(lines)):
        assert b"stdin:%d: metadata is not an object" % (41 + number) in done.stderr


def test_rows_may_have_metadata_of_any_kind_before_they_are_records(mdx):
    rows = [{"code": CODE.format(n), "metadata": text} for n, text in enumerate(NO_OBJECTS)]
    done = mdx("extract", input=b"".join(orjson.dumps(row) + b"\n" for row in rows))
    assert done.returncode == 0
    left = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["metadata"]["scene"] for record in left] == [f"S{n}" for n in range(len(rows))]
