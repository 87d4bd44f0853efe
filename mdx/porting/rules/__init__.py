"""One subject a file: a table, or a function that applies it; found by listing this folder."""
