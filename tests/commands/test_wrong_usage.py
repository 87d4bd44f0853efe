"""Wrong usages, as newcomers type them: none is silent, and each is told what would do."""

import orjson
import pytest


def records(count: int = 3, **more) -> bytes:
    return b"".join(
        orjson.dumps(
            {
                "description": f"Draw circle {n}.",
                "code": f"from manim import *\n\n\nclass S{n}(Scene):\n    pass\n",
                "source": "one" if n % 2 else "two",
                "metadata": {"path": f"{n}.py", "license": "MIT", "dialect": "ce"},
            }
            | more
        )
        + b"\n"
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("filter --quality 0.8", "no flag --quality; did you mean --min-quality?"),
        ("filter -o out.jsonl", "no flag -o; the result goes to standard output, as in `mdx-fil"),
        ("filter --input x", "no flag --input; inputs are operands"),
        (
            "filter --dialect manimce",
            "'manimce' is not one of ce, gl, cairo, unknown; did you mean c",
        ),
        ("filter --dialect ce,manimgl", "'manimgl' is not one of ce, gl, cairo, unknown"),
        ("filter --dialect ,", "',' contains no name"),
        ("filter --kind film", "'film' is not one of video, still"),
        ("filter --invert=3", "--invert: takes no value, but was given '3'"),
        ("filter --min-quality 80", "'80' is not a quality between 0 and 1; did you mean 80%?"),
        ("filter --min-quality", "argument --min-quality: expected one argument"),
        ("dedupe --threshold 0.9", "no flag --threshold; did you mean --near?"),
        ("dedupe --by codes", "'codes' is not one of code, description, both; did you mean code?"),
        (
            "dedupe --prefer quailty",
            "'quailty' is not one of priority, described, quality, longest;",
        ),
        (
            "split --group files",
            "'files' is not one of file, repo, scene, code, near; did you mean f",
        ),
        ("split --test 10", "'10' is not a share between 0 and 1; did you mean 10%?"),
        ("split --ratios 0.8,0.1", "0.8,0.1: the shares are 0.9 together, not 1"),
        ("split --ratios 1,2,3,4", "two or three shares need no names, others do"),
        ("split --ratios 90%,20%", "the shares are 1.1 together, not 1"),
        ("split --ratios 0/0", "the shares are 0 together, not 1"),
        ("split --ratios train=x", "'x' is not a share"),
        (
            "split --check-leaks=nera",
            "'nera' is not one of exact, layout, renamed, near; did you mean n",
        ),
        ("extract -l", "no flag -l; did you mean --list?"),
        (
            "describe --style requests",
            "'requests' is not one of caption, request, steps; did you mea",
        ),
        ("describe --model gpt", "no flag --model; did you mean --llm?"),
        ("augment --styles question,tarse", "'tarse' is not one of imperative, question, terse, "),
        ("port --without sounds", "'sounds' is not one of slides, assets"),
        ("extract --output x", "no flag --output; the result goes to standard output"),
    ],
)
def test_a_usage_error_is_two_lines_and_the_first_one_helps(line, said, mdx):
    done = mdx(*line.split(), input=records())
    assert (done.returncode, done.stdout) == (2, b"")
    message, hint = done.stderr.decode().splitlines()
    assert said in message
    assert hint == f"try 'mdx-{line.split()[0]} --help'"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("filter --min-lines 9 --max-lines 3", "--min-lines 9 is more than --max-lines 3"),
        ("split --test 0.1 --only tets", "'tets' is not one of test, train; did you mean test?"),
        ("dedupe --against rows.jsonl", "no record has code; mdx-extract makes records"),
    ],
)
def test_flags_that_contradict_each_other_are_refused(line, said, mdx, tmp_path):
    (tmp_path / "rows.jsonl").write_bytes(b'{"prompt": "Draw.", "completion": "x = 1"}\n')
    done = mdx(*line.split(), input=records())
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()


def test_a_split_without_records_is_reported(mdx):
    done = mdx("export", "--only", "trian", input=records())
    assert "'trian' is not one of train; did you mean train?" in done.stderr.decode()


def test_a_file_to_compare_with_that_is_not_jsonl_is_recognized(mdx, tmp_path):
    (tmp_path / "array.json").write_bytes(b"[" + records(1).strip() + b"]")
    done = mdx("dedupe", "--by", "description", "--against", "array.json", input=records())
    assert done.returncode == 1
    assert b"this is an array" in done.stderr


@pytest.mark.parametrize(
    ("tool", "name", "meant"),
    [("filter", "scene.jsonl", "scenes.jsonl"), ("split", "SCENES.JSONL", "scenes.jsonl")],
)
def test_a_missing_file_suggests_a_similar_name(tool, name, meant, mdx, tmp_path):
    (tmp_path / "scenes.jsonl").write_bytes(records())
    done = mdx(tool, name)
    assert done.returncode == 2
    assert done.stderr.decode() == f"mdx-{tool}: {name}: no such file; did you mean {meant}?\n"


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (["--test", "50%"], ["--test", "0.5"]),
        (["--ratios", "5/5"], ["--ratios", "train=0.5,test=0.5"]),
        (["--ratios", "0.5,0.25,0.25"], ["--ratios", "train=0.5,val=0.25,test=0.25"]),
        (["--ratios", "50:25:25"], ["--ratios", "train=0.5,val=0.25,test=0.25"]),
        (["--ratios", "50%,25%,25%"], ["--ratios", "train=0.5,val=0.25,test=0.25"]),
        (["--ratios", "train=2,held=2"], ["--ratios", "train=0.5,held=0.5"]),
        (["--ratios", "train=0.5, test=0.5"], ["--ratios", "train=0.5,test=0.5"]),
    ],
    ids=" ".join,
)
def test_shares_are_understood_as_people_write_them(given, plain, mdx):
    done, expected = (mdx("split", *args, input=records(60)) for args in (given, plain))
    assert done.returncode == 0, done.stderr
    assert done.stdout == expected.stdout != b""
    assert done.stderr == expected.stderr
