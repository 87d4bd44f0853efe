"""What each release of Manim has, as tables."""
