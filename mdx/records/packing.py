"""How compressed files are named and begin."""

# RFC 1952, RFC 8878, the .xz file format, bzip2's own source.
BEGINNINGS = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd", ".xz": b"\xfd7zXZ\0", ".bz2": b"BZh"}
PACKED = tuple(BEGINNINGS)
FIRST_BYTES = tuple(begin[:1] for begin in BEGINNINGS.values())
LONGEST_BEGIN = max(map(len, BEGINNINGS.values()))
