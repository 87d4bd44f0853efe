"""Plain English for what a scene shows, from its syntax tree alone."""

from mdx.code.outline.narrator import narrate

__all__ = ["narrate"]
