"""Which code was there before at the level layout, with normal forms of those alone that need one.

Code whose coarse form is new is new. Its normal form is made when another comes that has the same
coarse form, so the code is kept until then, in a temporary file.
"""

from array import array
from collections.abc import Callable

from mdx.same.table import Table

_IN_MEMORY = 1 << 20  # bytes of code, before they go to a file
_TAG = (1 << 64) - 1


class Equal:
    """The numbers of codes, to be found again by the key of their forms.

    It takes some 50 bytes for each.
    """

    def __init__(self, key_of: Callable[[str], int]):
        from tempfile import SpooledTemporaryFile

        self._key_of = key_of
        self._numbers = Table()  # by key
        # The first code of each coarse form: its number, a part of its hash, its end in the file.
        self._coarse = Table()
        self._firsts = array("I")
        self._tags = array("Q")
        self._ends = array("Q", [0])
        self._codes = SpooledTemporaryFile(_IN_MEMORY, buffering=1 << 16)
        self._keyed: set[int] = set()  # those whose keys are known

    def find(self, code: str, exact: int, coarse: int) -> int | None:
        """The number of the first code that is equal; `exact` and `coarse` are hashes of this one,
        the latter of a form that all equal ones have."""
        at = self._coarse.find(coarse)
        if at is None:
            return None
        if self._tags[at] == exact & _TAG:
            return self._firsts[at]
        if at not in self._keyed:
            self._keyed.add(at)
            self._numbers.add(self._key_of(self._code(at)), self._firsts[at])
        return self._numbers.find(self._key_of(code))

    def add(self, code: str, exact: int, coarse: int, number: int) -> None:
        """Remembers code that was looked for in vain."""
        if self._coarse.find(coarse) is not None:
            self._numbers.add(self._key_of(code), number)
            return
        self._coarse.add(coarse, len(self._firsts))
        self._firsts.append(number)
        self._tags.append(exact & _TAG)
        data = code.encode("utf-8", "surrogatepass")
        try:
            self._codes.write(data)
        except OSError as error:
            from tempfile import gettempdir

            error.filename = gettempdir()
            raise
        self._ends.append(self._ends[-1] + len(data))

    def _code(self, at: int) -> str:
        start, end = self._ends[at : at + 2]
        self._codes.seek(start)
        data = self._codes.read(end - start)
        self._codes.seek(self._ends[-1])
        return data.decode("utf-8", "surrogatepass")
