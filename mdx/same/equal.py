"""Which code was there before at the level layout, with normal forms of those alone that need one.

Code whose coarse form is new is new. If it is not, a finer form is made of both, and a normal form
if that is not new either. So code is kept until then, in a temporary file.
"""

from array import array
from collections.abc import Callable

from mdx.same.fingerprints import digest
from mdx.same.table import Table
from mdx.work.texts import Texts

_TAG = (1 << 64) - 1


class Equal:
    """The numbers of codes, to be found again by forms that all equal ones have.

    It takes some 60 bytes for each.
    """

    def __init__(self, *finer: Callable[[str], bytes]):
        """Takes what makes forms finer than the first; those are equal whose last one is."""
        self._finer = finer
        # By each form, which of the codes has it first; and of which the next finer one is known.
        self._tables = [Table() for _ in range(len(finer) + 1)]
        self._refined: list[set[int]] = [set() for _ in finer]
        # Of each code: its number, a part of its hash, itself.
        self._numbers = array("I")
        self._tags = array("Q")
        self._codes = Texts()

    def find(self, code: str, exact: int, coarse: int) -> int | None:
        """The number of the first code that is equal; `exact` and `coarse` are the hashes of this
        one and of its first form."""
        at = self._tables[0].find(coarse)
        for depth, form in enumerate(self._finer):
            if at is None:
                return None
            if self._tags[at] == exact & _TAG:
                break
            finer = self._tables[depth + 1]
            if at not in self._refined[depth]:
                self._refined[depth].add(at)
                finer.add(digest(form(self._codes[at])), at)
            at = finer.find(digest(form(code)))
        return None if at is None else self._numbers[at]

    def add(self, code: str, exact: int, coarse: int, number: int) -> None:
        """Remembers code that was looked for in vain."""
        key = coarse
        for table, form in zip(self._tables, self._finer):
            if table.find(key) is None:
                table.add(key, len(self._numbers))
                break
            key = digest(form(code))
        else:
            self._tables[-1].add(key, len(self._numbers))
        self._numbers.append(number)
        self._tags.append(exact & _TAG)
        self._codes.add(code)
