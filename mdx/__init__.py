"""Data sets of Manim scenes and the words for them, made by tiny JSONL filters."""

__version__ = "0.1.0"
