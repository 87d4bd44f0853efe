"""What Manim source says; text is parsed, never imported or run."""
