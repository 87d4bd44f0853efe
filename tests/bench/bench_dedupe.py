"""mdx-dedupe: the default level, and nearly equal code against MinHash with its kept libraries.

None of them measures what it finds. SemHash is not among them: it compares vectors of a model that
it takes from a hub, which a benchmark without a network has not.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import families
import look_alikes
from harness import FOLDER, HERE, ROOT, Bench, Side, mdx, python

EXACT = """
import sys, orjson
from hashlib import sha256
seen = set()
for line in sys.stdin.buffer:
    key = sha256(orjson.loads(line)["code"].encode()).digest()
    if key not in seen:
        seen.add(key)
        sys.stdout.buffer.write(line)
"""
MINHASH = """
import re, sys, orjson
from {library} import {minhash} as MinHash, {index} as Index
index = Index({arguments})
for i, line in enumerate(sys.stdin.buffer):
    words = re.findall(r"\\w+|[^\\w\\s]", orjson.loads(line)["code"])
    shingles = [" ".join(words[k:k + 5]) for k in range(max(len(words) - 4, 1))]
    minhash = MinHash(num_perm=128, seed=1)
    {update}
    if not index.query(minhash):
        index.insert({key}, minhash)
        sys.stdout.buffer.write(line)
"""
DATASKETCH = MINHASH.format(
    library="datasketch", minhash="MinHash", index="MinHashLSH", key="str(i)",
    arguments="threshold=0.85, num_perm=128",
    update="minhash.update_batch([s.encode() for s in shingles])",
)  # fmt: skip
RENSA = MINHASH.format(
    library="rensa", minhash="RMinHash", index="RMinHashLSH", key="i",
    arguments="threshold=0.85, num_perm=128, num_bands=16", update="minhash.update(shingles)",
)  # fmt: skip
PEAK = """
import sys
from mdx.dedupe import main
main(["-q"])
status = open("/proc/self/status").read()
print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
"""
NEAR = ("--near", "0.85", "--jobs", "2")


def run(bench: Bench) -> None:
    default(bench)
    near(bench)
    look_alike(bench)
    truth(bench)


def default(bench: Bench) -> None:
    corpus = bench.corpus(50_000)
    records = sum(1 for _ in corpus.open("rb"))
    given = {"stdin": corpus, "records": records}
    bench.compare(
        f"dedupe by tokens: {records:,} distinct records",
        Side("orjson and sha256 loop", python("-c", EXACT), **given),
        Side("mdx-dedupe --exact", mdx("dedupe", "--exact"), **given),
        Side("mdx-dedupe", mdx("dedupe"), at_least={"mb_s": 60}, **given),
    )
    memory(bench, records)


def memory(bench: Bench, records: int) -> None:
    """Bytes for a distinct record: the slope between a few short records and many."""
    peaks = {}
    for number in (1000, 10 * records):
        path = FOLDER / f"short-{number}.jsonl"
        with path.open("w") as file:
            file.writelines(json.dumps({"code": f"x = {i}"}) + "\n" for i in range(number))
        with path.open("rb") as stdin:
            done = subprocess.run(
                python("-c", PEAK), env=os.environ | {"PYTHONPATH": str(ROOT)}, stdin=stdin,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True,
            )  # fmt: skip
        peaks[number] = int(done.stderr) * 1024
    # ru_maxrss would count what the parent held before this child became another program.
    (few, low), (many, high) = peaks.items()
    row = {"bytes": round((high - low) / (many - few))}
    side = Side("mdx-dedupe", [], at_most={"bytes": 150})
    bench.table(
        f"memory for each of {many:,} distinct records", {side.name: row}, {side.name: side}
    )


def near(bench: Bench) -> None:
    for number in (20_000, 100_000):
        number = max(1, int(number * bench.scale))
        corpus = families.corpus_of(FOLDER, number)
        given = {"stdin": corpus, "records": number}
        goals = {"at_least": {"records_s": 10_000}, "at_most": {"peak_mb": 1200}}
        sides = [Side("mdx-dedupe --near 0.85 --jobs 2", mdx("dedupe", *NEAR), **goals, **given)]
        if number <= 20_000:
            sides += minhash(given)
            sides.append(text_dedup(corpus, number))
        else:
            sides += minhash(given)[:1]
        bench.compare(f"nearly equal code: {number:,} records", *sides)


def look_alike(bench: Bench) -> None:
    """Records that share a skeleton or a template, and those of MDX_CORPUS where that is set."""
    number = max(1, int(20_000 * bench.scale))
    corpora = [look_alikes.corpus_of(FOLDER, kind, number) for kind in look_alikes.KINDS]
    if own := os.environ.get("MDX_CORPUS"):
        corpora.append(Path(own))
    for corpus in corpora:
        records = sum(1 for _ in corpus.open("rb"))
        given = {"stdin": corpus, "records": records}
        bench.compare(
            f"alike by nature: {records:,} records of {corpus.name}",
            Side("orjson and sha256 loop", python("-c", EXACT), **given),
            Side("mdx-dedupe --jobs 1", mdx("dedupe", "--jobs", 1),
                 at_most={"ratio": 3.5}, **given),
            Side("mdx-dedupe --jobs 2", mdx("dedupe", "--jobs", 2), at_most={"ratio": 2}, **given),
            Side("mdx-dedupe --renamed --jobs 2", mdx("dedupe", "--renamed", "--jobs", 2),
                 at_most={"ratio": 8}, **given),
            Side("mdx-dedupe --near 0.85 --jobs 2", mdx("dedupe", *NEAR),
                 at_most={"ratio": 12}, **given),
            *minhash(given),
        )  # fmt: skip


def minhash(given: Mapping[str, Any]) -> list[Side]:
    """MinHash by those libraries that are here."""
    scripts = {
        "rensa": ("rensa", "-c", RENSA), "datasketch": ("datasketch", "-c", DATASKETCH),
        "datatrove": ("datatrove.pipeline.dedup", HERE / "datatrove_minhash.py"),
    }  # fmt: skip
    return [
        Side(f"{name}, no check", python(*script), needs=f"import {needs}", **given)
        for name, (needs, *script) in scripts.items()
    ]


def text_dedup(corpus: Path, number: int) -> Side:
    """It brings no less than PySpark along, and is skipped where that is not there."""
    to = FOLDER / "text-dedup"
    command = python(
        "-m", "text_dedup.minhash", "--path", "json", "--data_files", corpus, "--split", "train",
        "--column", "code", "--output", to, "--cache_dir", to / "cache", "--ngram", 5,
        "--threshold", 0.85, "--num_perm", 128, "--hash_func", "xxh3", "--num_proc", 2,
    )  # fmt: skip
    return Side(
        "text-dedup, no check", command, needs="import text_dedup", records=number,
        size=corpus.stat().st_size, before=lambda: shutil.rmtree(to, ignore_errors=True),
    )  # fmt: skip


def truth(bench: Bench) -> None:
    """What was dropped, by the families' labels."""
    number = max(1000, int(20_000 * bench.scale))
    corpus, rejects = families.corpus_of(FOLDER, number), FOLDER / "rejects.jsonl"
    subprocess.run(
        [*mdx("dedupe", *NEAR, "--rejects", rejects), str(corpus)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True,
    )  # fmt: skip
    copies = {"exact", "layout", "renamed", "near"}
    dropped = [label for label, _ in labels(rejects, "record")]
    right = sum(label in copies for label in dropped)
    there = sum(label in copies for label, _ in labels(corpus))
    row = {"precision": right / len(dropped), "recall": right / there}
    side = Side("mdx-dedupe --near 0.85", [], at_least={"precision": 1.0, "recall": 0.999})
    bench.table(f"labelled families: {number:,} records", {side.name: row}, {side.name: side})


def labels(path: Path, key: str = "") -> list[tuple[str, int]]:
    with path.open("rb") as file:
        rows = [json.loads(line) for line in file]
    metadata = [(row[key] if key else row)["metadata"] for row in rows]
    return [(one["label"], one["family"]) for one in metadata]
