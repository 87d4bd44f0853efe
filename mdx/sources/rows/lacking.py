"""What the rows of a table lack, reported once for all of them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mdx.sources.rows.row import Row, unnamed_words

HINT = "--columns code=NAME,description=NAME names them"


class Lacking:
    """Counts a table's rows without code, and notes columns of words that were not used."""

    def __init__(self) -> None:
        self.rows = 0  # as its reader counts them
        self._reasons: Counter[str] = Counter()
        self._unheard: list[str] = []

    def passed(self, row: Row, fields: dict[str, Any]) -> None:
        """Notes a row that had code."""
        if not self._unheard and not row.description and not row.words:
            self._unheard = unnamed_words(fields)

    def failed(self, reason: str) -> None:
        """Notes a row without code."""
        self._reasons[reason] += 1

    def faults(self) -> Iterator[tuple[int, str]]:
        """Each fault of the columns, with the number of rows it affects."""
        for reason, count in self._reasons.items():
            of = f"{count} of {self.rows} rows" if self.rows > 1 else "1 row"
            yield count, f"{reason} ({of}); {HINT}"

    def notes(self) -> Iterator[str]:
        """What is not a fault but worth knowing."""
        if self._unheard:
            columns = ", ".join(self._unheard)
            example = self._unheard[0]
            yield f"no description in it, but words in {columns}; --columns description={example!r}"
