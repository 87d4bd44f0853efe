"""Which code and which words are the same."""
