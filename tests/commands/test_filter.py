"""Which rule drops which record, and how it is told."""

import subprocess
import sys

import orjson
import pytest
from places import ROOT, SCENES


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
    (
        ["--license", "permissive"],
        made(metadata={"license": "GPL-3.0-only OR MIT"}),
        made(metadata={"license": "GPL-3.0-only AND MIT"}),
        ("license", "GPL-3.0-only AND MIT", "permissive"),
    ),
    (
        ["--license", "permissive"],
        made(metadata={"license": "(MIT OR ISC) AND Zlib"}),
        made(metadata={"license": "(MIT OR GPL-3.0-only) AND CC-BY-NC-4.0"}),
        ("license", "(MIT OR GPL-3.0-only) AND CC-BY-NC-4.0", "permissive"),
    ),
    (
        ["--license", "any"],
        made(metadata={"license": "GPL-3.0-only"}),
        made(metadata={"license": ""}),
        ("license", "", "any"),
    ),
    (
        ["--license", "GPL-3.0-only,MIT"],
        made(metadata={"license": "GPL-3.0-only"}),
        made(metadata={"license": "GPL-3.0"}),
        ("license", "GPL-3.0", "GPL-3.0-only,MIT"),
    ),
    (
        ["--kind", "still"],
        made(metadata={"still": True}),
        made(metadata={"still": False}),
        ("kind", False, True),
    ),
    (
        ["--kind", "video"],
        made(metadata={"still": False}),
        made(metadata={"still": "no"}),
        ("kind", "no", False),
    ),
    (
        ["--standalone"],
        made(metadata={"standalone": True}),
        made(metadata={"standalone": False}),
        ("standalone", False, True),
    ),
    (
        ["--no-duplicate"],
        made(metadata={"duplicate_of": ""}),
        made(metadata={"duplicate_of": "stdin:1"}),
        ("duplicate", "stdin:1", False),
    ),
    (
        ["--duplicate"],
        made(metadata={"duplicate_of": "stdin:1"}),
        made(metadata={"duplicate_of": ""}),
        ("duplicate", "", True),
    ),
    (
        ["--no-duplicate"],
        made(metadata={"duplicate_of": ""}),
        made(),
        ("duplicate", "missing", False),
    ),
    (["--latex"], made(code="MathTex('x')"), made(code="Text('Tex')"), ("latex", "", "latex")),
    (["--latex"], made(code="IntegerMatrix(x)"), made(code="Text(x)"), ("latex", "", "latex")),
    (["--latex"], made(code="Integer(3)"), made(code="Integers(3)"), ("latex", "", "latex")),
    (["--no-latex"], made(code="Text('Tex')"), made(code="Tex('x')"), ("latex", "Tex(", "")),
    (["--3d"], made(code="Sphere()"), made(code="Spheres()"), ("3d", "", "3d")),
    (["--no-3d"], made(), made(code="class A(ThreeDScene): 0"), ("3d", "ThreeDScene", "")),
    (["--min-tokens", "3"], made(code="a+b"), made(code="a +"), ("tokens", 2, "at least 3")),
    (["--max-tokens", "2"], made(code="a +"), made(code="a+b"), ("tokens", 3, "at most 2")),
    (["--min-quality", "0.5"], made(code=GOOD), made(code="import foo\n"), ("quality", None, 0.5)),
]  # fmt: skip


@pytest.mark.slow
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
    assert done.stderr.startswith(b"mdx-filter: no record has the field metadata.pth")


@pytest.mark.parametrize(
    ("flags", "field"),
    [
        (["--kind", "video"], "still"),
        (["--standalone"], "standalone"),
        (["--license", "any"], "license"),
        (["--no-duplicate"], "duplicate_of"),
    ],
)
def test_a_missing_field_behind_a_flag_is_an_error_that_names_it(mdx, flags, field):
    done = mdx("filter", *flags, input=made() * 2)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"mdx-filter: no record has the field metadata.{field}\n"


def test_a_misspelled_field_is_found_behind_another_rule(mdx):
    flags = ["--source", "a", "--match", "metadata.pth=x"]
    assert mdx("filter", *flags, input=made() + made(source="c")).returncode == 2
    assert mdx("filter", *flags, input=made(source="c")).returncode == 0


def test_an_empty_input_is_not_reported_as_a_misspelt_field(mdx):
    assert mdx("filter", "--match", "metadata.pth=x").returncode == 0


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--min-quality", "2"], "'2' is not a quality between 0 and 1"),
        (["--min-quality", "good"], "--min-quality"),
        (["--match", "x"], "'x' is not FIELD=REGEX"),
        (["--match", "x=("], "'(' is not a valid regex"),
        (["--has-description", "--needs-description"], "not allowed with"),
        (["--for", "manim==0.1"], "no release 'manim==0.1' is known"),
        (["--for", "numpy==1"], "no release 'numpy==1' is known"),
        (["--annotate", "--parses"], "--annotate drops nothing"),
        (["--explain", "--min-quality", "0.1"], "--explain drops nothing"),
        (["--frames", "pictures"], "--frames needs --renders"),
        (["--jobs", "0"], "'0' is less than 1"),
        (["--jobs", "many"], "'many' is not a whole number of at least 1"),
        (["--render-seconds", "nan"], "'nan' is not a length of time in seconds"),
        (["--min-quality", "good"], "'good' is not a quality between 0 and 1"),
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
sys.exit(any(name.startswith(("mdx.scenes", "mdx.quality.score")) for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", script], env=env, cwd=ROOT, stdin=SCENES.open())
    assert done.returncode == 0


OLD = GOOD.replace("self.wait()", "self.play(ShowCreation(Circle()))")


def test_annotate_keeps_every_record_and_adds_the_scores(mdx):
    done = mdx("filter", "--annotate", input=made(code=GOOD) + made(code=OLD) + made(code="x = ("))
    good, old, broken = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert good["metadata"]["issues"] == "description-missing"
    assert good["metadata"]["quality"] == good["metadata"]["quality_code"] > 0.8
    assert "unknown-name:ShowCreation" in old["metadata"]["issues"].split()
    assert old["metadata"]["quality"] < 0.5
    assert broken["metadata"]["quality"] == 0.0
    assert {type(v) for v in good["metadata"].values()} == {float, str}


def test_a_score_counts_the_selected_findings_alone(mdx):
    def quality(*flags):
        done = mdx("filter", "--annotate", *flags, input=made(code=OLD))
        return orjson.loads(done.stdout)["metadata"]

    assert quality()["quality"] < 0.5
    assert quality("--ignore", "unknown-name,description")["issues"] == ""
    assert quality("--select", "description,unknown-a")["issues"] == "description-missing"
    assert quality("--ignore", "unknown")["quality"] > 0.8


@pytest.mark.parametrize("flags", [("--select", "package"), ("--for", "manim==0.19")])
def test_a_flag_on_how_to_score_says_so_where_nothing_is_scored(mdx, flags):
    done = mdx("filter", *flags, input=b'{"code": "x = 1"}\n')
    assert done.returncode == 0
    idle = f"mdx-filter: {flags[0]} changes nothing where nothing is scored: add --min-quality,"
    assert idle in done.stderr.decode()
    scored = mdx("filter", *flags, "--min-quality", "0", input=b'{"code": "x = 1"}\n')
    assert b"changes nothing" not in scored.stderr


def test_the_release_decides_which_names_exist(mdx):
    code = GOOD.replace("self.wait()", "self.add(ManimColor('#fff'), Typst('x'))")

    def issues(*flags):
        done = mdx("filter", "--annotate", *flags, input=made(code=code, description="A b c d e f"))
        return orjson.loads(done.stdout)["metadata"]["issues"]

    assert "unknown-name" not in issues()
    assert "unknown-name:Typst" in issues("--for", "manim==0.19")
    assert "unknown-name:ManimColor" in issues("--for", "manim==0.17.3")
    assert "package:manim" in issues("--for", "manimgl==1.7.2")


def test_explain_gives_the_weight_of_each_finding(mdx):
    done = mdx("filter", "--explain", input=made(code=OLD, metadata={"scene": "A"}))
    told = orjson.loads(done.stdout)
    assert (told["where"], told["scene"]) == ("stdin:1", "A")
    found = {f"{each['code']}:{each['subject']}": each["weight"] for each in told["findings"]}
    assert found["unknown-name:ShowCreation"] < -1


def test_jobs_do_not_change_the_output(mdx):
    lines = SCENES.read_bytes() * 20
    flags = ["--min-quality", "0.6", "--parses", "--dialect", "ce", "--rejects", "why.jsonl"]
    one, two = (mdx("filter", *flags, "--jobs", jobs, input=lines) for jobs in (1, 2))
    assert one.stdout == two.stdout
    assert one.stderr == two.stderr
    assert mdx("filter", "--jobs", 2, "--match", "x=1", "--parses", input=lines).returncode == 2


def test_the_quality_rule_writes_the_issues(mdx, tmp_path):
    mdx("filter", "--min-quality", "0.9", "--rejects", "why.jsonl", input=made(code=OLD))
    told = orjson.loads((tmp_path / "why.jsonl").read_bytes())
    assert "unknown-name:ShowCreation" in told["issues"]
