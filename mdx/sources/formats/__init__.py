"""What the formats of files say: Python text, rows, and the words around them."""
