"""What the rows of one table lack, reported once for all of them."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from mdx.sources.rows.row import Row, unnamed_words

HINT = "--columns code=NAME,description=NAME names them"


class Lacking:
    """Counts the rows of a table that had no code, and hears which columns hold words unheard."""

    def __init__(self) -> None:
        self.rows = 0  # as its reader counts them
        self._reasons: Counter[str] = Counter()
        self._unheard: list[str] = []

    def passed(self, row: Row, fields: dict[str, Any]) -> None:
        """Hears of a row that had code."""
        if not self._unheard and not row.description and not row.words:
            self._unheard = unnamed_words(fields)

    def failed(self, reason: str) -> None:
        """Hears of a row whose columns have no code."""
        self._reasons[reason] += 1

    def faults(self) -> Iterator[tuple[int, str]]:
        """The number of rows that each fault of columns is of, and its words."""
        for reason, count in self._reasons.items():
            of = f"{count} of {self.rows} rows" if self.rows > 1 else "1 row"
            yield count, f"{reason} ({of}); {HINT}"

    def notes(self) -> Iterator[str]:
        """What is no fault, and yet worth knowing."""
        if self._unheard:
            columns = ", ".join(self._unheard)
            example = self._unheard[0]
            yield f"no description in it, but words in {columns}; --columns description={example!r}"
