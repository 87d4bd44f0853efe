"""Where scenes come from: the catalogue, one file a kind of source, one file a file format."""
