"""Families of records: all that are linked, by near or equal code or as variations of one scene."""

from collections.abc import Iterable
from hashlib import sha256

from mdx.records.jsonl import Line
from mdx.same.fingerprints import fingerprints
from mdx.same.groups import by_code, by_scene


def families(lines: Iterable[Line], threshold: float, jobs: int) -> list[bytes]:
    """For each record the key of its family, which is the least of the keys of its codes.

    Needs numpy.
    """
    from mdx.same.jaccard import Index

    index = Index(threshold)
    linked = Linked()
    codes: list[bytes] = []
    first: dict[bytes, int] = {}
    members: list[int] = []  # the record of each set in the index
    for i, (line, fingerprint) in enumerate(fingerprints(lines, "near", jobs)):
        code = sha256(by_code(line.record)).digest()
        codes.append(code)
        linked.add()
        linked.link(i, first.setdefault(sha256(by_scene(line.record)).digest(), i))
        new = first.setdefault(code, i) == i
        linked.link(i, first[code])
        if new and fingerprint.shingles:
            for number, _ in index.near(*fingerprint.shingles):
                linked.link(i, members[number])
            index.add(*fingerprint.shingles)
            members.append(i)
    least: dict[int, bytes] = {}
    for i, code in enumerate(codes):
        root = linked.root(i)
        least[root] = min(least.get(root, code), code)
    return [least[linked.root(i)] for i in range(len(codes))]


class Linked:
    """Numbers from 0 in sets that only grow together (Tarjan's union-find, halving paths)."""

    def __init__(self) -> None:
        self._parents: list[int] = []

    def add(self) -> None:
        self._parents.append(len(self._parents))

    def root(self, i: int) -> int:
        parents = self._parents
        while parents[i] != i:
            parents[i] = i = parents[parents[i]]
        return i

    def link(self, i: int, k: int) -> None:
        self._parents[self.root(i)] = self.root(k)
