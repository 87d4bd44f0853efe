"""From bytes to records, and what the fields of a record mean."""
