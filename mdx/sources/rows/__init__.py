"""What a row of a data set says: which of its columns is the code, and which the words for it."""
