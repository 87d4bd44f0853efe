"""The commands of mdx, as the workers of Spark run them."""

import subprocess
import sys
from collections.abc import Iterable

from mdx.spark.pipeline import Stage


def flags(stage: Stage) -> list[str]:
    """The flags of a stage on a worker, which name its own copies of files."""
    from pyspark import SparkFiles

    return [*stage.flags, *(f"--{flag}={SparkFiles.get(f)}" for flag, f in stage.files.items())]


def run(tool: str, flags: Iterable[str], given: bytes) -> tuple[bytes, int]:
    """The output of a command for this input, and its status, 0 or 1; its messages go where the
    worker's go.

    Raises ChildProcessError if it could not run.
    """
    main = f"import sys; from mdx.{tool} import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", main, *flags], input=given, stdout=subprocess.PIPE, check=False
    )
    if done.returncode not in (0, 1):
        raise ChildProcessError(f"mdx-{tool} ended with status {done.returncode}")
    return done.stdout, done.returncode
