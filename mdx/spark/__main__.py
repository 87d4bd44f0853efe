"""Runs a pipeline of mdx commands on Spark, with the same output as on one machine.

Examples:
  python -m mdx.spark 'mdx-dedupe --near 0.85 corpus.jsonl | mdx-filter --parses' > good.jsonl
  python -m mdx.spark --master spark://host:7077 --output hdfs:///good \\
      'mdx-extract szymon_ozog reducible | mdx-dedupe --renamed | mdx-split --test 0.1'

Files are named in Spark's way; mdx must be installed on the workers. The master is given by
--master or by spark-submit; otherwise it is this machine.
"""

import re
import sys
from typing import TYPE_CHECKING

from mdx.same.fingerprints import need_numpy
from mdx.shell import command
from mdx.spark.pipeline import Stage, parsed
from mdx.work.errors import CannotRun

if TYPE_CHECKING:
    from pyspark import SparkContext


def main(argv: list[str] | None = None) -> int:
    """The status: 0, 1 if there were faults, 2 if the pipeline could not run."""
    parser = command.Parser(
        prog="python -m mdx.spark", description=__doc__, formatter_class=command.Help
    )
    parser.add_argument("--master", metavar="URL", help="the cluster, as Spark names it")
    parser.add_argument("--output", metavar="URL", help="write parts to this new folder")
    parser.add_argument("pipeline", metavar="PIPELINE", help="commands with | between them")
    try:
        args = parser.parse_args(argv)
        stages, operands = parsed(args.pipeline)
        if any(getattr(stage.args, "near", None) for stage in stages if stage.tool == "dedupe"):
            need_numpy("--near")
        return _run(stages, operands, args.master, args.output)
    except CannotRun as error:
        print(f"mdx.spark: {error}", file=sys.stderr)
        return command.CANNOT_RUN


def _run(stages: list[Stage], operands: list[str], master: str | None, output: str | None) -> int:
    spark = _context(master)
    from py4j.protocol import Py4JJavaError

    try:
        from mdx.spark.stages import run

        faults = spark.accumulator(0)
        lines = run(spark, stages, operands, faults)
        if output:
            lines.map(bytes.decode).saveAsTextFile(output)
        else:
            for line in lines.toLocalIterator(prefetchPartitions=True):
                sys.stdout.buffer.write(line + b"\n")
            sys.stdout.flush()
        return int(faults.value > 0)
    except Py4JJavaError as error:
        raise CannotRun(_reason(str(error))) from None
    finally:
        spark.stop()


def _reason(trace: str) -> str:
    """Why a job failed, by what Spark says of it."""
    if ours := re.findall(r"(?:ChildProcessError|CannotRun): (.+)", trace):
        return f"{ours[-1]}; the worker's log says more"
    return next((line for line in trace.splitlines() if "Exception: " in line), trace)


def _context(master: str | None) -> "SparkContext":
    try:
        from pyspark import SparkConf, SparkContext
    except ModuleNotFoundError:
        raise CannotRun("needs pyspark: pip install 'mdx-tools[spark]'") from None
    from mdx.spark.stages import DELIMITER

    conf = SparkConf().set(*DELIMITER).setIfMissing("spark.app.name", "mdx")
    conf.setIfMissing("spark.ui.showConsoleProgress", "false")
    conf.setIfMissing("spark.master", "local[*]")
    return SparkContext(conf=conf.setMaster(master) if master else conf)


if __name__ == "__main__":
    sys.exit(main())
