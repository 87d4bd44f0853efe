"""A table of numbers by key, in a fifth of the memory that a dict takes."""

from array import array

_LOW = (1 << 64) - 1  # of a key's 128 bits those that are looked up; 32 others are checked
_CHECK_SHIFT = 96
_SPARE = 2  # slots for each key, at least


class Table:
    """Numbers of 32 bits by keys of 128 bits, in 24 to 32 bytes each.

    Open addressing with linear probing (Knuth, "The Art of Computer Programming", vol. 3, section
    6.4, algorithm L). Keys have to be evenly distributed, as hashes are; 96 bits are compared.
    """

    def __init__(self) -> None:
        self._keys = array("Q")
        self._checks = array("I")
        self._numbers = array("I")
        self._slots = array("I", bytes(4 << 10))  # from 1 on, which key; 0 where there is none

    def find(self, key: int) -> int | None:
        """The number under this key."""
        low, slots = key & _LOW, self._slots
        mask = len(slots) - 1
        slot = low & mask
        while filled := slots[slot]:
            at = filled - 1
            if self._keys[at] == low and self._checks[at] == key >> _CHECK_SHIFT:
                return self._numbers[at]
            slot = (slot + 1) & mask
        return None

    def add(self, key: int, number: int) -> None:
        """Puts a number under a key; of several the first is found."""
        self._keys.append(key & _LOW)
        self._checks.append(key >> _CHECK_SHIFT)
        self._numbers.append(number)
        if _SPARE * len(self._keys) <= len(self._slots):
            self._place(key & _LOW, len(self._keys))
            return
        self._slots = array("I", bytes(4 * _SPARE * len(self._slots)))
        for filled, low in enumerate(self._keys, 1):
            self._place(low, filled)

    def _place(self, low: int, filled: int) -> None:
        slots = self._slots
        mask = len(slots) - 1
        slot = low & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = filled
