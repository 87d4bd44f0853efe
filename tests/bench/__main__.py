"""Runs every benchmark of this folder, or those named: python tests/bench [NAME...]."""

import argparse
import subprocess
import sys
from importlib import import_module

from harness import HERE, Bench


def main() -> int:
    """0, also when goals are missed: the table names them, and a busy machine is no failure."""
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", choices=[[], *known], default=[])
    parser.add_argument("--rounds", type=int, default=5, help="timed runs of each side (5)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the records (1)")
    args = parser.parse_args()
    names = args.names or known
    if len(names) > 1:
        # A process for each: a child's peak memory counts from what its parent holds.
        flags = [f"--rounds={args.rounds}", f"--scale={args.scale}"]
        return max(subprocess.call([sys.executable, HERE, name, *flags]) for name in names)
    bench = Bench(args.rounds, args.scale)
    import_module(f"bench_{names[0]}").run(bench)
    print(*bench.missed or [f"{names[0]}: no goal is missed"], sep="\n", end="\n\n")
    return 0


sys.exit(main())
