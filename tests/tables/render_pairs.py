"""Records what manim says of each scene of tests/data/pairs.txt: the verdicts of the tests.

    python tests/tables/render_pairs.py         # needs manim 0.22.0 and LaTeX, takes ten minutes

Only what has no verdict yet is rendered; take the file of verdicts away to have all anew.
"""

import subprocess
import sys
from pathlib import Path

import orjson

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "fakes")]

from pairs import VERDICTS, key, pairs  # noqa: E402


def main() -> None:
    told = orjson.loads(VERDICTS.read_bytes()) if VERDICTS.exists() else {}
    codes = {key(code): code for pair in pairs() for code in (pair.bad, pair.good)}
    kept = {name: told[name] for name in codes if name in told}
    waiting = [code for name, code in codes.items() if name not in kept]
    lines = [{"description": "", "code": code, "source": "", "metadata": {}} for code in waiting]
    render = [sys.executable, ROOT / "bin" / "mdx-filter", "--renders", "--annotate", "--jobs", "1"]
    done = subprocess.run(
        render, input=b"\n".join(map(orjson.dumps, lines)), stdout=subprocess.PIPE, check=True
    )
    for line in done.stdout.splitlines():
        record = orjson.loads(line)
        kept[key(record["code"])] = record["metadata"]["render_error"]
    verdicts = {name: kept[name] for name in codes}
    VERDICTS.write_bytes(orjson.dumps(verdicts, option=orjson.OPT_INDENT_2) + b"\n")


if __name__ == "__main__":
    main()
