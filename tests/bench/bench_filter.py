"""mdx-filter on a metadata predicate, against what people would use in its place."""

from harness import Bench, Side, mdx, python

LOOP = """
import sys, orjson
for line in sys.stdin.buffer:
    if orjson.loads(line)["metadata"]["dialect"] == "ce":
        sys.stdout.buffer.write(line)
"""
DUCKDB = """
import duckdb, sys
duckdb.sql(f"copy (select * from read_json('{sys.argv[1]}', format='newline_delimited') "
           "where metadata.dialect = 'ce') to '/dev/stdout' (format json)")
"""
POLARS = """
import polars, sys
rows = polars.scan_ndjson(sys.argv[1]).filter(
    polars.col("metadata").struct.field("dialect") == "ce")
rows.sink_ndjson("/dev/stdout")
"""
PREDICATE = 'select(.metadata.dialect == "ce")'
MILLER = '$metadata.dialect == "ce"'


def run(bench: Bench) -> None:
    corpus = bench.corpus(100_000)
    records = sum(1 for _ in corpus.open("rb"))
    size = corpus.stat().st_size
    given = {"stdin": corpus, "records": records}
    named = {"size": size, "records": records}
    bench.compare(
        f"filter by dialect: {records:,} records, {size / 1e6:.0f} MB",
        Side("bare orjson loop", python("-c", LOOP), **given),
        Side("mdx-filter", mdx("filter", "--dialect", "ce"), at_most={"ratio": 1.15}, **given),
        Side("jq", ["jq", "-c", PREDICATE], needs="jq", **given),
        Side("gojq", ["gojq", "-c", PREDICATE], needs="gojq", **given),
        Side("mlr", ["mlr", "--ijsonl", "--ojsonl", "filter", MILLER], needs="mlr", **given),
        Side("DuckDB", python("-c", DUCKDB, corpus), needs="import duckdb", **named),
        Side("polars", python("-c", POLARS, corpus), needs="import polars", **named),
    )
