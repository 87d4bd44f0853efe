"""From source text to scenes that stand alone."""
