"""Shell pipelines: what Spark runs of them, and what it refuses."""

import pytest

from mdx.spark.__main__ import _reason
from mdx.spark.describing import shares
from mdx.spark.pipeline import parsed
from mdx.work.errors import CannotRun


def test_a_pipeline_is_parsed_into_stages_and_the_operands_of_the_first():
    stages, operands = parsed(
        "mdx-dedupe --near 0.8 a.jsonl 'b c.jsonl' | mdx-filter --match 'code=a|b' | "
        "mdx-split --test 0.1"
    )
    assert operands == ["a.jsonl", "b c.jsonl"]
    assert [(stage.tool, stage.flags) for stage in stages] == [
        ("dedupe", ["--near", "0.8"]),
        ("filter", ["--match", "code=a|b"]),
        ("split", ["--test", "0.1"]),
    ]
    assert stages[0].args.near == 0.8


@pytest.mark.parametrize(
    ("pipeline", "message"),
    [
        ("mdx-describe --batch", "mdx-describe --batch does not run on Spark"),
        ("mdx-describe --prompt no.txt", "no.txt: no such file"),
        ("mdx-describe --refresh", "mdx-describe --refresh does not run on Spark"),
        ("mdx-describe --cache-stats", "mdx-describe --cache-stats does not run on Spark"),
        ("mdx-export --as chatml", "'mdx-export' does not run on Spark"),
        ("jq .code", "'jq' does not run on Spark"),
        ("mdx-filter --parses |", "'' does not run on Spark"),
        ("mdx-filter > out.jsonl", "'>' is for the shell"),
        ("mdx-filter && mdx-port", "'&&' is for the shell"),
        ("mdx-filter 'x", "not a valid shell command: No closing quotation"),
        ("mdx-filter | mdx-dedupe a.jsonl", "mdx-dedupe: only the first stage reads"),
        ("mdx-filter | mdx-extract reducible", "mdx-extract: only the first stage reads"),
        ("mdx-extract", "name sources; a cluster"),
        ("mdx-dedupe --rejects r.jsonl", "mdx-dedupe --rejects does not run on Spark"),
        ("mdx-filter --provenance p", "mdx-filter --provenance does not run on Spark"),
        ("mdx-dedupe --against a.jsonl", "mdx-dedupe --against does not run on Spark"),
        ("mdx-dedupe --by both", "mdx-dedupe --by both does not run on Spark"),
        ("mdx-split --test 0.1 --exact", "mdx-split --exact does not run on Spark"),
        ("mdx-split --check-leaks", "mdx-split --check-leaks layout does not run on Spark"),
        ("mdx-augment --llm claude", "mdx-augment --llm does not run on Spark"),
        ("mdx-filter --source a --license a a", "a flag's value is also the name of an operand"),
        ("mdx-dedupe --near 2", "argument --near"),
    ],
)
def test_what_spark_cannot_run_is_refused_by_name(pipeline, message):
    with pytest.raises(CannotRun, match=message.replace("(", "\\(").replace("|", "\\|")):
        parsed(pipeline)


@pytest.mark.parametrize(
    ("trace", "reason"),
    [
        ("ChildProcessError: mdx-x ended with status 2\n at y", "mdx-x ended with status 2; the"),
        ("a.SparkException: awaitResult: \nmdx.work.errors.CannotRun: needs x\n", "needs x; the"),
        ("x\norg.a.InvalidInputException: no path\n at y", "org.a.InvalidInputException: no path"),
    ],
    ids=["a command on a worker", "what a worker lacks", "Spark itself"],
)
def test_a_job_that_fails_says_why(trace, reason):
    assert _reason(trace).removesuffix(" worker's log says more") == reason


@pytest.mark.parametrize(
    ("flags", "workers", "expected"),
    [
        ("", 3, ["--jobs=2", "--jobs=3", "--jobs=3"]),
        ("--jobs 2", 64, ["--jobs=1", "--jobs=1"]),
        ("--rpm 7", 2, ["--jobs=4 --rpm=3", "--jobs=4 --rpm=4"]),
        ("--max-requests 1", 8, ["--jobs=8 --max-requests=1"]),
        ("--tpm 9000 --max-tokens-total 5001", 2, [
            "--jobs=4 --tpm=4500 --max-tokens-total=2500",
            "--jobs=4 --tpm=4500 --max-tokens-total=2501",
        ]),
    ],
)  # fmt: skip
def test_the_workers_together_stay_within_the_limits(flags, workers, expected):
    [stage], _ = parsed(f"mdx-describe --llm openai:m {flags}")
    assert [" ".join(own) for own in shares(stage.args, workers)] == expected
