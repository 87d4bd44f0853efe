"""Feeds mutated lines to every command and mutated files to mdx-extract; bounded.

What is looked for: a traceback, a hang, an unexpected status, output that is no JSONL, and a
broken law (read = written + dropped + failed). A finding is cut down to as few lines or files as
still show it, kept under build/fuzz, and told; then the status is 1.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from mutations import bytes_changed, code_changed, line

ROOT = Path(__file__).resolve().parent.parent.parent
SEEDS = Path(__file__).resolve().parent / "seeds"
FOUND = ROOT / "build" / "fuzz"
BATCH = 2_000  # lines a process; a finding ends its process
HANG_S = 300
SET = "set"  # a folder that a command writes, where it runs
# Ways to run each command over JSONL. No server, no network and no program is asked.
WAYS = {
    "augment": [[], ["--factor", "2.5"], ["--rename-scene", "--factor", "3"]],
    "dedupe": [
        [],
        ["--exact"],
        ["--renamed"],
        ["--near", "0.8"],
        ["--by", "both"],
        ["--mark"],
        ["--near", "0.5", "--prefer", "described,priority"],
    ],
    "describe": [["--llm", "outline"], ["--llm", "outline", "--all"]],
    "export": [
        [],
        ["--as", "text", "--max-characters", "900"],
        ["--as", "alpaca", "--system", "You write scenes.", "--fence", "--only", "train"],
        ["--as", "preference"],
        ["--as", "repair"],
        ["--as", "task"],
        ["--out-dir", SET],
        ["--as", "sharegpt", "--out-dir", SET, "--only", "train"],
    ],
    "extract": [[], ["--whole-file"], ["--plain-voiceover"]],
    "filter": [
        ["--parses"],
        ["--dialect", "ce"],
        ["--min-quality", "0.5"],
        ["--annotate"],
        ["--explain"],
        ["--match", "code=Scene", "--invert"],
        ["--no-latex", "--no-3d", "--min-lines", "3", "--max-tokens", "500", "--report", "-"],
        ["--license", "permissive", "--kind", "video", "--needs-description"],
    ],
    "port": [[], ["--only-complete"], ["--diff"], ["--explain"], ["--without", "slides"]],
    "split": [
        ["--test", "0.2"],
        ["--test", "0.1", "--group", "scene"],
        ["--test", "0.1", "--group", "near", "--exact"],
        ["--ratios", "a=0.5,b=0.5", "--exact", "--stratify", "metadata.dialect"],
        ["--val", "0.5", "--group-by", "metadata.lines", "--only", "val"],
    ],
}
MAKES_MORE = {"augment", "extract"}  # one line in may be many out
BOM = b"\xef\xbb\xbf"
CLOSING = re.compile(rb"(\d+) read, (\d+) written, (\d+) dropped.*?, (\d+) failed")
USED = re.compile(rb"(\d+) the side that renders")  # of a pair: dropped, but not rejected


def fault(tool: str, way: list[str], lines: list[bytes], folder: Path) -> str:
    """What is wrong with how the command takes these lines; "" if nothing is."""
    given = b"".join(text + b"\n" for text in lines)
    rejects = folder / "rejects"
    tail = ["--rejects", str(rejects)]
    shutil.rmtree(folder / SET, ignore_errors=True)
    command = [sys.executable, str(ROOT / "bin" / f"mdx-{tool}"), *way, *tail]
    try:
        done = subprocess.run(
            command,
            input=given,
            capture_output=True,
            timeout=HANG_S,
            env=_env(folder),
            cwd=folder,
        )
    except subprocess.TimeoutExpired:
        return "hangs"
    if b"Traceback" in done.stderr:
        return "traceback: " + done.stderr.decode(errors="replace").strip().splitlines()[-1]
    if done.returncode not in (0, 1):
        if b"no record has" in done.stderr:  # as promised, where all were changed
            return ""
        return f"status {done.returncode}: {done.stderr.decode(errors='replace')[-300:]}"
    written = done.stdout
    if SET in way:
        written += b"".join(path.read_bytes() for path in (folder / SET).glob("*.jsonl"))
    return _law(tool, given, written, done.stderr, rejects.read_bytes())


def _objects(data: bytes) -> list[dict]:
    """Those that the lines are; raises ValueError."""
    *lines, rest = data.split(b"\n")
    found = [json.loads(text) for text in lines]
    if rest or not all(type(value) is dict for value in found):
        raise ValueError("a line that is no object, or none")
    return found


def _law(tool: str, given: bytes, output: bytes, told: bytes, kept: bytes) -> str:
    """What is wrong with what was written, kept as rejects and counted."""
    try:
        out, rejects = _objects(output), _objects(kept)
    except (ValueError, RecursionError) as error:
        return f"wrote what is no JSONL: {error}"
    if tool in MAKES_MORE:
        return ""
    closing = CLOSING.findall(told)
    if not closing:
        return "no closing line"
    read, written, dropped, failed = map(int, closing[-1])
    if written != len(out):
        return f"says {written} written, wrote {len(out)}"
    records = sum(1 for text in given.removeprefix(BOM).split(b"\n") if text.strip())
    if read != records:
        return f"says {read} read of {records} lines"
    if read != written + dropped + failed:
        return f"{read} read, but {written} written + {dropped} dropped + {failed} failed"
    used = sum(map(int, USED.findall(told)))
    if len(rejects) != dropped - used + failed:
        return f"{len(rejects)} rejects, but {dropped} dropped - {used} used + {failed} failed"
    return ""


def _env(folder: Path) -> dict[str, str]:
    hidden = ("ANTHROPIC_", "OPENAI_", "HF_", "MDX_", "XDG_")
    env = {key: value for key, value in os.environ.items() if not key.startswith(hidden)}
    return env | {"HOME": str(folder), "MDX_CACHE_DIR": str(folder / "cache")}


def smallest(items: list, shows: Callable[[list], bool]) -> list:
    """As few of the items as still show it, by leaving out ever smaller parts."""
    part = len(items) // 2
    while part:
        at = 0
        while at < len(items):
            fewer = items[:at] + items[at + part :]
            if fewer and shows(fewer):
                items = fewer
            else:
                at += part
        part //= 2
    return items


def fuzz_lines(tool: str, number: int, rng: Random, folder: Path) -> Iterator[str]:
    """Findings among this many mutated lines, spread over the ways to run the tool."""
    seeds = line_seeds()
    ways = [way for way in WAYS[tool] if _takes(tool, way)]
    for start in range(0, number, BATCH):
        lines = [line(rng, seeds) for _ in range(min(BATCH, number - start))]
        way = ways[start // BATCH % len(ways)]
        what, few = _hunted(lines, lambda some: fault(tool, way, some, folder))  # noqa: B023
        if what:
            kept = _keep(f"{tool}.jsonl", b"".join(text + b"\n" for text in few))
            yield f"mdx-{tool} {' '.join(way)} < {kept}: {what}"


def line_seeds() -> list[bytes]:
    """Good lines: records, rows as data sets have them, and records of the seeds' code."""
    lines = (ROOT / "tests" / "data" / "scenes.jsonl").read_bytes().splitlines()
    for text in lines[:6]:  # also as mdx-filter --renders --annotate leaves them
        for renders in (True, False):
            record = json.loads(text)
            record["metadata"] |= {"renders": renders, "render_error": "" if renders else "no"}
            lines.append(json.dumps(record).encode())
    lines += (SEEDS / "rows.jsonl").read_bytes().splitlines()
    for path in sorted(SEEDS.glob("*.py")):
        lines.append(json.dumps({"description": "", "code": path.read_text()}).encode())
    return lines


def fuzz_files(number: int, rng: Random, folder: Path) -> Iterator[str]:
    """Findings of mdx-extract among this many mutated files of every kind it reads."""
    seeds = sorted(SEEDS.iterdir())
    for start in range(0, number, 50):
        files = []
        for at in range(start, min(start + 50, number)):
            path, other = rng.choice(seeds), rng.choice(seeds)
            if rng.random() < 0.5:
                data = bytes_changed(rng, path.read_bytes())
            else:
                made = code_changed(rng, path.read_text(), other.read_text())
                data = made.encode("utf-8", "surrogatepass")
            files.append((f"{at}{path.suffix}", data))
        what, few = _hunted(files, lambda some: _files_fault(some, folder))
        if what:
            kept = " ".join(str(_keep(name, data)) for name, data in few)
            yield f"mdx-extract {kept}: {what}"


def _hunted(items: list, fault_of: Callable[[list], str]) -> tuple[str, list]:
    """What is wrong with these items, and as few of them as still show it."""
    what = fault_of(items)
    if not what:
        return "", []
    kind = what.partition(":")[0]
    few = smallest(items, lambda some: fault_of(some).startswith(kind))
    return fault_of(few) or what, few


def _files_fault(files: list[tuple[str, bytes]], folder: Path) -> str:
    tree = folder / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir()
    for name, data in files:
        (tree / name).write_bytes(data)
    return fault("extract", [str(tree)], [], folder)


def _takes(tool: str, way: list[str]) -> bool:
    """Whether the tool has the options of this way."""
    command = [sys.executable, str(ROOT / "bin" / f"mdx-{tool}"), "--help"]
    told = subprocess.run(command, capture_output=True, text=True).stdout.split()
    return all(word in told or f"{word}," in told for word in way if word.startswith("--"))


def _keep(name: str, data: bytes) -> Path:
    FOUND.mkdir(parents=True, exist_ok=True)
    path = FOUND / f"{len(list(FOUND.iterdir()))}-{name}"
    path.write_bytes(data)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument(
        "tools", metavar="TOOL", nargs="*", help="these alone; files is one of them"
    )
    parser.add_argument("--lines", type=int, default=20_000, help="for each command (20000)")
    parser.add_argument("--files", type=int, default=2_000, help="for mdx-extract (2000)")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    findings = 0
    tools = [tool for tool in WAYS if (ROOT / "mdx" / f"{tool}.py").exists()]
    with TemporaryDirectory() as scratch:
        for tool in args.tools or [*tools, "files"]:
            rng, folder = Random(f"{tool} {args.seed}"), Path(scratch)
            number = args.files if tool == "files" else args.lines
            begin = time.monotonic()
            found = (
                fuzz_files(number, rng, folder)
                if tool == "files"
                else fuzz_lines(tool, number, rng, folder)
            )
            for finding in found:
                findings += 1
                print(finding, flush=True)
            print(f"{tool}: {number:,} in {time.monotonic() - begin:.0f} s", flush=True)
    print(f"{findings} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
