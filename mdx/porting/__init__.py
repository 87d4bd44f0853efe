"""From ManimGL, the old library and old releases to today's ManimCE, told rule by rule."""
