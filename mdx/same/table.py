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
        filled = self._slots[self._slot(key)]
        return self._numbers[filled - 1] if filled else None

    def add(self, key: int, number: int) -> None:
        """Puts a number under a key, unless there is one; of several the first stays."""
        slot = self._slot(key)
        if self._slots[slot]:
            return
        self._keys.append(key & _LOW)
        self._checks.append(key >> _CHECK_SHIFT)
        self._numbers.append(number)
        self._slots[slot] = len(self._keys)
        if _SPARE * len(self._keys) > len(self._slots):
            self._grow()

    def _slot(self, key: int) -> int:
        """Where this key is, or is to be put."""
        low, check, slots = key & _LOW, key >> _CHECK_SHIFT, self._slots
        mask = len(slots) - 1
        slot = low & mask
        while filled := slots[slot]:
            if self._keys[filled - 1] == low and self._checks[filled - 1] == check:
                break
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        self._slots = slots = array("I", bytes(4 * _SPARE * len(self._slots)))
        mask = len(slots) - 1
        for filled, low in enumerate(self._keys, 1):
            slot = low & mask
            while slots[slot]:
                slot = (slot + 1) & mask
            slots[slot] = filled
