"""What a command expects of its records, and says where they have nothing of the kind."""

import subprocess
import sys

import orjson
import pytest
from places import BIN

CODE = "from manim import *\nclass S{0}(Scene):\n    def construct(self):\n        self.wait({0})\n"


def records(count: int = 4, **more) -> bytes:
    return b"".join(
        orjson.dumps(
            {
                "description": f"Wait for {n} seconds.",
                "code": CODE.format(n),
                "source": ("szymon_ozog", "benjamin_hackl")[n % 2],
                "metadata": {"path": f"{n}.py", "license": ("MIT", "MIT OR Apache-2.0")[n % 2]},
            }
            | more
        )
        + b"\n"
        for n in range(count)
    )


def messages(done) -> list[str]:
    return done.stderr.decode().splitlines()


ROWS = {
    "prompt and completion": {"prompt": "Draw a circle.", "completion": CODE.format(1)},
    "messages": {"messages": [{"role": "user", "content": "Draw."}]},
    "blank code": {"code": "", "description": "Draw a circle."},
    "code that is no text": {"code": None, "metadata": {"path": "a.py"}},
}
LOOKING_AT_CODE = [
    ["filter", "--parses"], ["filter", "--parses", "--jobs", "1"], ["filter", "--min-quality", "0"],
    ["filter", "--annotate"], ["filter", "--latex"], ["filter", "--min-lines", "1"], ["dedupe"],
    ["dedupe", "--exact"], ["dedupe", "--renamed"], ["dedupe", "--keys"], ["split"], ["port"],
    ["split", "--group", "code"], ["split", "--exact", "--test", "0.1"],
    ["export"], ["describe", "--llm", "outline", "--all"], ["describe", "--dry-run", "--all"],
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("line", LOOKING_AT_CODE, ids=" ".join)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_records_without_code_are_told_how_to_get_some(line, row, mdx):
    done = mdx(*line, input=(orjson.dumps(row) + b"\n") * 50)
    assert done.returncode == 2
    (said,) = [text for text in messages(done) if "no record has code" in text]
    assert f"`mdx-extract < FILE | mdx-{line[0]} ...`" in said


@pytest.mark.parametrize(
    "line",
    [["filter", "--source", "a"], ["dedupe", "--by", "description"], ["split", "--group-by", "id"]],
    ids=" ".join,
)
def test_a_command_that_looks_at_no_code_asks_for_none(line, mdx):
    done = mdx(*line, input=b'{"description": "Draw.", "source": "a", "id": 1}\n')
    assert (done.returncode, done.stdout.count(b"\n")) == (0, 1)


@pytest.mark.parametrize("line", LOOKING_AT_CODE[:-3], ids=" ".join)
def test_some_records_without_code_are_counted(line, mdx):
    done = mdx(*line, input=records(2) + b'{"description": "Draw."}\n' * 3)
    assert done.returncode == 0
    assert "; 3 without code" in messages(done)[-1]


@pytest.mark.parametrize(
    ("flag", "name", "said"),
    [
        ("--source", "szymon", "no record has the source szymon; there are szymon_ozog, benjamin_"),
        ("--source", "szymon_ozog,nosuch", "no record has the source nosuch; there are "),
        ("--license", "foo", "no record has the license foo; there are MIT, MIT OR Apache-2.0"),
        ("--license", "permissive,GPL-3.0", "no record has the license GPL-3.0; there are "),
    ],
)
def test_a_value_that_no_record_has_is_reported_with_the_existing_ones(flag, name, said, mdx):
    done = mdx("filter", flag, name, input=records())
    assert done.returncode == 0
    assert messages(done)[0].startswith(f"mdx-filter: {said}")
    assert len(messages(done)) == 2


@pytest.mark.parametrize(
    "flags",
    [
        ["--source", "szymon_ozog"], ["--license", "MIT"], ["--license", "Apache-2.0"],
        ["--license", "permissive"], ["--license", "any"], [],
    ],
)  # fmt: skip
def test_a_value_that_some_record_has_is_not_reported(flags, mdx):
    assert len(messages(mdx("filter", *flags, input=records()))) == 1


def test_only_a_few_of_very_many_values_are_listed(mdx):
    given = b"".join(records(1, source=f"source{n}") for n in range(300))
    (said, _) = messages(mdx("filter", "--source", "nosuch", input=given))
    assert said.endswith(" and 292 more")
    assert len(said) < 300


def test_no_records_at_all_are_not_reported_as_lacking_a_value(mdx):
    for line in (["filter", "--source", "x", "--parses"], ["split", "--group-by", "x"]):
        done = mdx(*line, input=b"")
        assert done.returncode == 0
        assert b"no record" not in done.stderr


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("filter --match sorce=x", "no record has the field sorce; did you mean source?"),
        ("split --group-by metadata.pth", "the field metadata.pth; did you mean metadata.path?"),
        (
            "split --exact --test 0.1 --stratify metadata.nosuch",
            "no record has the field metadata.",
        ),
        ("split --group-by path", "the field path; did you mean metadata.path?"),
    ],
)
def test_a_field_that_no_record_has_ends_the_run(line, said, mdx):
    done = mdx(*line.split(), input=records(50))
    assert done.returncode == 2
    assert said in messages(done)[-1]


def test_a_split_by_a_field_that_is_not_there_leaves_no_files(mdx, tmp_path):
    done = mdx("split", "--group-by", "nosuch", "--out-dir", "data", input=records(50))
    assert done.returncode == 2
    assert not list(tmp_path.glob("data/*.jsonl"))


@pytest.mark.parametrize("code", ["nosuch", "pkg:", "Package"])
def test_an_unknown_finding_is_refused(code, mdx):
    for flag in ("--select", "--ignore"):
        done = mdx("filter", "--min-quality", "0.5", flag, code, input=records())
        assert (done.returncode, done.stdout) == (2, b"")
        assert messages(done)[0].startswith(f"mdx-filter: {flag} {code}: no finding begins so")


def test_a_split_without_shares_reports_that_all_is_train(mdx):
    told = "all of it is train: --test 0.1 --val 0.1 asks for other sets"
    assert told in messages(mdx("split", input=records()))[-1]
    assert told not in messages(mdx("split", "--test", "0.5", "--exact", input=records(50)))[-1]


def test_shares_that_are_far_off_hint_at_the_flag_that_meets_them(mdx):
    given = b"".join(records(20, metadata={"path": f"{n}.py"}) for n in range(3))
    done = mdx("split", "--test", "0.1", input=given)
    assert "--exact meets them" in messages(done)[-1]


# --- what is not described -----------------------------------------------------------------------


def test_describing_nothing_is_reported_with_status_1(mdx):
    drawn = CODE.format(1).replace("self.wait(1)", "self.play(Create(Circle()))")
    given = b'{"code": "x = 1"}\n' * 3 + records(1, description="", code=drawn)
    done = mdx("describe", "--llm", "outline", input=given)
    assert done.returncode == 1
    said = "mdx-describe: 3 records stay undescribed: there is nothing to say about them; "
    assert said + "mdx-filter --has-description leaves them out" in messages(done)
    assert done.stdout.count(b"\n") == 4


def test_undescribed_records_are_counted_where_they_are_split_or_varied(mdx):
    given = records(3) + records(2, description="")
    assert "; 2 not described" in messages(mdx("split", "--test", "0.1", input=given))[-1]
    assert "; 2 not described" in messages(mdx("augment", input=given))[-1]
    assert "2 no description" in messages(mdx("export", input=given))[-1]


def test_nothing_described_is_status_1_where_wording_is_varied(mdx):
    done = mdx("augment", input=records(3, description=""))
    assert done.returncode == 1
    assert "no record has a description; mdx-describe writes them" in messages(done)[0]
    assert done.stdout == records(3, description="")


def test_a_factor_for_a_missing_source_is_reported(mdx):
    done = mdx("augment", "--factor", "szymon=3", input=records())
    assert messages(done)[0].startswith(
        "mdx-augment: no record has the source szymon; there are szymon_ozog, benjamin_hackl"
    )


OPENERS = ("Create an animation that shows", "Show", "show", "I want to see")


def test_requests_that_differ_in_their_opener_alone_count_as_the_same(mdx):
    given = b"".join(records(1, description=f"{opener} a red circle.") for opener in OPENERS)
    given += records(1, description="Show a blue circle.")
    done = mdx("dedupe", "--by", "description", input=given)
    assert done.stdout.count(b"\n") == 2


SPEAKING = (
    CODE.format(1)
    .replace("Scene)", "VoiceoverScene)")
    .replace("\n", "\nfrom manim_voiceover import VoiceoverScene\n", 1)
)


@pytest.mark.parametrize(
    "flags",
    [["--min-quality", "0.9"], ["--standalone"], ["--annotate"], ["--standalone", "--invert"]],
)
def test_scenes_that_fail_for_their_voices_are_told_what_mends_them(flags, mdx):
    given = records(2, code=SPEAKING, metadata={"standalone": False}) + records(1)
    done = mdx("filter", *flags, input=given)
    assert messages(done)[-1].endswith("; mdx-extract --plain-voiceover would mend 2")
    assert b"voiceover" not in mdx("filter", *flags[:2], input=records(3)).stderr


# --- models --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("gpt-4o", "openai:gpt-4o"), ("o3-mini", "openai:o3-mini"), ("anthropic", "claude"),
        ("anthropic:claude-x", "claude:claude-x"), ("claude-haiku", "claude:claude-haiku"),
        ("gemini-flash", "gemini:gemini-flash"), ("llama3.2", "ollama:llama3.2"),
        ("qwen2.5-coder:7b", "ollama:qwen2.5-coder:7b"), ("ollma:x", "ollama"),
        ("Outline", "outline"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("tool", ["describe", "augment"])
def test_a_model_without_its_backend_gets_the_full_name_suggested(tool, name, meant, mdx):
    done = mdx(tool, "--llm", name, input=records(1, description=""))
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"did you mean {meant}?" in messages(done)[0]


def test_without_a_key_the_help_comes_before_anything_is_read(env, tmp_path):
    process = subprocess.Popen(
        [sys.executable, str(BIN / "mdx-describe")], env=env, cwd=tmp_path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    first, second = process.stderr.readline(), process.stderr.readline()  # nothing was written yet
    assert first.startswith(b"mdx-describe: ANTHROPIC_API_KEY is not set")
    for way in (b"--llm outline", b"--llm ollama:MODEL", b"--llm 'cmd:claude -p'"):
        assert way in second
    _, err = process.communicate(records(3, description=""), timeout=60)
    assert process.returncode == 2
    assert b"ANTHROPIC_API_KEY is not set" in err


@pytest.mark.parametrize(
    "command",
    ["a | b", "a|b", "a; b", "a && b", "a > f", "a <f", "a 2>&1", "echo $(a)", "echo `a`"],
)
def test_a_program_with_signs_of_a_shell_is_refused(command, mdx):
    done = mdx("describe", "--llm", f"cmd:{command}", input=records(1, description=""))
    assert (done.returncode, done.stdout) == (2, b"")
    assert "no shell runs it" in messages(done)[0]
    assert "sh -c" in messages(done)[0]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("sh -c 'echo \"Show a dot.\" | cat'", b"Show a dot."),
        ("sh -c 'echo Show; echo a dot.'", b"Show\\na dot."),
        ("echo 'Show a dot; then | more.'", b"Show a dot; then | more."),
        ("echo '(Show) <a dot> `x`.'", b"(Show) <a dot> `x`."),
    ],
)
def test_what_a_shell_gets_in_quotes_is_run(command, said, mdx):
    done = mdx("describe", "--llm", f"cmd:{command}", input=records(1, description=""))
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
