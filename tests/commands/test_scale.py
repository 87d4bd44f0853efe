"""The recipes of the manual's chapter on scale, in the engines that are installed."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from places import BIN, SCENES


@pytest.fixture
def alone(mdx, tmp_path):
    """What mdx-dedupe keeps of scenes with copies among them, on its own; the scenes as a file."""
    records = [json.loads(line) for line in SCENES.read_bytes().splitlines()]
    copies = [one | {"code": f"# A copy.\n{one['code']}\n"} for one in records[::2]]
    blank = [{"code": ""}] * 2
    given = [*copies, *blank, *records, *blank, *records]
    path = tmp_path / "scenes.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in given))
    kept = mdx("dedupe", "-q", path).stdout
    assert kept.count(b'{"code": ""}\n') == 4
    assert len(records) < len(kept.splitlines()) < len(given) - len(records)
    return kept


def test_duckdb_keeps_the_first_of_each_key(mdx, alone, tmp_path):
    duckdb = pytest.importorskip("duckdb")
    keyed = mdx("dedupe", "-q", "--keys", tmp_path / "scenes.jsonl").stdout
    (tmp_path / "keyed.jsonl").write_bytes(keyed)
    rows = duckdb.sql(f"""
        SELECT ordinality FROM (
          SELECT json, row_number() OVER () AS ordinality
          FROM read_ndjson_objects('{tmp_path}/keyed.jsonl')
        )
        QUALIFY json->>'$.metadata.code_key' = '' OR row_number() OVER (
          PARTITION BY json->>'$.metadata.code_key' ORDER BY ordinality) = 1
        ORDER BY ordinality
    """).fetchall()
    lines = (tmp_path / "scenes.jsonl").read_bytes().splitlines(keepends=True)
    assert b"".join(lines[number - 1] for (number,) in rows) == alone


JOB = """
import json, os, sys
from pyspark.sql import SparkSession

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
lines = spark.sparkContext.textFile(sys.argv[1], 3)
environment = {"PATH": os.environ["PATH"]}
keyed = lines.pipe("mdx-dedupe --keys --quiet --jobs 1", environment)
keys = keyed.map(lambda line: json.loads(line)["metadata"]["code_key"])
numbered = lines.zipWithIndex().zip(keys)
kept = (numbered.map(lambda row: (row[1] or str(row[0][1]), row[0][::-1]))
        .reduceByKey(min).values().sortByKey().values())
good = kept.pipe("mdx-filter --quiet --parses", environment)
with open(sys.argv[2], "w") as out:
    out.writelines(line + "\\n" for line in good.collect())
"""


@pytest.mark.slow
def test_a_spark_job_over_parts_gives_the_bytes_of_the_commands(mdx, alone, tmp_path):
    pytest.importorskip("pyspark")
    if not shutil.which("java"):
        pytest.skip("no java")
    done = subprocess.run(
        [sys.executable, "-c", JOB, tmp_path / "scenes.jsonl", tmp_path / "out.jsonl"],
        env=os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    expected = mdx("filter", "-q", "--parses", input=alone).stdout
    assert (tmp_path / "out.jsonl").read_bytes() == expected
