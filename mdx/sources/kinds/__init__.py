"""One module per kind of source, named as the catalogue's `kind`.

A module has `opened(source, settings)`, which returns a `mdx.sources.tree.Tree` or raises
SourceError; or, when what it runs writes records itself, `lines(source, settings, observer)`,
which yields them as `jsonl.lines` does. A new kind is a new file here and touches no other.
"""
