"""Which rule drops which record, and how it is told."""

import subprocess
import sys

import orjson
import pytest
from conftest import ROOT, SCENES


def made(**fields) -> bytes:
    metadata = fields.pop("metadata", {})
    base = {"description": "", "code": "from manim import *\n", "source": "a"}
    return orjson.dumps(base | fields | {"metadata": {"dialect": "ce"} | metadata}) + b"\n"


GOOD = "from manim import *\n\nclass A(Scene):\n    def construct(self):\n        self.wait()\n"
# the flags, a record that stays, a record that goes, and (reason, value, limit) of that
RULES = [
    (["--source", "a,b"], made(source="b"), made(source="c"), ("source", "c", "a,b")),
    (["--source", "a", "--source", "b"], made(), made(source="ab"), ("source", "ab", "a,b")),
    (
        ["--dialect", "ce"],
        made(),
        made(metadata={"dialect": "gl"}),
        ("dialect", "gl", "ce"),
    ),
    (["--dialect", "ce"], made(), b'{"code":"x"}\n', ("dialect", "missing", "ce")),
    (["--has-description"], made(description="Draw."), made(), ("has-description", "", "")),
    (
        ["--needs-description"],
        made(description=" [PENDING_DESCRIPTION]"),
        made(description="Draw."),
        ("needs-description", "Draw.", ""),
    ),
    (["--parses"], made(), made(code="x = (\n"), ("parses", None, "Python 3")),
    (["--min-lines", "2"], made(code="a\nb"), made(code="a\n\n \n"), ("lines", 1, "at least 2")),
    (["--max-lines", "1"], made(code="a\n\n"), made(code="a\nb"), ("lines", 2, "at most 1")),
    (
        ["--match", "metadata.path=^x/"],
        made(metadata={"path": "x/y"}),
        made(metadata={"path": "y/x/"}),
        ("match", "y/x/", "metadata.path=^x/"),
    ),
    (
        ["--match", "metadata.lines=^4.$"],
        made(metadata={"lines": 42}),
        made(metadata={"lines": 420}),
        ("match", 420, "metadata.lines=^4.$"),
    ),
    (["--min-quality", "0.5"], made(code=GOOD), made(code="import foo\n"), ("quality", None, 0.5)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("flags", "stays", "goes", "why"), RULES, ids=lambda v: " ".join(v) if type(v) is list else ""
)
def test_a_rule_keeps_the_one_and_says_why_it_drops_the_other(
    mdx, tmp_path, flags, stays, goes, why
):
    done = mdx("filter", *flags, "--rejects", "why.jsonl", input=stays + goes)
    assert (done.returncode, done.stdout) == (0, stays), done.stderr
    assert f"1 dropped (1 {why[0]})" in done.stderr.decode()
    (reject,) = [orjson.loads(line) for line in (tmp_path / "why.jsonl").open()]
    reason, value, limit = why
    assert (reject["reason"], reject["limit"]) == (reason, limit)
    assert value is None or reject["value"] == value
    inverse = mdx("filter", *flags, "--invert", input=stays + goes)
    assert (inverse.returncode, inverse.stdout) == (0, goes)


def test_the_first_failing_rule_is_the_one_that_is_counted(mdx):
    record = made(source="c", code="x = (\n")
    done = mdx("filter", "--parses", "--source", "a", input=record + made(code="x = ("))
    assert "(1 source, 1 parses)" in done.stderr.decode()


def test_a_field_that_no_record_has_is_an_error_that_names_it(mdx):
    done = mdx("filter", "--match", "metadata.pth=x", input=made() + made())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"mdx-filter: no record has the field metadata.pth\n"


def test_a_misspelled_field_is_found_behind_another_rule(mdx):
    flags = ["--source", "a", "--match", "metadata.pth=x"]
    assert mdx("filter", *flags, input=made() + made(source="c")).returncode == 2
    assert mdx("filter", *flags, input=made(source="c")).returncode == 0


def test_no_records_are_no_misspelling(mdx):
    assert mdx("filter", "--match", "metadata.pth=x").returncode == 0


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--min-quality", "2"], "2 is not between 0 and 1"),
        (["--min-quality", "good"], "--min-quality"),
        (["--match", "x"], "'x' is not FIELD=REGEX"),
        (["--match", "x=("], "'(' is no regular expression"),
        (["--has-description", "--needs-description"], "not allowed with"),
    ],
)
def test_wrong_flags_say_what_is_wrong(mdx, flags, said):
    done = mdx("filter", *flags, input=made())
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_rules_on_metadata_parse_no_code(env):
    script = """
import sys
from mdx import filter
flags = "-q --dialect ce --has-description --match source=. --min-lines 1"
filter.main(flags.split())
sys.exit("mdx.code" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, stdin=SCENES.open())
    assert done.returncode == 0
