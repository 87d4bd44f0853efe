"""Runs every benchmark of this folder, or those named: python tests/bench [NAME...]."""

import argparse
import sys
from importlib import import_module

from harness import HERE, Bench


def main() -> int:
    """0, also when goals are missed: the table names them, and a busy machine is no failure."""
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", choices=[[], *names], default=[])
    parser.add_argument("--rounds", type=int, default=5, help="timed runs of each side (5)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the records (1)")
    args = parser.parse_args()
    bench = Bench(args.rounds, args.scale)
    for name in args.names or names:
        import_module(f"bench_{name}").run(bench)
    print(*bench.missed or ["every goal is met"], sep="\n")
    return 0


sys.exit(main())
