"""Times commands side by side: in turn, in one call, with warm-up, medians and ratios.

A benchmark is a file tests/bench/bench_NAME.py with one function, `run(bench)`:

    def run(bench: Bench) -> None:
        corpus = bench.corpus(100_000)
        bench.compare(
            "filter: 100,000 records by dialect",
            Side("orjson loop", python("-c", LOOP), stdin=corpus),
            Side("mdx-filter", mdx("filter", "--dialect", "ce"), stdin=corpus,
                 at_most={"ratio": 1.15}),
            Side("jq", ["jq", "-c", PREDICATE], stdin=corpus, needs="jq"),
        )

The first side is what ratios are to. Figures that are no times go to `bench.table`.

`make bench` runs all of them, `make bench ONLY=filter` one. Each round runs every side once, so
that a busy machine slows all of them alike. Keep data in files: a child's peak memory counts
from what this process holds.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.append(str(ROOT))  # benchmarks may import mdx where it is not installed
FOLDER = ROOT / "build" / "bench"  # corpora and caches; `rm -r build` forgets them
FOLDER.mkdir(parents=True, exist_ok=True)
MEASURES = {
    "seconds": "{:.3f}", "ratio": "{:.2f}x", "cpu": "{:.2f}", "mb_s": "{:.0f}",
    "records_s": "{:,.0f}", "peak_mb": "{:.0f}", "lines": "{:,.0f}",
}  # fmt: skip


def mdx(tool: str, *args: object) -> list[str]:
    """The command line of a tool, run by this Python."""
    return python(ROOT / "bin" / f"mdx-{tool}", *args)


def python(*args: object) -> list[str]:
    return [sys.executable, *map(str, args)]


@dataclass
class Side:
    """One command of a comparison.

    needs: a program, or a module as "import NAME"; without it the side is skipped by name.
    before: called before each run, not timed (to empty a cache, say).
    at_most, at_least: goals by measure (see MEASURES); one that is missed is marked in the table.
    size: bytes of input, records: their number; without size, that of the file stdin.
    """

    name: str
    command: Sequence[str]
    stdin: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    needs: str = ""
    before: Callable[[], object] | None = None
    at_most: Mapping[str, float] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    size: int = 0
    records: int = 0
    statuses: Sequence[int] = (0,)

    def is_here(self) -> bool:
        kind, _, module = self.needs.rpartition(" ")
        if kind == "import":
            return find_spec(module) is not None
        return not self.needs or shutil.which(self.needs) is not None


@dataclass
class Run:
    """What one run took: wall clock and processor in seconds, peak memory in MB."""

    seconds: float
    cpu: float
    peak_mb: float


class Bench:
    """Runs comparisons, prints each as one table, and remembers the goals that were missed."""

    def __init__(self, rounds: int = 5, scale: float = 1.0):
        self.rounds = rounds
        self.scale = scale
        self.missed: list[str] = []

    def corpus(self, records: int) -> Path:
        """The corpus of this many records (see corpus.py), made at its first use."""
        number = max(1, int(records * self.scale))
        path = FOLDER / f"corpus-{number}.jsonl"
        if not path.exists():
            half = path.with_suffix(".half")
            with open(half, "wb") as file:
                subprocess.run(python(HERE / "corpus.py", number), stdout=file, check=True)
            half.rename(path)
        return path

    def compare(self, title: str, *sides: Side) -> dict[str, dict[str, float]]:
        """The measures of each side that could run, by its name; printed as a table as well."""
        here = [side for side in sides if side.is_here()]
        lines = {side.name: _warm_up(side) for side in here}
        runs: dict[str, list[Run]] = {side.name: [] for side in here}
        for _ in range(self.rounds):
            for side in here:
                runs[side.name].append(_timed(side))
        measures: dict[str, dict[str, float]] = {}
        for side in here:
            base = next(iter(measures.values()), None)
            measures[side.name] = _measures(side, runs[side.name], lines[side.name], base)
        self.table(title, measures, {side.name: side for side in sides})
        return measures

    def table(
        self, title: str, measures: Mapping[str, Mapping[str, float]], sides: Mapping[str, Side]
    ) -> None:
        """Prints rows of measures (any names and units) under a title, goals checked."""
        columns = [key for key in MEASURES if any(key in row for row in measures.values())]
        columns += sorted({key for row in measures.values() for key in row} - MEASURES.keys())
        table = [[title, *columns, ""]]
        for name, row in measures.items():
            cells = [MEASURES.get(c, "{:g}").format(row[c]) if c in row else "" for c in columns]
            table.append([f"  {name}", *cells, self._verdict(title, sides.get(name), row)])
        for name in sides.keys() - measures.keys():
            table.append([f"  {name}", *[""] * len(columns), f"skipped: no {sides[name].needs}"])
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for first, *rest, last in table:
            cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=False)]
            print("  ".join([first.ljust(widths[0]), *cells, last]).rstrip(), flush=True)
        print(flush=True)

    def speed_up(self, one: Mapping[str, float], two: Mapping[str, float]) -> None:
        """How much faster two processes were than one, and could be with two cores of its own."""
        row = {
            "times as fast": one["seconds"] / two["seconds"],
            "at best": 2 * one["cpu"] / two["cpu"],
        }
        side = Side("than one", [], at_least={"times as fast": 1.7})
        self.table("two processes", {side.name: row}, {side.name: side})

    def _verdict(self, title: str, side: Side | None, row: Mapping[str, float]) -> str:
        if side is None:
            return ""
        goals = [(key, "at most", limit, row[key] <= limit) for key, limit in side.at_most.items()]
        goals += [(k, "at least", limit, row[k] >= limit) for k, limit in side.at_least.items()]
        said = []
        for key, way, limit, met in goals:
            said.append(f"{'ok' if met else 'MISSED'}: {key} {way} {limit:g}")
            if not met:
                self.missed.append(f"{title}: {side.name}: {key} {row[key]:.3g}, {way} {limit:g}")
        return "; ".join(said)


def peak_mb(side: Side) -> float:
    """The peak memory of one run, in MB."""
    return _timed(side).peak_mb


def _warm_up(side: Side) -> int:
    """Runs the side once; returns how many lines it wrote, so that the answers can be compared."""
    if side.before is not None:
        side.before()
    with _started(side, subprocess.PIPE) as process:
        assert process.stdout is not None
        lines = 0
        while block := process.stdout.read(1 << 20):
            lines += block.count(b"\n")
    return lines


def _timed(side: Side) -> Run:
    if side.before is not None:
        side.before()
    begin = time.perf_counter()
    with _started(side, subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


@contextmanager
def _started(side: Side, stdout: int) -> Iterator[subprocess.Popen[bytes]]:
    with TemporaryFile() as errors, open(side.stdin or os.devnull, "rb") as stdin:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | side.env
        process = subprocess.Popen(side.command, stdin=stdin, stdout=stdout, stderr=errors, env=env)
        yield process
        if process.wait() not in side.statuses:
            errors.seek(0)
            said = errors.read().decode(errors="replace")[-2000:]
            sys.exit(f"{side.name}: status {process.returncode}: {said}")


def _measures(
    side: Side, runs: list[Run], lines: int, base: Mapping[str, float] | None
) -> dict[str, float]:
    seconds = median(run.seconds for run in runs)
    size = side.size or (side.stdin.stat().st_size if side.stdin else 0)
    row = {"seconds": seconds, "ratio": seconds / base["seconds"] if base else 1.0}
    row["cpu"] = median(run.cpu for run in runs)
    if size:
        row["mb_s"] = size / seconds / 1e6
    if side.records:
        row["records_s"] = side.records / seconds
    return row | {"peak_mb": max(run.peak_mb for run in runs), "lines": lines}
