"""Which records are relatives, and must not part: each kind of group is a key of a record.

A variation that mdx-augment made has the key of its original, also where its scene has another
name. Keys are bytes; equal keys are one group.
"""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256

from mdx.records import fields, jsonl
from mdx.records.jsonl import Line
from mdx.same import fingerprints, normal_form

Key = Callable[[dict], bytes]

_REPOSITORY = re.compile(r"https?://[^/]+/[^/]+/[^/#?]+")


def by_code(found: dict) -> bytes:
    """The normal form of its code but for imports, which sets write anew for what they publish."""
    return normal_form.without_imports(normal_form.normal(fields.text(found, "code")))


def by_file(found: dict) -> bytes:
    """Its source and file; without a file, its code."""
    path = _told(found, "path")
    return _key(found, path=path) if path else by_code(found)


def by_scene(found: dict) -> bytes:
    """Its source, file and lines there, or name where the lines are not known."""
    path, lines = _told(found, "path"), _told(found, "lines")
    scene = {"lines": lines} if lines else {"scene": _told(found, "scene")}
    cell = fields.lookup(found, "metadata.cell", 0)
    return _key(found, path=path, cell=cell, **scene) if path else by_code(found)


def by_repository(found: dict) -> bytes:
    """The repository its metadata.url leads to; else its source; without either, its code."""
    if repository := _REPOSITORY.match(_told(found, "url")):
        return repository[0].encode("utf-8", "surrogatepass")
    return _key(found) if fields.text(found, "source") else by_code(found)


def by_value(path: str) -> Key:
    """What stands at this path; where nothing does, the code."""

    def key(found: dict) -> bytes:
        value = fields.lookup(found, path)
        return by_code(found) if value in (None, "") else jsonl.dumps({"value": value})

    return key


KINDS: dict[str, Key] = {
    "file": by_file, "repo": by_repository, "scene": by_scene, "code": by_code,
}  # fmt: skip


def _told(found: dict, name: str) -> str:
    value = fields.lookup(found, f"metadata.{name}")
    return value if type(value) is str else ""


def _key(found: dict, **more: object) -> bytes:
    return jsonl.dumps({"source": fields.text(found, "source"), **more})


def families(lines: Iterable[Line], threshold: float, jobs: int) -> list[bytes]:
    """For each record the least code of all that are linked with it: by near or equal code, or as
    variations of one scene."""
    from mdx.same.jaccard import Index

    index = Index(threshold)
    joined = _Joined()
    codes: list[bytes] = []
    first: dict[bytes, int] = {}
    members: list[int] = []  # the record of each set in the index
    for i, (line, print_) in enumerate(fingerprints.fingerprints(lines, "near", jobs)):
        code = sha256(by_code(line.record)).digest()
        codes.append(code)
        joined.add()
        joined.join(i, first.setdefault(sha256(by_scene(line.record)).digest(), i))
        new = first.setdefault(code, i) == i
        joined.join(i, first[code])
        if new and print_.shingles:
            for number, _ in index.near(*print_.shingles):
                joined.join(i, members[number])
            index.add(*print_.shingles)
            members.append(i)
    least: dict[int, bytes] = {}
    for i, code in enumerate(codes):
        root = joined.root(i)
        least[root] = min(least.get(root, code), code)
    return [least[joined.root(i)] for i in range(len(codes))]


class _Joined:
    """Numbers in sets that only grow together (Tarjan's union-find, halving paths)."""

    def __init__(self) -> None:
        self.parent: list[int] = []

    def add(self) -> None:
        self.parent.append(len(self.parent))

    def root(self, i: int) -> int:
        parent = self.parent
        while parent[i] != i:
            parent[i] = i = parent[parent[i]]
        return i

    def join(self, i: int, k: int) -> None:
        self.parent[self.root(i)] = self.root(k)
